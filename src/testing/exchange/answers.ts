/** Answers of REST and the WebSocket API alike: Binance spot's bodies over the market's own books, trades and bars. */

import type { Bar } from './bar'
import type { Lag } from './book-past'
import { closeTime } from './candles'
import { decimal } from './decimals'
import type { Instrument } from './instrument'
import { type Interval, isInterval, type Zone } from './intervals'
import type { Market } from './market'
import { depthText, price, quantity, quote } from './payloads'
import { assetsOf } from './symbols'
import type { AggTrade, Ledger, Trade } from './trade'

export type Answer =
  /** `body` is JSON text. */
  { readonly status: 200; readonly body: string } | Refusal

export interface Refusal {
  readonly status: number
  readonly code: number
  readonly msg: string
  /** When to come back, in ms since 1970. */
  readonly retryAt?: number
}

/** Reads one parameter. */
export type Query = (name: string) => string | undefined

/** A request that was understood, or was not: what it costs, and the answer for whoever can pay. */
export interface Prepared {
  readonly weight: number
  answer(): Answer
}

/** What there is to answer from. */
export interface Stock {
  readonly market: Market | undefined
  /** In ms since 1970. */
  readonly now: number
  /** How old depth snapshots are. */
  readonly lag: Lag | undefined
  readonly weightLimit: number
}

interface Endpoint {
  weight(query: Query): number
  answer(instrument: Instrument, query: Query, stock: Stock): Answer
}

/** Prepares the answer of an endpoint, named as it is below `/api/v3/`; `undefined` when there is none of that name. */
export function prepare(name: string, query: Query, stock: Stock): Prepared | undefined {
  if (name === 'ping') return { weight: 1, answer: () => ok('{}') }
  if (name === 'time') return { weight: 1, answer: () => ok(`{"serverTime":${stock.now}}`) }
  const symbol = query('symbol')
  const instrument = stock.market?.instruments.get(symbol ?? '')
  if (name === 'exchangeInfo') {
    const named = symbol === undefined ? symbolsIn(query) : [symbol]
    const found = named?.map((each) => stock.market?.instruments.get(each))
    if (found?.includes(undefined)) return refused(-1121, 'Invalid symbol.')
    return { weight: 20, answer: () => ok(exchangeInfo(found as readonly Instrument[] | undefined, stock)) }
  }
  const endpoint = endpoints.get(name)
  if (endpoint === undefined) return undefined
  if (!symbol) return refused(-1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.")
  if (instrument === undefined) return refused(-1121, 'Invalid symbol.')
  return { weight: endpoint.weight(query), answer: () => endpoint.answer(instrument, query, stock) }
}

// Binance spot, market data endpoints: the weights of each, and for depth by limit.
const endpoints: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
  [
    'depth',
    {
      weight: (query) => {
        const limit = depthLimit(query)
        return limit <= 100 ? 5 : limit <= 500 ? 25 : limit <= 1_000 ? 50 : 250
      },
      answer: (instrument, query, { lag, now }) =>
        ok(depthText(instrument, instrument.view(lag, now), depthLimit(query))),
    },
  ],
  // Without a proper interval it is a wrong request like any other.
  ['uiKlines', { weight: () => 2, answer: klines }],
  ['klines', { weight: (query) => (isInterval(query('interval') ?? '') ? 2 : 1), answer: klines }],
  [
    'trades',
    { weight: () => 25, answer: (instrument, query) => trades(instrument, instrument.trades.latest(pageSize(query))) },
  ],
  [
    'historicalTrades',
    { weight: () => 25, answer: (instrument, query) => trades(instrument, page(instrument.trades, query)) },
  ],
  ['aggTrades', { weight: () => 4, answer: aggTrades }],
])

// Order book: limit 1 to 5000, 100 by default, larger ones are cut to 5000.
function depthLimit(query: Query): number {
  return count(query, 100, 5_000)
}

function pageSize(query: Query): number {
  return count(query, 500, 1_000)
}

/** From an id on, or the newest. Ids that are forgotten are left out, so that a page may begin later than asked. */
function page<T extends { readonly id: number }>(ledger: Ledger<T>, query: Query): readonly T[] {
  const fromId = integer(query, 'fromId')
  return fromId === undefined ? ledger.latest(pageSize(query)) : ledger.from(fromId, pageSize(query))
}

function trades(instrument: Instrument, rows: readonly Trade[]): Answer {
  return ok(list(rows, (trade) => tradeRow(instrument, trade)))
}

function klines(instrument: Instrument, query: Query): Answer {
  const interval = query('interval')
  if (interval === undefined || !isInterval(interval)) return wrong(-1120, 'Invalid interval.')
  const zone = zoneOf(query)
  if (zone === undefined) return wrong(-1100, "Illegal characters found in parameter 'timeZone'.")
  const from = integer(query, 'startTime')
  const to = integer(query, 'endTime') ?? Number.POSITIVE_INFINITY
  const limit = pageSize(query)
  const all = [...instrument.candles.closed(interval, zone), instrument.candles.current(interval, zone)]
  const found = all.filter((bar) => bar.start >= (from ?? 0) && bar.start <= to)
  const bars = from === undefined ? found.slice(-limit) : found.slice(0, limit)
  return ok(list(bars, (bar) => klineRow(instrument, interval, bar, zone)))
}

