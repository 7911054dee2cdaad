/** Faults on real sockets, in real time: the local exchange breaks, the client heals. */
import { afterEach, expect, test } from 'vitest'
import { type BinanceEvent, binance, bookTicker, trades } from '../../src/binance'
import type { Feed, FeedOptions } from '../../src/client/feed'
import { createFeed } from '../../src/node'
import { seeded } from '../../src/testing/exchange/random'
import { createLocalExchange, type LocalExchange, type LocalExchangeOptions } from '../../src/testing/exchange/server'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function world(
  exchangeOptions: LocalExchangeOptions = {},
  options: Partial<FeedOptions<BinanceEvent>> = {},
): Promise<{ exchange: LocalExchange; feed: Feed<BinanceEvent> }> {
  const exchange = await createLocalExchange({ tickMs: 5, historyMs: 0, ...exchangeOptions })
  const feed = createFeed<BinanceEvent>({
    venue: binance({ url: exchange.url }),
    retry: { baseMs: 20, capMs: 100 },
    ...options,
  })
  ends.push(async () => {
    await feed.close()
    await exchange.close()
  })
  return { exchange, feed }
}

const once = (feed: Feed<BinanceEvent>, event: 'connected' | 'disconnected' | 'invalid') =>
  new Promise<unknown>((resolve) => {
    const stop = feed.on(event, (value) => {
      stop()
      resolve(value)
    })
  })

test('20 cuts at random moments, 10 streams: each carried exactly once by each connection, what was lost is told exactly', {
  timeout: 60_000,
}, async () => {
  const { exchange, feed } = await world()
  const random = seeded(11)
  const symbols = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'SOLUSDT', '这是测试币456']
  const got = new Map<string, number[]>()
  const missing = new Map<string, number[]>()
  for (const symbol of symbols) {
    feed.subscribe(trades(symbol), { gaps: false }).on((trade) => {
      const ids = got.get(symbol) ?? []
      ids.push(trade.tradeId)
      got.set(symbol, ids)
    })
    feed.subscribe(bookTicker(symbol))
  }
  feed.on('gap', ({ stream, from, to }) => {
    if (from === undefined || to === undefined) return
    const ids = missing.get(stream) ?? []
    for (let id = from; id <= to; id += 1) ids.push(id)
    missing.set(stream, ids)
  })
  await feed.connect()
  for (let cut = 0; cut < 20; cut += 1) {
    let left = 1 + Math.floor(random() * 30)
    for await (const _ of feed) if ((left -= 1) === 0) break
    const back = once(feed, 'connected')
    expect(exchange.faults.cut()).toBe(1)
    await back
  }
  await feed.subscribe(symbols.map((symbol) => trades(symbol))).ready()
  const { connections } = exchange.record
  expect(connections).toHaveLength(21)
  for (const connection of connections) {
    expect(connection.streamsInUrl).toHaveLength(10)
    expect(connection.frames.filter((frame) => frame.kind === 'text')).toEqual([])
  }
  expect(exchange.record.worstSecond()).toBeLessThanOrEqual(5)
  // Delivered and told-missing together are every id from the first to the last, each once.
  for (const symbol of symbols) {
    const all = [...(got.get(symbol) ?? []), ...(missing.get(`${symbol.toLowerCase()}@trade`) ?? [])].sort(
      (a, b) => a - b,
    )
    expect(all).toEqual(Array.from({ length: all.length }, (_, i) => all[0]! + i))
  }
  expect(feed.stats().invalid).toBe(0)
})

test('a black-holed socket is noticed by the probe within staleAfterMs', async () => {
  const { exchange, feed } = await world({}, { probeAfterMs: 100, staleAfterMs: 200 })
  const subscription = feed.subscribe(trades('BTCUSDT'))
  await subscription.ready()
  const lost = once(feed, 'disconnected')
  exchange.faults.blackHole(true)
  expect(await lost).toMatchObject({ error: { code: 'CONNECTION_STALE' } })
  exchange.faults.blackHole(false)
  await subscription.ready()
})

test('a quiet but living market keeps its connection: pings of the exchange are answered and count as life', async () => {
  const { exchange, feed } = await world(
    { ordersPerSecond: 0, pingEveryMs: 40, pongDeadlineMs: 5_000 },
    { probeAfterMs: 60, staleAfterMs: 120 },
  )
  feed.subscribe(trades('BTCUSDT'))
  await feed.connect()
  const pongs = () => exchange.record.connections[0]!.frames.filter((frame) => frame.kind === 'pong').length
  await expect.poll(pongs, { timeout: 5_000 }).toBeGreaterThan(5)
  expect(exchange.record.connections).toHaveLength(1)
  expect(exchange.record.worstSecond()).toBeLessThanOrEqual(5)
})

