/** Aggregate trades of futures: what one taker order traded at one price within 100 ms. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { compareDecimals, isPositive } from '../../../core/decimal'
import type { Sequence } from '../../../core/sequence'
import { define, type Facts, sameSymbol } from '../channel'
import { spell } from '../symbol'
import { beforeItsTime } from '../trade'
import { decimal, flag, integer, only, optional, record, text } from '../wire'
import { type FuturesMarket, marketOf, marketRoute, product } from './product'

/** Trades of one taker order at one price. What the insurance fund and auto-deleveraging do is left out. */
export interface FuturesAggTrade extends MarketEvent {
  readonly type: 'aggTrade'
  /** When the exchange sent the event, Unix ms; of a backfilled one `tradeTime`, for it is no event there. Wire: `E`. */
  readonly eventTime: number
  /** The market, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** Number of the aggregate in its market; the next has the next number. Wire: `a`. */
  readonly aggTradeId: number
  /** Price; a decimal. Wire: `p`. */
  readonly price: string
  /** How much in all: coins in USD-M, contracts in COIN-M; a decimal. Wire: `q`. */
  readonly quantity: string
  /** The part of `quantity` not against orders for retail price improvement; a decimal. USD-M, since 2026. Wire: `nq`. */
  readonly normalQuantity: string | undefined
  /** Number of the first trade inside; not always one more than the last of the aggregate before. Wire: `f`. */
  readonly firstTradeId: number
  /** Number of the last trade inside. Wire: `l`. */
  readonly lastTradeId: number
  /** When the trades happened, Unix ms. Wire: `T`. */
  readonly tradeTime: number
  /** Whether the buyer's order was resting, so that the taker sold. Wire: `m`. */
  readonly isBuyerMaker: boolean
  /** Which product it is of; undefined where the event does not say. Wire: `st`. */
  readonly market: FuturesMarket | undefined
}

export const futuresAggTradeSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('aggTrade'),
  E: integer,
  a: integer,
  s: text,
  p: decimal,
  q: decimal,
  nq: /* @__PURE__ */ optional(decimal),
  f: integer,
  l: integer,
  T: integer,
  m: flag,
  st: product,
})

function toAggTrade(wire: InferOutput<typeof futuresAggTradeSchema>, receiveTime: number): FuturesAggTrade {
  return {
    type: 'aggTrade',
    eventTime: wire.E,
    symbol: wire.s,
    aggTradeId: wire.a,
    price: wire.p,
    quantity: wire.q,
    normalQuantity: wire.nq,
    firstTradeId: wire.f,
    lastTradeId: wire.l,
    tradeTime: wire.T,
    isBuyerMaker: wire.m,
    market: marketOf(wire.st),
    receiveTime,
  }
}

export const futuresAggTradeSequence: Sequence<FuturesAggTrade> = {
  number: (trade) => trade.aggTradeId,
  follows: (trade) => trade.aggTradeId - 1,
}

interface MarketFacts extends Facts {
  readonly route: string
}

const kind = /* @__PURE__ */ define<typeof futuresAggTradeSchema, FuturesAggTrade, MarketFacts>({
  type: 'aggTrade',
  family: 'futures',
  schema: futuresAggTradeSchema,
  rules: [
    sameSymbol,
    { path: 'p', must: 'above zero', holds: (wire) => isPositive(wire.p) },
    { path: 'q', must: 'above zero', holds: (wire) => isPositive(wire.q) },
    { path: 'nq', must: 'at most q', holds: ({ nq, q }) => nq === undefined || compareDecimals(nq, q) <= 0 },
    { path: 'l', must: 'at least f', holds: (wire) => wire.f <= wire.l },
  ],
  event: toAggTrade,
  suspect: beforeItsTime,
  sequence: futuresAggTradeSequence,
  history: async (facts, admit) => (await import('./history')).futuresAggTradeHistory(facts, admit),
})

/**
 * Trades of a futures market, those of one taker order at one price taken together.
 * @param symbol in either case: `BTCUSDT`, `BTCUSD_PERP`
 * @throws FeedError INVALID_CHANNEL
 */
export function futuresAggTrades(symbol: string): Channel<FuturesAggTrade> {
  const { lower, upper } = spell(symbol)
  return kind({ stream: `${lower}@aggTrade`, symbol: upper, silenceMs: 120_000, route: marketRoute })
}
