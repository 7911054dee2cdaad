/** Where a futures order book comes from: the depth stream, and the snapshot that it continues. */
import type { BookSnapshot, BookSource } from '../../../core/book-source'
import { refuseOption } from '../../../core/errors'
import type { Query } from '../../../core/query'
import { spotSnapshot } from '../book'
import { futuresRule } from '../book-rules'
import { type FuturesDepth, futuresDepth, futuresDepthSequence } from './depth'

export interface FuturesBookOptions {
  /** Levels a side of the snapshot: 5, 10, 20 or 50, which cost 2, or 100, 500 or 1,000, which cost 5, 10 and 20. @default 1_000 */
  readonly depth?: number
  /** Time between the stream's events, in ms. @default 100 */
  readonly speed?: 500 | 250 | 100
}

/** `GET /fapi/v1/depth`: these many levels, so much of the budget of 2,400 a minute. Any other number is refused (-4021). */
const weights: ReadonlyMap<number, number> = /* @__PURE__ */ new Map([
  [5, 2],
  [10, 2],
  [20, 2],
  [50, 2],
  [100, 5],
  [500, 10],
  [1_000, 20],
])

/** How a snapshot is asked for; its answer is read as that of spot, and has a few members more. */
export function futuresSnapshot(symbol: string, limit: number): Query<BookSnapshot> {
  const weight = weights.get(limit)
  if (weight === undefined)
    throw refuseOption('depth', `must be one of ${[...weights.keys()].join(', ')} on futures`, limit)
  return { ...spotSnapshot(symbol, limit), weight }
}

/**
 * The source of a futures contract's book.
 * @param symbol in either case: `BTCUSDT`, `BTCUSD_PERP`
 * @throws FeedError INVALID_OPTION for a depth or a speed the exchange does not offer; INVALID_CHANNEL for a symbol that cannot be
 */
export function futuresBook(
  symbol: string,
  { depth = 1_000, speed = 100 }: FuturesBookOptions = {},
): BookSource<FuturesDepth> {
  if (speed !== 100 && speed !== 250 && speed !== 500)
    throw refuseOption('speed', 'must be 100, 250 or 500 on futures', speed)
  const channel = futuresDepth(symbol, { speed })
  return {
    symbol: channel.symbol,
    channel,
    sequence: futuresDepthSequence,
    rule: futuresRule,
    snapshot: futuresSnapshot(channel.symbol, depth),
    depth,
  }
}