test('ten pings at once: answered by the newest within the limit, and the connection stays', async () => {
  const { exchange, feed } = await world()
  await feed.subscribe(trades('BTCUSDT')).ready()
  exchange.faults.ping(10)
  const frames = () => exchange.record.connections[0]!.frames.filter((frame) => frame.kind === 'pong').length
  await expect.poll(frames, { timeout: 5_000 }).toBeGreaterThanOrEqual(2)
  expect(exchange.record.worstSecond()).toBeLessThanOrEqual(5)
  expect(feed.stats().connections).toBe(1)
})

test.each([
  ['garbage', 'garbage', 'not a JSON object'],
  ['truncated JSON', '{"stream":"btcusdt@trade","data":{"e":"trade","E":17', undefined],
  [
    'wrong types',
    '{"stream":"btcusdt@trade","data":{"e":"trade","E":"1","s":"BTCUSDT","t":1,"p":"1","q":"1","T":1,"m":true,"M":true}}',
    undefined,
  ],
  ['an unknown stream', '{"stream":"dogeusdt@trade","data":{"e":"trade"}}', 'a stream that was not subscribed'],
  ['8 MB', `{"stream":"btcusdt@trade","data":"${'x'.repeat(8 * 1024 * 1024)}"}`, undefined],
  ['a binary frame', new Uint8Array(64), undefined],
])('%s is told and skipped; the next good frame arrives on the same connection', async (_, frame, reason) => {
  const { exchange, feed } = await world({ bufferLimit: 64 * 1024 * 1024 })
  const subscription = feed.subscribe(trades('BTCUSDT'), { gaps: false })
  await subscription.ready()
  const told = once(feed, 'invalid')
  exchange.faults.send(frame)
  expect(await told).toMatchObject({ delivered: false, path: expect.any(String), reason: reason ?? expect.any(String) })
  for await (const trade of subscription) {
    expect(trade.symbol).toBe('BTCUSDT')
    break
  }
  expect(feed.stats()).toMatchObject({ invalid: 1, connections: 1 })
})

test('a server that is down at the start is reached when it comes', async () => {
  const { exchange, feed } = await world()
  await exchange.faults.down()
  const subscription = feed.subscribe(trades('BTCUSDT'))
  await new Promise<void>((resolve) => {
    let failures = 0
    feed.on('error', () => {
      if ((failures += 1) === 2) resolve()
    })
  })
  await exchange.faults.up()
  await subscription.ready()
})

test.each([
  ['healthy', () => {}],
  ['half-open', (exchange: LocalExchange) => exchange.faults.blackHole(true)],
  ['never answering a close', (exchange: LocalExchange) => exchange.faults.ignoreClose(true)],
  [
    'refusing',
    (exchange: LocalExchange) => {
      exchange.faults.refuse(429)
      exchange.faults.cut()
    },
  ],
  [
    'hanging in its handshake',
    (exchange: LocalExchange) => {
      exchange.faults.hangHandshake(true)
      exchange.faults.cut()
    },
  ],
] as const)(
  'close() of a %s connection resolves in time, nothing dials again and no event comes',
  async (_, breakIt) => {
    const { exchange, feed } = await world({}, { closeTimeoutMs: 100 })
    const events: unknown[] = []
    const subscription = feed.subscribe(trades('BTCUSDT'))
    await subscription.ready()
    breakIt(exchange)
    if (exchange.record.connections[0]?.closedAt !== undefined) await once(feed, 'disconnected')
    await feed.close()
    subscription.on((event) => events.push(event))
    feed.on('state', (state) => events.push(state))
    const attempts = exchange.record.attempts.length
    const other = createFeed<BinanceEvent>({ venue: binance({ url: exchange.url }), closeTimeoutMs: 100 })
    exchange.faults.blackHole(false)
    exchange.faults.refuse(undefined)
    exchange.faults.hangHandshake(false)
    await other.subscribe(trades('BTCUSDT')).ready()
    await other.close()
    expect(exchange.record.attempts.length).toBe(attempts + 1)
    expect(events).toEqual([])
  },
)

test('acknowledgements that are lost or late change nothing for streams that deliver', async () => {
  const { exchange, feed } = await world({}, { subscribeTimeoutMs: 2_000 })
  await feed.connect()
  exchange.faults.acks('lost')
  await feed.subscribe(trades('BTCUSDT')).ready()
  exchange.faults.acks({ delayMs: 30 })
  await feed.subscribe(trades('ETHUSDT')).ready()
  expect(feed.stats().connections).toBe(1)
})

test('the exchange cuts at its 24 h and announces shutdowns: neither is an event, both heal', async () => {
  const { exchange, feed } = await world()
  const subscription = feed.subscribe(trades('BTCUSDT'))
  await subscription.ready()
  const back = once(feed, 'connected')
  exchange.faults.shutdown(10)
  await back
  await subscription.ready()
  expect(feed.stats()).toMatchObject({ invalid: 0, connections: 2 })
})
