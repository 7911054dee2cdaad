/** Trades of options, one by one. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { isPositive } from '../../../core/decimal'
import { byEventTime, define, type Facts, type Rule, sameSymbol } from '../channel'
import { beforeItsTime } from '../trade'
import { decimal, flag, integer, only, record, text } from '../wire'
import { isContract, spellOption, spellUnderlying } from './contract'

/** One match between two orders, in the book or arranged beside it. */
export interface OptionTrade extends MarketEvent {
  readonly type: 'trade'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** The contract, as the exchange writes it: `BTC-261225-100000-C`. Wire: `s`. */
  readonly symbol: string
  /** Number of the trade in its contract. Wire: `t`. */
  readonly tradeId: number
  /** Price, in the quote asset; a decimal. Wire: `p`. */
  readonly price: string
  /** How much, in contracts; a decimal. Wire: `q`. */
  readonly quantity: string
  /** When it happened, Unix ms. Wire: `T`. */
  readonly tradeTime: number
  /** What the taker did. Wire: `S`. */
  readonly side: 'BUY' | 'SELL'
  /** Whether the buyer's order was resting, so that the taker sold. Wire: `m`. */
  readonly isBuyerMaker: boolean
  /** `MARKET` in the book, `BLOCK` beside it. Wire: `X`. */
  readonly origin: string
}

export const optionTradeSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('trade'),
  E: integer,
  T: integer,
  s: text,
  t: integer,
  p: decimal,
  q: decimal,
  X: text,
  S: text,
  m: flag,
})

type Wire = InferOutput<typeof optionTradeSchema>

function toTrade(wire: Wire, receiveTime: number): OptionTrade {
  return {
    type: 'trade',
    eventTime: wire.E,
    symbol: wire.s,
    tradeId: wire.t,
    price: wire.p,
    quantity: wire.q,
    tradeTime: wire.T,
    side: wire.S as OptionTrade['side'],
    isBuyerMaker: wire.m,
    origin: wire.X,
    receiveTime,
  }
}

/**
 * What holds of every trade, after what holds of one kind.
 * @__NO_SIDE_EFFECTS__
 */
const rulesOf = (own: readonly Rule<Wire, Facts>[]): readonly Rule<Wire, Facts>[] => [
  ...own,
  { path: 'p', must: 'above zero', holds: (wire) => isPositive(wire.p) },
  { path: 'q', must: 'above zero', holds: (wire) => isPositive(wire.q) },
  { path: 'S', must: '"BUY" or "SELL"', holds: ({ S }) => S === 'BUY' || S === 'SELL' },
]

const kind = /* @__PURE__ */ define<typeof optionTradeSchema, OptionTrade>({
  type: 'trade',
  family: 'options',
  schema: optionTradeSchema,
  rules: /* @__PURE__ */ rulesOf([sameSymbol]),
  event: toTrade,
  suspect: beforeItsTime,
  // Nothing is said of holes between the numbers, so a hole proves nothing.
  sequence: { number: (trade) => trade.tradeId },
})

// Each contract counts its own trades.
const underlyingKind = /* @__PURE__ */ define<typeof optionTradeSchema, OptionTrade>({
  type: 'trade',
  family: 'options',
  schema: optionTradeSchema,
  rules: /* @__PURE__ */ rulesOf([]),
  event: toTrade,
  suspect: beforeItsTime,
  sequence: byEventTime,
})

/**
 * Every trade of an option, or of all options on an underlying: within 50 ms of its time. Few contracts trade often; the
 * stream is silent for as long as there are no trades.
 * @param symbol a contract or an underlying, in either case: `BTC-261225-100000-C`, `BTCUSDT`
 * @throws FeedError INVALID_CHANNEL
 */
export function optionTrades(symbol: string): Channel<OptionTrade> {
  const isOne = isContract(symbol)
  const { lower, upper } = (isOne ? spellOption : spellUnderlying)(symbol)
  return (isOne ? kind : underlyingKind)({ stream: `${lower}@optionTrade`, symbol: upper, silenceMs: 3_600_000 })
}
