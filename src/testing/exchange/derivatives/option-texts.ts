/** The JSON texts of the streams of options, keys in Binance's order. */

import type { Bar } from '../bar'
import { closeTime } from '../candles'
import type { Interval } from '../intervals'
import type { Trade } from '../trade'
import type { IndexPrice } from './index-price'
import { type Listing, termsOf } from './listing'
import { impliedVolatility, riskFree } from './pricing'
import { dayText, fineText, topText } from './texts'

export function optionTradeText(listing: Listing, trade: Trade, at: number): string {
  const side = trade.isBuyerMaker ? 'SELL' : 'BUY'
  return `{"e":"trade","E":${at},"T":${trade.time},"s":"${listing.symbol}","t":${trade.id},"p":"${listing.price(trade.price)}","q":"${listing.quantity(trade.quantity)}","X":"MARKET","S":"${side}","m":${trade.isBuyerMaker}}`
}

export function optionTickerText(listing: Listing, at: number): string {
  return `{"e":"24hrTicker","E":${at},"s":"${listing.symbol}",${dayText(listing, at)}}`
}

export function optionBookTickerText(listing: Listing, at: number): string {
  const { book, changedAt } = listing.instrument
  return `{"e":"bookTicker","u":${book.updateId},"s":"${listing.symbol}",${topText(listing)},"T":${changedAt},"E":${at}}`
}

/** A bar without trades has zero for its ids, and no bar has `B`. */
export function optionKlineText(listing: Listing, interval: Interval, bar: Bar, isClosed: boolean, at: number): string {
  const { symbol } = listing
  const { start, open, close, high, low, volume, trades, quote, takerVolume, takerQuote } = bar
  return `{"e":"kline","E":${at},"s":"${symbol}","k":{"t":${start},"T":${closeTime(interval, bar)},"s":"${symbol}","i":"${interval}","f":${Math.max(0, bar.firstId)},"L":${Math.max(0, bar.lastId)},"o":"${listing.price(open)}","c":"${listing.price(close)}","h":"${listing.price(high)}","l":"${listing.price(low)}","v":"${listing.quantity(volume)}","n":${trades},"x":${isClosed},"q":"${listing.value(quote)}","V":"${listing.quantity(takerVolume)}","Q":"${listing.value(takerQuote)}"}}`
}

export function indexRowText({ name, price }: IndexPrice, at: number): string {
  return `{"e":"indexPrice","E":${at},"s":"${name}","p":"${fineText(price)}"}`
}

export function optionMarkText(listing: Listing, at: number): string {
  const { mark, index, instrument } = listing
  const { bid, bidQuantity, ask, askQuantity } = instrument.top
  const { delta, theta, gamma, vega, volatility } = listing.greeks(at)
  const implied = (ticks: number) => {
    if (ticks === 0) return '-1.0'
    const found = impliedVolatility(termsOf(listing, at), Number(listing.price(ticks)))
    return found < 0 ? '-1.0' : found.toFixed(8)
  }
  const limit = Math.max(mark * 2, index.price * 0.05)
  return `{"s":"${listing.symbol}","mp":"${dollars(mark)}","E":${at},"e":"markPrice","i":"${fineText(index.price)}","P":"0.000","bo":"${dollars(Number(listing.price(bid)) * 1e8)}","ao":"${dollars(Number(listing.price(ask)) * 1e8)}","bq":"${listing.quantity(bidQuantity)}","aq":"${listing.quantity(askQuantity)}","b":"${implied(bid)}","a":"${implied(ask)}","hl":"${dollars(mark + limit)}","ll":"${dollars(Math.max(5e8, mark - limit))}","vo":"${volatility.toFixed(8)}","rf":"${riskFree.toFixed(8)}","d":"${delta.toFixed(8)}","t":"${theta.toFixed(8)}","g":"${gamma.toFixed(8)}","v":"${vega.toFixed(8)}"}`
}

/** Contracts that are open: what was ever traded of them, less a part that was closed again. */
export function openInterestText(listing: Listing, at: number): string {
  const { bar } = listing.instrument.ticker.day(at)
  const open = Math.floor(bar.volume / 2)
  const notional = (Number(listing.quantity(open)) * listing.index.price) / 1e8
  return `{"e":"openInterest","E":${at},"s":"${listing.symbol}","o":"${listing.quantity(open)}","h":"${notional.toFixed(5)}"}`
}

export function optionSymbolText({ symbol, contract }: Listing, at: number): string {
  const { side, strike } = contract.option!
  return `{"e":"optionSymbol","E":${at},"s":"${symbol}","ps":"${contract.pair}","qa":"USDT","d":"${side}","sp":"${strike}","dt":${contract.deliveryAt},"u":1,"ot":${at},"cs":"TRADING"}`
}

function dollars(price: number): string {
  return (price / 1e8).toFixed(3)
}
