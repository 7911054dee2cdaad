/** One feed for many tabs, in virtual time: counted by streams, told apart by tabs, whole through deaths and returns. */
import { expect, test } from 'vitest'
import { binance, raw, stream, ticker, timeQuery, trades } from '../../src/binance'
import type { Fetch } from '../../src/core/clock'
import { attachFeed, serveFeed } from '../../src/shared'
import { tradeFrame } from '../support/far-end'
import { type SharedWorld, sharedWorld, type Tab } from '../support/shared-world'

/** What a tab is given of a market's trades: ids, and holes as `from-to`. */
function watch({ feed }: Tab, symbol = 'BTCUSDT'): (number | string)[] {
  const seen: (number | string)[] = []
  feed.subscribe(trades(symbol)).on((item) => seen.push(item.type === 'gap' ? `${item.from}-${item.to}` : item.tradeId))
  return seen
}

/** The exchange tells trades, on the newest socket. */
async function say({ transport, run }: SharedWorld, from: number, to = from, symbol = 'BTCUSDT'): Promise<void> {
  for (let id = from; id <= to; id += 1) transport.last.say(tradeFrame(symbol, id))
  await run(1)
}

/** Until what is behind `import()` has been loaded, and come to that. */
async function loaded({ run }: SharedWorld, isDone: () => boolean): Promise<void> {
  while (!isDone()) await run(1)
}

/** Streams that the newest socket carries. */
const carried = ({ far, transport }: SharedWorld) => far.carried(transport.last)

test('five tabs, three of them sharing streams: one socket, each stream subscribed once, each tab complete', async () => {
  const world = sharedWorld()
  const shared = [world.tab(), world.tab(), world.tab()].map((tab) => watch(tab))
  const other = watch(world.tab(), 'ETHUSDT')
  const both = world.tab()
  const [first, second] = [watch(both), watch(both, 'ETHUSDT')]
  await world.run(1_000)
  expect([world.transport.sockets.length, world.open]).toEqual([1, 1])
  const { url, sent } = world.transport.last
  expect((url + sent.join()).match(/btcusdt@trade/g)).toHaveLength(1)
  await say(world, 7, 11)
  await say(world, 3, 3, 'ETHUSDT')
  for (const seen of [...shared, first]) expect(seen).toEqual([7, 8, 9, 10, 11])
  expect([other, second]).toEqual([[3], [3]])
  expect(both.feed.stats()).toMatchObject({ events: 6, gaps: 0 })
  expect(both.feed.ledger()).toMatchObject({ 'btcusdt@trade': { delivered: 5, duplicates: 0 } })
})

test('who joins later begins then; a stream goes with the last tab that wants it, the connection with the last tab', async () => {
  const world = sharedWorld()
  const [one, two] = [world.tab(), world.tab()]
  const seen = watch(one)
  await world.run(100)
  await say(world, 1, 3)
  const subscription = two.feed.subscribe(trades('BTCUSDT'))
  const later: number[] = []
  subscription.on((item) => later.push(item.type === 'gap' ? 0 : item.tradeId))
  await world.run(100)
  await say(world, 4, 5)
  expect([seen, later]).toEqual([
    [1, 2, 3, 4, 5],
    [4, 5],
  ])
  await one.feed.close()
  await world.run(2_000)
  expect(carried(world)).toEqual(['btcusdt@trade'])
  subscription.unsubscribe()
  await world.run(2_000)
  expect(carried(world)).toEqual([])
  await two.feed.close()
  await world.run(5_000)
  expect(world.open).toBe(0)
})

test('a tab that dies is noticed by its lock: what only it wanted is dropped, the others lack nothing', async () => {
  const world = sharedWorld()
  const [one, two] = [world.tab(), world.tab()]
  watch(one, 'ETHUSDT')
  watch(one)
  const seen = watch(two)
  await world.run(2_000)
  expect(carried(world).sort()).toEqual(['btcusdt@trade', 'ethusdt@trade'])
  one.kill()
  await world.run(2_000)
  expect(carried(world)).toEqual(['btcusdt@trade'])
  await say(world, 1, 3)
  expect(seen).toEqual([1, 2, 3])
})