/** The clock a question names; `undefined` for one that is not kept here. */
export function zoneOf(query: Query): Zone | undefined {
  return zones.get(query('timeZone') ?? '0')
}

/** The clocks of bars that are kept here; the exchange has all from -12:00 to +14:00. */
const zones: ReadonlyMap<string, Zone> = new Map(
  Object.entries({
    0: '',
    '00:00': '',
    '+00:00': '',
    8: '+08:00',
    '8:00': '+08:00',
    '08:00': '+08:00',
    '+08:00': '+08:00',
  }),
)

function aggTrades(instrument: Instrument, query: Query): Answer {
  const from = integer(query, 'startTime')
  const to = integer(query, 'endTime')
  const limit = pageSize(query)
  let rows: readonly AggTrade[]
  if (query('fromId') !== undefined || (from === undefined && to === undefined)) {
    rows = page(instrument.aggTrades, query)
  } else {
    const found = instrument.aggTrades
      .all()
      .filter((trade) => trade.time >= (from ?? 0) && trade.time <= (to ?? trade.time))
    rows = from === undefined ? found.slice(-limit) : found.slice(0, limit)
  }
  return ok(list(rows, (trade) => aggTradeRow(instrument, trade)))
}

function klineRow(instrument: Instrument, interval: Interval, bar: Bar, zone: Zone): string {
  return `[${bar.start},"${price(instrument, bar.open)}","${price(instrument, bar.high)}","${price(instrument, bar.low)}","${price(instrument, bar.close)}","${quantity(instrument, bar.volume)}",${closeTime(interval, bar, zone)},"${quote(instrument, bar.quote)}",${bar.trades},"${quantity(instrument, bar.takerVolume)}","${quote(instrument, bar.takerQuote)}","0"]`
}

function tradeRow(instrument: Instrument, trade: Trade): string {
  const value = quote(instrument, BigInt(trade.price) * BigInt(trade.quantity))
  return `{"id":${trade.id},"price":"${price(instrument, trade.price)}","qty":"${quantity(instrument, trade.quantity)}","quoteQty":"${value}","time":${trade.time},"isBuyerMaker":${trade.isBuyerMaker},"isBestMatch":true}`
}

function aggTradeRow(instrument: Instrument, trade: AggTrade): string {
  return `{"a":${trade.id},"p":"${price(instrument, trade.price)}","q":"${quantity(instrument, trade.quantity)}","f":${trade.firstId},"l":${trade.lastId},"T":${trade.time},"m":${trade.isBuyerMaker},"M":true}`
}

/** Symbols named in a list, if there is one. */
function symbolsIn(query: Query): readonly string[] | undefined {
  const text = query('symbols')
  return text === undefined ? undefined : [...text.matchAll(/"([^"]*)"/g)].map(([, name]) => name!)
}

/** Of some symbols, or of all. */
function exchangeInfo(only: readonly Instrument[] | undefined, { market, now, weightLimit }: Stock): string {
  const symbols = list(only ?? [...(market?.instruments.values() ?? [])], ({ symbol, tick, step }) => {
    const tickSize = decimal(tick.mantissa, tick.decimals)
    const stepSize = decimal(step.mantissa, step.decimals)
    const { base, quote } = assetsOf(symbol)
    return `{"symbol":"${symbol}","status":"TRADING","baseAsset":"${base}","quoteAsset":"${quote}","baseAssetPrecision":8,"quoteAssetPrecision":8,"orderTypes":["LIMIT","LIMIT_MAKER","MARKET"],"isSpotTradingAllowed":true,"filters":[{"filterType":"PRICE_FILTER","tickSize":"${tickSize}"},{"filterType":"LOT_SIZE","stepSize":"${stepSize}"}]}`
  })
  return `{"timezone":"UTC","serverTime":${now},"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":${weightLimit}}],"exchangeFilters":[],"symbols":${symbols}}`
}

export function list<T>(rows: readonly T[], text: (row: T) => string): string {
  return `[${rows.map(text).join(',')}]`
}

/** A parameter that is a whole number. */
export function integer(query: Query, name: string): number | undefined {
  const text = query(name)
  return text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : undefined
}

function count(query: Query, usual: number, most: number): number {
  return Math.min(most, Math.max(1, integer(query, 'limit') ?? usual))
}

export function ok(body: string): Answer {
  return { status: 200, body }
}

export function wrong(code: number, msg: string): Refusal {
  return { status: 400, code, msg }
}

/** A wrong request costs something as well. */
export function refused(code: number, msg: string): Prepared {
  return { weight: 1, answer: () => wrong(code, msg) }
}
