/** Mini ticker: the last 24 hours of a market in six numbers. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent, Suspicion } from '../../core/channel'
import { compareDecimals } from '../../core/decimal'
import { byEventTime, define, sameSymbol } from './channel'
import { spell } from './symbol'
import { decimal, integer, only, record, text } from './wire'

/** Prices and volumes of a window of 24 hours that ends now; not of a calendar day. */
export interface MiniTicker extends MarketEvent {
  readonly type: 'miniTicker'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** The market, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** Price of the last trade, in the quote asset; a decimal. Wire: `c`. */
  readonly lastPrice: string
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
}

export const miniTickerSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('24hrMiniTicker'),
  E: integer,
  s: text,
  c: decimal,
  o: decimal,
  h: decimal,
  l: decimal,
  v: decimal,
  q: decimal,
})

export function toMiniTicker(wire: InferOutput<typeof miniTickerSchema>, receiveTime: number): MiniTicker {
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
    receiveTime,
  }
}

/** A last price outside of low and high: the edges of the window move between the fields. */
export function outOfRange(event: Pick<MiniTicker, 'lastPrice' | 'high' | 'low'>): Suspicion | undefined {
  const { lastPrice, high, low } = event
  if (compareDecimals(low, lastPrice) <= 0 && compareDecimals(lastPrice, high) <= 0) return undefined
  return { path: 'lastPrice', reason: `${lastPrice} is not between low ${low} and high ${high}` }
}

const kind = /* @__PURE__ */ define<typeof miniTickerSchema, MiniTicker>({
  type: 'miniTicker',
  schema: miniTickerSchema,
  rules: [sameSymbol],
  event: toMiniTicker,
  sequence: byEventTime,
  suspect: outOfRange,
})

/**
 * Prices and volumes of a market over 24 hours, each second in which they changed.
 * @param symbol in either case: `BTCUSDT`
 * @throws FeedError INVALID_CHANNEL
 */
export function miniTicker(symbol: string): Channel<MiniTicker> {
  const { lower, upper } = spell(symbol)
  return kind({ stream: `${lower}@miniTicker`, symbol: upper, silenceMs: 60_000 })
}
