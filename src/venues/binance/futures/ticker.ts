/** Ticker of futures: the last 24 hours of a contract in full. Unlike that of spot it has no best bid and ask. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { byEventTime, define, type Facts, sameSymbol } from '../channel'
import { outOfRange } from '../mini-ticker'
import { spell } from '../symbol'
import { decimal, integer, integerOrNone, only, record, signedDecimal, text } from '../wire'
import { marketOf, marketRoute, type OfProduct, pair, product } from './product'
import { defineRows, type Rows } from './rows'

/** Statistics of a window of 24 hours that ends now; not of a calendar day. */
export interface FuturesTicker extends MarketEvent, OfProduct {
  readonly type: 'ticker'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** The contract, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** Last price less the open; a decimal that may be negative. Wire: `p`. */
  readonly priceChange: string
  /** The same in percent of the open; a decimal that may be negative. Wire: `P`. */
  readonly priceChangePercent: string
  /** Average price weighted by volume; a decimal. Wire: `w`. */
  readonly weightedAvgPrice: string
  /** Price of the last trade; a decimal. Wire: `c`. */
  readonly lastPrice: string
  /** Quantity of the last trade: coins in USD-M, contracts in COIN-M; a decimal. Wire: `Q`. */
  readonly lastQuantity: string
  /** Price of the first trade of the window; a decimal. Wire: `o`. */
  readonly open: string
  /** Highest price of the window; a decimal. Wire: `h`. */
  readonly high: string
  /** Lowest price of the window; a decimal. Wire: `l`. */
  readonly low: string
  /** Traded in the window: coins in USD-M, contracts in COIN-M; a decimal. Wire: `v`. */
  readonly volume: string
  /** Traded in the window: in the quote asset in USD-M, in the *base* asset in COIN-M; a decimal. Wire: `q`. */
  readonly quoteVolume: string
  /** First instant of the window, Unix ms. Wire: `O`. */
  readonly openTime: number
  /** Last instant of the window, Unix ms. Wire: `C`. */
  readonly closeTime: number
  /** Number of the first trade of the window, -1 where there was none. Wire: `F`. */
  readonly firstTradeId: number
  /** Number of the last trade, -1 where there was none. Wire: `L`. */
  readonly lastTradeId: number
  /** Number of trades in the window; may be less than their ids say. Wire: `n`. */
  readonly numTrades: number
}

/** Tickers of all contracts that changed. */
export interface FuturesTickers extends Rows<FuturesTicker> {
  readonly type: 'tickers'
}

export const futuresTickerSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('24hrTicker'),
  E: integer,
  s: text,
  ps: pair,
  p: signedDecimal,
  P: signedDecimal,
  w: decimal,
  c: decimal,
  Q: decimal,
  o: decimal,
  h: decimal,
  l: decimal,
  v: decimal,
  q: decimal,
  O: integer,
  C: integer,
  F: integerOrNone,
  L: integerOrNone,
  n: integer,
  st: product,
})

function toTicker(wire: InferOutput<typeof futuresTickerSchema>, receiveTime: number): FuturesTicker {
  return {
    type: 'ticker',
    eventTime: wire.E,
    symbol: wire.s,
    priceChange: wire.p,
    priceChangePercent: wire.P,
    weightedAvgPrice: wire.w,
    lastPrice: wire.c,
    lastQuantity: wire.Q,
    open: wire.o,
    high: wire.h,
    low: wire.l,
    volume: wire.v,
    quoteVolume: wire.q,
    openTime: wire.O,
    closeTime: wire.C,
    firstTradeId: wire.F,
    lastTradeId: wire.L,
    numTrades: wire.n,
    pair: wire.ps,
    market: marketOf(wire.st),
    receiveTime,
  }
}

interface TickerFacts extends Facts {
  readonly route: string
}

const kind = /* @__PURE__ */ define<typeof futuresTickerSchema, FuturesTicker, TickerFacts>({
  type: 'ticker',
  family: 'futures',
  schema: futuresTickerSchema,
  rules: [sameSymbol],
  event: toTicker,
  sequence: byEventTime,
  suspect: outOfRange,
})

const rowsKind = /* @__PURE__ */ defineRows<typeof futuresTickerSchema, FuturesTickers>({
  type: 'tickers',
  schema: futuresTickerSchema,
  row: toTicker,
})

/**
 * Statistics of a contract over 24 hours: USD-M every 2 s, COIN-M every 500 ms, where they changed.
 * @param symbol in either case: `BTCUSDT`, `BTCUSD_PERP`
 * @throws FeedError INVALID_CHANNEL
 */
export function futuresTicker(symbol: string): Channel<FuturesTicker> {
  const { lower, upper } = spell(symbol)
  return kind({ stream: `${lower}@ticker`, symbol: upper, silenceMs: 60_000, route: marketRoute })
}

/** The same of all contracts that changed, each second; USD-M and COIN-M alike: a row's `market` says of which. */
export function allFuturesTickers(): Channel<FuturesTickers> {
  return rowsKind({ stream: '!ticker@arr', symbol: '', silenceMs: 20_000, route: marketRoute })
}
