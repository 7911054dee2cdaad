/** Raw: any stream by its name, its payload as JSON has it. */
import type { Channel, MarketEvent } from '../../core/channel'
import { parseExactly } from '../../core/parser'
import { unreadable } from './channel'
import { refuse } from './symbol'

/** A payload nobody checked. */
export interface RawEvent extends MarketEvent {
  readonly type: 'raw'
  /** The stream it came on. */
  readonly stream: string
  /** The payload, parsed. An integer that a number cannot hold is a string of its digits. */
  readonly data: unknown
}

const forbidden = /[\s\p{Cc}\p{Cs}/?&#%,"'`\\]/u

/**
 * Any stream, unchecked: also one this package has no channel for.
 * @param streamName to the letter as the exchange writes it: `btcusdt@trade`
 * @throws FeedError INVALID_CHANNEL
 */
export function raw(streamName: string): Channel<RawEvent> {
  if (typeof streamName !== 'string' || !streamName || streamName.length > 128 || forbidden.test(streamName)) {
    throw refuse('stream name', '1 to 128 characters, none of them white space, a quote or /?&#%,\\', streamName)
  }
  const [before] = streamName.split('@', 1) as [string]
  return {
    type: 'raw',
    stream: streamName,
    symbol: before.startsWith('!') ? '' : before.replace(/[a-z]/g, (letter) => letter.toUpperCase()),
    silenceMs: 120_000,
    decode(payload, receiveTime) {
      try {
        return { type: 'raw', stream: streamName, data: parseExactly(payload), receiveTime }
      } catch (cause) {
        throw unreadable(streamName, cause)
      }
    },
  }
}
