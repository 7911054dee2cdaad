/** Hand-overs that go wrong on real sockets: the old connection dies first, the successor is refused, nobody waits for ever. */
import { expect, test } from 'vitest'
import { aggTrades, bookTicker, depth, trades } from '../../src/binance'
import { seeded } from '../../src/testing/exchange/random'
import { busy, five, next, openAt, world } from '../support/local-world'
import { type Collection, collect, expectWhole, seamsOf } from '../support/oracle'

test('cut in the middle of the hand-over, the old connection lagging: what is missing is told to the number', {
  timeout: 60_000,
}, async () => {
  const { exchange, feed } = await world({ symbols: 5, ordersPerSecond: 300 })
  const random = seeded(5)
  const counted = five.flatMap((symbol) => [trades(symbol), aggTrades(symbol), depth(symbol, { speed: 100 })])
  const collection = collect(feed, counted)
  await collection.more(1)
  let cuts = 0
  for (let i = 0; i < 12; i += 1) {
    await expect.poll(() => openAt(exchange), { timeout: 10_000 }).toBe(1)
    exchange.faults.lag(0, 300)
    const connected = next(feed, 'connected')
    const rotated = feed.rotate()
    await connected
    await collection.more(Math.floor(random() * 20), ['btcusdt@trade'])
    if (exchange.faults.cutOne(0)) cuts += 1
    await rotated
  }
  await collection.more(5)
  const wrong = [...collection.delivered].flatMap(([stream, items]) =>
    seamsOf(items).map((text) => `${stream}: ${text}`),
  )
  expect(wrong).toEqual([])
  expect(cuts).toBe(12)
})

// Losing the old connection counts as an interruption, although the successor carried the stream long before.
test('cut long after the successor took on everything: streams that were quiet since have no hole', {
  timeout: 60_000,
}, async () => {
  const { exchange, feed } = await world({ symbols: 100, ordersPerSecond: 1 })
  const symbols = [...exchange.market!.instruments.keys()]
  const collection = collect(
    feed,
    symbols.map((symbol) => bookTicker(symbol)),
  )
  const more = async (count: number) => {
    const goal = collection.events + count
    await expect.poll(() => collection.events, { timeout: 30_000 }).toBeGreaterThan(goal)
  }
  await more(150)
  const connected = next(feed, 'connected')
  exchange.faults.shutdown(4_000, 0)
  await connected
  await expect.poll(() => exchange.record.connections[0]!.closedAt, { timeout: 10_000 }).toBeDefined()
  expect(exchange.record.connections[0]!.closeCode).toBe(1_006)
  await more(150)
  expectWhole(collection, exchange)
})

// With the breaker open a successor fails inside the pool's own look, which then sets its timer without the next try.
test('a successor that is refused leaves the old connection in service, and comes when it is admitted', {
  timeout: 60_000,
}, async () => {
  const { exchange, feed } = await world(
    { symbols: 5, ordersPerSecond: 200 },
    { breaker: { failures: 3, cooldownMs: 300 } },
  )
  const collection = collect(feed, five.flatMap(busy))
  await collection.more(1)
  const states: string[] = []
  const rotations: string[] = []
  feed.on('state', ({ kind }) => states.push(kind))
  feed.on('rotated', ({ reason }) => rotations.push(reason))
  exchange.faults.refuse(503)
  const rotated = feed.rotate()
  await expect.poll(() => exchange.record.refusals.length, { timeout: 8_000 }).toBeGreaterThanOrEqual(5)
  await collection.more(5)
  expect(rotations).toEqual([])
  expect(feed.stats()).toMatchObject({ connections: 1, gaps: 0 })
  exchange.faults.refuse(undefined)
  await rotated
  await collection.more(5)
  expect(rotations).toEqual(['request'])
  expect(states).toEqual([])
  expectWhole(collection, exchange)
  expect(feed.stats()).toMatchObject({ connections: 2, gaps: 0 })
})

/** Whether a promise is kept before the feed has delivered so many events more. */
async function isKept(promise: Promise<unknown>, { more }: Collection): Promise<boolean> {
  return Promise.race([
    promise.then(
      () => true,
      () => true,
    ),
    more(2_000).then(() => false),
  ])
}

// The pool waits for the member, which lives on with another socket, not for the socket.
test('a rotation that was asked for is over when the old connection is lost before a successor could be had', {
  timeout: 60_000,
}, async () => {
  const { exchange, feed } = await world({ symbols: 1, ordersPerSecond: 2_000 })
  const collection = collect(feed, [trades('BTCUSDT')])
  await collection.more(1)
  exchange.faults.refuse(503)
  const rotated = feed.rotate()
  await expect.poll(() => exchange.record.refusals.length, { timeout: 8_000 }).toBeGreaterThanOrEqual(1)
  exchange.faults.cut()
  exchange.faults.refuse(undefined)
  expect(await isKept(rotated, collection)).toBe(true)
})

// close() ends the pool's looks, and with them all who wait for one.
test('a rotation that was asked for is over when the feed is closed', async () => {
  const { exchange, feed } = await world({ symbols: 1 })
  await feed.subscribe(trades('BTCUSDT')).ready()
  exchange.faults.refuse(503)
  let isOver = false
  const end = () => {
    isOver = true
  }
  feed.rotate().then(end, end)
  await feed.close()
  await new Promise(setImmediate)
  expect(isOver).toBe(true)
})
