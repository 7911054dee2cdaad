import { expect, test } from 'vitest'
import { Desk } from '../../../src/testing/exchange/desk'
import { whole } from '../../../src/testing/exchange/faults'
import { createMarket } from '../../../src/testing/exchange/market'
import { Log } from '../../../src/testing/exchange/record'
import { RequestSession } from '../../../src/testing/exchange/request-session'
import { createStreams } from '../../../src/testing/exchange/streams'

const start = Date.UTC(2026, 10, 22, 12, 0, 0)
const now = start + 120_000

function open(ordersPerSecond = 50, historyMs = 7_200_000) {
  const market = createMarket({ startTime: start, historyMs, symbols: 3, ordersPerSecond })
  const streamed = new Map<string, string>()
  const streams = createStreams(market, (stream, text) => streamed.set(stream, text))
  for (const name of ['ticker', 'miniTicker', 'ticker_1h', 'avgPrice', 'referencePrice'])
    streams.want(`btcusdt@${name}`)
  market.advance(now)
  const desk = new Desk({ market, state: whole(), log: new Log(100, { limit: 6_000, windowMs: 60_000, banAfter: 1 }) })
  const log: string[] = []
  const reply = (text: string) => log.push(text)
  const wire = { data: reply, reply, ping: reply, pong: reply, close: reply, cut: () => {} } as never
  const session = new RequestSession({ openedAt: start, returnRateLimits: true }, wire, desk)
  return {
    btc: market.instruments.get('BTCUSDT')!,
    streamed: (name: string) => JSON.parse(streamed.get(`btcusdt@${name}`)!),
    // biome-ignore lint/suspicious/noExplicitAny: responses of every shape, read by the assertions
    ask(method: string, params?: object): any {
      session.text(JSON.stringify({ id: 1, method, params }), now)
      return JSON.parse(log.at(-1)!)
    },
  }
}

const symbol = 'BTCUSDT'
const both = ['BTCUSDT', 'ETHUSDT']

test.each([
  ['ticker.24hr', { symbol }, 2, 'object'],
  ['ticker.24hr', { symbols: both }, 2, 2],
  ['ticker.24hr', {}, 80, 3],
  ['ticker.tradingDay', { symbol }, 4, 'object'],
  ['ticker.tradingDay', { symbols: both, timeZone: '8' }, 8, 2],
  ['ticker', { symbol, windowSize: '1h' }, 4, 'object'],
  ['ticker', { symbols: both, type: 'MINI' }, 8, 2],
  ['ticker.price', { symbol }, 2, 'object'],
  ['ticker.price', {}, 4, 3],
  ['ticker.book', { symbol }, 2, 'object'],
  ['ticker.book', { symbols: both }, 4, 2],
  ['avgPrice', { symbol }, 2, 'object'],
  ['referencePrice', { symbol }, 2, 'object'],
  ['referencePrice.calculation', { symbol }, 2, 'object'],
  ['executionRules', { symbol }, 2, 'object'],
  ['executionRules', { symbols: both }, 4, 'object'],
  ['blockTrades.historical', { symbol, fromId: 1 }, 25, 'some'],
  ['uiKlines', { symbol, interval: '1m', limit: 5 }, 2, 5],
  ['exchangeInfo', { symbols: both }, 20, 'object'],
])('%s %j weighs %i', (method, params, weight, shape) => {
  const { ask } = open()
  const { status, result, rateLimits } = ask(method, params)
  expect([status, rateLimits[0].count]).toEqual([200, weight])
  if (shape === 'object') expect(Array.isArray(result)).toBe(false)
  else if (shape === 'some') expect(result.length).toBeGreaterThan(0)
  else expect(result).toHaveLength(shape as number)
})

test.each([
  ['ticker.24hr', { symbol, symbols: both }, -1_128],
  ['ticker.24hr', { symbol, type: 'LARGE' }, -1_139],
  ['ticker.price', { symbols: ['BTCUSDT', 'BTCUSDT'] }, -1_151],
  ['ticker.price', { symbols: 'BTCUSDT' }, -1_100],
  ['ticker.book', { symbols: ['NOPE'] }, -1_121],
  ['ticker', {}, -1_102],
  ['ticker', { symbol, windowSize: '60m' }, -1_100],
  ['ticker.tradingDay', { symbol, timeZone: 'home' }, -1_100],
  ['avgPrice', {}, -1_102],
  ['avgPrice', { symbol: 'NOPE' }, -1_121],
  ['blockTrades.historical', { symbol }, -1_102],
  ['exchangeInfo', { symbols: ['NOPE'] }, -1_121],
])('%s %j is %i', (method, params, code) => {
  expect(open().ask(method, params)).toMatchObject({ status: 400, error: { code } })
})

test('a day’s ticker says what the stream says', () => {
  const { ask, streamed } = open()
  const { result } = ask('ticker.24hr', { symbol })
  const { e, E, s, ...told } = streamed('ticker')
  expect(told).toEqual({
    p: result.priceChange,
    P: result.priceChangePercent,
    w: result.weightedAvgPrice,
    x: result.prevClosePrice,
    c: result.lastPrice,
    Q: result.lastQty,
    b: result.bidPrice,
    B: result.bidQty,
    a: result.askPrice,
    A: result.askQty,
    o: result.openPrice,
    h: result.highPrice,
    l: result.lowPrice,
    v: result.volume,
    q: result.quoteVolume,
    O: result.openTime,
    C: result.closeTime,
    F: result.firstId,
    L: result.lastId,
    n: result.count,
  })
  const mini = ask('ticker.24hr', { symbol, type: 'MINI' }).result
  expect([mini.volume, 'bidPrice' in mini, mini.lastPrice]).toEqual([result.volume, false, result.lastPrice])
})

test('other tickers agree with their streams, and with the book and the bars', () => {
  const { ask, streamed, btc } = open()
  const hour = streamed('ticker_1h')
  expect(ask('ticker', { symbol, windowSize: '1h' }).result).toMatchObject({
    volume: hour.v,
    count: hour.n,
    openTime: hour.O,
  })
  expect(ask('avgPrice', { symbol }).result).toEqual({
    mins: 5,
    price: streamed('avgPrice').w,
    closeTime: streamed('avgPrice').T,
  })
  expect(ask('referencePrice', { symbol }).result.referencePrice).toBe(streamed('referencePrice').r)
  const [bid] = ask('depth', { symbol, limit: 5 }).result.bids
  expect(ask('ticker.book', { symbol }).result).toMatchObject({ bidPrice: bid[0], bidQty: bid[1] })
  const [, , , , close] = ask('klines', { symbol, interval: '1m', limit: 1 }).result[0]
  expect(ask('ticker.price', { symbol }).result).toEqual({ symbol, price: close })
  expect(ask('uiKlines', { symbol, interval: '5m' }).result).toEqual(ask('klines', { symbol, interval: '5m' }).result)
  const bar = btc.candles.current('1d')
  expect(ask('ticker.tradingDay', { symbol }).result).toMatchObject({ count: bar.trades, openTime: bar.start })
  const blocks = ask('blockTrades.historical', { symbol, fromId: 2, limit: 1 }).result
  expect(blocks.map(({ id }: { id: number }) => id)).toEqual([2])
})

test('no trades, no reference price', () => {
  const { ask } = open(0, 0)
  const asked = (method: string) => ask(method, { symbol })
  expect(asked('referencePrice').result.referencePrice).toBeNull()
  expect(asked('referencePrice.calculation')).toMatchObject({ status: 400, error: { code: -2_043 } })
})
