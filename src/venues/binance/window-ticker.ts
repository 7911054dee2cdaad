/** Window ticker: the last hour, four hours or day of a market, begun at a full minute. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../core/channel'
import { byEventTime, define, type Facts, type Rule, sameSymbol } from './channel'
import { outOfRange } from './mini-ticker'
import { refuse, spell } from './symbol'
import { decimal, integer, integerOrNone, record, signedDecimal, text } from './wire'

/** How far back a window reaches. */
export type TickerWindow = '1h' | '4h' | '1d'

/** Statistics of a window that ends now and begins at a full minute, so that it is up to 59,999 ms longer than it is called. */
export interface WindowTicker extends MarketEvent {
  readonly type: 'windowTicker'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** The market, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** How far back it reaches. Wire: the beginning of `e`. */
  readonly window: TickerWindow
  /** Last price less the open, in the quote asset; a decimal that may be negative. Wire: `p`. */
  readonly priceChange: string
  /** The same in percent of the open; a decimal that may be negative. Wire: `P`. */
  readonly priceChangePercent: string
  /** Average price weighted by volume, in the quote asset; a decimal. Wire: `w`. */
  readonly weightedAvgPrice: string
  /** Price of the first trade of the window, in the quote asset; a decimal. Wire: `o`. */
  readonly open: string
  /** Highest price of the window, in the quote asset; a decimal. Wire: `h`. */
  readonly high: string
  /** Lowest price of the window, in the quote asset; a decimal. Wire: `l`. */
  readonly low: string
  /** Price of the last trade, in the quote asset; a decimal. Wire: `c`. */
  readonly lastPrice: string
  /** Traded in the window, in the base asset; a decimal. Wire: `v`. */
  readonly volume: string
  /** Traded in the window, in the quote asset; a decimal. Wire: `q`. */
  readonly quoteVolume: string
  /** First instant of the window, a full minute, Unix ms. Wire: `O`. */
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

export const windowTickerSchema = /* @__PURE__ */ record({
  e: text,
  E: integer,
  s: text,
  p: signedDecimal,
  P: signedDecimal,
  w: decimal,
  o: decimal,
  h: decimal,
  l: decimal,
  c: decimal,
  v: decimal,
  q: decimal,
  O: integer,
  C: integer,
  F: integerOrNone,
  L: integerOrNone,
  n: integer,
})

type Wire = InferOutput<typeof windowTickerSchema>

export interface WindowFacts extends Facts {
  readonly window: TickerWindow
}

export function toWindowTicker(wire: Wire, receiveTime: number, facts: WindowFacts): WindowTicker {
  return {
    type: 'windowTicker',
    eventTime: wire.E,
    symbol: wire.s,
    window: facts.window,
    priceChange: wire.p,
    priceChangePercent: wire.P,
    weightedAvgPrice: wire.w,
    open: wire.o,
    high: wire.h,
    low: wire.l,
    lastPrice: wire.c,
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

/** The rule that an event speaks of the window that was subscribed. */
export const sameWindow: Rule<Wire, WindowFacts> = {
  path: 'e',
  must: 'the window of the stream',
  holds: (wire, facts) => wire.e === `${facts.window}Ticker`,
}

/**
 * A window the exchange has.
 * @throws FeedError INVALID_CHANNEL
 */
export function checked(window: TickerWindow): TickerWindow {
  if (window !== '1h' && window !== '4h' && window !== '1d') throw refuse('window', '1h, 4h or 1d', window)
  return window
}

const kind = /* @__PURE__ */ define<typeof windowTickerSchema, WindowTicker, WindowFacts>({
  type: 'windowTicker',
  schema: windowTickerSchema,
  rules: [sameSymbol, sameWindow],
  event: toWindowTicker,
  sequence: byEventTime,
  suspect: outOfRange,
})

/**
 * Statistics of a market over a window, each second in which they changed.
 * @param symbol in either case: `BTCUSDT`
 * @param window `1h`, `4h` or `1d`
 * @throws FeedError INVALID_CHANNEL
 */
export function windowTicker(symbol: string, window: TickerWindow): Channel<WindowTicker> {
  const { lower, upper } = spell(symbol)
  return kind({
    stream: `${lower}@ticker_${checked(window)}`,
    symbol: upper,
    silenceMs: 60_000,
    window,
  })
}
