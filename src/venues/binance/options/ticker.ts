/** Ticker of options: the last 24 hours of a contract, or of all that expire on a day. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { byEventTime, define, sameSymbol } from '../channel'
import { defineRows, type Rows } from '../futures/rows'
import { futuresTickerSchema } from '../futures/ticker'
import { outOfRange } from '../mini-ticker'
import { checkedExpiry, spellOption, spellUnderlying } from './contract'

/** Statistics of a window of 24 hours that ends now; not of a calendar day. */
export interface OptionTicker extends MarketEvent {
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
  /** Quantity of the last trade, in contracts; a decimal. Wire: `Q`. */
  readonly lastQuantity: string
  /** Price of the first trade of the window; a decimal. Wire: `o`. */
  readonly open: string
  /** Highest price of the window; a decimal. Wire: `h`. */
  readonly high: string
  /** Lowest price of the window; a decimal. Wire: `l`. */
  readonly low: string
  /** Traded in the window, in contracts; a decimal. Wire: `v`. */
  readonly volume: string
  /** Traded in the window, in the quote asset; a decimal. Wire: `q`. */
  readonly quoteVolume: string
  /** First instant of the window, Unix ms. Wire: `O`. */
  readonly openTime: number
  /** Last instant of the window, Unix ms. Wire: `C`. */
  readonly closeTime: number
  /** Number of the first trade of the window, 0 or -1 where there was none. Wire: `F`. */
  readonly firstTradeId: number
  /** Number of the last trade, 0 or -1 where there was none. Wire: `L`. */
  readonly lastTradeId: number
  /** Number of trades in the window. Wire: `n`. */
  readonly numTrades: number
}

/** Tickers of the contracts of one expiry that changed. */
export interface OptionTickers extends Rows<OptionTicker> {
  readonly type: 'tickers'
}

const toTicker = (wire: InferOutput<typeof futuresTickerSchema>, receiveTime: number): OptionTicker => ({
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
  receiveTime,
})

const kind = /* @__PURE__ */ define<typeof futuresTickerSchema, OptionTicker>({
  type: 'ticker',
  family: 'options',
  schema: futuresTickerSchema,
  rules: [sameSymbol],
  event: toTicker,
  sequence: byEventTime,
  suspect: outOfRange,
})

const rowsKind = /* @__PURE__ */ defineRows<typeof futuresTickerSchema, OptionTickers>({
  type: 'tickers',
  family: 'options',
  schema: futuresTickerSchema,
  row: toTicker,
})

/**
 * Statistics of an option over 24 hours, each second in which they changed.
 * @param symbol in either case: `BTC-261225-100000-C`
 * @throws FeedError INVALID_CHANNEL
 */
export function optionTicker(symbol: string): Channel<OptionTicker> {
  const { lower, upper } = spellOption(symbol)
  return kind({ stream: `${lower}@optionTicker`, symbol: upper, silenceMs: 600_000 })
}

/**
 * The same of all options on an underlying that expire on a day; a frame of one contract is a list of one.
 * @param underlying in either case: `BTCUSDT`
 * @param expiry the day, yymmdd: `261225`
 * @throws FeedError INVALID_CHANNEL
 */
export function optionTickers(underlying: string, expiry: string): Channel<OptionTickers> {
  const { lower, upper } = spellUnderlying(underlying)
  const stream = `${lower}@optionTicker@${checkedExpiry(expiry)}`
  const channel = rowsKind({ stream, symbol: upper, silenceMs: 120_000 })
  const { decode } = channel
  // Nothing readable says whether this stream sends lists, or contracts one by one.
  return { ...channel, decode: (text, ...rest) => decode(text.startsWith('[') ? text : `[${text}]`, ...rest) }
}
