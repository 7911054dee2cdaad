/** The JSON texts of the spot streams, keys in Binance's order, decimals with eight places. */

import type { Bar } from './bar'
import type { BookView } from './book-past'
import { closeTime } from './candles'
import { decimal, stepsText } from './decimals'
import type { DepthDiff, LevelChange } from './depth'
import type { Instrument } from './instrument'
import type { Interval, Zone } from './intervals'
import type { AggTrade, Trade } from './trade'

/** The windows tickers have, in ms. */
export const windowMs = { '1h': 3_600_000, '4h': 14_400_000, '1d': 86_400_000 } as const

export type TickerWindow = keyof typeof windowMs

export function tradeText(instrument: Instrument, trade: Trade, at: number): string {
  return `{"e":"trade","E":${at},"s":"${instrument.symbol}","t":${trade.id},"p":"${price(instrument, trade.price)}","q":"${quantity(instrument, trade.quantity)}","T":${trade.time},"m":${trade.isBuyerMaker},"M":true}`
}

export function aggTradeText(instrument: Instrument, trade: AggTrade, at: number): string {
  return `{"e":"aggTrade","E":${at},"s":"${instrument.symbol}","a":${trade.id},"p":"${price(instrument, trade.price)}","q":"${quantity(instrument, trade.quantity)}","f":${trade.firstId},"l":${trade.lastId},"T":${trade.time},"m":${trade.isBuyerMaker},"M":true}`
}

export function blockTradeText(instrument: Instrument, trade: Trade, at: number): string {
  return `{"e":"blockTrade","E":${at},"s":"${instrument.symbol}","t":${trade.id},"p":"${price(instrument, trade.price)}","q":"${quantity(instrument, trade.quantity)}","T":${trade.time},"m":${trade.isBuyerMaker}}`
}

export function klineText(
  instrument: Instrument,
  interval: Interval,
  bar: Bar,
  isClosed: boolean,
  at: number,
  zone: Zone = '',
): string {
  return `{"e":"kline","E":${at},"s":"${instrument.symbol}","k":{"t":${bar.start},"T":${closeTime(interval, bar, zone)},"s":"${instrument.symbol}","i":"${interval}","f":${bar.firstId},"L":${bar.lastId},"o":"${price(instrument, bar.open)}","c":"${price(instrument, bar.close)}","h":"${price(instrument, bar.high)}","l":"${price(instrument, bar.low)}","v":"${quantity(instrument, bar.volume)}","n":${bar.trades},"x":${isClosed},"q":"${quote(instrument, bar.quote)}","V":"${quantity(instrument, bar.takerVolume)}","Q":"${quote(instrument, bar.takerQuote)}","B":"0"}}`
}

export function bookTickerText(instrument: Instrument): string {
  const { bid, bidQuantity, ask, askQuantity } = instrument.top
  return `{"u":${instrument.book.updateId},"s":"${instrument.symbol}","b":"${price(instrument, bid)}","B":"${quantity(instrument, bidQuantity)}","a":"${price(instrument, ask)}","A":"${quantity(instrument, askQuantity)}"}`
}

export function miniTickerText(instrument: Instrument, at: number): string {
  const { bar } = instrument.ticker.day(at)
  return `{"e":"24hrMiniTicker","E":${at},"s":"${instrument.symbol}","c":"${price(instrument, bar.close)}","o":"${price(instrument, bar.open)}","h":"${price(instrument, bar.high)}","l":"${price(instrument, bar.low)}","v":"${quantity(instrument, bar.volume)}","q":"${quote(instrument, bar.quote)}"}`
}

export function tickerText(instrument: Instrument, at: number): string {
  const { bar, previousClose } = instrument.ticker.day(at)
  const { bid, bidQuantity, ask, askQuantity } = instrument.top
  return `{"e":"24hrTicker","E":${at},"s":"${instrument.symbol}",${changeText(instrument, bar)},"w":"${average(instrument, bar)}","x":"${price(instrument, previousClose)}","c":"${price(instrument, bar.close)}","Q":"${quantity(instrument, instrument.trades.last?.quantity ?? 0)}","b":"${price(instrument, bid)}","B":"${quantity(instrument, bidQuantity)}","a":"${price(instrument, ask)}","A":"${quantity(instrument, askQuantity)}","o":"${price(instrument, bar.open)}","h":"${price(instrument, bar.high)}","l":"${price(instrument, bar.low)}","v":"${quantity(instrument, bar.volume)}","q":"${quote(instrument, bar.quote)}","O":${bar.start},"C":${at},"F":${bar.firstId},"L":${bar.lastId},"n":${bar.trades}}`
}

