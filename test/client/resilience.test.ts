import { expect, test } from 'vitest'
import { bookTicker, klines, trades } from '../../src/binance'
import { ceiling } from '../../src/core/backoff'
import { seeded } from '../../src/testing/exchange/random'
import { settled } from '../../src/testing/manual-clock'
import { tradeFrame } from '../support/far-end'
import { world } from '../support/world'

const policy = { baseMs: 1_000, capMs: 60_000, factor: 2 }

test('20 cuts at random moments, 10 streams: each is resubscribed exactly once a cut, within the wait and a second', async () => {
  const random = seeded(20)
  const { clock, transport, far, feed } = world({ seed: 7 })
  const delays: number[] = []
  feed.on('retrying', ({ delayMs }) => delays.push(delayMs))
  feed.subscribe(Array.from({ length: 10 }, (_, i) => trades(`SYM${i}USDT`)))
  await clock.run(10)
  for (let cut = 0; cut < 20; cut += 1) {
    for (let i = 0; i < 10; i += 1) transport.last.say(tradeFrame(`SYM${i}USDT`, cut))
    transport.last.pinged(new Uint8Array([cut]))
    await clock.run(random() * 15_000)
    const at = clock.now()
    const before = transport.sockets.length
    transport.last.end()
    await clock.run(delays.at(-1)! + 1_000)
    expect(transport.sockets.length).toBe(before + 1)
    expect(transport.last.isOpen).toBe(true)
    expect(far.attempts.at(-1)! - at).toBeLessThanOrEqual(delays.at(-1)! + 1_000)
    expect(transport.last.url.split('streams=')[1]?.split('/')).toHaveLength(10)
    expect(transport.last.sent).toEqual([])
  }
  expect(delays).toHaveLength(20)
  expect(far.worstSecond()).toBeLessThanOrEqual(5)
  expect(feed.state.kind).toBe('open')
  await feed.close()
})

test('a server that refuses for five minutes: full jitter to 60 s, breaker at the fifth failure, the end after ten', async () => {
  const { clock, far, feed } = world({ far: { meet: 'refuse' } })
  const breakers: string[] = []
  const delays: number[] = []
  feed.on('retrying', ({ delayMs }) => {
    delays.push(delayMs)
    breakers.push(feed.stats().breaker)
  })
  const subscription = feed.subscribe(trades('BTCUSDT'))
  const ready = subscription.ready().catch((error) => error)
  const reader = subscription[Symbol.asyncIterator]()
  const read = reader.next().catch((error) => error)
  await clock.run(20 * 60_000)
  expect(far.attempts).toHaveLength(10)
  for (let i = 0; i < 4; i += 1) expect(delays[i]).toBeLessThanOrEqual(ceiling(i, policy))
  expect(breakers).toEqual(['closed', 'closed', 'closed', 'closed', 'open', 'open', 'open', 'open', 'open'])
  const waits = far.attempts.slice(1).map((at, i) => at - far.attempts[i]!)
  for (const wait of waits.slice(4)) expect(wait).toBeGreaterThanOrEqual(60_000)
  expect(far.attempts.at(-1)).toBeGreaterThan(300_000)
  expect(feed.state).toMatchObject({ kind: 'failed', error: { code: 'RETRIES_EXHAUSTED' } })
  expect(await ready).toMatchObject({ code: 'RETRIES_EXHAUSTED' })
  expect(await read).toMatchObject({ code: 'RETRIES_EXHAUSTED' })
  expect(clock.pending).toBe(0)
})

test('with maxAttempts: Infinity it goes on, and connects when the server comes', async () => {
  const { clock, transport, far, feed } = world({
    far: { meet: 'refuse' },
    retry: { maxAttempts: Number.POSITIVE_INFINITY },
  })
  const subscription = feed.subscribe(trades('BTCUSDT'))
  await clock.run(60 * 60_000)
  expect(far.attempts.length).toBeGreaterThan(30)
  far.meet = 'open'
  await clock.run(125_000)
  transport.last.say(tradeFrame('BTCUSDT', 1))
  await subscription.ready()
  expect(feed.stats().breaker).toBe('closed')
  await feed.close()
})

