/** Connections are replaced on real sockets: nothing is lost and nothing comes twice, by the exchange's own record. */
import { expect, test } from 'vitest'
import { avgPrice, bookTicker, depth, klines, miniTicker, partialDepth, raw, ticker, trades } from '../../src/binance'
import { seeded } from '../../src/testing/exchange/random'
import type { LocalExchange } from '../../src/testing/exchange/server'
import { busy, five, type LocalWorld, next, openAt, world } from '../support/local-world'
import { collect, expectWhole } from '../support/oracle'

/** Rotates, until that is done or had to be begun again. */
async function firstOutcome(feed: LocalWorld['feed'], { record }: LocalExchange): Promise<void> {
  let isDone = false
  const connections = record.connections.length
  void feed.rotate().then(() => {
    isDone = true
  })
  await expect.poll(() => isDone || record.connections.length > connections + 1, { timeout: 20_000 }).toBe(true)
}

test('50 in a row under some 5,000 events a second on 20 streams: each payload delivered once, in order', {
  timeout: 120_000,
}, async () => {
  const { exchange, feed } = await world({ symbols: 5, ordersPerSecond: 1_200 })
  const reasons: string[] = []
  const told: unknown[] = []
  feed.on('rotated', ({ reason }) => reasons.push(reason))
  feed.on('gap', (gap) => told.push(gap))
  feed.on('error', (error) => told.push(error))
  const collection = collect(feed, five.flatMap(busy))
  await collection.more(1)
  for (let i = 0; i < 50; i += 1) await feed.rotate()
  await collection.more(1)
  expectWhole(collection, exchange)
  expect(told).toEqual([])
  const ledger = feed.ledger()
  for (const [stream, items] of collection.delivered) {
    expect(ledger[stream]).toMatchObject({ delivered: items.length, gapCount: 0, backfilled: 0 })
  }
  const { duplicates, connections, gaps, events, invalid, sockets } = feed.stats()
  expect({ connections, gaps, invalid, events }).toEqual({
    connections: 51,
    gaps: 0,
    invalid: 0,
    events: collection.events,
  })
  expect(duplicates).toBeGreaterThan(0)
  expect(sockets).toHaveLength(1)
  expect(reasons).toEqual(Array.from({ length: 50 }, () => 'request'))
  expect(exchange.record.connections).toHaveLength(51)
  expect(exchange.record.worstSecond()).toBeLessThanOrEqual(5)
  await expect.poll(() => openAt(exchange), { timeout: 10_000 }).toBe(1)
})

test.each([
  ['the old connection lags', 300, 0],
  ['the new connection lags', 0, 300],
  ['both lag, the new one more', 100, 300],
  ['both lag, the old one more', 300, 100],
])('while %s: nothing lost, nothing twice', { timeout: 60_000 }, async (_, oldMs, newMs) => {
  const { exchange, feed } = await world({ symbols: 5, ordersPerSecond: 300 })
  const collection = collect(feed, five.flatMap(busy))
  await collection.more(1)
  for (let i = 0; i < 8; i += 1) {
    await expect.poll(() => openAt(exchange), { timeout: 10_000 }).toBe(1)
    exchange.faults.lag(0, oldMs)
    const connected = next(feed, 'connected')
    const rotated = feed.rotate()
    await connected
    exchange.faults.lag(1, newMs)
    await rotated
    await expect.poll(() => openAt(exchange), { timeout: 10_000 }).toBe(1)
    exchange.faults.lag(0, 0)
  }
  await collection.more(1)
  expectWhole(collection, exchange)
  expect(feed.stats()).toMatchObject({ gaps: 0, invalid: 0, connections: 9 })
  expect(feed.stats().duplicates).toBeGreaterThan(0)
})

test('every kind of stream that orders its events changes hands whole', { timeout: 60_000 }, async () => {
  const { exchange, feed } = await world({ symbols: 2, ordersPerSecond: 200 })
  const channels = ['BTCUSDT', 'ETHUSDT'].flatMap((symbol) => [
    ...busy(symbol),
    depth(symbol),
    partialDepth(symbol, { levels: 5, speed: 100 }),
    partialDepth(symbol, { levels: 20 }),
    klines(symbol, '1s'),
    klines(symbol, '1m'),
    ticker(symbol),
    miniTicker(symbol),
    avgPrice(symbol),
  ])
  const collection = collect(feed, channels)
  const silent: number[] = []
  feed.on('rotated', (rotated) => silent.push(rotated.silent))
  await collection.more(1)
  for (let i = 0; i < 4; i += 1) await feed.rotate()
  await collection.more(1)
  expectWhole(collection, exchange)
  expect(silent).toEqual([0, 0, 0, 0])
  expect(feed.stats().gaps).toBe(0)
})

