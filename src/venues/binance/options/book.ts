/** Where an option's order book comes from: the depth stream, and the snapshot that it continues. */
import type { BookSnapshot, BookSource } from '../../../core/book-source'
import { refuseOption } from '../../../core/errors'
import type { Query } from '../../../core/query'
import { spotSnapshot } from '../book'
import { futuresRule } from '../book-rules'
import { futuresDepthSequence } from '../futures/depth'
import { type OptionDepth, optionDepth } from './depth'

export interface OptionBookOptions {
  /** Levels a side of the snapshot: 10, 20 or 50, which cost 1, or 100, 500 or 1,000, which cost 5, 10 and 20. @default 1_000 */
  readonly depth?: number
  /** Time between the stream's events, in ms. @default 100 */
  readonly speed?: 500 | 100
}

/** `GET /eapi/v1/depth`: these many levels, so much of the budget. */
const weights: ReadonlyMap<number, number> = /* @__PURE__ */ new Map([
  [10, 1],
  [20, 1],
  [50, 1],
  [100, 5],
  [500, 10],
  [1_000, 20],
])

/** How a snapshot is asked for; its answer is read as that of spot, but for the name of its number. */
export function optionSnapshot(symbol: string, limit: number): Query<BookSnapshot> {
  const weight = weights.get(limit)
  if (weight === undefined)
    throw refuseOption('depth', `must be one of ${[...weights.keys()].join(', ')} on options`, limit)
  return { ...spotSnapshot(symbol, limit, 'u'), weight }
}

/**
 * The source of an option's book.
 * @param symbol in either case: `BTC-261225-100000-C`
 * @throws FeedError INVALID_OPTION for a depth or a speed the exchange does not offer; INVALID_CHANNEL for a symbol that cannot be
 */
export function optionBook(
  symbol: string,
  { depth = 1_000, speed = 100 }: OptionBookOptions = {},
): BookSource<OptionDepth> {
  if (speed !== 100 && speed !== 500) throw refuseOption('speed', 'must be 100 or 500 on options', speed)
  const channel = optionDepth(symbol, { speed })
  return {
    symbol: channel.symbol,
    channel,
    sequence: futuresDepthSequence,
    rule: futuresRule,
    snapshot: optionSnapshot(channel.symbol, depth),
    depth,
  }
}
