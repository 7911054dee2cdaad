/** Answers of the REST of futures: bodies over the same books, trades and bars as their streams. */

import { integer, list, ok, type Prepared, type Query, type Refusal, refused, wrong } from '../answers'
import type { Bar } from '../bar'
import { closeTime } from '../candles'
import type { Interval } from '../intervals'
import type { AggTrade } from '../trade'
import { about, aboutEach, barRows, dayRow, type Endpoint, klineRow, pageOf, type Question, tradeRow } from './endpoint'
import type { Listing } from './listing'
import { changesText, fineText } from './texts'

// Binance futures, order book: these limits and no others.
const depthWeights: ReadonlyMap<number, number> = new Map([
  [5, 2],
  [10, 2],
  [20, 2],
  [50, 2],
  [100, 5],
  [500, 10],
  [1_000, 20],
])

const depth = (usual: number, only?: number) =>
  about(
    (query) => (only === undefined ? (depthWeights.get(integer(query, 'limit') ?? usual) ?? 1) : 20),
    (listing, { query, stock }) => {
      const limit = only ?? integer(query, 'limit') ?? usual
      if (!depthWeights.has(limit)) return wrong(-4021, 'Invalid depth limit.')
      const { contract, instrument, symbol } = listing
      const named = contract.market === 'coinm' ? `"symbol":"${symbol}","pair":"${contract.pair}",` : ''
      const book = instrument.view(stock.lag, stock.now)
      const side = (name: 'bids' | 'asks') =>
        changesText(
          listing,
          book.levels(name, limit).map(({ price, quantity }) => [price, quantity]),
        )
      return `{"lastUpdateId":${book.updateId},"E":${stock.now},"T":${instrument.changedAt},${named}"bids":${side('bids')},"asks":${side('asks')}}`
    },
  )

const trades = (weight: number, isPaged: boolean) =>
  about(
    () => weight,
    (listing, { query }) => {
      const { trades } = listing.instrument
      const fromId = isPaged ? integer(query, 'fromId') : undefined
      const rows = fromId === undefined ? trades.latest(pageOf(query)) : trades.from(fromId, pageOf(query))
      return list(
        rows.filter(({ quantity }) => quantity > 0),
        (trade) => tradeRow(listing, trade),
      )
    },
  )

function aggTrades(listing: Listing, { query }: Question): string {
  const { aggTrades } = listing.instrument
  const [from, to, fromId, limit] = [
    integer(query, 'startTime'),
    integer(query, 'endTime'),
    integer(query, 'fromId'),
    pageOf(query),
  ]
  let rows: readonly AggTrade[]
  if (fromId !== undefined) rows = aggTrades.from(fromId, limit)
  else if (from === undefined && to === undefined) rows = aggTrades.latest(limit)
  else {
    const found = aggTrades.all().filter(({ time }) => time >= (from ?? 0) && time <= (to ?? time))
    rows = from === undefined ? found.slice(-limit) : found.slice(0, limit)
  }
  return list(
    rows,
    (trade) =>
      `{"a":${trade.id},"p":"${listing.price(trade.price)}","q":"${listing.quantity(trade.quantity)}","f":${trade.firstId},"l":${trade.lastId},"T":${trade.time},"m":${trade.isBuyerMaker}}`,
  )
}

const klineWeight = (query: Query) => {
  const limit = pageOf(query, 1_500)
  return limit < 100 ? 1 : limit < 500 ? 2 : limit <= 1_000 ? 5 : 10
}

function priceRow(bar: Bar, interval: Interval): string {
  return `[${bar.start},"${fineText(bar.open)}","${fineText(bar.high)}","${fineText(bar.low)}","${fineText(bar.close)}","0",${closeTime(interval, bar)},"0",${bar.trades},"0","0","0"]`
}

const klines = about(klineWeight, (listing, { query }) =>
  barRows(query, listing.instrument.candles, (bar, interval) => klineRow(listing, bar, interval)),
)

