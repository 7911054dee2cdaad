/** Futures trades, one by one: a stream that works and that the exchange does not document. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { isPositive } from '../../../core/decimal'
import { define, sameSymbol } from '../channel'
import { spell } from '../symbol'
import { beforeItsTime } from '../trade'
import { decimal, flag, integer, only, optional, record, text } from '../wire'
import { type FuturesMarket, marketOf, product } from './product'

/** One match between two orders, or something else that the exchange books as a trade: see `origin`. */
export interface FuturesTrade extends MarketEvent {
  readonly type: 'trade'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** The market, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** Number of the trade in its market; grows, with holes. Wire: `t`. */
  readonly tradeId: number
  /** Price; a decimal, zero in some that are not of the market. Wire: `p`. */
  readonly price: string
  /** How much: coins in USD-M, contracts in COIN-M; a decimal, zero in some that are not of the market. Wire: `q`. */
  readonly quantity: string
  /** When it happened, Unix ms. Wire: `T`. */
  readonly tradeTime: number
  /** Whether the buyer's order was resting, so that the taker sold. Wire: `m`. */
  readonly isBuyerMaker: boolean
  /** `MARKET`, `INSURANCE_FUND`, `ADL`, `NA`, …: a tape of the market keeps the first. Undefined in old recordings. Wire: `X`. */
  readonly origin: string | undefined
  /** Which product it is of; undefined where the event does not say. Wire: `st`. */
  readonly market: FuturesMarket | undefined
}

export const futuresTradeSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('trade'),
  E: integer,
  T: integer,
  s: text,
  t: integer,
  p: decimal,
  q: decimal,
  X: /* @__PURE__ */ optional(text),
  m: flag,
  st: product,
})

type Wire = InferOutput<typeof futuresTradeSchema>

function toTrade(wire: Wire, receiveTime: number): FuturesTrade {
  return {
    type: 'trade',
    eventTime: wire.E,
    symbol: wire.s,
    tradeId: wire.t,
    price: wire.p,
    quantity: wire.q,
    tradeTime: wire.T,
    isBuyerMaker: wire.m,
    origin: wire.X,
    market: marketOf(wire.st),
    receiveTime,
  }
}

/** Only trades of the market have a price and a quantity for certain. */
const isOther = ({ X }: Wire) => X !== undefined && X !== 'MARKET'

const kind = /* @__PURE__ */ define<typeof futuresTradeSchema, FuturesTrade>({
  type: 'trade',
  family: 'futures',
  schema: futuresTradeSchema,
  rules: [
    sameSymbol,
    { path: 'p', must: 'above zero', holds: (wire) => isOther(wire) || isPositive(wire.p) },
    { path: 'q', must: 'above zero', holds: (wire) => isOther(wire) || isPositive(wire.q) },
  ],
  event: toTrade,
  suspect: beforeItsTime,
  // The numbers have holes of the exchange's own, so a hole proves nothing.
  sequence: { number: (trade) => trade.tradeId },
})

/**
 * Every trade of a futures market. The exchange does not document this stream and may end it; `futuresAggTrades` is the
 * one it stands for.
 * @param symbol in either case: `BTCUSDT`, `BTCUSD_PERP`
 * @throws FeedError INVALID_CHANNEL
 */
export function futuresTrades(symbol: string): Channel<FuturesTrade> {
  const { lower, upper } = spell(symbol)
  return kind({ stream: `${lower}@trade`, symbol: upper, silenceMs: 120_000 })
}
