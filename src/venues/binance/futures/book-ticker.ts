/** Book ticker of futures: the best bid and the best ask, at each change. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent, Suspicion } from '../../../core/channel'
import { byEventTime, define, sameSymbol } from '../channel'
import { crossed } from '../levels'
import { spell } from '../symbol'
import { decimal, integer, only, record, text } from '../wire'
import { marketOf, type OfProduct, pair, product } from './product'

/** The top of a book. Orders for retail price improvement are not in it. */
export interface FuturesBookTicker extends MarketEvent, OfProduct {
  readonly type: 'bookTicker'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** When the book changed, Unix ms. Wire: `T`. */
  readonly transactionTime: number
  /** Number of the update of the book; grows, with holes. Wire: `u`. */
  readonly updateId: number
  /** The contract, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** Highest bid; a decimal, zero where there is none. Wire: `b`. */
  readonly bidPrice: string
  /** How much is bid there: coins in USD-M, contracts in COIN-M; a decimal. Wire: `B`. */
  readonly bidQuantity: string
  /** Lowest ask; a decimal, zero where there is none. Wire: `a`. */
  readonly askPrice: string
  /** How much is asked there: coins in USD-M, contracts in COIN-M; a decimal. Wire: `A`. */
  readonly askQuantity: string
}

export const futuresBookTickerSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('bookTicker'),
  u: integer,
  s: text,
  ps: pair,
  b: decimal,
  B: decimal,
  a: decimal,
  A: decimal,
  T: integer,
  E: integer,
  st: product,
})

function toBookTicker(wire: InferOutput<typeof futuresBookTickerSchema>, receiveTime: number): FuturesBookTicker {
  return {
    type: 'bookTicker',
    eventTime: wire.E,
    transactionTime: wire.T,
    updateId: wire.u,
    symbol: wire.s,
    bidPrice: wire.b,
    bidQuantity: wire.B,
    askPrice: wire.a,
    askQuantity: wire.A,
    pair: wire.ps,
    market: marketOf(wire.st),
    receiveTime,
  }
}

const suspect = ({ bidPrice, askPrice }: FuturesBookTicker): Suspicion | undefined =>
  crossed(bidPrice, askPrice, 'bidPrice')

const kind = /* @__PURE__ */ define<typeof futuresBookTickerSchema, FuturesBookTicker>({
  type: 'bookTicker',
  family: 'futures',
  schema: futuresBookTickerSchema,
  rules: [sameSymbol],
  event: toBookTicker,
  sequence: { number: (ticker) => ticker.updateId },
  suspect,
})

// Update ids of several contracts in one stream need not grow.
const allKind = /* @__PURE__ */ define<typeof futuresBookTickerSchema, FuturesBookTicker>({
  type: 'bookTicker',
  family: 'futures',
  schema: futuresBookTickerSchema,
  rules: [],
  event: toBookTicker,
  sequence: byEventTime,
  suspect,
})

/**
 * Best bid and ask of a contract, at each change.
 * @param symbol in either case: `BTCUSDT`, `BTCUSD_PERP`
 * @throws FeedError INVALID_CHANNEL
 */
export function futuresBookTicker(symbol: string): Channel<FuturesBookTicker> {
  const { lower, upper } = spell(symbol)
  return kind({ stream: `${lower}@bookTicker`, symbol: upper, silenceMs: 120_000 })
}

/** The same of all contracts, one an event: USD-M every 5 s, COIN-M at each change. */
export function allFuturesBookTickers(): Channel<FuturesBookTicker> {
  return allKind({ stream: '!bookTicker', symbol: '', silenceMs: 60_000 })
}
