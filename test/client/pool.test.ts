/** Several connections behind one feed, in virtual time: rotation, redundancy, shards, and what ends mean. */
import { expect, test } from 'vitest'
import { type BinanceEvent, binance, bookTicker, klines, trades } from '../../src/binance'
import type { Rotated } from '../../src/core/events'
import { createFeed } from '../../src/node'
import type { FakeSocket } from '../../src/testing/fake-transport'
import { tradeFrame } from '../support/far-end'
import { type World, world } from '../support/world'

const hour = 3_600_000

/** Ids and holes as a listener is given them. */
function listen({ feed }: World, symbol = 'BTCUSDT'): (number | string)[] {
  const seen: (number | string)[] = []
  feed.subscribe(trades(symbol)).on((item) => {
    seen.push(item.type === 'gap' ? `${item.reason} ${item.from}-${item.to}` : item.tradeId)
  })
  return seen
}

/** The exchange produces trades: every socket that is open and asked for them is sent them. */
function produce(w: World, ids: readonly number[], sockets: readonly FakeSocket[] = open(w)): void {
  for (const id of ids) for (const socket of sockets) socket.say(tradeFrame('BTCUSDT', id))
}

const open = ({ transport }: World) => transport.sockets.filter((socket) => socket.isOpen && !socket.over)

test('a connection is replaced before its 24 hours, without a hole and without a copy', async () => {
  const w = world()
  const { clock, transport, feed } = w
  const seen = listen(w)
  const rotated: Rotated[] = []
  feed.on('rotated', (each) => rotated.push(each))
  await clock.run(10)
  produce(w, [1])
  while (clock.now() < 23 * hour) {
    await clock.run(10_000)
    produce(w, [(seen.at(-1) as number) + 1])
  }
  const sum = transport.sockets.length
  expect(sum).toBe(2)
  expect(rotated).toMatchObject([{ reason: 'age', streams: 1, silent: 0 }])
  expect(open(w)).toHaveLength(1)
  expect(transport.sockets[0]?.closing?.code).toBe(1000)
  expect(seen).toEqual(seen.map((_, at) => at + 1))
  expect(feed.ledger()['btcusdt@trade']).toMatchObject({ delivered: seen.length, gapCount: 0 })
  expect(feed.stats()).toMatchObject({ gaps: 0, invalid: 0 })
  await feed.close()
  expect(clock.pending).toBe(0)
})

test('each stream is handed over where the old connection has come as far as the new one began', async () => {
  const w = world()
  const { clock, transport, feed } = w
  const seen = listen(w)
  await clock.run(10)
  const old = transport.last
  produce(w, [1, 2])
  void feed.rotate()
  await clock.run(10)
  const young = transport.last
  expect(young).not.toBe(old)
  // The young one is ahead: what it brings waits for the old one.
  produce(w, [5, 6], [young])
  expect(seen).toEqual([1, 2])
  produce(w, [3], [old])
  expect(seen).toEqual([1, 2, 3])
  produce(w, [4], [old])
  expect(seen).toEqual([1, 2, 3, 4, 5, 6])
  await clock.run(1)
  expect([old.over, young.over]).toEqual([true, false])
  produce(w, [7], [young])
  expect(seen.at(-1)).toBe(7)
  expect(feed.stats()).toMatchObject({ gaps: 0, connections: 2 })
})

test('a stream that says nothing meanwhile is handed over by time, and that is no hole', async () => {
  const w = world()
  const { clock, feed, log } = w
  feed.subscribe(klines('BTCUSDT', '1d'))
  await clock.run(10)
  const rotated: Rotated[] = []
  feed.on('rotated', (each) => rotated.push(each))
  const done = feed.rotate()
  await clock.run(9_000)
  expect(open(w)).toHaveLength(2)
  await clock.run(1_500)
  await done
  expect(open(w)).toHaveLength(1)
  expect(rotated).toMatchObject([{ reason: 'request', silent: 1 }])
  expect(log.filter((line) => line.startsWith('gap') || line.startsWith('disconnected'))).toEqual([])
})

