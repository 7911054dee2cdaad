/**
 * The same suite against two exchanges: the local one by default, Binance's testnet and production with TICKWIRE_LIVE=1;
 * and by two feeds: one with connections of its own, and a tab's, whose connections are at the other end of a port.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  allMiniTickers,
  allWindowTickers,
  type BinanceEvent,
  binance,
  blockTrades,
  bookTicker,
  depth,
  type Kline,
  klines,
  referencePrice,
  stream,
  ticker,
  trades,
  windowTicker,
} from '../../src/binance'
import type { Feed, FeedOptions } from '../../src/client/feed'
import type { Transport } from '../../src/core/transport'
import { createFeed, nodeTransport } from '../../src/node'
import { attachFeed, serveFeed } from '../../src/shared'
import { createLocalExchange, type LocalExchange } from '../../src/testing/exchange/server'

const isLive = process.env.TICKWIRE_LIVE === '1'
/** A thin test market may take its time. */
const patience = isLive ? 120_000 : 10_000

let local: LocalExchange | undefined
const feeds: Feed<BinanceEvent>[] = []

beforeAll(async () => {
  if (!isLive) local = await createLocalExchange({ tickMs: 5 })
})
// What one test cuts is no other's: they share one breaker.
afterEach(async () => {
  await Promise.all(feeds.splice(0).map((feed) => feed.close()))
})
afterAll(() => local?.close())

type Options = Partial<FeedOptions<BinanceEvent>>

const usual = () => (local ? binance({ url: local.url }) : binance({ testnet: true }))

/** How a feed comes by its connections. */
const kinds = {
  own: (options: Options) => createFeed<BinanceEvent>({ venue: usual(), ...options }),
  shared(options: Options) {
    const { venue = usual() } = options
    const { port1, port2 } = new MessageChannel()
    serveFeed(() => createFeed<BinanceEvent>({ venue, ...options }), { channel: stream, ports: [port2] })
    return attachFeed<BinanceEvent>({ venue, worker: () => port1 })
  },
}

async function first<E>(
  events: AsyncIterable<E>,
  count: number,
  wanted: (event: E) => boolean = () => true,
): Promise<E[]> {
  const seen: E[] = []
  for await (const event of events) {
    if (wanted(event)) seen.push(event)
    if (seen.length === count) break
  }
  return seen
}

