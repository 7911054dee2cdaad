/** From a stream name to what the markets of contracts emit: only streams somebody wants are rendered. */

import type { Streams } from '../streams'
import type { DerivativeMarket } from './contracts'
import { futuresTopic } from './futures-topics'
import type { House } from './house'
import type { Houses } from './houses'
import { optionTopic } from './option-topics'
import type { Route, Topic } from './topic'
import { wideTopic } from './wide-topics'

export interface RoutedStreams extends Streams {
  /** The back end a stream runs on; `undefined` for one that does not exist. */
  routeOf(stream: string): Route | undefined
}

/** Names with these are of options, on whatever host they are asked for. */
const ofOptions = /^[^@]+-\d{6}-[\d.]+-[cp]@|@option|@openInterest@|^!index@arr$|^!optionSymbol$/

/** `publish` gets bare payloads, without the combined wrapper. */
export function createDerivativeStreams(
  market: DerivativeMarket,
  houses: Houses,
  publish: (stream: string, payload: string) => void,
): RoutedStreams {
  const wanted = new Map<string, Topic>()
  const heard = new Map<House, () => void>()

  const topicOf = (stream: string): Topic | undefined => {
    if (ofOptions.test(stream)) return market === 'coinm' ? undefined : optionTopic(houses.of('options'), stream)
    if (market === 'options') return undefined
    const [usdm, coinm] = [houses.of('usdm'), houses.of('coinm')]
    const at = stream.indexOf('@')
    // Single contracts of either kind can be had on the host of the other.
    for (const house of [usdm, coinm]) {
      const listing = house.listings.get(stream.slice(0, at))
      const topic = listing && futuresTopic(house, listing, stream.slice(at + 1))
      if (topic !== undefined) return topic
    }
    return wideTopic({ usdm, coinm, own: market === 'usdm' ? usdm : coinm }, stream)
  }

  const listen = (house: House) => {
    if (heard.has(house)) return
    const stop = house.listen((told) => {
      for (const [stream, topic] of wanted) {
        if (topic.house !== house) continue
        if (told.kind !== 'beat') {
          const text = topic.hear?.(told)
          if (text !== undefined) publish(stream, text)
        } else if (topic.beat !== undefined && told.at % (topic.everyMs ?? 1) === 0) {
          for (const text of topic.beat(told.at)) publish(stream, text)
        }
      }
    })
    heard.set(house, stop)
  }

  return {
    routeOf: (stream) => (wanted.get(stream) ?? topicOf(stream))?.route,
    want(stream) {
      const topic = topicOf(stream)
      if (topic === undefined) return false
      if (!wanted.has(stream)) wanted.set(stream, topic)
      listen(topic.house)
      return true
    },
    drop(stream) {
      wanted.delete(stream)
    },
    stop() {
      for (const stop of heard.values()) stop()
      heard.clear()
    },
  }
}
