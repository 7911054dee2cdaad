/** Each question: what is asked, by which name and at what weight, and what its answer means. */
import { expect, expectTypeOf, test } from 'vitest'

import * as door from '../../../src/binance'
import {
  aggTradesQuery,
  averagePriceQuery,
  binance,
  bookTickerQuery,
  bookTickersQuery,
  depthQuery,
  type ExchangeInfo,
  exchangeInfoQuery,
  historicalTradesQuery,
  klinesQuery,
  type PastKline,
  pingQuery,
  priceQuery,
  pricesQuery,
  recentTradesQuery,
  tickerQuery,
  tickersQuery,
  timeQuery,
  tradingDayTickerQuery,
  windowTickerQuery,
} from '../../../src/binance'
import type { Query } from '../../../src/core/query'

const time = 1_795_305_600_123
const trade = { id: 28_457, price: '4.00000100', qty: '12.00000000', quoteQty: '48.000012', time, isBuyerMaker: true }
const pastTrade = {
  ...{ tradeId: 28_457, price: '4.00000100', quantity: '12.00000000', quoteQuantity: '48.000012' },
  ...{ tradeTime: time, isBuyerMaker: true },
}
const day = {
  ...{ symbol: 'BNBBTC', priceChange: '-94.9', priceChangePercent: '-95.960', weightedAvgPrice: '0.29' },
  ...{
    openPrice: '99.0',
    highPrice: '100.0',
    lowPrice: '0.1',
    lastPrice: '4.0',
    volume: '8913.3',
    quoteVolume: '15.3',
  },
  ...{ openTime: time - 86_400_000, closeTime: time, firstId: 28_385, lastId: 28_460, count: 76, bidPrice: '4.0' },
}
const spanTicker = {
  ...{ symbol: 'BNBBTC', priceChange: '-94.9', priceChangePercent: '-95.960', weightedAveragePrice: '0.29' },
  ...{ open: '99.0', high: '100.0', low: '0.1', lastPrice: '4.0', volume: '8913.3', quoteVolume: '15.3' },
  ...{ openTime: time - 86_400_000, closeTime: time, firstTradeId: 28_385, lastTradeId: 28_460, numTrades: 76 },
}
const symbol = {
  ...{ symbol: 'ETHBTC', status: 'TRADING', baseAsset: 'ETH', quoteAsset: 'BTC', baseAssetPrecision: 8 },
  ...{ quoteAssetPrecision: 8, orderTypes: ['LIMIT'], isSpotTradingAllowed: true },
  filters: [{ filterType: 'PRICE_FILTER', tickSize: '0.01' }],
}
const rateLimit = { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6_000 }
const best = { symbol: 'LTCBTC', bidPrice: '4.0', bidQty: '431.0', askPrice: '4.1', askQty: '9.0' }
const bestPrices = { symbol: 'LTCBTC', bidPrice: '4.0', bidQuantity: '431.0', askPrice: '4.1', askQuantity: '9.0' }
const many = (length: number) => Array.from({ length }, (_, i) => `A${i}`)

type Row = readonly [query: Query, url: string, method: string, weight: number, answer: unknown, meaning: unknown]