describe.each(Object.keys(kinds) as (keyof typeof kinds)[])(
  `${isLive ? 'Binance spot testnet' : 'local exchange'}, %s`,
  {
    timeout: patience,
  },
  (kind) => {
    function connect(options: Options = {}): Feed<BinanceEvent> {
      const feed = kinds[kind](options)
      feeds.push(feed)
      return feed
    }

    test('connects', async () => {
      const feed = connect()
      await feed.connect()
      expect(feed.state.kind).toBe('open')
    })

    test('trades: typed, positive, decimals as strings, ids growing', async () => {
      const seen = await first(connect().subscribe(trades('BTCUSDT'), { gaps: false }), 5)
      for (const trade of seen) {
        expect(trade).toMatchObject({ type: 'trade', symbol: 'BTCUSDT' })
        expect(trade.price).toMatch(/^\d+\.\d+$/)
        expect(Number(trade.quantity)).toBeGreaterThan(0)
      }
      const ids = seen.map((trade) => trade.tradeId)
      expect(ids).toEqual([...ids].sort((a, b) => a - b))
    })

    test('klines: high and low hold the rest, times hold the interval', async () => {
      const [kline] = await first(connect().subscribe(klines('BTCUSDT', '1m'), { gaps: false }), 1)
      expect(kline).toMatchObject({ type: 'kline', symbol: 'BTCUSDT', interval: '1m' })
      const [open, high, low, close] = [kline!.open, kline!.high, kline!.low, kline!.close].map(Number) as [
        number,
        number,
        number,
        number,
      ]
      expect(high).toBeGreaterThanOrEqual(Math.max(open, close))
      expect(low).toBeLessThanOrEqual(Math.min(open, close))
      expect(kline!.closeTime - kline!.startTime).toBe(59_999)
    })

    test('depth: each update follows the one before', async () => {
      const seen = await first(connect().subscribe(depth('BTCUSDT', { speed: 100 }), { gaps: false }), 5)
      for (let i = 1; i < seen.length; i += 1) expect(seen[i]!.firstUpdateId).toBe(seen[i - 1]!.finalUpdateId + 1)
    })

    test('several at once over one connection', async () => {
      const feed = connect()
      feed.subscribe([trades('BTCUSDT'), klines('ETHUSDT', '1m'), ticker('BTCUSDT'), bookTicker('BTCUSDT')])
      const seen = new Set<string>()
      for await (const event of feed) {
        seen.add(event.type)
        if (seen.size === 4) break
      }
      expect([...seen].sort()).toEqual(['bookTicker', 'kline', 'ticker', 'trade'])
      expect(feed.stats()).toMatchObject({ connections: 1, invalid: 0 })
    })

    test('windows, all markets at once, and candles of another clock', async () => {
      const feed = connect()
      const channels = [
        ...[windowTicker('BTCUSDT', '1h'), allMiniTickers(), allWindowTickers('4h')],
        klines('BTCUSDT', '1d', { timezone: '+08:00' }),
      ]
      // By address, and by a message.
      feed.subscribe(channels.slice(0, 2))
      await feed.connect()
      feed.subscribe(channels.slice(2))
      if (local) feed.subscribe([referencePrice('BTCUSDT'), blockTrades('BTCUSDT')])
      const seen = new Map<string, BinanceEvent>()
      for await (const event of feed) {
        if (event.type !== 'gap') seen.set(event.type, event)
        if (seen.size === (local ? 6 : 4)) break
        if (!seen.has('blockTrade')) local?.market?.blockTrade('BTCUSDT')
      }
      expect(seen.get('windowTicker')).toMatchObject({ symbol: 'BTCUSDT', window: '1h' })
      expect(seen.get('windowTickers')).toMatchObject({ tickers: expect.any(Array), refused: [] })
      const bar = seen.get('kline') as Kline
      expect([bar.timezone, new Date(bar.startTime).getUTCHours()]).toEqual(['+08:00', 16])
      if (local)
        expect(seen.get('miniTickers')).toMatchObject({
          tickers: expect.arrayContaining([{ symbol: 'ETHUSDT' }].map((row) => expect.objectContaining(row))),
        })
      expect(feed.stats()).toMatchObject({ connections: 1, invalid: 0, suspect: 0 })
    })

    test('reconnects and resubscribes by itself', async () => {
      const feed = connect({ retry: { baseMs: 50 } })
      const subscription = feed.subscribe([trades('BTCUSDT'), bookTicker('BTCUSDT')])
      await subscription.ready()
      if (local) local.faults.cut()
      else await feed.reconnect()
      await new Promise<void>((resolve) => feed.on('connected', () => resolve()))
      await subscription.ready()
      expect(feed.stats().connections).toBe(2)
    })

    test('a server that never answers is given up in time', async () => {
      const silent = await createLocalExchange({ historyMs: 0 })
      silent.faults.hangHandshake(true)
      const feed = connect({ venue: binance({ url: silent.url }), openTimeoutMs: 50, retry: { maxAttempts: 1 } })
      await expect(feed.connect()).rejects.toMatchObject({ code: 'RETRIES_EXHAUSTED', cause: { code: 'OPEN_TIMEOUT' } })
      await silent.close()
    })

    test('forty subscriptions in a burst stay under the limit', async () => {
      const feed = connect()
      await feed.connect()
      for (let i = 0; i < 40; i += 1) {
        feed.subscribe(klines('BTCUSDT', (['1s', '1m', '3m', '5m'] as const)[i % 4]!))
        feed.subscribe(trades(`SYM${i}USDT`))
      }
      await first(feed, 3)
      expect(feed.state.kind).toBe('open')
      expect(feed.stats().connections).toBe(1)
      if (local) expect(local.record.worstSecond()).toBeLessThanOrEqual(5)
    })

    test('a message that breaks a rule is told and skipped', async () => {
      const real = nodeTransport()
      // The line itself lies: it turns one decimal into a number.
      const lying: Transport = {
        name: 'lying',
        open: (url, events) =>
          real.open(url, {
            ...events,
            text: (frame) => events.text(frame.includes('"t":') ? frame.replace(/"p":"([\d.]+)"/, '"p":$1') : frame),
          }),
      }
      const feed = connect({ transport: lying })
      const told = new Promise((resolve) => feed.on('invalid', resolve))
      feed.subscribe([trades('BTCUSDT'), bookTicker('BTCUSDT')])
      expect(await told).toMatchObject({ stream: 'btcusdt@trade', path: 'p', delivered: false })
      const [event] = await first(feed, 1)
      expect(event!.type).toBe('bookTicker')
    })

    test.skipIf(isLive)('of all markets a bad row is told, the others are delivered', async () => {
      const feed = connect()
      const stream = '!miniTicker@arr'
      const all = feed.subscribe(allMiniTickers(), { gaps: false })
      await all.ready()
      const told = new Promise((resolve) => feed.on('invalid', resolve))
      const prices = { c: '2', o: '2', h: '2', l: '2', v: '1', q: '2' }
      const row = { e: '24hrMiniTicker', E: Date.now() + 60_000, s: 'AUSDT', ...prices }
      local?.faults.send(JSON.stringify({ stream, data: [row, { ...row, c: 2 }, { ...row, s: 'BUSDT' }] }), { stream })
      const [event] = await first(all, 1, ({ refused }) => refused.length > 0)
      expect(event!.tickers.map(({ symbol }) => symbol)).toEqual(['AUSDT', 'BUSDT'])
      expect(await told).toMatchObject({ stream, path: '[1].c', delivered: true })
    })

    test('production: the address, and the same events', async () => {
      const asked: string[] = []
      const real = nodeTransport()
      // Without the internet the production address is dialled on paper, and answered by the local exchange.
      const towards: Transport = {
        name: 'towards',
        open(url, events) {
          asked.push(url)
          return real.open(local ? url.replace('wss://stream.binance.com:9443', local.url) : url, events)
        },
      }
      const feed = connect({ venue: binance(), transport: towards })
      const seen = await first(feed.subscribe([trades('BTCUSDT'), depth('BTCUSDT')]), 2)
      expect(asked).toEqual(['wss://stream.binance.com:9443/stream?streams=btcusdt@trade/btcusdt@depth'])
      expect(seen).toHaveLength(2)
    })
  },
)