test.each([
  ['wrapped', '{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1795305600123}}'],
  ['bare', '{"e":"serverShutdown","E":1795305600123}'],
])('an announced end (%s) is met by a successor at once', async (_, notice) => {
  const w = world()
  const { clock, transport, feed } = w
  const seen = listen(w)
  const rotated: Rotated[] = []
  feed.on('rotated', (each) => rotated.push(each))
  await clock.run(10)
  produce(w, [1])
  transport.last.say(notice)
  await clock.run(1_010)
  expect(open(w)).toHaveLength(2)
  produce(w, [2])
  await clock.run(1)
  transport.sockets[0]?.end()
  produce(w, [3])
  expect(seen).toEqual([1, 2, 3])
  expect(rotated).toMatchObject([{ reason: 'shutdown' }])
  expect(feed.stats().invalid).toBe(0)
})

test('a successor that fails leaves the old one in service, and another is tried later', async () => {
  const w = world()
  const { clock, transport, far, feed } = w
  const seen = listen(w)
  await clock.run(10)
  produce(w, [1])
  far.meet = 'refuse'
  const done = feed.rotate()
  await clock.run(20)
  expect(transport.sockets).toHaveLength(2)
  expect(feed.state.kind).toBe('open')
  produce(w, [2])
  far.meet = 'open'
  await clock.run(5_000)
  produce(w, [3])
  await clock.run(10)
  await done
  produce(w, [4])
  expect(seen).toEqual([1, 2, 3, 4])
  expect(open(w)).toHaveLength(1)
})

test('a successor that opens and is cut half-way gives its streams back', async () => {
  const w = world()
  const { clock, transport, feed } = w
  const seen = listen(w)
  feed.subscribe(bookTicker('BTCUSDT'))
  await clock.run(10)
  const old = transport.last
  produce(w, [1])
  void feed.rotate()
  await clock.run(10)
  // The trades have moved to the young one, the book ticker has not.
  produce(w, [2])
  transport.last.end()
  produce(w, [3, 4], [old])
  expect(seen).toEqual([1, 2, 3, 4])
  expect(feed.state.kind).toBe('open')
})

test('a successor that is silent where the old one speaks does not take over', async () => {
  const w = world()
  const { clock, transport, feed } = w
  const seen = listen(w)
  await clock.run(10)
  const old = transport.last
  produce(w, [1])
  void feed.rotate()
  for (let id = 2; id < 80; id += 1) {
    await clock.run(1_000)
    produce(w, [id], [old])
  }
  expect(old.over).toBe(false)
  expect(transport.sockets[1]?.over).toBe(true)
  expect(seen).toEqual(Array.from({ length: 79 }, (_, at) => at + 1))
})

test('the old one dies before its time: what the young one held comes, and the hole is told', async () => {
  const w = world()
  const { clock, transport, feed } = w
  const seen = listen(w)
  await clock.run(10)
  const old = transport.last
  produce(w, [1])
  void feed.rotate()
  await clock.run(10)
  produce(w, [4, 5], [transport.last])
  old.end()
  produce(w, [6])
  expect(seen).toEqual([1, 'reconnect 2-3', 4, 5, 6])
  expect(feed.state.kind).toBe('open')
  expect(transport.sockets).toHaveLength(2)
})

test('redundancy: the first copy wins, and losing either connection loses nothing', async () => {
  const w = world({ redundancy: 2 })
  const { clock, transport, feed } = w
  const seen = listen(w)
  await clock.run(10)
  expect(transport.sockets).toHaveLength(2)
  let id = 0
  for (let cut = 0; cut < 30; cut += 1) {
    for (let i = 0; i < 5; i += 1) {
      id += 1
      produce(w, [id])
    }
    const [first, second] = open(w) as [FakeSocket, FakeSocket]
    const [victim, other] = cut % 2 ? [first, second] : [second, first]
    // The other one lags: what only the victim has brought is not told twice.
    produce(w, [id + 1], [victim])
    victim.end()
    produce(w, [id + 1, id + 2], [other])
    id += 2
    for (let i = 0; i < 20; i += 1) {
      await clock.run(500)
      produce(w, [(id += 1)])
    }
    expect(open(w)).toHaveLength(2)
  }
  expect(seen).toEqual(Array.from({ length: id }, (_, at) => at + 1))
  const { gapCount, duplicates } = feed.ledger()['btcusdt@trade']!
  expect(gapCount).toBe(0)
  expect(duplicates).toBeGreaterThan(500)
  await feed.close()
  expect(clock.pending).toBe(0)
})