test('a server that is down at the start is reached when it comes', async () => {
  const { clock, transport, far, feed } = world({ far: { meet: 'refuse' } })
  const subscription = feed.subscribe(trades('BTCUSDT'))
  await clock.run(3_000)
  far.meet = 'open'
  await clock.run(15_000)
  transport.last.say(tradeFrame('BTCUSDT', 1))
  await subscription.ready()
})

test('after giving up, reconnect() and a new subscription try again', async () => {
  const { clock, far, feed } = world({ far: { meet: 'refuse' }, retry: { maxAttempts: 1 } })
  feed.subscribe(trades('BTCUSDT'))
  await clock.run(100)
  expect(feed.state.kind).toBe('failed')
  far.meet = 'open'
  await Promise.all([feed.reconnect(), clock.run(100)])
  expect(feed.state.kind).toBe('open')

  const other = world({ far: { meet: 'refuse' }, retry: { maxAttempts: 1 } })
  other.feed.subscribe(trades('BTCUSDT'))
  await other.clock.run(100)
  other.far.meet = 'open'
  other.feed.subscribe(trades('ETHUSDT'))
  await other.clock.run(100)
  expect(other.feed.state.kind).toBe('open')
})

test('connections that deliver but do not last never exhaust the attempts; their waits grow until one lasts', async () => {
  const { clock, transport, feed } = world()
  feed.subscribe(trades('BTCUSDT'))
  await clock.run(10)
  for (let cut = 1; cut <= 15; cut += 1) {
    transport.last.say(tradeFrame('BTCUSDT', cut))
    transport.last.end()
    expect(feed.state).toMatchObject({ kind: 'waiting', attempt: cut })
    while (feed.state.kind !== 'open') await clock.run(1_000)
  }
  transport.last.say(tradeFrame('BTCUSDT', 16))
  await clock.run(10_001)
  transport.last.end()
  expect(feed.state).toMatchObject({ kind: 'waiting', attempt: 1 })
  await feed.close()
})

test('a half-open socket is noticed by the probe within staleAfterMs, in Node and in a browser', async () => {
  for (const canPing of [true, false]) {
    const { clock, transport, far, feed, log } = world({ canPing })
    feed.subscribe(trades('BTCUSDT'))
    await clock.run(10)
    const lost = transport.last
    lost.say(tradeFrame('BTCUSDT', 1))
    far.answers = false
    await clock.run(30_001)
    expect(canPing ? lost.pings : lost.sent).toEqual(canPing ? 1 : ['{"method":"LIST_SUBSCRIPTIONS","id":1}'])
    expect(log).not.toContain('disconnected CONNECTION_STALE')
    await clock.run(10_000)
    expect(log).toContain('disconnected CONNECTION_STALE')
    await clock.run(2_000)
    expect(transport.sockets).toHaveLength(2)
    expect(lost.over).toBe(true)
    await feed.close()
  }
})

test('a quiet but living market is asked for life, and never reconnected', async () => {
  for (const canPing of [true, false]) {
    const { clock, transport, feed } = world({ canPing })
    feed.subscribe(klines('BTCUSDT', '1d'))
    await clock.run(22 * 60 * 60_000)
    expect(transport.sockets).toHaveLength(1)
    expect(canPing ? transport.last.pings : transport.last.sent.length).toBeGreaterThan(2_000)
    await feed.close()
  }
})

test('a probe that waits for room among control frames is given its whole time', async () => {
  const { clock, transport, feed, log } = world({ probeAfterMs: 100, staleAfterMs: 200 })
  feed.subscribe(trades('BTCUSDT'))
  await clock.run(60_000)
  expect(transport.last.pings).toBeGreaterThan(100)
  expect(transport.sockets).toHaveLength(1)
  expect(log).not.toContain('disconnected CONNECTION_STALE')
})

test('timers that fire late do not take a quiet connection for a dead one', async () => {
  const { clock, transport, feed } = world()
  feed.subscribe(trades('BTCUSDT'))
  await clock.run(10)
  // The page slept: five minutes pass before any timer fires.
  clock.skip(300_000)
  await clock.run(5_000)
  expect(transport.sockets).toHaveLength(1)
  expect(transport.last.pings).toBe(1)
})

