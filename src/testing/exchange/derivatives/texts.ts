/** The JSON texts of the streams of contracts, keys in Binance's order. */

import type { Bar } from '../bar'
import { closeTime } from '../candles'
import { decimal } from '../decimals'
import type { DepthDiff, LevelChange } from '../depth'
import type { Interval } from '../intervals'
import type { AggTrade, Trade } from '../trade'
import type { IndexPrice } from './index-price'
import type { Listing } from './listing'

export function aggTradeText(listing: Listing, trade: AggTrade, at: number): string {
  const quantity = listing.quantity(trade.quantity)
  const rest = listing.st === 1 ? `"q":"${quantity}","nq":"${quantity}"` : `"q":"${quantity}"`
  return `{"e":"aggTrade","E":${at},"s":"${listing.symbol}","a":${trade.id},"p":"${listing.price(trade.price)}",${rest},"f":${trade.firstId},"l":${trade.lastId},"T":${trade.time},"m":${trade.isBuyerMaker},"st":${listing.st}}`
}

/** `origin` is `MARKET`; other ones have neither price nor quantity. */
export function tradeText(listing: Listing, trade: Trade, at: number, origin = 'MARKET'): string {
  const isEmpty = trade.quantity === 0
  const price = isEmpty ? '0' : listing.price(trade.price)
  const quantity = isEmpty ? '0' : listing.quantity(trade.quantity)
  return `{"e":"trade","E":${at},"T":${trade.time},"s":"${listing.symbol}","t":${trade.id},"p":"${price}","q":"${quantity}","X":"${origin}","m":${trade.isBuyerMaker}}`
}

export function markPriceText(listing: Listing, at: number): string {
  const { mark, average, index, st } = listing
  const ap = st === 1 ? `"ap":"${fineText(average)}",` : ''
  const settle = fineText(index.price)
  // COIN-M has the settle price before the index.
  const prices = st === 1 ? `${ap}"i":"${settle}","P":"${settle}"` : `"P":"${settle}","i":"${settle}"`
  return `{"e":"markPriceUpdate","E":${at},"s":"${listing.symbol}","p":"${fineText(mark)}",${prices},"r":"${listing.fundingRate}","T":${listing.nextFunding(at)},"st":${st}}`
}

export function indexPriceText(pair: string, { price }: IndexPrice, at: number): string {
  return `{"e":"indexPriceUpdate","E":${at},"i":"${pair}","p":"${fineText(price)}"}`
}

/** What tells one kind of bars from another: its event, the keys before the bar, and whether the bar names its symbol. */
export interface KlineHead {
  readonly event: string
  /** JSON text of the keys between `E` and `k`. */
  readonly keys: string
  /** `k.s`, if it has one. */
  readonly symbol?: string
  /** First and last id, where they are not those of trades. */
  readonly ids?: readonly [number, number]
}

export function klineText(
  listing: Listing,
  head: KlineHead,
  interval: Interval,
  bar: Bar,
  isClosed: boolean,
  at: number,
): string {
  const { event, keys, symbol, ids: [first, last] = [bar.firstId, bar.lastId] } = head
  const named = symbol === undefined ? '' : `"s":"${symbol}",`
  const { start, open, close, high, low, volume, trades, quote, takerVolume, takerQuote } = bar
  return `{"e":"${event}","E":${at},${keys}"k":{"t":${start},"T":${closeTime(interval, bar)},${named}"i":"${interval}","f":${first},"L":${last},"o":"${listing.price(open)}","c":"${listing.price(close)}","h":"${listing.price(high)}","l":"${listing.price(low)}","v":"${listing.quantity(volume)}","n":${trades},"x":${isClosed},"q":"${listing.value(quote)}","V":"${listing.quantity(takerVolume)}","Q":"${listing.value(takerQuote)}","B":"0"}}`
}

/** Bars of an index or a mark price: no volumes, and times for ids. */
export function priceKlineText(
  event: string,
  pair: string,
  symbol: string,
  interval: Interval,
  bar: Bar,
  isClosed: boolean,
  at: number,
): string {
  const { start, open, close, high, low, trades, firstId, lastId } = bar
  return `{"e":"${event}","E":${at},"ps":"${pair}","k":{"t":${start},"T":${closeTime(interval, bar)},"s":"${symbol}","i":"${interval}","f":${firstId},"L":${lastId},"o":"${fineText(open)}","c":"${fineText(close)}","h":"${fineText(high)}","l":"${fineText(low)}","v":"0","n":${trades},"x":${isClosed},"q":"0","V":"0","Q":"0","B":"0"}}`
}

export function miniTickerText(listing: Listing, at: number): string {
  const { bar } = listing.instrument.ticker.day(at)
  return `{"e":"24hrMiniTicker","E":${at},"s":"${listing.symbol}","c":"${listing.price(bar.close)}","o":"${listing.price(bar.open)}","h":"${listing.price(bar.high)}","l":"${listing.price(bar.low)}","v":"${listing.quantity(bar.volume)}","q":"${listing.value(bar.quote)}",${marks(listing)}}`
}

