/** A proxy breaks the line between the feed and the exchange: what is lost is told to its number, and the feed is well afterwards. */
import { type AddressInfo, connect, createServer } from 'node:net'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { aggTrades, type BinanceEvent, binance, bookTicker, depth, trades } from '../../src/binance'
import type { Feed, FeedOptions } from '../../src/client/feed'
import type { FeedError } from '../../src/core/errors'
import { createFeed } from '../../src/node'
import { createLocalExchange, type LocalExchange } from '../../src/testing/exchange/server'
import { next, openAt } from '../support/local-world'
import { type Collection, collect, expectWhole, flawsOf, seamsOf } from '../support/oracle'
import { createTcpProxy, type TcpProxy } from '../support/tcp-proxy'

// None takes two seconds; a busy machine may.
vi.setConfig({ testTimeout: 60_000 })

const symbols = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT']

interface ProxiedWorld {
  readonly exchange: LocalExchange
  readonly proxy: TcpProxy
  readonly feed: Feed<BinanceEvent>
  readonly collection: Collection
  /** Why it tried again, in order. */
  readonly errors: readonly FeedError[]
}

/** A feed that has begun, behind a proxy; ends with the test. */
async function world(options: Partial<FeedOptions<BinanceEvent>> = {}): Promise<ProxiedWorld> {
  const exchange = await createLocalExchange({
    tickMs: 5,
    historyMs: 0,
    symbols: 3,
    ordersPerSecond: 200,
    recordLimit: 1_000_000,
    bufferLimit: 64 * 1024 * 1024,
  })
  const proxy = await createTcpProxy({ target: exchange.port })
  const feed = createFeed<BinanceEvent>({
    venue: binance({ url: `ws://127.0.0.1:${proxy.port}` }),
    retry: { baseMs: 20, capMs: 100, maxAttempts: Number.POSITIVE_INFINITY },
    breaker: { failures: 1_000 },
    closeTimeoutMs: 200,
    ...options,
  })
  onTestFinished(async () => {
    await feed.close()
    await proxy.close()
    await exchange.close()
  })
  const errors: FeedError[] = []
  feed.on('retrying', ({ error }) => errors.push(error))
  const collection = collect(
    feed,
    symbols.flatMap((symbol) => [trades(symbol), aggTrades(symbol), depth(symbol, { speed: 100 })]),
  )
  await collection.more(2)
  return { exchange, proxy, feed, collection, errors }
}

/** Streams flow again, and whatever they missed stands in them to its number; nothing came twice or from nowhere. */
async function expectMended({ exchange, feed, collection }: ProxiedWorld): Promise<void> {
  await collection.more(5)
  expect(feed.state.kind).toBe('open')
  const wrong = [...collection.delivered].flatMap(([stream, items]) => {
    const { repeated, unknown } = flawsOf(items, exchange.record.sent(stream))
    return [...seamsOf(items), ...repeated.map((key) => `${key} again`), ...unknown.map((key) => `${key} made up`)]
      .slice(0, 3)
      .map((text) => `${stream}: ${text}`)
  })
  expect(wrong).toEqual([])
  expect(exchange.record.worstSecond()).toBeLessThanOrEqual(5)
  expect(openAt(exchange)).toBe(1)
}

const codesOf = (errors: readonly FeedError[]) => errors.map(({ code }) => code)

