/** Thousands of streams on real sockets: as many connections as they need, and no more than they still need. */
import { expect, test } from 'vitest'
import { bookTicker, trades } from '../../src/binance'
import { openAt, world } from '../support/local-world'
import { collect, expectWhole } from '../support/oracle'

test('3,000 over several connections; spare ones are let go, and what stays loses nothing', {
  timeout: 120_000,
}, async () => {
  const { exchange, feed } = await world(
    { symbols: 1_500, ordersPerSecond: 2, tickMs: 20, tradesKept: 10 },
    { retireAfterMs: 500, rotation: { handoverMs: 4_000 } },
  )
  const channels = [...exchange.market!.instruments.keys()].flatMap((symbol) => [trades(symbol), bookTicker(symbol)])
  const kept = channels.filter((_, at) => at % 30 === 0)
  const collection = collect(feed, kept)
  const rest = feed.subscribe(channels.filter((_, at) => at % 30 !== 0))
  const waiting = () => {
    const { streams } = feed.stats()
    return channels.filter(
      ({ stream }) => exchange.record.sent(stream).length > 0 && streams[stream]!.status !== 'live',
    )
  }
  const carried = () => feed.stats().sockets.reduce((sum, { streams }) => sum + streams, 0)
  await expect.poll(carried, { timeout: 60_000, interval: 100 }).toBe(3_000)
  await expect
    .poll(() => channels.filter(({ stream }) => exchange.record.sent(stream).length > 0).length, {
      timeout: 60_000,
      interval: 100,
    })
    .toBeGreaterThan(2_900)
  await expect.poll(() => waiting().length, { timeout: 60_000, interval: 100 }).toBe(0)
  const { sockets } = feed.stats()
  expect([3, 4]).toContain(sockets.length)
  for (const { streams } of sockets) expect(streams).toBeLessThanOrEqual(1_024)
  expect(exchange.record.attempts).toHaveLength(sockets.length)
  expect(exchange.record.worstSecond()).toBeLessThanOrEqual(5)
  rest.unsubscribe()
  await expect.poll(() => feed.stats().sockets.length, { timeout: 60_000, interval: 100 }).toBe(1)
  expect(feed.stats().sockets).toMatchObject([{ streams: 100, isLeaving: false }])
  await expect.poll(() => openAt(exchange), { timeout: 10_000 }).toBe(1)
  const before = collection.events
  await expect.poll(() => collection.events, { timeout: 20_000 }).toBeGreaterThan(before + 200)
  expectWhole(collection, exchange)
  expect(feed.stats().gaps).toBe(0)
  expect(exchange.record.worstSecond()).toBeLessThanOrEqual(5)
  expect(exchange.record.attempts).toHaveLength(sockets.length)
})

// Only 2,048 names are remembered: late frames of the others are taken for those of strangers.
test('3,000 streams left at once: their late frames are not invalid', { timeout: 60_000 }, async () => {
  const { exchange, feed } = await world({ symbols: 1_500, ordersPerSecond: 2, tickMs: 50, tradesKept: 10 })
  const symbols = [...exchange.market!.instruments.keys()]
  const subscription = feed.subscribe(symbols.flatMap((symbol) => [trades(symbol), bookTicker(symbol)]))
  await expect.poll(() => feed.stats().events, { timeout: 30_000 }).toBeGreaterThan(5_000)
  subscription.unsubscribe()
  await expect.poll(() => feed.stats().late, { timeout: 10_000 }).toBeGreaterThan(200)
  expect(feed.stats().invalid).toBe(0)
})