// The successor's copy of such a stream is neither held nor joined, so it counts as unheard at every deadline.
test('a stream whose events carry no number changes hands as well, and says that something may be missing', {
  timeout: 60_000,
}, async () => {
  const { exchange, feed } = await world({ symbols: 1, ordersPerSecond: 200 }, { rotation: { handoverMs: 500 } })
  const collection = collect(feed, [raw('btcusdt@trade'), bookTicker('BTCUSDT')])
  await collection.more(1)
  await firstOutcome(feed, exchange)
  await collection.more(10)
  expect(exchange.record.connections).toHaveLength(2)
  const gaps = collection.delivered.get('btcusdt@trade')!.filter(({ type }) => type === 'gap')
  expect(gaps).toMatchObject([{ reason: 'reconnect', from: undefined, to: undefined }])
})

// At the deadline, what the old connection has just brought for the first time is still on its way on the new one.
test('of 600 streams that seldom speak, to a connection that lags: done at its deadline, nothing lost', {
  timeout: 60_000,
}, async () => {
  const { exchange, feed } = await world({ symbols: 300, ordersPerSecond: 2 }, { rotation: { handoverMs: 1_500 } })
  const symbols = [...exchange.market!.instruments.keys()]
  const channels = symbols.flatMap((symbol) => [trades(symbol), bookTicker(symbol)])
  const collection = collect(feed, channels)
  await expect.poll(() => collection.events, { timeout: 20_000 }).toBeGreaterThan(1_000)
  feed.on('connected', () => exchange.faults.lag(1, 400))
  await firstOutcome(feed, exchange)
  const before = collection.events
  await expect.poll(() => collection.events, { timeout: 20_000 }).toBeGreaterThan(before + 1_000)
  expectWhole(collection, exchange)
  expect(exchange.record.connections).toHaveLength(2)
})

test('streams come and go while connections are replaced: nothing lost of what stays', {
  timeout: 60_000,
}, async () => {
  const { exchange, feed } = await world({ symbols: 40, ordersPerSecond: 60 })
  const symbols = [...exchange.market!.instruments.keys()]
  const collection = collect(feed, symbols.slice(0, 10).flatMap(busy))
  const random = seeded(6)
  const others = new Map<string, { unsubscribe(): void }>()
  await collection.more(1)
  for (let i = 0; i < 12; i += 1) {
    const rotated = feed.rotate()
    for (let change = 0; change < 8; change += 1) {
      const symbol = symbols[10 + Math.floor(random() * 30)]!
      const known = others.get(symbol)
      known?.unsubscribe()
      if (known) others.delete(symbol)
      else others.set(symbol, feed.subscribe(busy(symbol)))
      await collection.more(1, ['btcusdt@trade'])
    }
    await rotated
  }
  await collection.more(1)
  expectWhole(collection, exchange)
  expect(feed.stats()).toMatchObject({ gaps: 0, invalid: 0 })
  expect(exchange.record.worstSecond()).toBeLessThanOrEqual(5)
  expect(exchange.record.connections).toHaveLength(13)
})

test('a shutdown that is announced comes when everything has moved already', { timeout: 60_000 }, async () => {
  const { exchange, feed } = await world({ symbols: 5, ordersPerSecond: 200 })
  const collection = collect(feed, five.flatMap(busy))
  await collection.more(1)
  const rotated = next(feed, 'rotated')
  const lost: unknown[] = []
  feed.on('disconnected', (value) => lost.push(value))
  exchange.faults.shutdown(3_000, 0)
  expect(await rotated).toMatchObject({ reason: 'shutdown', silent: 0, streams: 20 })
  const [first] = exchange.record.connections
  await expect.poll(() => first!.closedAt, { timeout: 10_000 }).toBeDefined()
  expect(first!.closeCode).toBe(1_000)
  await collection.more(5)
  expectWhole(collection, exchange)
  expect(lost).toEqual([])
  expect(feed.stats()).toMatchObject({ connections: 2, gaps: 0, invalid: 0 })
})

test('by age, before the exchange cuts: nothing is lost and nothing is cut', { timeout: 60_000 }, async () => {
  const { exchange, feed } = await world(
    { symbols: 5, ordersPerSecond: 200, maxAgeMs: 6_000 },
    { rotation: { beforeMs: 86_400_000 - 2_000, jitterMs: 500 } },
  )
  const collection = collect(feed, five.flatMap(busy))
  const lost: unknown[] = []
  const reasons: string[] = []
  feed.on('disconnected', (value) => lost.push(value))
  feed.on('rotated', ({ reason }) => reasons.push(reason))
  await expect.poll(() => reasons.length, { timeout: 30_000 }).toBe(4)
  await collection.more(5)
  expectWhole(collection, exchange)
  expect(reasons).toEqual(['age', 'age', 'age', 'age'])
  expect(lost).toEqual([])
  for (const { closeCode } of exchange.record.connections.slice(0, 4)) expect(closeCode).toBe(1_000)
})
