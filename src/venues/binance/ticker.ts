/** Ticker: the last 24 hours of a market in full. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../core/channel'
import { byEventTime, define, sameSymbol } from './channel'
import { crossed } from './levels'
import { outOfRange } from './mini-ticker'
import { spell } from './symbol'
import { decimal, integer, integerOrNone, only, record, signedDecimal, text } from './wire'

/** Statistics of a window of 24 hours that ends now; not of a calendar day. */
export interface Ticker extends MarketEvent {
  readonly type: 'ticker'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** The market, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** Last price less the open, in the quote asset; a decimal that may be negative. Wire: `p`. */
  readonly priceChange: string
  /** The same in percent of the open; a decimal that may be negative. Wire: `P`. */
  readonly priceChangePercent: string
  /** Average price weighted by volume, in the quote asset; a decimal. Wire: `w`. */
  readonly weightedAvgPrice: string
  /** Price of the last trade before the window, in the quote asset; a decimal. Wire: `x`. */
  readonly prevClosePrice: string
  /** Price of the last trade, in the quote asset; a decimal. Wire: `c`. */
  readonly lastPrice: string
  /** Quantity of the last trade, in the base asset; a decimal. Wire: `Q`. */
  readonly lastQuantity: string
  /** Highest bid, in the quote asset; a decimal, zero where there is none. Wire: `b`. */
  readonly bestBidPrice: string
  /** How much is bid there, in the base asset; a decimal. Wire: `B`. */
  readonly bestBidQuantity: string
  /** Lowest ask, in the quote asset; a decimal, zero where there is none. Wire: `a`. */
  readonly bestAskPrice: string
  /** How much is asked there, in the base asset; a decimal. Wire: `A`. */
  readonly bestAskQuantity: string
  /** Price of the first trade of the window, in the quote asset; a decimal. Wire: `o`. */
  readonly open: string
  /** Highest price of the window, in the quote asset; a decimal. Wire: `h`. */
  readonly high: string
  /** Lowest price of the window, in the quote asset; a decimal. Wire: `l`. */
  readonly low: string
  /** Traded in the window, in the base asset; a decimal. Wire: `v`. */
  readonly volume: string
  /** Traded in the window, in the quote asset; a decimal. Wire: `q`. */
  readonly quoteVolume: string
  /** First instant of the window, Unix ms. Wire: `O`. */
  readonly openTime: number
  /** Last instant of the window, Unix ms. Wire: `C`. */
  readonly closeTime: number
  /** Number of the first trade of the window, -1 where there was none. Wire: `F`. */
  readonly firstTradeId: number
  /** Number of the last trade, -1 where there was none. Wire: `L`. */
  readonly lastTradeId: number
  /** Number of trades in the window. Wire: `n`. */
  readonly numTrades: number
}

export const tickerSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('24hrTicker'),
  E: integer,
  s: text,
  p: signedDecimal,
  P: signedDecimal,
  w: decimal,
  x: decimal,
  c: decimal,
  Q: decimal,
  b: decimal,
  B: decimal,
  a: decimal,
  A: decimal,
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
})

function toTicker(wire: InferOutput<typeof tickerSchema>, receiveTime: number): Ticker {
  return {
    type: 'ticker',
    eventTime: wire.E,
    symbol: wire.s,
    priceChange: wire.p,
    priceChangePercent: wire.P,
    weightedAvgPrice: wire.w,
    prevClosePrice: wire.x,
    lastPrice: wire.c,
    lastQuantity: wire.Q,
    bestBidPrice: wire.b,
    bestBidQuantity: wire.B,
    bestAskPrice: wire.a,
    bestAskQuantity: wire.A,
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
    receiveTime,
  }
}

const kind = /* @__PURE__ */ define<typeof tickerSchema, Ticker>({
  type: 'ticker',
  schema: tickerSchema,
  rules: [sameSymbol],
  event: toTicker,
  sequence: byEventTime,
  suspect: (ticker) => outOfRange(ticker) ?? crossed(ticker.bestBidPrice, ticker.bestAskPrice, 'bestBidPrice'),
})

/**
 * Statistics of a market over 24 hours, each second in which they changed.
 * @param symbol in either case: `BTCUSDT`
 * @throws FeedError INVALID_CHANNEL
 */
export function ticker(symbol: string): Channel<Ticker> {
  const { lower, upper } = spell(symbol)
  return kind({ stream: `${lower}@ticker`, symbol: upper, silenceMs: 60_000 })
}
