/** Aggregate trades: what one taker order traded at one price, as one event. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../core/channel'
import { isPositive } from '../../core/decimal'
import type { Sequence } from '../../core/sequence'
import { define, sameSymbol } from './channel'
import { spell } from './symbol'
import { beforeItsTime } from './trade'
import { decimal, flag, integer, only, record, text } from './wire'

/** All trades of one taker order at one price. */
export interface AggTrade extends MarketEvent {
  readonly type: 'aggTrade'
  /** When the exchange sent the event, Unix ms; of a backfilled one `tradeTime`, for it is no event there. Wire: `E`. */
  readonly eventTime: number
  /** The market, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** Number of the aggregate in its market; the next has the next number. Wire: `a`. */
  readonly aggTradeId: number
  /** Price of one unit of the base asset, in the quote asset; a decimal. Wire: `p`. */
  readonly price: string
  /** How much of the base asset changed hands in all; a decimal. Wire: `q`. */
  readonly quantity: string
  /** Number of the first trade inside. Wire: `f`. */
  readonly firstTradeId: number
  /** Number of the last trade inside. Wire: `l`. */
  readonly lastTradeId: number
  /** When the trades happened, Unix ms. Wire: `T`. */
  readonly tradeTime: number
  /** Whether the buyer's order was resting, so that the taker sold. Wire: `m`. */
  readonly isBuyerMaker: boolean
}

export const aggTradeSchema = /* @__PURE__ */ record(
  {
    e: /* @__PURE__ */ only('aggTrade'),
    E: integer,
    s: text,
    a: integer,
    p: decimal,
    q: decimal,
    f: integer,
    l: integer,
    T: integer,
    m: flag,
  },
  // To be ignored, says the exchange.
  'M',
)

function toAggTrade(wire: InferOutput<typeof aggTradeSchema>, receiveTime: number): AggTrade {
  return {
    type: 'aggTrade',
    eventTime: wire.E,
    symbol: wire.s,
    aggTradeId: wire.a,
    price: wire.p,
    quantity: wire.q,
    firstTradeId: wire.f,
    lastTradeId: wire.l,
    tradeTime: wire.T,
    isBuyerMaker: wire.m,
    receiveTime,
  }
}

export const aggTradeSequence: Sequence<AggTrade> = {
  number: (trade) => trade.aggTradeId,
  follows: (trade) => trade.aggTradeId - 1,
}

const kind = /* @__PURE__ */ define<typeof aggTradeSchema, AggTrade>({
  type: 'aggTrade',
  schema: aggTradeSchema,
  rules: [
    sameSymbol,
    { path: 'p', must: 'above zero', holds: (wire) => isPositive(wire.p) },
    { path: 'q', must: 'above zero', holds: (wire) => isPositive(wire.q) },
    { path: 'l', must: 'at least f', holds: (wire) => wire.f <= wire.l },
  ],
  event: toAggTrade,
  suspect: beforeItsTime,
  sequence: aggTradeSequence,
  history: async (facts, admit) => (await import('./history')).aggTradeHistory(facts, admit),
})

/**
 * Trades of a market, those of one taker order at one price taken together.
 * @param symbol in either case: `BTCUSDT`
 * @throws FeedError INVALID_CHANNEL
 */
export function aggTrades(symbol: string): Channel<AggTrade> {
  const { lower, upper } = spell(symbol)
  return kind({ stream: `${lower}@aggTrade`, symbol: upper, silenceMs: 120_000 })
}
