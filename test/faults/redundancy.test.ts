/** Two connections for the same streams, on real sockets: either may go, and nobody notices. */
import { expect, test } from 'vitest'
import { aggTrades, depth, trades } from '../../src/binance'
import { seeded } from '../../src/testing/exchange/random'
import { busy, five, type LocalWorld, next, openAt, world } from '../support/local-world'
import { collect, expectWhole } from '../support/oracle'

/** Every stream is spoken by two connections. */
async function doubled({ feed }: LocalWorld): Promise<void> {
  const before = feed.ledger()
  const isDoubled = () =>
    Object.entries(feed.ledger()).every(([stream, { duplicates }]) => duplicates > before[stream]!.duplicates)
  await expect.poll(isDoubled, { timeout: 20_000, interval: 5 }).toBe(true)
}

test('either connection cut, 30 times: nothing lost, nothing twice, nothing told', {
  timeout: 60_000,
}, async () => {
  const made = await world({ symbols: 5, ordersPerSecond: 200 }, { redundancy: 2 })
  const { exchange, feed } = made
  const told: unknown[] = []
  feed.on('gap', (gap) => told.push(gap))
  const collection = collect(feed, five.flatMap(busy))
  await collection.more(1)
  for (let cut = 0; cut < 30; cut += 1) {
    await doubled(made)
    const back = next(feed, 'connected')
    expect(exchange.faults.cutOne(cut % 2)).toBe(true)
    await back
  }
  await doubled(made)
  expectWhole(collection, exchange)
  expect(told).toEqual([])
  expect(feed.stats()).toMatchObject({ connections: 32, gaps: 0, invalid: 0 })
  const ledger = feed.ledger()
  for (const [stream, items] of collection.delivered) {
    expect(ledger[stream]).toMatchObject({ delivered: items.length, gapCount: 0 })
    expect(ledger[stream]!.duplicates).toBeGreaterThan(0)
  }
})

test('one connection cut as soon as the other is back: no number is lost', { timeout: 60_000 }, async () => {
  const { exchange, feed } = await world({ symbols: 5, ordersPerSecond: 200 }, { redundancy: 2 })
  const collection = collect(
    feed,
    five.flatMap((symbol) => [trades(symbol), aggTrades(symbol), depth(symbol, { speed: 100 })]),
  )
  await collection.more(1)
  await expect.poll(() => feed.stats().sockets.length, { timeout: 10_000 }).toBe(2)
  for (let cut = 0; cut < 30; cut += 1) {
    const back = next(feed, 'connected')
    expect(exchange.faults.cutOne(0)).toBe(true)
    await back
  }
  await collection.more(5)
  expectWhole(collection, exchange)
  expect(feed.stats()).toMatchObject({ connections: 32, gaps: 0, invalid: 0 })
})

test('connections that lag by turns are rotated and cut: nothing lost, nothing twice', {
  timeout: 60_000,
}, async () => {
  const made = await world({ symbols: 5, ordersPerSecond: 200 }, { redundancy: 2 })
  const { exchange, feed } = made
  const random = seeded(7)
  const collection = collect(feed, five.flatMap(busy))
  await collection.more(1)
  for (let i = 0; i < 8; i += 1) {
    await doubled(made)
    exchange.faults.lag(0, Math.floor(random() * 200))
    exchange.faults.lag(1, Math.floor(random() * 200))
    await collection.more(Math.floor(random() * 20), ['btcusdt@trade'])
    await feed.rotate()
    await expect.poll(() => openAt(exchange), { timeout: 10_000 }).toBe(2)
  }
  await doubled(made)
  expectWhole(collection, exchange)
  expect(feed.stats()).toMatchObject({ gaps: 0, invalid: 0, connections: 18 })
})
