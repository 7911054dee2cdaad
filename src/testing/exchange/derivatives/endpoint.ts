/** Questions about contracts, and what their answers have in common. */

import { integer, list, ok, type Prepared, type Query, type Refusal, refused, type Stock, wrong } from '../answers'
import type { Bar } from '../bar'
import { closeTime } from '../candles'
import type { Interval } from '../intervals'
import type { Trade } from '../trade'
import type { House } from './house'
import type { Listing } from './listing'
import { dayText, fineText } from './texts'
import { intervalOf } from './topic'

/** One question: who is asked, about what. */
export interface Question {
  readonly house: House
  readonly query: Query
  readonly stock: Pick<Stock, 'now' | 'lag' | 'weightLimit'>
}

export type Endpoint = (question: Question) => Prepared

/** The contract a question is about, or what is wrong with it. */
export function listingOf({ house, query }: Question): Listing | Prepared {
  const symbol = query('symbol')
  if (!symbol) return refused(-1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.")
  for (const listing of house.listings.values()) if (listing.symbol === symbol) return listing
  return refused(-1121, 'Invalid symbol.')
}

/** An endpoint about one contract. */
export function about(
  weight: (query: Query) => number,
  answer: (listing: Listing, question: Question) => string | Refusal,
): Endpoint {
  return (question) => {
    const listing = listingOf(question)
    if ('answer' in listing) return listing
    return {
      weight: weight(question.query),
      answer: () => {
        const body = answer(listing, question)
        return typeof body === 'string' ? ok(body) : body
      },
    }
  }
}

/** An endpoint about one contract, or all: an object, or an array. */
export function aboutEach(one: number, all: number, row: (listing: Listing, at: number) => string): Endpoint {
  return (question) => {
    if (question.query('symbol') !== undefined)
      return about(
        () => one,
        (listing, { stock }) => row(listing, stock.now),
      )(question)
    return {
      weight: all,
      answer: () => ok(list([...question.house.listings.values()], (each) => row(each, question.stock.now))),
    }
  }
}

export const pageOf = (query: Query, most = 1_000) => Math.min(most, Math.max(1, integer(query, 'limit') ?? 500))

export function tradeRow(listing: Listing, { id, price, quantity, time, isBuyerMaker }: Trade): string {
  const { contract, instrument } = listing
  const worth =
    contract.size === undefined
      ? `"quoteQty":"${listing.value(BigInt(price) * BigInt(quantity))}"`
      : `"baseQty":"${fineText((contract.size * quantity * 1e8) / (price * instrument.tick.mantissa * 10 ** -instrument.tick.decimals))}"`
  return `{"id":${id},"price":"${listing.price(price)}","qty":"${listing.quantity(quantity)}",${worth},"time":${time},"isBuyerMaker":${isBuyerMaker}}`
}

interface Bars {
  closed(interval: Interval): readonly Bar[]
  current(interval: Interval): Bar
}

/** Bars of an interval between two moments; `row` writes one. */
export function barRows(query: Query, bars: Bars, row: (bar: Bar, interval: Interval) => string): string | Refusal {
  const interval = intervalOf(query('interval'))
  if (interval === undefined) return wrong(-1120, 'Invalid interval.')
  const [from, to] = [integer(query, 'startTime'), integer(query, 'endTime') ?? Number.POSITIVE_INFINITY]
  const all = [...bars.closed(interval), bars.current(interval)]
  const found = all.filter(({ start }) => start >= (from ?? 0) && start <= to)
  const limit = pageOf(query, 1_500)
  return list(from === undefined ? found.slice(-limit) : found.slice(0, limit), (bar) => row(bar, interval))
}

export function klineRow(listing: Listing, bar: Bar, interval: Interval): string {
  return `[${bar.start},"${listing.price(bar.open)}","${listing.price(bar.high)}","${listing.price(bar.low)}","${listing.price(bar.close)}","${listing.quantity(bar.volume)}",${closeTime(interval, bar)},"${listing.value(bar.quote)}",${bar.trades},"${listing.quantity(bar.takerVolume)}","${listing.value(bar.takerQuote)}","0"]`
}

/** The names REST has for what tickers have in letters. */
const dayNames: Readonly<Record<string, string>> = {
  p: 'priceChange',
  P: 'priceChangePercent',
  w: 'weightedAvgPrice',
  c: 'lastPrice',
  Q: 'lastQty',
  o: 'openPrice',
  h: 'highPrice',
  l: 'lowPrice',
  v: 'volume',
  q: 'quoteVolume',
  O: 'openTime',
  C: 'closeTime',
  F: 'firstId',
  L: 'lastId',
  n: 'count',
}

export function dayRow(listing: Listing, at: number): string {
  const names = listing.contract.market === 'coinm' ? { ...dayNames, q: 'baseVolume' } : dayNames
  const day = dayText(listing, at).replace(/"(\w)":/g, (_, key: keyof typeof names) => `"${names[key]}":`)
  return `{"symbol":"${listing.symbol}",${day}}`
}
