/** Answers about prices of one symbol, several or all: tickers, averages, reference prices, rules. */

import { integer, list, ok, type Prepared, type Query, refused, type Stock, wrong, zoneOf } from './answers'
import type { Bar } from './bar'
import { decimal } from './decimals'
import type { Instrument } from './instrument'
import { average, price, quantity, quote } from './payloads'

type Row = (instrument: Instrument, at: number) => string

interface Wish {
  readonly query: Query
  readonly stock: Stock
}

/** Prepares the answer of an endpoint, named as it is below `/api/v3/`; `undefined` when there is none of that name. */
export function prepareTicker(name: string, query: Query, stock: Stock): Prepared | undefined {
  return endpoints.get(name)?.({ query, stock })
}

/** Who is asked about: one, several in the order of the question, or `undefined` for all. */
function chosen({ query, stock }: Wish): readonly Instrument[] | Prepared | undefined {
  const [one, several] = [query('symbol'), query('symbols')]
  if (one !== undefined && several !== undefined) {
    return refused(-1128, 'Combination of optional parameters invalid.')
  }
  if (one === undefined && several === undefined) return undefined
  const names = one === undefined ? namesIn(several!) : [one]
  if (names === undefined) return refused(-1100, "Illegal characters found in parameter 'symbols'.")
  if (new Set(names).size < names.length) return refused(-1151, 'Symbol is present multiple times in the list.')
  const found = names.map((name) => stock.market?.instruments.get(name))
  return found.includes(undefined) ? refused(-1121, 'Invalid symbol.') : (found as readonly Instrument[])
}

function namesIn(text: string): readonly string[] | undefined {
  try {
    const names: unknown = JSON.parse(text)
    return Array.isArray(names) && names.every((name) => typeof name === 'string') ? names : undefined
  } catch {
    return undefined
  }
}