/** Endpoints that name a pair in place of a contract. */
function ofPair(answer: (listing: Listing, question: Question) => string | Refusal): Endpoint {
  return (question) => {
    const { house, query } = question
    const type = query('contractType') ?? 'PERPETUAL'
    const found = [...house.listings.values()].find(
      ({ contract }) =>
        contract.pair === query('pair') && (contract.type === type || query('contractType') === undefined),
    )
    if (found === undefined) return refused(-1121, 'Invalid pair.')
    const answered = about(klineWeight, answer)
    return answered({ ...question, query: (name) => (name === 'symbol' ? found.symbol : query(name)) })
  }
}

function premiumRow(listing: Listing, at: number): string {
  const { symbol, contract, mark, index } = listing
  const pair = contract.market === 'coinm' ? `"pair":"${contract.pair}",` : ''
  return `{"symbol":"${symbol}",${pair}"markPrice":"${fineText(mark)}","indexPrice":"${fineText(index.price)}","estimatedSettlePrice":"${fineText(index.price)}","lastFundingRate":"${listing.fundingRate}","interestRate":"0.00010000","nextFundingTime":${listing.nextFunding(at)},"time":${at}}`
}

function bookRow(listing: Listing, at: number): string {
  const { bid, bidQuantity, ask, askQuantity } = listing.instrument.top
  return `{"symbol":"${listing.symbol}","bidPrice":"${listing.price(bid)}","bidQty":"${listing.quantity(bidQuantity)}","askPrice":"${listing.price(ask)}","askQty":"${listing.quantity(askQuantity)}","time":${at}}`
}

function info({ house, stock }: Question): Prepared {
  const symbols = list([...house.listings.values()], ({ symbol, contract, places }) => {
    const { pair, type, deliveryAt, tickSize, stepSize, size } = contract
    const [base, quote, margin] =
      size === undefined ? [pair.replace(/USDT$/, ''), 'USDT', 'USDT'] : [pair.slice(0, -3), 'USD', pair.slice(0, -3)]
    const status = size === undefined ? '"status":"TRADING"' : `"contractStatus":"TRADING","contractSize":${size}`
    return `{"symbol":"${symbol}","pair":"${pair}","contractType":"${type}","deliveryDate":${deliveryAt},"onboardDate":1569398400000,${status},"baseAsset":"${base}","quoteAsset":"${quote}","marginAsset":"${margin}","pricePrecision":${places.price},"quantityPrecision":${places.quantity},"filters":[{"filterType":"PRICE_FILTER","tickSize":"${tickSize}"},{"filterType":"LOT_SIZE","stepSize":"${stepSize}"}]}`
  })
  const limit = `{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":${stock.weightLimit}}`
  return {
    weight: 1,
    answer: () =>
      ok(
        `{"timezone":"UTC","serverTime":${stock.now},"rateLimits":[${limit}],"exchangeFilters":[],"symbols":${symbols}}`,
      ),
  }
}

export const futuresAnswers: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
  ['exchangeInfo', info],
  ['depth', depth(500)],
  [
    'rpiDepth',
    (question) =>
      question.house.kind === 'usdm'
        ? depth(1_000, 1_000)(question)
        : refused(-1020, 'This operation is not supported.'),
  ],
  ['trades', trades(5, false)],
  ['historicalTrades', (question) => trades(question.house.kind === 'coinm' ? 200 : 20, true)(question)],
  ['aggTrades', about(() => 20, aggTrades)],
  ['klines', klines],
  [
    'continuousKlines',
    ofPair((listing, { query }) =>
      barRows(query, listing.instrument.candles, (bar, interval) => klineRow(listing, bar, interval)),
    ),
  ],
  ['indexPriceKlines', ofPair((listing, { query }) => barRows(query, listing.index.candles, priceRow))],
  ['markPriceKlines', about(klineWeight, (listing, { query }) => barRows(query, listing.marks, priceRow))],
  ['premiumIndex', aboutEach(1, 10, premiumRow)],
  ['ticker/24hr', aboutEach(1, 40, dayRow)],
  [
    'ticker/price',
    aboutEach(
      1,
      2,
      (listing, at) =>
        `{"symbol":"${listing.symbol}","price":"${listing.price(listing.instrument.trades.last?.price ?? 0)}","time":${at}}`,
    ),
  ],
  ['ticker/bookTicker', aboutEach(2, 5, bookRow)],
])
