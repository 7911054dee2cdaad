import { expect, test } from 'vitest'
import { prepare } from '../../../src/testing/exchange/answers'
import { createMarket } from '../../../src/testing/exchange/market'
import { createStreams } from '../../../src/testing/exchange/streams'

const start = Date.UTC(2026, 10, 22, 12, 0, 30, 250)

// biome-ignore lint/suspicious/noExplicitAny: payloads of every shape, read by the assertions
type Payload = any

/** A market that was wiped in the middle of everything, and what its streams said afterwards. */
function wiped(streams: readonly string[], forMs: number) {
  const market = createMarket({ startTime: start, historyMs: 600_000, seed: 4, ordersPerSecond: 100 })
  const heard = new Map<string, Payload[]>(streams.map((stream) => [stream, []]))
  const source = createStreams(market, (stream, text) => heard.get(stream)!.push(JSON.parse(text)))
  for (const stream of streams) source.want(stream)
  market.advance(start + 5_030)
  for (const list of heard.values()) list.length = 0
  market.resetIds()
  market.advance(start + 5_030 + forMs)
  const query = (params: Record<string, string>) => (name: string) => params[name]
  const stock = { market, now: market.now, lag: undefined, weightLimit: 6_000 }
  return {
    market,
    of: (stream: string) => heard.get(stream)!,
    rest: (endpoint: string, params: Record<string, string>): Payload => {
      const answer = prepare(endpoint, query({ symbol: 'BTCUSDT', ...params }), stock)!.answer()
      return JSON.parse('body' in answer ? answer.body : '{}')
    },
  }
}

test('ids begin again without a break, and REST agrees', () => {
  const { of, rest } = wiped(['btcusdt@trade', 'btcusdt@aggTrade'], 2_000)
  const trades = of('btcusdt@trade')
  expect(trades.length).toBeGreaterThan(20)
  expect(trades.map((trade) => trade.t)).toEqual(trades.map((_, at) => at + 1))
  expect(of('btcusdt@aggTrade').map((trade) => trade.a)).toEqual(of('btcusdt@aggTrade').map((_, at) => at + 1))
  expect(of('btcusdt@aggTrade')[0].f).toBe(1)
  expect(trades.every((trade) => trade.T >= start + 5_030)).toBe(true)
  expect(rest('historicalTrades', { fromId: '1', limit: '1000' }).map((row: Payload) => [row.id, row.price])).toEqual(
    trades.map((trade) => [trade.t, trade.p]),
  )
  expect(rest('aggTrades', { fromId: '2', limit: '1' })[0].a).toBe(2)
})

test('the book is update 1, then gapless, and a snapshot joins the stream', () => {
  const { market, of, rest } = wiped(['btcusdt@depth@100ms', 'btcusdt@depth5@100ms', 'btcusdt@bookTicker'], 2_070)
  const diffs = of('btcusdt@depth@100ms')
  expect(diffs[0].U).toBe(2)
  expect(diffs.every((diff, at) => at === 0 || diff.U === diffs[at - 1].u + 1)).toBe(true)
  expect(of('btcusdt@bookTicker')[0].u).toBeGreaterThan(1)
  expect(of('btcusdt@depth5@100ms').at(-1).lastUpdateId).toBe(diffs.at(-1).u)
  const snapshot = rest('depth', { limit: '5000' })
  expect(snapshot.lastUpdateId).toBe(market.instruments.get('BTCUSDT')!.book.updateId)
  expect(snapshot.lastUpdateId).toBeGreaterThanOrEqual(diffs.at(-1).u)
})

test('bars hold the trades since, and nothing else', () => {
  const { of, rest } = wiped(['btcusdt@trade', 'btcusdt@kline_1m', 'btcusdt@kline_1s', 'btcusdt@ticker'], 60_000)
  const trades = of('btcusdt@trade')
  const [first, second] = rest('klines', { interval: '1m' })
  const inFirst = trades.filter((trade) => trade.T <= first[6])
  expect(first[0]).toBe(Math.floor(start / 60_000) * 60_000)
  expect([first[8], first[1], first[4]]).toEqual([inFirst.length, inFirst[0].p, inFirst.at(-1).p])
  expect(second[0]).toBe(first[0] + 60_000)
  expect(second[8]).toBe(trades.length - inFirst.length)
  const closed = of('btcusdt@kline_1m').filter((event) => event.k.x)
  expect(closed.map((event) => [event.k.t, event.k.f, event.k.L])).toEqual([[first[0], 1, inFirst.at(-1).t]])
  const seconds = of('btcusdt@kline_1s').filter((event) => event.k.x)
  expect(seconds[0].k.f).toBe(1)
  expect(seconds.every((event, at) => at === 0 || event.k.t === seconds[at - 1].k.t + 1_000)).toBe(true)
  const ticker = of('btcusdt@ticker').at(-1)
  expect([ticker.F, ticker.L - ticker.F + 1]).toEqual([1, ticker.n])
})

test('it may happen twice, and to a market asleep', () => {
  const market = createMarket({ startTime: start, ordersPerSecond: 0, historyMs: 0 })
  market.resetIds()
  market.resetIds()
  market.advance(start + 1_000)
  const { book, trades } = market.instruments.get('ETHUSDT')!
  expect([book.updateId, trades.last]).toEqual([1, undefined])
  expect(book.bids.length).toBeGreaterThan(40)
})