describe('a line that is gone', () => {
  test('cut', async () => {
    const its = await world()
    expect(its.proxy.cut()).toBe(1)
    await expectMended(its)
    expect(codesOf(its.errors)).toEqual(['CONNECTION_LOST'])
  })

  test('reset in the middle of a frame', async () => {
    const its = await world()
    const lost = next(its.feed, 'disconnected')
    its.proxy.resetInFrame()
    expect(await lost).toMatchObject({ error: { code: 'CONNECTION_LOST', retryable: true } })
    await expectMended(its)
    expect(codesOf(its.errors)).toEqual(['CONNECTION_LOST'])
  })

  test('cut, and then refused', async () => {
    const its = await world()
    await its.proxy.refuse()
    its.proxy.cut()
    await expect.poll(() => its.errors.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(4)
    await its.proxy.listen()
    await expectMended(its)
    const [first, ...others] = codesOf(its.errors)
    expect([first, ...new Set(others)]).toEqual(['CONNECTION_LOST', 'OPEN_FAILED'])
  })

  test('cut, and then accepted and dropped', async () => {
    const its = await world()
    const before = its.proxy.accepted
    its.proxy.drop(true)
    its.proxy.cut()
    await expect.poll(() => its.proxy.accepted, { timeout: 10_000 }).toBeGreaterThanOrEqual(before + 3)
    its.proxy.drop(false)
    await expectMended(its)
    const [first, ...others] = codesOf(its.errors)
    expect([first, ...new Set(others)]).toEqual(['CONNECTION_LOST', 'OPEN_FAILED'])
  })

  test('a black hole: TCP stays, nothing passes', async () => {
    const its = await world({ probeAfterMs: 300, staleAfterMs: 600 })
    const lost = next(its.feed, 'disconnected')
    expect(its.proxy.blackHole()).toBe(1)
    expect(await lost).toMatchObject({ error: { code: 'CONNECTION_STALE' } })
    // The exchange still holds the line that nobody hears: only its end is told apart.
    its.exchange.faults.cutOne(0)
    await expectMended(its)
    expect(codesOf(its.errors)).toEqual(['CONNECTION_STALE'])
  })
})

describe('a line that is poor', () => {
  test('throttled, and free again: all of it comes, late, on the same connection', async () => {
    const its = await world()
    its.proxy.throttle(20_000)
    await its.collection.more(3)
    its.proxy.throttle(undefined)
    await its.collection.more(5)
    expectWhole(its.collection, its.exchange)
    expect(its.exchange.record.connections).toHaveLength(1)
  })

  test('delayed both ways: nothing is lost, and a stream is still had', async () => {
    const its = await world()
    its.proxy.delay(400)
    await its.feed.subscribe(bookTicker('BTCUSDT')).ready()
    await its.collection.more(5)
    its.proxy.delay(0)
    await its.collection.more(5)
    expectWhole(its.collection, its.exchange)
    expect(its.exchange.record.connections).toHaveLength(1)
  })

  test('byte by byte, from the handshake on', async () => {
    const its = await world()
    its.proxy.split(1)
    its.proxy.cut()
    await its.collection.more(3)
    its.proxy.split(undefined)
    await expectMended(its)
    expect(codesOf(its.errors)).toEqual(['CONNECTION_LOST'])
  })
})

describe('a handshake that is answered by', () => {
  test('429 with Retry-After: nothing is tried before its time', async () => {
    const its = await world({ breaker: { failures: 1_000, cooldownMs: 200 } })
    its.exchange.faults.refuse(429, { 'Retry-After': '1' })
    its.proxy.cut()
    await expect.poll(() => its.exchange.record.refusals.length, { timeout: 10_000 }).toBe(2)
    its.exchange.faults.refuse(undefined)
    await expectMended(its)
    const { refusals, connections } = its.exchange.record
    const waits = [refusals[1]!.at, connections[1]!.openedAt].map((at, i) => at - refusals[i]!.at)
    // The trial of a breaker that opened has a deadline of its own, which is no rest.
    expect(Math.min(...waits)).toBeGreaterThan(990)
    expect(Math.max(...waits)).toBeLessThan(9_000)
    expect(its.errors[1]).toMatchObject({ code: 'OPEN_FAILED', retryable: true, context: { status: 429 } })
  })

  test('500: tried again', async () => {
    const its = await world()
    its.exchange.faults.refuse(500)
    its.proxy.cut()
    await expect.poll(() => its.exchange.record.refusals.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(3)
    its.exchange.faults.refuse(undefined)
    await expectMended(its)
    expect(its.errors[1]).toMatchObject({ code: 'OPEN_FAILED', context: { status: 500 } })
  })

  test.each([403, 451])('%i: a final error, no further attempt, and back when the user says so', async (status) => {
    const its = await world()
    its.exchange.faults.refuse(status)
    const failed = next(its.feed, 'state', ({ kind }) => kind === 'failed')
    its.proxy.cut()
    expect(await failed).toMatchObject({ error: { code: 'ACCESS_DENIED', retryable: false, context: { status } } })
    const attempts = its.exchange.record.attempts.length
    its.exchange.faults.refuse(undefined)
    // Another client comes and goes: time enough for an attempt that nobody wants.
    const other = createFeed({ venue: binance({ url: its.exchange.url }) })
    await other.subscribe(trades('BTCUSDT')).ready()
    await other.close()
    expect(its.exchange.record.attempts).toHaveLength(attempts + 1)
    its.feed.reconnect()
    await expectMended(its)
  })

  test('nothing: given up in time, tried again', async () => {
    const its = await world({ openTimeoutMs: 300 })
    its.exchange.faults.hangHandshake(true)
    its.proxy.cut()
    await expect.poll(() => codesOf(its.errors), { timeout: 10_000 }).toContain('OPEN_TIMEOUT')
    its.exchange.faults.hangHandshake(false)
    await expectMended(its)
  })
})

test('a close that is never answered: close() resolves, and no line is left', async () => {
  const { exchange, feed, proxy } = await world()
  exchange.faults.ignoreClose(true)
  await feed.close()
  await expect.poll(() => proxy.open, { timeout: 5_000 }).toBe(0)
  expect(feed.state.kind).toBe('closed')
  expect(exchange.record.connections).toHaveLength(1)
})

test('60 pings at once: answered within the limit, and nothing is lost', async () => {
  const its = await world()
  its.exchange.faults.ping(60)
  await its.collection.more(10)
  expectWhole(its.collection, its.exchange)
  await expectMended(its)
  expect(its.exchange.record.connections).toHaveLength(1)
})

test.each([
  ['8 MB', `{"stream":"btcusdt@trade","data":"${'x'.repeat(8 * 1024 * 1024)}"}`],
  ['binary', new Uint8Array(64).fill(255)],
  ['garbage', '\u0000garbage}{'],
  ['cut off', '{"stream":"btcusdt@trade","data":{"e":"tra'],
  ['wrongly typed', '{"stream":"btcusdt@trade","data":{"e":"trade","E":"1","s":"BTCUSDT","t":null,"p":1,"q":{}}}'],
])('a frame that is %s is told, and takes nothing with it', async (_, frame) => {
  const { exchange, feed, collection } = await world()
  const told = next(feed, 'invalid')
  exchange.faults.send(frame)
  expect(await told).toMatchObject({ delivered: false })
  await collection.more(5)
  expectWhole(collection, exchange)
  expect(feed.stats()).toMatchObject({ invalid: 1, connections: 1, gaps: 0 })
})

describe('the proxy', () => {
  /** A server that answers each connection with these bytes, and the proxy before it. */
  async function proxyTo(bytes: Buffer) {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.write(bytes)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const proxy = await createTcpProxy({ target: (server.address() as AddressInfo).port })
    onTestFinished(async () => {
      await proxy.close()
      server.close()
    })
    return proxy
  }

  /** What a client reads until so many bytes or the end, in pieces, and how it ended. */
  function read(proxy: TcpProxy, enough: number): Promise<{ pieces: Buffer[]; error?: string }> {
    return new Promise((resolve) => {
      const pieces: Buffer[] = []
      const socket = connect({ port: proxy.port, host: '127.0.0.1' })
      let error: string | undefined
      socket.on('data', (piece) => {
        pieces.push(piece)
        if (Buffer.concat(pieces).length >= enough) socket.destroy()
      })
      socket.on('error', (cause: NodeJS.ErrnoException) => {
        error = cause.code
      })
      socket.on('close', () => resolve({ pieces, ...(error !== undefined && { error }) }))
    })
  }

  const text = Buffer.from('0123456789')

  test('carries bytes as they are', async () => {
    const { pieces } = await read(await proxyTo(text), 10)
    expect(Buffer.concat(pieces)).toEqual(text)
  })

  test('splits them, in order', async () => {
    const proxy = await proxyTo(text)
    proxy.split(1)
    const { pieces } = await read(proxy, 10)
    expect(Buffer.concat(pieces)).toEqual(text)
    expect(pieces.length).toBeGreaterThan(1)
  })

  test('waits by the clock it is given', async () => {
    const waits: number[] = []
    const behind = await proxyTo(text)
    const proxy = await createTcpProxy({
      target: behind.port,
      now: () => 5,
      later: (ms, act) => {
        waits.push(ms)
        setImmediate(act)
      },
    })
    onTestFinished(() => proxy.close())
    proxy.throttle(40)
    proxy.delay(3_600_000)
    const { pieces } = await read(proxy, 10)
    expect(Buffer.concat(pieces)).toEqual(text)
    // An hour, and then two bytes at a time, 50 ms each.
    expect(waits.slice(0, 5)).toEqual([3_600_000, 50, 50, 50, 50])
  })

  test('refuses, drops, and takes up its port again', async () => {
    const proxy = await proxyTo(text)
    await proxy.refuse()
    expect(await read(proxy, 10)).toEqual({ pieces: [], error: 'ECONNREFUSED' })
    await proxy.listen()
    proxy.drop(true)
    const { pieces } = await read(proxy, 10)
    expect(pieces).toEqual([])
    proxy.drop(false)
    expect(Buffer.concat((await read(proxy, 10)).pieces)).toEqual(text)
    expect(proxy.accepted).toBe(2)
  })
})
