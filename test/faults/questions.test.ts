/** Spot's questions against the local exchange, by REST and over the WebSocket API: the same answers, and the weight accounted. */
import { expect, onTestFinished, test } from 'vitest'
import {
  aggTradesQuery,
  averagePriceQuery,
  binance,
  bookTickerQuery,
  bookTickersQuery,
  depthQuery,
  exchangeInfoQuery,
  historicalTradesQuery,
  klinesQuery,
  pingQuery,
  priceQuery,
  pricesQuery,
  recentTradesQuery,
  tickerQuery,
  tickersQuery,
  timeQuery,
  tradingDayTickerQuery,
  windowTickerQuery,
} from '../../src/binance'
import { isFeedError } from '../../src/core/errors'
import { createFeed } from '../../src/node'
import { createLocalExchange } from '../../src/testing/exchange/server'

const ways = ['rest', 'api'] as const

async function setUp(way: (typeof ways)[number]) {
  const exchange = await createLocalExchange({ tickMs: 5, ordersPerSecond: 50 })
  const url = { url: exchange.url }
  const venue = binance(
    way === 'rest' ? { ...url, restUrl: exchange.restUrl } : { ...url, apiUrl: `${exchange.url}/ws-api/v3` },
  )
  const feed = createFeed({ venue })
  onTestFinished(async () => {
    await feed.close()
    await exchange.close()
  })
  return { exchange, feed }
}

test.each(ways)('every question is answered in its type (%s)', async (way) => {
  const { exchange, feed } = await setUp(way)
  const ask = feed.request
  expect(await ask(pingQuery())).toBe(true)
  expect(Math.abs((await ask(timeQuery())) - exchange.now())).toBeLessThan(5_000)

  const { symbols, rateLimits } = await ask(exchangeInfoQuery(['BTCUSDT', 'ethusdt']))
  expect(symbols.map(({ symbol, status }) => [symbol, status])).toEqual([
    ['BTCUSDT', 'TRADING'],
    ['ETHUSDT', 'TRADING'],
  ])
  expect(rateLimits.map(({ rateLimitType }) => rateLimitType)).toContain('REQUEST_WEIGHT')

  const book = await ask(depthQuery('BTCUSDT', { limit: 5 }))
  expect([book.bids.length, book.asks.length]).toEqual([5, 5])

  const recent = await ask(recentTradesQuery('BTCUSDT', { limit: 10 }))
  const from = recent[0]!.tradeId
  expect(recent.map(({ tradeId }) => tradeId - from)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(await ask(historicalTradesQuery('BTCUSDT', { fromId: from, limit: 10 }))).toEqual(recent)
  const parts = await ask(aggTradesQuery('BTCUSDT', { limit: 5 }))
  expect(parts).toHaveLength(5)
  expect(parts.every(({ firstTradeId, lastTradeId }) => (firstTradeId as number) <= (lastTradeId as number))).toBe(true)

  const candles = await ask(klinesQuery('BTCUSDT', '1m', { limit: 3 }))
  expect(candles.map(({ startTime }, i) => startTime - candles[0]!.startTime - i * 60_000)).toEqual([0, 0, 0])
  expect(candles.every(({ startTime, closeTime }) => closeTime === startTime + 59_999)).toBe(true)

  expect((await ask(averagePriceQuery('BTCUSDT'))).minutes).toBe(5)
  expect((await ask(tickerQuery('BTCUSDT'))).symbol).toBe('BTCUSDT')
  expect((await ask(tickersQuery(['BTCUSDT', 'ETHUSDT']))).map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT'])
  expect((await ask(tradingDayTickerQuery('BTCUSDT'))).symbol).toBe('BTCUSDT')
  expect((await ask(windowTickerQuery('BTCUSDT', '2h'))).symbol).toBe('BTCUSDT')
  expect(Number((await ask(priceQuery('BTCUSDT'))).price)).toBeGreaterThan(0)
  expect((await ask(pricesQuery())).length).toBeGreaterThan(3)
  const { bidPrice, askPrice } = await ask(bookTickerQuery('BTCUSDT'))
  expect(Number(bidPrice)).toBeLessThan(Number(askPrice))
  expect((await ask(bookTickersQuery())).length).toBeGreaterThan(3)

  const { requests } = feed.stats()
  expect(requests).toMatchObject({ asked: 17, failed: 0, blockedUntil: 0 })
  // What the exchange itself counted, as it told in its last answer.
  expect(requests.weight).toBeGreaterThan(100)
})

test.each(ways)('what the exchange refuses is told with its own code (%s)', async (way) => {
  const { feed } = await setUp(way)
  const refused = await feed.request(priceQuery('NOSUCHPAIR')).catch((error: unknown) => error)
  expect(isFeedError(refused, 'REQUEST_REFUSED')).toBe(true)
  expect(refused).toMatchObject({ context: { code: -1_121 } })
})
