/** One bar: what the trades of a span of time add up to. Prices in ticks, volumes in steps, quote volumes in ticks × steps. */

import type { Trade } from './trade'

export interface Bar {
  readonly start: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  readonly quote: bigint
  readonly takerVolume: number
  readonly takerQuote: bigint
  /** −1 when there were no trades, as on Binance. */
  readonly firstId: number
  readonly lastId: number
  readonly trades: number
}

/** A bar that is still being added to. */
export type OpenBar = { -readonly [Key in keyof Bar]: Bar[Key] }

/** A bar without trades stands at the close before it. */
export function emptyBar(start: number, price: number): OpenBar {
  return {
    start,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: 0,
    quote: 0n,
    takerVolume: 0,
    takerQuote: 0n,
    firstId: -1,
    lastId: -1,
    trades: 0,
  }
}

/** `quote` is the trade's value, in whatever the bar counts it. */
export function addTrade(bar: OpenBar, trade: Trade, quote: bigint): void {
  if (bar.trades === 0) {
    bar.open = bar.high = bar.low = trade.price
    bar.firstId = trade.id
  } else {
    if (trade.price > bar.high) bar.high = trade.price
    if (trade.price < bar.low) bar.low = trade.price
  }
  bar.close = trade.price
  bar.volume += trade.quantity
  bar.quote += quote
  if (!trade.isBuyerMaker) {
    bar.takerVolume += trade.quantity
    bar.takerQuote += quote
  }
  bar.lastId = trade.id
  bar.trades++
}

/** Adds a later bar to an earlier one. */
export function addBar(bar: OpenBar, later: Bar): void {
  if (later.trades === 0) return
  if (bar.trades === 0) {
    bar.open = later.open
    bar.high = later.high
    bar.low = later.low
    bar.firstId = later.firstId
  } else {
    if (later.high > bar.high) bar.high = later.high
    if (later.low < bar.low) bar.low = later.low
  }
  bar.close = later.close
  bar.volume += later.volume
  bar.quote += later.quote
  bar.takerVolume += later.takerVolume
  bar.takerQuote += later.takerQuote
  bar.lastId = later.lastId
  bar.trades += later.trades
}