/** One object for one symbol, an array otherwise. `weigh` gets the number asked for, or `undefined` for all. */
function rows(wish: Wish, weigh: (count: number | undefined) => number, row: Row, mustChoose = false): Prepared {
  const found = chosen(wish)
  if (found !== undefined && 'answer' in found) return found
  if (found === undefined && mustChoose) {
    return refused(-1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.")
  }
  const { query, stock } = wish
  const all = found ?? [...(stock.market?.instruments.values() ?? [])]
  const isOne = query('symbol') !== undefined
  return {
    weight: weigh(found?.length),
    answer: () => ok(isOne ? row(all[0]!, stock.now) : list(all, (each) => row(each, stock.now))),
  }
}

/** An endpoint about exactly one symbol. */
function about(weight: number, row: Row): (wish: Wish) => Prepared {
  return (wish) => {
    const found = chosen({ ...wish, query: (name) => (name === 'symbols' ? undefined : wish.query(name)) })
    if (found === undefined)
      return refused(-1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.")
    return 'answer' in found ? found : { weight, answer: () => ok(row(found[0]!, wish.stock.now)) }
  }
}

const byNumber = (count: number | undefined) => (count === undefined || count > 100 ? 80 : count > 20 ? 40 : 2)
const four = (count = 0) => Math.min(200, 4 * count)
const oneOrMore = (wish: Wish) => () => (wish.query('symbol') === undefined ? 4 : 2)

/** Full or short, as `type` says. */
function shaped(
  wish: Wish,
  weigh: (count: number | undefined) => number,
  full: Row,
  mini: Row,
  mustChoose: boolean,
): Prepared {
  const type = wish.query('type') ?? 'FULL'
  if (type !== 'FULL' && type !== 'MINI') return refused(-1139, 'Invalid ticker type.')
  return rows(wish, weigh, type === 'FULL' ? full : mini, mustChoose)
}

function dayTicker(wish: Wish): Prepared {
  const bar = (instrument: Instrument, at: number) => instrument.ticker.day(at)
  const full: Row = (instrument, at) => {
    const { bar: day, previousClose } = bar(instrument, at)
    const { bid, bidQuantity, ask, askQuantity } = instrument.top
    const last = instrument.trades.last?.quantity ?? 0
    return `{"symbol":"${instrument.symbol}",${change(instrument, day)},"prevClosePrice":"${price(instrument, previousClose)}","lastPrice":"${price(instrument, day.close)}","lastQty":"${quantity(instrument, last)}","bidPrice":"${price(instrument, bid)}","bidQty":"${quantity(instrument, bidQuantity)}","askPrice":"${price(instrument, ask)}","askQty":"${quantity(instrument, askQuantity)}",${prices(instrument, day)},${sums(instrument, day, day.start, at)}}`
  }
  return shaped(wish, byNumber, full, (one, at) => short(one, bar(one, at).bar, bar(one, at).bar.start, at), false)
}

/** Of some time behind: full without the top of the book. */
function windowTicker(wish: Wish, bar: (instrument: Instrument, at: number) => Bar): Prepared {
  const full: Row = (instrument, at) => {
    const found = bar(instrument, at)
    return `{"symbol":"${instrument.symbol}",${change(instrument, found)},${prices(instrument, found)},"lastPrice":"${price(instrument, found.close)}",${sums(instrument, found, found.start, at)}}`
  }
  return shaped(wish, four, full, (one, at) => short(one, bar(one, at), bar(one, at).start, at), true)
}

// Binance spot, rolling window: 1m to 59m, 1h to 23h, 1d to 7d.
const spans: Readonly<Record<string, readonly [ms: number, most: number]>> = {
  m: [60_000, 59],
  h: [3_600_000, 23],
  d: [86_400_000, 7],
}

function rolling(wish: Wish): Prepared {
  const [, count, unit] = /^(\d{1,2})([mhd])$/.exec(wish.query('windowSize') ?? '1d') ?? []
  const [ms, most] = spans[unit ?? ''] ?? [0, 0]
  if (!(Number(count) >= 1 && Number(count) <= most)) {
    return refused(-1100, "Illegal characters found in parameter 'windowSize'.")
  }
  // A day of minutes is remembered; what is longer ends there.
  return windowTicker(
    wish,
    (instrument, at) => instrument.ticker.window(at, Math.min(86_400_000, Number(count) * ms)).bar,
  )
}

function tradingDay(wish: Wish): Prepared {
  const zone = zoneOf(wish.query)
  if (zone === undefined) return refused(-1100, "Illegal characters found in parameter 'timeZone'.")
  return windowTicker(wish, ({ candles }) => candles.current('1d', zone))
}

const averagePrice: Row = (instrument) => {
  const closeTime = instrument.trades.last?.time ?? 0
  return `{"mins":5,"price":"${average(instrument, instrument.ticker.fiveMinutes())}","closeTime":${closeTime}}`
}

const referencePrice: Row = (instrument, at) => {
  const bar = instrument.ticker.fiveMinutes()
  const text = bar.trades > 0 ? `"${average(instrument, bar)}"` : 'null'
  return `{"symbol":"${instrument.symbol}","referencePrice":${text},"timestamp":${at}}`
}

/** How the reference price is made: the mean of five minutes, as the stream tells it. */
function calculation(wish: Wish): Prepared {
  const row: Row = ({ symbol }) =>
    `{"symbol":"${symbol}","calculationType":"ARITHMETIC_MEAN","bucketCount":300,"bucketWidthMs":1000}`
  const instrument = wish.stock.market?.instruments.get(wish.query('symbol') ?? '')
  if (instrument !== undefined && instrument.ticker.fiveMinutes().trades === 0) {
    return { weight: 2, answer: () => wrong(-2043, 'This symbol has no reference price.') }
  }
  return about(2, row)(wish)
}

const priceRow: Row = (instrument) =>
  `{"symbol":"${instrument.symbol}","price":"${price(instrument, instrument.candles.current('1s').close)}"}`

const bookRow: Row = (instrument) => {
  const { bid, bidQuantity, ask, askQuantity } = instrument.top
  return `{"symbol":"${instrument.symbol}","bidPrice":"${price(instrument, bid)}","bidQty":"${quantity(instrument, bidQuantity)}","askPrice":"${price(instrument, ask)}","askQty":"${quantity(instrument, askQuantity)}"}`
}

function executionRules(wish: Wish): Prepared {
  const row: Row = ({ symbol }) =>
    `{"symbol":"${symbol}","rules":[{"ruleType":"PRICE_RANGE","bidLimitMultUp":"1.2","bidLimitMultDown":"0.2","askLimitMultUp":"5","askLimitMultDown":"0.8"}]}`
  const { weight, answer } = rows({ ...wish, query: listed(wish.query) }, (count = 20) => Math.min(40, 2 * count), row)
  return {
    weight,
    answer: () => {
      const answered = answer()
      return 'body' in answered ? ok(`{"symbolRules":${answered.body}}`) : answered
    },
  }
}

/** A question about one, as one about a list. */
function listed(query: Query): Query {
  const one = query('symbol')
  if (one === undefined || query('symbols') !== undefined) return query
  return (name) => (name === 'symbol' ? undefined : name === 'symbols' ? JSON.stringify([one]) : query(name))
}

function blockTrades(wish: Wish): Prepared {
  const { query } = wish
  const fromId = integer(query, 'fromId')
  const limit = Math.min(1_000, Math.max(1, integer(query, 'limit') ?? 500))
  if (fromId === undefined) {
    return refused(-1102, "Mandatory parameter 'fromId' was not sent, was empty/null, or malformed.")
  }
  return about(25, (instrument) =>
    list(instrument.blocks.past.from(fromId, limit), ({ id, price: ticks, quantity: steps, time, isBuyerMaker }) => {
      const value = quote(instrument, BigInt(ticks) * BigInt(steps))
      return `{"id":${id},"price":"${price(instrument, ticks)}","qty":"${quantity(instrument, steps)}","quoteQty":"${value}","time":${time},"isBuyerMaker":${isBuyerMaker}}`
    }),
  )(wish)
}

const endpoints: ReadonlyMap<string, (wish: Wish) => Prepared> = new Map([
  ['ticker/24hr', dayTicker],
  ['ticker/tradingDay', tradingDay],
  ['ticker', rolling],
  ['ticker/price', (wish) => rows(wish, oneOrMore(wish), priceRow)],
  ['ticker/bookTicker', (wish) => rows(wish, oneOrMore(wish), bookRow)],
  ['avgPrice', about(2, averagePrice)],
  ['referencePrice', about(2, referencePrice)],
  ['referencePrice/calculation', calculation],
  ['executionRules', executionRules],
  ['historicalBlockTrades', blockTrades],
])

function change(instrument: Instrument, bar: Bar): string {
  const difference = bar.close - bar.open
  const percent = decimal(Math.round((difference * 100_000) / bar.open), 3, 3)
  return `"priceChange":"${price(instrument, difference)}","priceChangePercent":"${percent}","weightedAvgPrice":"${average(instrument, bar)}"`
}

function prices(instrument: Instrument, bar: Bar): string {
  return `"openPrice":"${price(instrument, bar.open)}","highPrice":"${price(instrument, bar.high)}","lowPrice":"${price(instrument, bar.low)}"`
}

function sums(instrument: Instrument, bar: Bar, openTime: number, closeTime: number): string {
  return `"volume":"${quantity(instrument, bar.volume)}","quoteVolume":"${quote(instrument, bar.quote)}","openTime":${openTime},"closeTime":${closeTime},"firstId":${bar.firstId},"lastId":${bar.lastId},"count":${bar.trades}`
}

function short(instrument: Instrument, bar: Bar, openTime: number, closeTime: number): string {
  return `{"symbol":"${instrument.symbol}",${prices(instrument, bar)},"lastPrice":"${price(instrument, bar.close)}",${sums(instrument, bar, openTime, closeTime)}}`
}