test('3,000 streams take three connections, each within its limits; leaving 2,900 retires two', async () => {
  const w = world({ retireAfterMs: 5_000 })
  const { clock, transport, far, feed } = w
  const hold = feed.subscribe(Array.from({ length: 2_900 }, (_, i) => trades(`S${i}`)))
  const kept = feed.subscribe(Array.from({ length: 100 }, (_, i) => trades(`K${i}`)))
  await clock.run(20_000)
  expect(transport.sockets).toHaveLength(3)
  const carried = transport.sockets.map((socket) => far.carried(socket))
  expect(carried.map((streams) => streams.length)).toEqual([1_004, 1_004, 992])
  expect(new Set(carried.flat()).size).toBe(3_000)
  expect(far.worstSecond()).toBeLessThanOrEqual(5)
  expect(Object.values(feed.stats().streams).every(({ status }) => status === 'subscribed')).toBe(true)
  const home = transport.sockets.map((socket) => socket.url)
  hold.unsubscribe()
  await clock.run(30_000)
  expect(open(w)).toHaveLength(1)
  expect(far.carried(open(w)[0] as FakeSocket)).toHaveLength(100)
  expect(transport.sockets.map((socket) => socket.url)).toEqual(home)
  expect(kept.streams).toHaveLength(100)
  await feed.close()
  expect(clock.pending).toBe(0)
})

test('one of several connections that is lost is the only one that is made again', async () => {
  const w = world({ limits: { streams: 2 } })
  const { clock, transport, feed, log } = w
  feed.subscribe(['A', 'B', 'C', 'D'].map((symbol) => trades(symbol)))
  await clock.run(10)
  expect(transport.sockets).toHaveLength(2)
  log.length = 0
  transport.sockets[1]?.end()
  expect(feed.state.kind).toBe('waiting')
  await clock.run(2_000)
  expect(feed.state.kind).toBe('open')
  expect(transport.sockets).toHaveLength(3)
  expect(transport.last.url).toContain('c@trade/d@trade')
  expect(open(w)).toHaveLength(2)
})

test('a stream that falls silent among others is asked for anew, at growing intervals, and nothing is cut', async () => {
  const w = world()
  const { clock, transport, far, feed } = w
  feed.subscribe([trades('BTCUSDT'), trades('ETHUSDT')])
  await clock.run(10)
  transport.last.say(tradeFrame('ETHUSDT', 1))
  const statuses = new Set<string>()
  for (let id = 1; id <= 400; id += 1) {
    produce(w, [id])
    await clock.run(1_000)
    statuses.add(feed.stats().streams['ethusdt@trade']!.status)
  }
  expect([...statuses]).toEqual(['live', 'quiet'])
  const methods = far.frames.filter(({ kind }) => kind === 'text').map(({ text }) => JSON.parse(text as string))
  expect(methods.map(({ method, params }) => `${method} ${params}`)).toEqual([
    'UNSUBSCRIBE ethusdt@trade',
    'SUBSCRIBE ethusdt@trade',
    'UNSUBSCRIBE ethusdt@trade',
    'SUBSCRIBE ethusdt@trade',
  ])
  expect(transport.sockets).toHaveLength(1)
  expect(feed.stats().streams['btcusdt@trade']).toMatchObject({ status: 'live', ageMs: 1_000 })
})

