/** Mini ticker of futures: the last 24 hours of a contract in six numbers. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { byEventTime, define, type Facts, sameSymbol } from '../channel'
import { outOfRange } from '../mini-ticker'
import { spell } from '../symbol'
import { decimal, integer, only, record, text } from '../wire'
import { marketOf, marketRoute, type OfProduct, pair, product } from './product'
import { defineRows, type Rows } from './rows'

/** Prices and volumes of a window of 24 hours that ends now; not of a calendar day. */
export interface FuturesMiniTicker extends MarketEvent, OfProduct {
  readonly type: 'miniTicker'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** The contract, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** Price of the last trade; a decimal. Wire: `c`. */
  readonly lastPrice: string
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
}

/** Mini tickers of all contracts that changed. */
export interface FuturesMiniTickers extends Rows<FuturesMiniTicker> {
  readonly type: 'miniTickers'
}

export const futuresMiniTickerSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('24hrMiniTicker'),
  E: integer,
  s: text,
  ps: pair,
  c: decimal,
  o: decimal,
  h: decimal,
  l: decimal,
  v: decimal,
  q: decimal,
  st: product,
})

function toMiniTicker(wire: InferOutput<typeof futuresMiniTickerSchema>, receiveTime: number): FuturesMiniTicker {
  return {
    type: 'miniTicker',
    eventTime: wire.E,
    symbol: wire.s,
    lastPrice: wire.c,
    open: wire.o,
    high: wire.h,
    low: wire.l,
    volume: wire.v,
    quoteVolume: wire.q,
    pair: wire.ps,
    market: marketOf(wire.st),
    receiveTime,
  }
}

interface MiniFacts extends Facts {
  readonly route: string
}

const kind = /* @__PURE__ */ define<typeof futuresMiniTickerSchema, FuturesMiniTicker, MiniFacts>({
  type: 'miniTicker',
  family: 'futures',
  schema: futuresMiniTickerSchema,
  rules: [sameSymbol],
  event: toMiniTicker,
  sequence: byEventTime,
  suspect: outOfRange,
})

const rowsKind = /* @__PURE__ */ defineRows<typeof futuresMiniTickerSchema, FuturesMiniTickers>({
  type: 'miniTickers',
  schema: futuresMiniTickerSchema,
  row: toMiniTicker,
})

/**
 * Prices and volumes of a contract over 24 hours: USD-M every 2 s, COIN-M every 500 ms, where they changed.
 * @param symbol in either case: `BTCUSDT`, `BTCUSD_PERP`
 * @throws FeedError INVALID_CHANNEL
 */
export function futuresMiniTicker(symbol: string): Channel<FuturesMiniTicker> {
  const { lower, upper } = spell(symbol)
  return kind({ stream: `${lower}@miniTicker`, symbol: upper, silenceMs: 60_000, route: marketRoute })
}

/** The same of all contracts that changed, each second; USD-M and COIN-M alike: a row's `market` says of which. */
export function allFuturesMiniTickers(): Channel<FuturesMiniTickers> {
  return rowsKind({ stream: '!miniTicker@arr', symbol: '', silenceMs: 20_000, route: marketRoute })
}