test('state, news and figures are those of the one feed; errors come with their codes', async () => {
  const world = sharedWorld({ retry: { maxAttempts: 1 } })
  const { feed } = world.tab()
  const log: string[] = []
  feed.on('state', ({ kind }) => log.push(kind))
  feed.on('connected', ({ url }) => log.push(url))
  feed.on('subscribed', ({ streams }) => log.push(...streams))
  feed.on('error', ({ code }) => log.push(code))
  expect(feed.state.kind).toBe('idle')
  const subscription = feed.subscribe(trades('BTCUSDT'))
  await world.run(100)
  const { url } = world.transport.last
  expect(log).toEqual(
    ['connecting', url.replace(/\?.*/, ''), 'btcusdt@trade', 'open'].map((each) => expect.stringContaining(each)),
  )
  expect(feed.stats()).toMatchObject({ connections: 1, sockets: [{ streams: 1 }], breaker: 'closed' })
  log.length = 0
  world.far.meet = 'refuse'
  world.transport.last.end()
  await world.run(100)
  expect(feed.state).toMatchObject({
    kind: 'failed',
    error: { code: 'RETRIES_EXHAUSTED', cause: { name: 'FeedError' } },
  })
  expect(log).toEqual(['failed', 'RETRIES_EXHAUSTED'])
  await Promise.all([expect(feed.connect()).rejects.toMatchObject({ code: 'RETRIES_EXHAUSTED' }), world.run(1_000)])
  expect(subscription.streams).toEqual(['btcusdt@trade'])
})

test('what the worker does not know is refused by name, and nothing else', async () => {
  const world = sharedWorld({
    channel: (name) => (name.endsWith('@trade') ? trades(name.slice(0, -'@trade'.length)) : undefined),
  })
  const tab = world.tab()
  const seen = watch(tab)
  const codes: string[] = []
  tab.feed.on('error', ({ code }) => codes.push(code))
  const [odd, wrong] = [tab.feed.subscribe(ticker('BTCUSDT')), tab.feed.subscribe(raw('ethusdt@trade'))]
  const refused = { code: 'INVALID_CHANNEL', message: expect.stringMatching(/btcusdt@ticker.*not among/) }
  await Promise.all([
    expect(odd.ready()).rejects.toMatchObject(refused),
    expect(wrong.ready()).rejects.toMatchObject({
      message: expect.stringMatching(/must bring "raw".*received "trade"/),
    }),
    world.run(100),
  ])
  await say(world, 1)
  expect([seen, codes]).toEqual([[1], ['INVALID_CHANNEL', 'INVALID_CHANNEL']])
})

test('a tab of another venue is refused, and told which is which', async () => {
  const world = sharedWorld()
  const { feed } = world.tab({ venue: binance({ testnet: true }) })
  const connecting = feed.connect()
  await Promise.all([expect(connecting).rejects.toMatchObject({ code: 'INVALID_OPTION' }), world.run(100)])
  expect(feed.state).toMatchObject({ kind: 'failed', error: { code: 'INVALID_OPTION' } })
  expect(world.transport.sockets).toHaveLength(0)
})

test('the hole of a lost connection stands in each tab at its place, with its ids, once', async () => {
  const world = sharedWorld({ retry: { baseMs: 100 } })
  const tabs = [world.tab(), world.tab()]
  const seen = tabs.map((tab) => watch(tab))
  await world.run(100)
  await say(world, 1, 3)
  world.transport.last.end()
  await world.run(1_000)
  await say(world, 6, 7)
  for (const each of seen) expect(each).toEqual([1, 2, 3, '4-5', 6, 7])
  for (const { feed } of tabs) expect(feed.stats().gaps).toBe(1)
})

test('a page that is put away lets go of port and lock; when it is back it attaches, and the hole is told', async () => {
  const world = sharedWorld()
  const [one, two] = [world.tab(), world.tab()]
  const [seen, whole] = [watch(one), watch(two)]
  await world.run(100)
  await say(world, 1, 3)
  const locks = world.origin.locks.length
  one.host.live('away')
  expect(one.feed.state).toMatchObject({ kind: 'waiting', error: { code: 'CONNECTION_LOST' } })
  await world.run(100)
  expect(world.origin.locks.length).toBe(locks - 1)
  await say(world, 4, 6)
  one.host.live('back')
  await world.run(100)
  await say(world, 7, 8)
  expect([seen, whole]).toEqual([
    [1, 2, 3, '4-6', 7, 8],
    [1, 2, 3, 4, 5, 6, 7, 8],
  ])
  expect(one.feed.state.kind).toBe('open')
})