test('one pong a ping; of a flood the newest, within the limit', async () => {
  const { clock, transport, far, feed } = world()
  feed.subscribe(trades('BTCUSDT'))
  await clock.run(10)
  transport.last.pinged(new Uint8Array([42]))
  expect(transport.last.pongs).toEqual([new Uint8Array([42])])
  await clock.run(2_000)
  for (let i = 0; i < 10; i += 1) transport.last.pinged(new Uint8Array([i]))
  await clock.run(2_000)
  expect(transport.last.pongs.at(-1)).toEqual(new Uint8Array([9]))
  expect(far.worstSecond()).toBeLessThanOrEqual(5)
})

test.each([
  ['healthy', {}, 0],
  ['never answering', { answersClose: false }, 3_000],
  ['opening and hanging', { meet: 'hang' }, 0],
  ['refused and waiting', { meet: 'refuse' }, 0],
] as const)(
  'close() of a connection that is %s resolves in time, and nothing dials again',
  async (_, far, withinMs) => {
    const { clock, transport, feed } = world({ far: 'meet' in far ? { meet: far.meet } : {} })
    transport.answersClose = !('answersClose' in far)
    const events: string[] = []
    const subscription = feed.subscribe([trades('BTCUSDT'), bookTicker('BTCUSDT')])
    subscription.on((event) => events.push(event.type))
    await clock.run(50)
    let closed = false
    const closing = feed.close().then(() => {
      closed = true
    })
    await clock.run(withinMs)
    expect(closed).toBe(true)
    await closing
    const sockets = transport.sockets.length
    const late: string[] = []
    feed.on('state', ({ kind }) => late.push(kind))
    transport.last.open()
    transport.last.say(tradeFrame('BTCUSDT', 1))
    await clock.run(300_000)
    expect(transport.sockets).toHaveLength(sockets)
    expect([events, late]).toEqual([[], []])
    expect(clock.pending).toBe(0)
    expect(transport.last.over).toBe(true)
  },
)

test('a connection that does not open in time is given up and tried again', async () => {
  const { clock, transport, far, feed, log } = world({ far: { meet: 'hang' } })
  feed.subscribe(trades('BTCUSDT'))
  await clock.run(9_999)
  expect(log).toEqual(['state connecting'])
  far.meet = 'open'
  await clock.run(2)
  expect(log).toContain('error OPEN_TIMEOUT')
  expect(transport.sockets[0]?.over).toBe(true)
  await clock.run(2_000)
  expect(feed.state.kind).toBe('open')
  // The first one opens after all: it is nobody's any more.
  transport.sockets[0]?.events.opened()
  expect(transport.sockets).toHaveLength(2)
})

test('online means try now, with the counts of failures forgotten', async () => {
  const { clock, far, feed, host } = world({ far: { meet: 'refuse' } })
  feed.subscribe(trades('BTCUSDT'))
  await clock.run(30_000)
  const before = far.attempts.length
  expect(before).toBeGreaterThanOrEqual(5)
  far.meet = 'open'
  host.goOnline()
  await clock.run(5)
  expect(far.attempts).toHaveLength(before + 1)
  expect(feed.state.kind).toBe('open')
})

test('what a user does inside a callback waits for its turn', async () => {
  const { clock, transport, feed, log } = world()
  feed.on('connected', () => void feed.close())
  feed.subscribe(trades('BTCUSDT'))
  await clock.run(10)
  await settled()
  expect(feed.state.kind).toBe('closed')
  expect(log.at(-1)).toBe('state closed')
  expect(transport.sockets).toHaveLength(1)
})

test('no more attempts in five minutes than the exchange allows, whoever asks', async () => {
  const { clock, far, feed } = world()
  await Promise.all([feed.connect(), clock.run(10)])
  for (let i = 0; i < 400; i += 1) {
    void feed.reconnect().catch(() => {})
    await clock.run(10)
  }
  expect(far.attempts).toHaveLength(300)
  await clock.run(300_000)
  expect(far.attempts.length).toBeGreaterThan(300)
  await feed.close()
})
