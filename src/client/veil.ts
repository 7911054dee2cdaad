/** What a subscription does while its page is hidden: nothing else, conflate, or pause; what that left out is told. */
import type { MarketEvent } from '../core/channel'
import type { Host, Stop } from '../core/clock'
import type { Gap, Item } from '../core/events'
import type { Hidden } from '../core/options'
import { missing } from '../core/sequence'
import type { Route } from '../runtime/route'

/** A glance at another tab is no reason to leave a stream, in ms. */
const pauseAfterMs = 5_000

/** What stands between a stream and the readers of one subscription. */
export interface Veil {
  take(item: Item, stream: string): void
  stop(): void
}

/** What a veil knows of a stream of which something was left out, or may have been. */
interface Place {
  readonly route: Route
  /** Number of the newest event that was delivered, where it has one, and when that arrived, if any has. */
  number: number | undefined
  time: number | undefined
  /** Events left out since, and the newest of them. */
  skipped: number
  newest: MarketEvent | undefined
  /** Nothing was delivered since the page was hidden. */
  isBehind: boolean
  /** A gap was left out as well. */
  hasGap: boolean
}

/**
 * Loaded when the first subscription asks for it: what was delivered before is known by the routes.
 * @param pass delivers
 * @param rest leaves the streams, or takes them on again
 */
export function createVeil(
  hidden: Exclude<Hidden, 'keep'>,
  routes: readonly Route[],
  { clock, onHidden }: Host,
  pass: (item: Item, stream: string) => void,
  rest: (isResting: boolean) => void,
): Veil {
  const places = new Map(
    routes.map((route): [string, Place] => [
      route.channel.stream,
      {
        route,
        number: route.number,
        time: route.lastTime,
        skipped: 0,
        newest: undefined,
        isBehind: false,
        hasGap: false,
      },
    ]),
  )
  let isDrawn = false
  let calm: Stop | undefined

  function deliver(place: Place, event: MarketEvent): void {
    const { route, number, time: fromTime, skipped, isBehind, hasGap } = place
    const { sequence, stream } = route.channel
    const isCounted = sequence?.follows !== undefined && number !== undefined
    place.isBehind = place.hasGap = false
    place.skipped = 0
    place.newest = undefined
    place.number = sequence?.number(event)
    place.time = event.receiveTime
    if (isBehind && fromTime !== undefined) {
      const range = isCounted ? missing(sequence, number, event) : undefined
      // Without numbers only this knows whether something was left out; of a pause nobody does.
      if (hasGap || (isCounted ? range : skipped > 0 || hidden === 'pause')) {
        const { from, to } = range ?? {}
        const gap: Gap = { type: 'gap', stream, reason: 'hidden', from, to, fromTime, toTime: event.receiveTime }
        pass(gap, stream)
      }
    }
    pass(event, stream)
  }

  function draw(): void {
    isDrawn = true
    for (const place of places.values()) place.isBehind = true
    if (hidden === 'pause') rest(true)
  }

  function lift(): void {
    if (!isDrawn) return
    isDrawn = false
    if (hidden === 'pause') rest(false)
    for (const place of places.values()) {
      const { newest } = place
      if (!newest) continue
      // It is delivered itself.
      place.skipped -= 1
      deliver(place, newest)
    }
  }

  function look(isHidden: boolean): void {
    calm?.()
    calm = undefined
    if (!isHidden) lift()
    else if (hidden === 'conflate') draw()
    else if (!isDrawn) calm = clock.timer(draw, pauseAfterMs)
  }

  const ignore = onHidden?.(look)

  return {
    take(item, stream) {
      const place = places.get(stream) as Place
      if (item.type === 'gap') {
        // While drawn, what is told when it is lifted covers it.
        place.isBehind = place.hasGap = isDrawn
        if (!isDrawn) pass(item, stream)
        return
      }
      const event = item as MarketEvent
      if (!isDrawn) return deliver(place, event)
      place.skipped += 1
      if (hidden === 'conflate') place.newest = event
    },
    stop() {
      calm?.()
      ignore?.()
    },
  }
}