const rows: Readonly<Record<string, Row>> = {
  pingQuery: [pingQuery(), 'ping?', 'ping', 1, {}, true],
  timeQuery: [timeQuery(), 'time?', 'time', 1, { serverTime: time }, time],
  exchangeInfoQuery: [
    exchangeInfoQuery(['ethbtc', 'BNBBTC']),
    'exchangeInfo?symbols=%5B%22ETHBTC%22%2C%22BNBBTC%22%5D',
    'exchangeInfo',
    20,
    { timezone: 'UTC', serverTime: time, rateLimits: [rateLimit], exchangeFilters: [], symbols: [{ ...symbol, x: 1 }] },
    { serverTime: time, rateLimits: [rateLimit], symbols: [symbol] },
  ],
  depthQuery: [
    depthQuery('BTCUSDT', { limit: 500 }),
    'depth?symbol=BTCUSDT&limit=500',
    'depth',
    25,
    { lastUpdateId: 7, bids: [['2', '1']], asks: [] },
    { lastUpdateId: 7, bids: [['2', '1']], asks: [] },
  ],
  recentTradesQuery: [
    recentTradesQuery('btcusdt', { limit: 5 }),
    'trades?symbol=BTCUSDT&limit=5',
    'trades.recent',
    25,
    [{ ...trade, isBestMatch: true }],
    [pastTrade],
  ],
  historicalTradesQuery: [
    historicalTradesQuery('BTCUSDT', { fromId: 0 }),
    'historicalTrades?symbol=BTCUSDT&fromId=0',
    'trades.historical',
    25,
    [trade],
    [pastTrade],
  ],
  aggTradesQuery: [
    aggTradesQuery('BTCUSDT', { startTime: 1, endTime: 2 }),
    'aggTrades?symbol=BTCUSDT&startTime=1&endTime=2',
    'trades.aggregate',
    4,
    [
      { a: 26_129, p: '0.01633102', q: '4.70443515', f: 27_781, l: 27_782, T: time, m: true, M: true },
      { a: 26_130, p: '0.1', q: '1', f: -1, l: -1, T: time, m: false, M: true },
    ],
    [
      {
        ...{ aggTradeId: 26_129, price: '0.01633102', quantity: '4.70443515', firstTradeId: 27_781 },
        ...{ lastTradeId: 27_782, tradeTime: time, isBuyerMaker: true },
      },
      { aggTradeId: 26_130, price: '0.1', quantity: '1', tradeTime: time, isBuyerMaker: false },
    ],
  ],
  klinesQuery: [
    klinesQuery('BTCUSDT', '1M', { startTime: 1, limit: 2 }),
    'klines?symbol=BTCUSDT&interval=1M&startTime=1&limit=2',
    'klines',
    2,
    [[1, '1.0', '4.0', '0.5', '2.0', '148.9', 2, '2434.1', 308, '17.5', '28.4', '0']],
    [
      {
        ...{ startTime: 1, closeTime: 2, open: '1.0', high: '4.0', low: '0.5', close: '2.0', volume: '148.9' },
        ...{ quoteVolume: '2434.1', numTrades: 308, takerBuyVolume: '17.5', takerBuyQuoteVolume: '28.4' },
      },
    ],
  ],
  averagePriceQuery: [
    averagePriceQuery('BTCUSDT'),
    'avgPrice?symbol=BTCUSDT',
    'avgPrice',
    2,
    { mins: 5, price: '9.35751834', closeTime: time },
    { minutes: 5, price: '9.35751834', closeTime: time },
  ],
  tickerQuery: [tickerQuery('bnbbtc'), 'ticker/24hr?symbol=BNBBTC', 'ticker.24hr', 2, day, spanTicker],
  tickersQuery: [tickersQuery(), 'ticker/24hr?', 'ticker.24hr', 80, [day], [spanTicker]],
  tradingDayTickerQuery: [
    tradingDayTickerQuery('BNBBTC'),
    'ticker/tradingDay?symbol=BNBBTC',
    'ticker.tradingDay',
    4,
    day,
    spanTicker,
  ],
  windowTickerQuery: [
    windowTickerQuery('BNBBTC', '7d'),
    'ticker?symbol=BNBBTC&windowSize=7d',
    'ticker',
    4,
    { ...day, firstId: -1, lastId: -1, count: 0 },
    (({ firstTradeId: _, lastTradeId: __, ...rest }) => ({ ...rest, numTrades: 0 }))(spanTicker),
  ],
  priceQuery: [
    priceQuery('LTCBTC'),
    'ticker/price?symbol=LTCBTC',
    'ticker.price',
    2,
    { symbol: 'LTCBTC', price: '4.00000200' },
    { symbol: 'LTCBTC', price: '4.00000200' },
  ],
  pricesQuery: [pricesQuery(), 'ticker/price?', 'ticker.price', 4, [], []],
  bookTickerQuery: [bookTickerQuery('LTCBTC'), 'ticker/bookTicker?symbol=LTCBTC', 'ticker.book', 2, best, bestPrices],
  bookTickersQuery: [
    bookTickersQuery(['LTCBTC']),
    'ticker/bookTicker?symbols=%5B%22LTCBTC%22%5D',
    'ticker.book',
    4,
    [best],
    [bestPrices],
  ],
}