export function windowTickerText(instrument: Instrument, window: TickerWindow, at: number): string {
  const { bar } = instrument.ticker.window(at, windowMs[window])
  return `{"e":"${window}Ticker","E":${at},"s":"${instrument.symbol}",${changeText(instrument, bar)},"w":"${average(instrument, bar)}","o":"${price(instrument, bar.open)}","h":"${price(instrument, bar.high)}","l":"${price(instrument, bar.low)}","c":"${price(instrument, bar.close)}","v":"${quantity(instrument, bar.volume)}","q":"${quote(instrument, bar.quote)}","O":${bar.start},"C":${at},"F":${bar.firstId},"L":${bar.lastId},"n":${bar.trades}}`
}

/** The average of five minutes; none where nothing was traded in them. */
export function referencePriceText(instrument: Instrument, at: number): string {
  const bar = instrument.ticker.fiveMinutes()
  const text = bar.trades > 0 ? `"${average(instrument, bar)}"` : 'null'
  return `{"e":"referencePrice","s":"${instrument.symbol}","r":${text},"t":${at}}`
}

export function avgPriceText(instrument: Instrument, at: number): string {
  const last = instrument.trades.last?.time ?? at
  return `{"e":"avgPrice","E":${at},"s":"${instrument.symbol}","i":"5m","w":"${average(instrument, instrument.ticker.fiveMinutes())}","T":${last}}`
}

export function depthUpdateText(instrument: Instrument, diff: DepthDiff, at: number): string {
  return `{"e":"depthUpdate","E":${at},"s":"${instrument.symbol}","U":${diff.firstUpdateId},"u":${diff.lastUpdateId},"b":${changes(instrument, diff.bids)},"a":${changes(instrument, diff.asks)}}`
}

/** Partial depth of the streams and snapshot of REST: the same shape. */
export function depthText(instrument: Instrument, book: BookView, count: number): string {
  return `{"lastUpdateId":${book.updateId},"bids":${levels(instrument, book, 'bids', count)},"asks":${levels(instrument, book, 'asks', count)}}`
}

export function price(instrument: Instrument, ticks: number): string {
  return stepsText(ticks, instrument.tick)
}

export function quantity(instrument: Instrument, steps: number): string {
  return stepsText(steps, instrument.step)
}

export function quote(instrument: Instrument, value: bigint): string {
  const { tick, step } = instrument
  return decimal(value * BigInt(tick.mantissa * step.mantissa), tick.decimals + step.decimals)
}

/** The change over a bar, and in percent of its open with three decimals. */
function changeText(instrument: Instrument, bar: Bar): string {
  const change = bar.close - bar.open
  const percent = Math.round((change * 100_000) / bar.open)
  return `"p":"${price(instrument, change)}","P":"${decimal(percent, 3, 3)}"`
}

/** Volume-weighted average, cut after eight decimals. */
export function average(instrument: Instrument, bar: Bar): string {
  if (bar.volume === 0) return price(instrument, bar.close)
  const { mantissa, decimals } = instrument.tick
  return decimal((bar.quote * BigInt(mantissa) * 10n ** BigInt(8 - decimals)) / BigInt(bar.volume), 8)
}

function changes(instrument: Instrument, list: readonly LevelChange[]): string {
  const parts = list.map(([ticks, steps]) => `["${price(instrument, ticks)}","${quantity(instrument, steps)}"]`)
  return `[${parts.join(',')}]`
}

function levels(instrument: Instrument, book: BookView, side: 'bids' | 'asks', count: number): string {
  const parts = book
    .levels(side, count)
    .map((level) => `["${price(instrument, level.price)}","${quantity(instrument, level.quantity)}"]`)
  return `[${parts.join(',')}]`
}