test('a worker that dies is noticed by its lock: another is started, and the hole is told', async () => {
  const world = sharedWorld()
  const seen = [world.tab(), world.tab()].map((tab) => watch(tab))
  await world.run(100)
  await say(world, 1, 3)
  world.workers[0]!.die()
  await world.run(100)
  expect([world.workers.length, world.open]).toEqual([2, 1])
  await say(world, 9)
  for (const each of seen) expect(each).toEqual([1, 2, 3, '4-8', 9])
})

test('nobody answers: attempts are counted, and given up with what the last one failed of', async () => {
  const world = sharedWorld()
  const { feed } = world.tab({
    worker: () => {
      throw new Error('no such thing')
    },
    retry: { maxAttempts: 2, baseMs: 10 },
  })
  const connecting = feed.connect()
  const given = { code: 'RETRIES_EXHAUSTED', cause: { code: 'OPEN_FAILED', message: /no such thing/ } }
  await Promise.all([
    expect(connecting).rejects.toMatchObject({ ...given, cause: { code: 'OPEN_FAILED' } }),
    world.run(1_000),
  ])
  expect(feed.state.kind).toBe('failed')
  await feed.close()
})

test('rotate() and reconnect() are done for all, and resolve here', async () => {
  const world = sharedWorld()
  const tabs = [world.tab(), world.tab()]
  const seen = tabs.map((tab) => watch(tab))
  await world.run(100)
  await say(world, 1, 3)
  const rotated = tabs[0]!.feed.rotate()
  await world.run(500)
  await say(world, 3, 4)
  await Promise.all([rotated, world.run(15_000)])
  expect(world.transport.sockets).toHaveLength(2)
  const again = tabs[1]!.feed.reconnect()
  await Promise.all([again, world.run(1_000)])
  expect(world.transport.sockets).toHaveLength(3)
  await say(world, 6)
  for (const each of seen) expect(each).toEqual([1, 2, 3, 4, '5-5', 6])
})

test('what was closed leaves no timer, no lock and no socket', async () => {
  const world = sharedWorld()
  const { feed } = world.tab()
  watch({ feed } as Tab)
  await world.run(100)
  await feed.close()
  await world.run(100)
  expect(world.open).toBe(0)
  expect(feed.state.kind).toBe('closed')
  expect(world.clock.pending).toBe(0)
  expect(world.origin.locks.filter((name) => name.includes('tab'))).toEqual([])
})

test('questions go through the worker: asked once by many, read in each tab, asked again when it dies', async () => {
  const asked: string[] = []
  let answer = (_: string): void => {}
  const fetch: Fetch = (url) => {
    asked.push(new URL(url).pathname)
    return new Promise((resolve) => {
      answer = (body) => resolve({ status: 200, headers: { get: () => null }, text: async () => body })
    })
  }
  const world = sharedWorld({ fetch })
  const tabs = [world.tab(), world.tab()]
  // Without a subscription too.
  const answers = tabs.map(({ feed }) => feed.request(timeQuery()))
  await loaded(world, () => asked.length > 0)
  expect(asked).toEqual(['/api/v3/time'])
  world.workers[0]!.die()
  await loaded(world, () => asked.length > 1)
  answer('{"serverTime":1499827319559}')
  await world.run(10)
  expect(await Promise.all(answers)).toEqual([1499827319559, 1499827319559])
  expect([asked.length, world.transport.sockets.length]).toEqual([2, 0])
  const aborter = new AbortController()
  const odd = [tabs[0]!.feed.request(timeQuery(), { signal: aborter.signal }), tabs[1]!.feed.request(timeQuery())]
  await loaded(world, () => asked.length > 2)
  aborter.abort()
  answer('{"serverTime":"soon"}')
  await Promise.all([
    expect(odd[0]).rejects.toMatchObject({ code: 'ABORTED' }),
    expect(odd[1]).rejects.toMatchObject({ code: 'INVALID_ANSWER' }),
    world.run(10),
  ])
})

