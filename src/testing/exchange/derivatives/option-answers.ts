/** Answers of the REST of options. */

import { integer, list, ok, type Query, refused, wrong } from '../answers'
import { about, aboutEach, barRows, dayRow, type Endpoint, klineRow, type Question, tradeRow } from './endpoint'
import type { Listing } from './listing'
import { openInterestText, optionMarkText } from './option-texts'
import { changesText, fineText } from './texts'

const limits = [10, 20, 50, 100, 500, 1_000]

function depthWeight(query: Query): number {
  const limit = integer(query, 'limit') ?? 100
  return limit <= 50 ? 1 : limit <= 100 ? 5 : limit <= 500 ? 10 : 20
}

// Binance options, order book: its update id is under `u`.
const depth = about(depthWeight, (listing, { query, stock }) => {
  const limit = integer(query, 'limit') ?? 100
  if (!limits.includes(limit)) return wrong(-4021, 'Invalid depth limit.')
  const book = listing.instrument.view(stock.lag, stock.now)
  const side = (name: 'bids' | 'asks') =>
    changesText(
      listing,
      book.levels(name, limit).map(({ price, quantity }) => [price, quantity]),
    )
  return `{"T":${listing.instrument.changedAt},"u":${book.updateId},"bids":${side('bids')},"asks":${side('asks')}}`
})

/** What a row of a stream is on REST: the same numbers under whole words. */
function renamed(text: string, names: Readonly<Record<string, string>>): string {
  const row = JSON.parse(text) as Record<string, unknown>
  return JSON.stringify(Object.fromEntries(Object.entries(names).map(([key, name]) => [name, row[key]])))
}

const markNames = {
  s: 'symbol',
  mp: 'markPrice',
  b: 'bidIV',
  a: 'askIV',
  vo: 'markIV',
  d: 'delta',
  t: 'theta',
  g: 'gamma',
  v: 'vega',
  hl: 'highPriceLimit',
  ll: 'lowPriceLimit',
  rf: 'riskFreeInterest',
}

function index({ house, query, stock }: Question) {
  const found = house.indices.get(query('underlying') ?? '')
  if (found === undefined) return refused(-1121, 'Invalid symbol.')
  return { weight: 1, answer: () => ok(`{"time":${stock.now},"indexPrice":"${fineText(found.price)}"}`) }
}

function openInterest({ house, query, stock }: Question) {
  const [asset, expiration] = [query('underlyingAsset'), query('expiration')]
  const found = [...house.listings.values()].filter(
    ({ symbol, contract }) => symbol.startsWith(`${asset}-`) && contract.option?.expiry === expiration,
  )
  const names = { s: 'symbol', o: 'sumOpenInterest', h: 'sumOpenInterestUsd', E: 'timestamp' }
  return { weight: 1, answer: () => ok(list(found, (each) => renamed(openInterestText(each, stock.now), names))) }
}

function infoRow({ symbol, contract }: Listing): string {
  const { strike, side } = contract.option!
  const { tickSize, stepSize, deliveryAt, pair } = contract
  return `{"symbol":"${symbol}","underlying":"${pair}","side":"${side}","strikePrice":"${strike}","expiryDate":${deliveryAt},"quoteAsset":"USDT","unit":1,"status":"TRADING","filters":[{"filterType":"PRICE_FILTER","tickSize":"${tickSize}"},{"filterType":"LOT_SIZE","stepSize":"${stepSize}"}]}`
}

function info({ house, stock }: Question) {
  const limit = `{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":${stock.weightLimit}}`
  const body = `{"timezone":"UTC","serverTime":${stock.now},"rateLimits":[${limit}],"optionSymbols":${list([...house.listings.values()], infoRow)}}`
  return { weight: 1, answer: () => ok(body) }
}

export const optionAnswers: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
  ['exchangeInfo', info],
  ['depth', depth],
  [
    'trades',
    about(
      () => 5,
      (listing, { query }) => {
        const rows = listing.instrument.trades.latest(Math.min(500, integer(query, 'limit') ?? 100))
        return list(rows, (trade) => tradeRow(listing, trade))
      },
    ),
  ],
  [
    'klines',
    about(
      () => 1,
      (listing, { query }) =>
        barRows(query, listing.instrument.candles, (bar, interval) => klineRow(listing, bar, interval)),
    ),
  ],
  ['mark', aboutEach(5, 5, (listing, at) => renamed(optionMarkText(listing, at), markNames))],
  ['ticker', aboutEach(5, 5, dayRow)],
  ['index', index],
  ['openInterest', openInterest],
])