export function tickerText(listing: Listing, at: number): string {
  return `{"e":"24hrTicker","E":${at},"s":"${listing.symbol}",${dayText(listing, at)},${marks(listing)}}`
}

/** The day behind, as tickers of contracts and of options have it. */
export function dayText(listing: Listing, at: number): string {
  const { instrument } = listing
  const { bar } = instrument.ticker.day(at)
  const change = bar.close - bar.open
  const percent = decimal(Math.round((change * 100_000) / bar.open), 3, 3)
  return `"p":"${listing.price(change)}","P":"${percent}","w":"${listing.weighted(bar)}","c":"${listing.price(bar.close)}","Q":"${listing.quantity(instrument.trades.last?.quantity ?? 0)}","o":"${listing.price(bar.open)}","h":"${listing.price(bar.high)}","l":"${listing.price(bar.low)}","v":"${listing.quantity(bar.volume)}","q":"${listing.value(bar.quote)}","O":${bar.start},"C":${at},"F":${Math.max(0, bar.firstId)},"L":${Math.max(0, bar.lastId)},"n":${bar.trades}`
}

export function bookTickerText(listing: Listing, at: number): string {
  const { instrument } = listing
  return `{"e":"bookTicker","u":${instrument.book.updateId},"E":${at},"T":${instrument.changedAt},"s":"${listing.symbol}","ps":"${listing.contract.pair}",${topText(listing)},"st":${listing.st}}`
}

export function topText(listing: Listing): string {
  const { bid, bidQuantity, ask, askQuantity } = listing.instrument.top
  return `"b":"${listing.price(bid)}","B":"${listing.quantity(bidQuantity)}","a":"${listing.price(ask)}","A":"${listing.quantity(askQuantity)}"`
}

export function forceOrderText(listing: Listing, at: number): string {
  const { side, quantity, price, average, last, time } = listing.liquidation!
  const all = listing.quantity(quantity)
  const order = `"s":"${listing.symbol}","S":"${side}","o":"LIMIT","f":"IOC","q":"${all}","p":"${listing.price(price)}","ap":"${listing.price(average)}","X":"FILLED","l":"${listing.quantity(last)}","z":"${all}","T":${time}`
  const pair = `"ps":"${listing.contract.pair}"`
  // COIN-M has the pair inside.
  const rest = listing.st === 1 ? `"o":{${order}},${pair}` : `"o":{${order},${pair}}`
  return `{"e":"forceOrder","E":${at},${rest},"st":${listing.st}}`
}

/** All changes since the event before, or so many levels of the book as it is. */
export function depthText(listing: Listing, diff: DepthDiff, at: number, levels?: number): string {
  const { symbol, contract, st } = listing
  const { bids, asks } = sides(listing, diff, levels)
  const ids = `"U":${diff.firstUpdateId},"u":${diff.lastUpdateId},"pu":${diff.previousUpdateId}`
  const time = `{"e":"depthUpdate","E":${at},"T":${listing.instrument.changedAt},"s":"${symbol}"`
  if (contract.market === 'options') return `${time},${ids},"b":${bids},"a":${asks}}`
  if (st === 1) return `${time},${ids},"b":${bids},"a":${asks},"ps":"${contract.pair}","st":1}`
  return `${time},"ps":"${contract.pair}",${ids},"b":${bids},"a":${asks},"st":2}`
}

function sides(listing: Listing, diff: DepthDiff, levels: number | undefined) {
  if (levels === undefined) return { bids: changesText(listing, diff.bids), asks: changesText(listing, diff.asks) }
  const top = (side: 'bids' | 'asks') =>
    listing.instrument.levels(side, levels).map(({ price, quantity }) => [price, quantity] as const)
  return { bids: changesText(listing, top('bids')), asks: changesText(listing, top('asks')) }
}

export function changesText(listing: Listing, changes: readonly LevelChange[]): string {
  return `[${changes.map(([ticks, steps]) => `["${listing.price(ticks)}","${listing.quantity(steps)}"]`).join(',')}]`
}

const brackets =
  '[{"bs":1,"bnf":0,"bnc":50000,"mmr":0.004,"cf":0,"mi":51,"ma":125},{"bs":2,"bnf":50000,"bnc":250000,"mmr":0.005,"cf":50,"mi":1,"ma":50}]'

export function contractInfoText({ symbol, contract, st }: Listing, at: number): string {
  const pair = st === 2 ? `"ps":"${contract.pair}",` : ''
  return `{"e":"contractInfo","E":${at},"s":"${symbol}",${pair}"ct":"${contract.type}","dt":${contract.deliveryAt},"ot":1569398400000,"cs":"TRADING","bks":${brackets},"st":${st}}`
}

/** A price of an index or a mark, given in 10⁻⁸. */
export function fineText(price: number): string {
  return decimal(Math.round(price), 8)
}

function marks({ contract, st }: Listing): string {
  return `"ps":"${contract.pair}","st":${st}`
}