test('what a tab misses is fetched through the worker, each event once', async () => {
  const fetch: Fetch = async (url) => {
    const from = Number(new URL(url).searchParams.get('fromId'))
    const rows = [4, 5, 6, 7, 8].filter((id) => id >= from)
    const body = rows.map((id) => ({
      id,
      price: '1.0',
      qty: '1.0',
      quoteQty: '1',
      time: 1,
      isBuyerMaker: true,
      isBestMatch: true,
    }))
    return { status: 200, headers: { get: () => null }, text: async () => JSON.stringify(body) }
  }
  const world = sharedWorld({ fetch })
  const tab = world.tab()
  const seen: unknown[] = []
  tab.feed.subscribe(trades('BTCUSDT'), { backfill: true }).on((item) => {
    seen.push(item.type === 'gap' ? item.reason : item.backfilled ? `${item.tradeId}` : item.tradeId)
  })
  await world.run(100)
  await say(world, 1, 3)
  world.workers[0]!.die()
  await world.run(100)
  await say(world, 7, 8)
  await loaded(world, () => seen.length >= 8)
  expect(seen).toEqual([1, 2, 3, '4', '5', '6', 7, 8])
})

test('a worker that cannot make its feed says why', async () => {
  const world = sharedWorld({ probeAfterMs: -1 })
  const { feed } = world.tab()
  await Promise.all([
    expect(feed.connect()).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringMatching(/probeAfterMs/),
    }),
    world.run(100),
  ])
})

test('what cannot be is refused at once', () => {
  const worker = () => new MessageChannel().port1
  const attach = (options: object) => () => attachFeed({ venue: binance(), worker, ...options } as never)
  expect(attach({ venue: 1 })).toThrow(/^venue must be an exchange/)
  expect(attach({ worker: worker() })).toThrow(/^worker must be a function/)
  expect(attach({ redundancy: 2 })).toThrow(/^redundancy must be given to createFeed\(\) in the worker/)
  expect(attach({ retry: { baseMs: -1 } })).toThrow(/^retry.baseMs must be/)
  expect(() => serveFeed(() => attach({})(), {} as never)).toThrow(/^channel must be a function/)
  expect(() => serveFeed(() => attach({})(), { channel: stream })).toThrow(/called in a worker/)
})

test('a stream without numbers tells a hole once: of a lost connection, of a worker that died, of a page that was away, of a rotation', async () => {
  const world = sharedWorld({ channel: raw, retry: { baseMs: 10 } })
  const tab = world.tab()
  const seen: string[] = []
  tab.feed.subscribe(raw('some@thing')).on((item) => seen.push(item.type === 'gap' ? item.reason : 'event'))
  const event = async () => {
    world.transport.last.say(JSON.stringify({ stream: 'some@thing', data: {} }))
    await world.run(1)
  }
  await world.run(100)
  await event()
  world.transport.last.end()
  await world.run(1_000)
  await event()
  await event()
  expect(seen.splice(0)).toEqual(['event', 'reconnect', 'event', 'event'])
  world.workers[0]!.die()
  await world.run(1_000)
  await event()
  expect(seen.splice(0)).toEqual(['reconnect', 'event'])
  tab.host.live('away')
  tab.host.live('back')
  await world.run(1_000)
  await event()
  await event()
  expect(seen.splice(0)).toEqual(['reconnect', 'event', 'event'])
  // Nothing is disconnected before it is replaced, and nobody can say whether all of it came.
  await Promise.all([tab.feed.rotate(), world.run(20_000)])
  await event()
  expect(seen).toEqual(['reconnect', 'event'])
})

test('numbers that begin again are told as that, in each tab', async () => {
  const world = sharedWorld({ retry: { baseMs: 10 } })
  const [seen, later] = [watch(world.tab()), watch(world.tab())]
  await world.run(100)
  await say(world, 1_000, 1_001)
  world.transport.last.end()
  await world.run(15_000)
  await say(world, 5, 6)
  for (const each of [seen, later]) expect(each).toEqual([1_000, 1_001, 'undefined-undefined', 5, 6])
})

test('left and joined again in one go, a stream goes on as it was', async () => {
  const world = sharedWorld()
  const tab = world.tab()
  const first = tab.feed.subscribe(trades('BTCUSDT'))
  await world.run(100)
  const frames = world.transport.last.sent.length
  first.unsubscribe()
  const seen = watch(tab)
  await world.run(10)
  expect(tab.feed.stats().streams['btcusdt@trade']).toMatchObject({ status: 'subscribed' })
  await say(world, 1, 2)
  expect([seen, world.transport.last.sent.length]).toEqual([[1, 2], frames])
  expect(tab.feed.stats().streams['btcusdt@trade']).toMatchObject({ status: 'live', events: 2 })
})