test('every question of the door is here', () => {
  const names = Object.keys(door).filter((name) => name.endsWith('Query'))
  expect(Object.keys(rows).sort()).toEqual(names.sort())
})

test.each(Object.entries(rows))('%s', async (_, [query, address, method, weight, answer, meaning]) => {
  const requests = await binance().requests?.()
  expect(requests?.url(query)).toBe(`https://api.binance.com/api/v3/${address}`)
  const frame = JSON.parse(requests?.frame(1, query) ?? '') as object
  expect(frame).toEqual({ id: 1, method, params: query.params })
  expect(query.weight).toBe(weight)
  expect(query.read(answer, time)).toEqual(meaning)
})

test('what a question costs grows with its markets', () => {
  const weights = [1, 20, 21, 100, 101].map((length) => tickersQuery(many(length)).weight)
  expect(weights).toEqual([2, 2, 40, 40, 80])
})

const thrown = (act: () => unknown): unknown => {
  try {
    return act()
  } catch (error) {
    return error
  }
}

test.each<readonly [Query, unknown, string]>([
  [timeQuery(), { serverTime: '1' }, 'serverTime'],
  [timeQuery(), [], 'serverTime'],
  [timeQuery(), 7, '$'],
  [recentTradesQuery('A'), {}, '$'],
  [recentTradesQuery('A'), [trade, null], '$.1'],
  [recentTradesQuery('A'), [{ ...trade, price: 4 }], '$.0.price'],
  [klinesQuery('A', '1m'), [[1, '1.0', '4.0']], '$.0.3'],
  [exchangeInfoQuery(), { serverTime: 1, rateLimits: [], symbols: [{ ...symbol, filters: [1] }] }, 'symbols.0.filters'],
])('an answer that is not as it should be is refused by its path: %#', (query, answer, path) => {
  expect(thrown(() => query.read(answer, time))).toMatchObject({ code: 'INVALID_ANSWER', context: { path } })
})

test.each<readonly [string, () => unknown, string]>([
  ['limit', () => recentTradesQuery('A', { limit: 1_001 }), 'INVALID_OPTION'],
  ['limit', () => depthQuery('A', { limit: 0 }), 'INVALID_OPTION'],
  ['fromId', () => historicalTradesQuery('A', { fromId: -1 }), 'INVALID_OPTION'],
  ['startTime', () => klinesQuery('A', '1m', { startTime: 0.5 }), 'INVALID_OPTION'],
  ['interval', () => klinesQuery('A', '7m' as never), 'INVALID_OPTION'],
  ['window', () => windowTickerQuery('A', '60m'), 'INVALID_OPTION'],
  ['symbol', () => tickersQuery(['A', 'B C']), 'INVALID_CHANNEL'],
])('%s is checked before anything is asked', (_, make, code) => {
  expect(thrown(make)).toMatchObject({ code })
})

test('questions are typed by their answers', () => {
  expectTypeOf(timeQuery()).toEqualTypeOf<Query<number>>()
  expectTypeOf(exchangeInfoQuery()).toEqualTypeOf<Query<ExchangeInfo>>()
  expectTypeOf(klinesQuery('A', '1m')).toEqualTypeOf<Query<readonly PastKline[]>>()
  // @ts-expect-error spot has no candles of seven minutes
  expect(() => klinesQuery('A', '7m')).toThrow()
})
