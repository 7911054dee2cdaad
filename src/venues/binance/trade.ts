/** Trades: each match of a market, one by one. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent, Suspicion } from '../../core/channel'
import { isPositive } from '../../core/decimal'
import type { Sequence } from '../../core/sequence'
import { define, sameSymbol } from './channel'
import { spell } from './symbol'
import { decimal, flag, integer, only, record, text } from './wire'

/** One match between two orders. */
export interface Trade extends MarketEvent {
  readonly type: 'trade'
  /** When the exchange sent the event, Unix ms; of a backfilled trade, which is no event there, its own time. Wire: `E`. */
  readonly eventTime: number
  /** The market, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** Number of the trade in its market; the next trade has the next number. Wire: `t`. */
  readonly tradeId: number
  /** Price of one unit of the base asset, in the quote asset; a decimal. Wire: `p`. */
  readonly price: string
  /** How much of the base asset changed hands; a decimal. Wire: `q`. */
  readonly quantity: string
  /** When the match happened, Unix ms. Wire: `T`. */
  readonly tradeTime: number
  /** Whether the buyer's order was resting, so that the taker sold. Wire: `m`. */
  readonly isBuyerMaker: boolean
}

export const tradeSchema = /* @__PURE__ */ record(
  {
    e: /* @__PURE__ */ only('trade'),
    E: integer,
    s: text,
    t: integer,
    p: decimal,
    q: decimal,
    T: integer,
    m: flag,
  },
  // To be ignored, says the exchange; and the numbers of both orders, which it told until 2024.
  'M a b',
)

function toTrade(wire: InferOutput<typeof tradeSchema>, receiveTime: number): Trade {
  return {
    type: 'trade',
    eventTime: wire.E,
    symbol: wire.s,
    tradeId: wire.t,
    price: wire.p,
    quantity: wire.q,
    tradeTime: wire.T,
    isBuyerMaker: wire.m,
    receiveTime,
  }
}

/** A match that is told before it happened; clocks of the exchange's services differ. */
export function beforeItsTime(event: {
  readonly tradeTime: number
  readonly eventTime: number
}): Suspicion | undefined {
  if (event.tradeTime <= event.eventTime) return undefined
  return { path: 'tradeTime', reason: `${event.tradeTime} is after eventTime ${event.eventTime}` }
}

export const tradeSequence: Sequence<Trade> = {
  number: (trade) => trade.tradeId,
  follows: (trade) => trade.tradeId - 1,
}

const kind = /* @__PURE__ */ define<typeof tradeSchema, Trade>({
  type: 'trade',
  schema: tradeSchema,
  rules: [
    sameSymbol,
    { path: 'p', must: 'above zero', holds: (wire) => isPositive(wire.p) },
    { path: 'q', must: 'above zero', holds: (wire) => isPositive(wire.q) },
  ],
  event: toTrade,
  suspect: beforeItsTime,
  sequence: tradeSequence,
  history: async (facts, admit) => (await import('./history')).tradeHistory(facts, admit),
})

/**
 * Every trade of a market, as it happens.
 * @param symbol in either case: `BTCUSDT`
 * @throws FeedError INVALID_CHANNEL
 */
export function trades(symbol: string): Channel<Trade> {
  const { lower, upper } = spell(symbol)
  return kind({ stream: `${lower}@trade`, symbol: upper, silenceMs: 120_000 })
}
