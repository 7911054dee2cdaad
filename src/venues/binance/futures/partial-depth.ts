/** Partial depth of futures: the best levels of a book, whole at each push. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { define, sameSymbol } from '../channel'
import { type Level, pairs } from '../levels'
import { checkedLevels, crossedLevels, type LevelCount, type LevelFacts, ordered } from '../partial-depth'
import { spell } from '../symbol'
import { type FuturesSpeedOptions, futuresDepthSchema, futuresSuffix } from './depth'
import { marketOf, type OfProduct } from './product'

/** The best levels of a book as they stand. Orders for retail price improvement are not in it. */
export interface FuturesPartialDepth extends MarketEvent, OfProduct {
  readonly type: 'partialDepth'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** When the book changed last, Unix ms. Wire: `T`. */
  readonly transactionTime: number
  /** The contract, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** Number of the last update of the book inside. Wire: `u`. */
  readonly lastUpdateId: number
  /** How many levels a side were asked for; a thin book has fewer. */
  readonly levels: LevelCount
  /** Bids, the best and highest first. Wire: `b`. */
  readonly bids: readonly Level[]
  /** Asks, the best and lowest first. Wire: `a`. */
  readonly asks: readonly Level[]
}

export interface FuturesPartialDepthOptions extends FuturesSpeedOptions {
  /** Levels a side. @default 20 */
  readonly levels?: LevelCount
}

function toPartialDepth(
  wire: InferOutput<typeof futuresDepthSchema>,
  receiveTime: number,
  facts: LevelFacts,
): FuturesPartialDepth {
  return {
    type: 'partialDepth',
    eventTime: wire.E,
    transactionTime: wire.T,
    symbol: wire.s,
    lastUpdateId: wire.u,
    levels: facts.levels,
    bids: pairs(wire.b),
    asks: pairs(wire.a),
    pair: wire.ps,
    market: marketOf(wire.st),
    receiveTime,
  }
}

const kind = /* @__PURE__ */ define<typeof futuresDepthSchema, FuturesPartialDepth, LevelFacts>({
  type: 'partialDepth',
  family: 'futures',
  schema: futuresDepthSchema,
  rules: [sameSymbol, /* @__PURE__ */ ordered('b', -1), /* @__PURE__ */ ordered('a', 1)],
  event: toPartialDepth,
  sequence: { number: (book) => book.lastUpdateId },
  suspect: crossedLevels,
})

/**
 * The best levels of a contract's book.
 * @param symbol in either case: `BTCUSDT`, `BTCUSD_PERP`
 * @throws FeedError INVALID_CHANNEL
 */
export function futuresPartialDepth(
  symbol: string,
  options: FuturesPartialDepthOptions = {},
): Channel<FuturesPartialDepth> {
  const end = futuresSuffix(options)
  const { lower, upper } = spell(symbol)
  const levels = checkedLevels(options.levels)
  return kind({ stream: `${lower}@depth${levels}${end}`, symbol: upper, silenceMs: 60_000, levels })
}
