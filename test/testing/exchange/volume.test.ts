import { expect, test } from 'vitest'
import { createMarket } from '../../../src/testing/exchange/market'
import { createStreams } from '../../../src/testing/exchange/streams'
import { manySymbols } from '../../../src/testing/exchange/symbols'

const start = Date.UTC(2026, 10, 22, 12, 0, 0)

test('made-up symbols come after the usual ones, each of its own name', () => {
  const symbols = manySymbols(1_500)
  expect(symbols.slice(0, 6).map((one) => one.symbol)).toEqual([
    'BTCUSDT',
    'ETHUSDT',
    'BNBUSDT',
    'SOLUSDT',
    '这是测试币456',
    'XAAAUSDT',
  ])
  expect(new Set(symbols.map((one) => one.symbol)).size).toBe(1_500)
  expect(manySymbols(2)).toHaveLength(2)
  for (const count of [0, 1.5, 20_000]) expect(() => manySymbols(count)).toThrow('whole number from 1 to 17581')
})

test('1,500 symbols and 3,000 streams start and run', () => {
  const market = createMarket({ startTime: start, symbols: 1_500, ordersPerSecond: 3, historyMs: 0 })
  const heard = new Map<string, number>()
  const streams = createStreams(market, (stream) => heard.set(stream, (heard.get(stream) ?? 0) + 1))
  for (const { lower } of market.instruments.values()) {
    streams.want(`${lower}@trade`)
    streams.want(`${lower}@depth@100ms`)
  }
  for (let ms = 20; ms <= 5_000; ms += 20) market.advance(start + ms)
  expect(heard.size).toBeGreaterThan(2_800)
  expect([...market.instruments.values()].every(({ book }) => book.bids[0]!.price < book.asks[0]!.price)).toBe(true)
})

test('the trade rate can be as high as 5,000 events a second on 20 streams', () => {
  const market = createMarket({ startTime: start, symbols: 5, ordersPerSecond: 1_200, historyMs: 0 })
  let events = 0
  const streams = createStreams(market, () => events++)
  for (const { lower } of market.instruments.values()) {
    for (const channel of ['trade', 'aggTrade', 'depth@100ms', 'bookTicker']) streams.want(`${lower}@${channel}`)
  }
  market.advance(start + 10_000)
  expect(events / 10).toBeGreaterThan(5_000)
})

test('trades are kept up to the number asked for, and pages begin with what is kept', () => {
  const market = createMarket({ startTime: start, symbols: 1, ordersPerSecond: 500, historyMs: 0, tradesKept: 100 })
  market.advance(start + 20_000)
  const { trades, aggTrades } = market.instruments.get('BTCUSDT')!
  for (const ledger of [trades, aggTrades]) {
    expect(ledger.all().length).toBeGreaterThanOrEqual(100)
    expect(ledger.all().length).toBeLessThan(200)
    expect(ledger.from(1, 10)[0]!.id).toBe(ledger.all()[0]!.id)
    expect(ledger.from(ledger.last!.id + 1, 10)).toEqual([])
  }
})
