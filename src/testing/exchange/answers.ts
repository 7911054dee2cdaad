/** REST answers of the local exchange: Binance spot's bodies over the market's own books, trades and bars. */

import type { Bar } from './bar'
import { closeTime } from './candles'
import { decimal } from './decimals'
import type { Instrument } from './instrument'
import { type Interval, isInterval } from './intervals'
import type { Market } from './market'
import { depthText, price, quantity, quote } from './payloads'
import type { AggTrade, Trade } from './trade'

export interface Answer {
  readonly status: number
  /** JSON text. */
  readonly body: string
}

/** Reads one query parameter, decoded. */
export type Query = (name: string) => string | undefined

/** Answers a path below `/api/v3/`; `undefined` when there is no such endpoint. */
export function answer(endpoint: string, query: Query, market: Market | undefined, now: number): Answer | undefined {
  if (endpoint === 'ping') return ok('{}')
  if (endpoint === 'time') return ok(`{"serverTime":${now}}`)
  if (endpoint === 'exchangeInfo') return ok(exchangeInfo(market, now))
  const read = readers[endpoint]
  if (read === undefined) return undefined
  const symbol = query('symbol')
  if (!symbol) return wrong(-1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.")
  const instrument = market?.instruments.get(symbol)
  if (instrument === undefined) return wrong(-1121, 'Invalid symbol.')
  return read(instrument, query)
}

const readers: Readonly<Record<string, ((instrument: Instrument, query: Query) => Answer) | undefined>> = {
  // Binance spot, order book: limit 1 to 5000, 100 by default, larger ones are cut to 5000.
  depth: (instrument, query) => ok(depthText(instrument, count(query, 100, 5_000))),
  klines,
  trades: (instrument, query) =>
    ok(list(instrument.trades.latest(count(query, 500, 1_000)), (trade) => tradeRow(instrument, trade))),
  aggTrades,
}

function klines(instrument: Instrument, query: Query): Answer {
  const interval = query('interval')
  if (interval === undefined || !isInterval(interval)) return wrong(-1120, 'Invalid interval.')
  const from = number(query, 'startTime')
  const to = number(query, 'endTime') ?? Number.POSITIVE_INFINITY
  const limit = count(query, 500, 1_000)
  const all = [...instrument.candles.closed(interval), instrument.candles.current(interval)]
  const found = all.filter((bar) => bar.start >= (from ?? 0) && bar.start <= to)
  const page = from === undefined ? found.slice(-limit) : found.slice(0, limit)
  return ok(list(page, (bar) => klineRow(instrument, interval, bar)))
}

function aggTrades(instrument: Instrument, query: Query): Answer {
  const limit = count(query, 500, 1_000)
  const fromId = number(query, 'fromId')
  const from = number(query, 'startTime')
  const to = number(query, 'endTime') ?? Number.POSITIVE_INFINITY
  let page: readonly AggTrade[]
  if (fromId !== undefined) page = instrument.aggTrades.from(fromId, limit)
  else if (from === undefined) page = instrument.aggTrades.latest(limit)
  else page = instrument.aggTrades.all().filter((trade) => trade.time >= from && trade.time <= to)
  return ok(list(page.slice(0, limit), (trade) => aggTradeRow(instrument, trade)))
}

function klineRow(instrument: Instrument, interval: Interval, bar: Bar): string {
  return `[${bar.start},"${price(instrument, bar.open)}","${price(instrument, bar.high)}","${price(instrument, bar.low)}","${price(instrument, bar.close)}","${quantity(instrument, bar.volume)}",${closeTime(interval, bar)},"${quote(instrument, bar.quote)}",${bar.trades},"${quantity(instrument, bar.takerVolume)}","${quote(instrument, bar.takerQuote)}","0"]`
}

function tradeRow(instrument: Instrument, trade: Trade): string {
  const value = quote(instrument, BigInt(trade.price) * BigInt(trade.quantity))
  return `{"id":${trade.id},"price":"${price(instrument, trade.price)}","qty":"${quantity(instrument, trade.quantity)}","quoteQty":"${value}","time":${trade.time},"isBuyerMaker":${trade.isBuyerMaker},"isBestMatch":true}`
}

function aggTradeRow(instrument: Instrument, trade: AggTrade): string {
  return `{"a":${trade.id},"p":"${price(instrument, trade.price)}","q":"${quantity(instrument, trade.quantity)}","f":${trade.firstId},"l":${trade.lastId},"T":${trade.time},"m":${trade.isBuyerMaker},"M":true}`
}

function exchangeInfo(market: Market | undefined, now: number): string {
  const symbols = list([...(market?.instruments.values() ?? [])], ({ symbol, tick, step }) => {
    const tickSize = decimal(tick.mantissa, tick.decimals)
    const stepSize = decimal(step.mantissa, step.decimals)
    return `{"symbol":"${symbol}","status":"TRADING","filters":[{"filterType":"PRICE_FILTER","tickSize":"${tickSize}"},{"filterType":"LOT_SIZE","stepSize":"${stepSize}"}]}`
  })
  return `{"timezone":"UTC","serverTime":${now},"rateLimits":[],"exchangeFilters":[],"symbols":${symbols}}`
}

function list<T>(rows: readonly T[], text: (row: T) => string): string {
  return `[${rows.map(text).join(',')}]`
}

function number(query: Query, name: string): number | undefined {
  const text = query(name)
  return text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : undefined
}

function count(query: Query, usual: number, most: number): number {
  return Math.min(most, Math.max(1, number(query, 'limit') ?? usual))
}

function ok(body: string): Answer {
  return { status: 200, body }
}

function wrong(code: number, msg: string): Answer {
  return { status: 400, body: JSON.stringify({ code, msg }) }
}