test.each([
  ['closed for policy', { code: 1008, reason: 'Too many requests' }, 60_000],
  ['refused by 429', { status: 429 }, 60_000],
  ['refused by 429 with a time', { status: 429, retryAfterMs: 90_000 }, 90_000],
  ['banned by 418', { status: 418, retryAfterMs: 120_000 }, 120_000],
])('an endpoint that says enough (%s) is left alone for long', async (_, end, restMs) => {
  const w = world()
  const { clock, transport, far, feed } = w
  feed.subscribe(trades('BTCUSDT'))
  await clock.run(10)
  transport.last.end(end)
  const at = clock.now()
  await clock.run(restMs - 1)
  expect(far.attempts).toHaveLength(1)
  expect(feed.stats().breaker).toBe('open')
  expect(feed.state).toMatchObject({ kind: 'waiting', retryAt: clock.startTime + at + restMs })
  await clock.run(1_100)
  expect(far.attempts).toHaveLength(2)
})

test.each([451, 403])('HTTP %i is told as what it is and not tried again', async (status) => {
  const w = world({ far: { meet: 'hang' } })
  const { clock, transport, far, feed } = w
  const ready = feed.subscribe(trades('BTCUSDT')).ready()
  ready.catch(() => {})
  await clock.run(10)
  transport.last.end({ status, reason: `HTTP ${status}` })
  await expect(ready).rejects.toMatchObject({ code: 'ACCESS_DENIED', context: { status }, retryable: false })
  await clock.run(hour)
  expect(far.attempts).toHaveLength(1)
  expect(feed.state).toMatchObject({ kind: 'failed', error: { code: 'ACCESS_DENIED' } })
})

test('without a network nothing is tried and no attempt is spent; its return is answered at once', async () => {
  const w = world()
  const { clock, transport, far, feed, host } = w
  feed.subscribe(trades('BTCUSDT'))
  await clock.run(10)
  host.goOffline()
  transport.last.end()
  await clock.run(hour)
  expect(far.attempts).toHaveLength(1)
  expect(feed.state).toMatchObject({ kind: 'waiting', attempt: 1 })
  host.goOnline()
  await clock.run(5)
  expect(feed.state.kind).toBe('open')
})

test('feeds of one process share the limit of attempts and the breaker of an endpoint', async () => {
  const w = world({ far: { meet: 'refuse' } })
  const { clock, transport, host, far } = w
  const feeds = [1, 2].map(() => createFeed<BinanceEvent>({ venue: binance(), transport, host }))
  for (const feed of feeds) feed.subscribe(trades('BTCUSDT'))
  await clock.run(30_000)
  // Five failures in all, not five each.
  expect(far.attempts).toHaveLength(5)
  expect(feeds.map((feed) => feed.stats().breaker)).toEqual(['open', 'open'])
  far.meet = 'open'
  while (far.attempts.length < 6) await clock.run(100)
  await clock.run(1_000)
  // One tries; when its first event shows that all is well, the other follows.
  expect([far.attempts.length, feeds[0]?.stats().breaker]).toEqual([6, 'half-open'])
  produce(w, [1])
  await clock.run(10)
  expect(far.attempts).toHaveLength(7)
  expect(feeds.map((feed) => feed.state.kind)).toEqual(['open', 'open'])
})

test('an attempt that never reached the server is given back', async () => {
  const w = world({ far: { meet: 'hang' } })
  const { clock, transport, far, feed } = w
  void feed.connect().catch(() => {})
  await clock.run(10)
  for (let i = 0; i < 400; i += 1) {
    transport.last.end({ isUnreached: true })
    void feed.reconnect().catch(() => {})
    await clock.run(10)
  }
  expect(far.attempts.length).toBeGreaterThan(390)
})

test('one that did reach it is not, however its socket ended', async () => {
  const w = world()
  const { clock, transport, far, feed } = w
  await Promise.all([feed.connect(), clock.run(10)])
  for (let i = 0; i < 400; i += 1) {
    transport.last.end({ isUnreached: true })
    void feed.reconnect().catch(() => {})
    await clock.run(10)
  }
  expect(far.attempts).toHaveLength(300)
  await feed.close()
})
