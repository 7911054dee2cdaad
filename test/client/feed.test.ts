import { expect, test } from 'vitest'
import { binance, futuresTrades, raw, type Trade, trades } from '../../src/binance'
import { isFeedError } from '../../src/core/errors'
import { settled } from '../../src/testing/manual-clock'
import { tradeFrame } from '../support/far-end'
import { world } from '../support/world'

test('the first subscription connects, its streams in the address, and delivers typed events', async () => {
  const { clock, transport, feed, log } = world()
  const seen: Trade[] = []
  const subscription = feed.subscribe(trades('BTCUSDT'), { gaps: false })
  subscription.on((trade) => seen.push(trade))
  expect(feed.state).toEqual({ kind: 'idle' })
  await clock.run(10)
  transport.last.say(tradeFrame('BTCUSDT', 7))
  await subscription.ready()
  expect(transport.last.url).toBe('wss://stream.binance.com:9443/stream?streams=btcusdt@trade')
  expect(seen).toEqual([
    {
      type: 'trade',
      eventTime: 1_795_305_600_123,
      symbol: 'BTCUSDT',
      tradeId: 7,
      price: '91234.50000000',
      quantity: '0.00500000',
      tradeTime: 1_795_305_600_121,
      isBuyerMaker: true,
      receiveTime: clock.startTime + 10,
    },
  ])
  expect(log).toEqual(['state connecting', 'connected', 'subscribed btcusdt@trade', 'state open'])
  await feed.close()
})

test('forty subscriptions of one tick leave as one frame', async () => {
  const { clock, far, feed } = world()
  await Promise.all([feed.connect(), clock.run(10)])
  for (let i = 0; i < 40; i += 1) feed.subscribe(trades(`SYM${i}USDT`))
  await clock.run(2_000)
  expect(far.frames.map((frame) => JSON.parse(frame.text as string).params.length)).toEqual([40])
})

test('forty subscriptions over one second never exceed the limit, and all are carried', async () => {
  const { clock, transport, far, feed } = world()
  await Promise.all([feed.connect(), clock.run(10)])
  for (let i = 0; i < 40; i += 1) {
    feed.subscribe(trades(`SYM${i}USDT`))
    await clock.run(25)
  }
  await clock.run(5_000)
  expect(far.worstSecond()).toBeLessThanOrEqual(5)
  expect(far.carried(transport.last)).toHaveLength(40)
})

test('a stream wanted twice is subscribed once and leaves with its last hold', async () => {
  const { clock, transport, far, feed, log } = world()
  const first = feed.subscribe(trades('BTCUSDT'))
  const second = feed.subscribe(trades('btcusdt'))
  await clock.run(10)
  first.unsubscribe()
  first.unsubscribe()
  await clock.run(10)
  expect(far.carried(transport.last)).toEqual(['btcusdt@trade'])
  second.unsubscribe()
  await clock.run(10)
  expect(far.carried(transport.last)).toEqual([])
  expect(log.at(-1)).toBe('unsubscribed btcusdt@trade')
  transport.last.say(tradeFrame('BTCUSDT', 1))
  expect(feed.stats()).toMatchObject({ late: 1, invalid: 0 })
})

test('a hole is told with its range after a reconnect, and on one connection', async () => {
  const { clock, transport, feed, log } = world()
  feed.subscribe(trades('BTCUSDT'))
  await clock.run(10)
  transport.last.say(tradeFrame('BTCUSDT', 7))
  transport.last.end()
  await clock.run(2_000)
  transport.last.say(tradeFrame('BTCUSDT', 10))
  transport.last.say(tradeFrame('BTCUSDT', 11))
  transport.last.say(tradeFrame('BTCUSDT', 13))
  expect(log.filter((line) => line.startsWith('gap'))).toEqual([
    'gap btcusdt@trade reconnect 8-9',
    'gap btcusdt@trade sequence 12-12',
  ])
})

test('a reconnect that missed nothing tells no hole', async () => {
  const { clock, transport, feed } = world()
  feed.subscribe(trades('BTCUSDT'))
  await clock.run(10)
  transport.last.say(tradeFrame('BTCUSDT', 7))
  transport.last.end()
  await clock.run(2_000)
  transport.last.say(tradeFrame('BTCUSDT', 8))
  expect(feed.stats().gaps).toBe(0)
})

test('what was subscribed between a cut and its reconnect lives after it', async () => {
  const { clock, transport, far, feed } = world()
  feed.subscribe(trades('BTCUSDT'))
  await clock.run(10)
  transport.last.end()
  feed.subscribe(trades('ETHUSDT'))
  await clock.run(2_000)
  expect(far.carried(transport.last)).toEqual(['btcusdt@trade', 'ethusdt@trade'])
  expect(transport.last.sent).toEqual([])
})

test('garbage, truncation, wrong types and strangers are told and skipped; the next good frame arrives', async () => {
  const { clock, transport, feed, log } = world()
  const prices: string[] = []
  feed.subscribe(trades('BTCUSDT'), { gaps: false }).on((trade) => prices.push(trade.price))
  await clock.run(10)
  const socket = transport.last
  const good = tradeFrame('BTCUSDT', 1)
  const frames = ['garbage', '', '{}', 'null', good.slice(0, -9), good.replace('"p":"91234.50000000"', '"p":91234.5')]
  for (const frame of frames) socket.say(frame)
  socket.say(good.replace('btcusdt@trade', 'dogeusdt@trade'))
  socket.say(`{"stream":"btcusdt@trade","data":"${'x'.repeat(8_000_000)}"}`)
  socket.sayBytes(Uint8Array.of(1, 2, 255))
  socket.say(good)
  expect(prices).toEqual(['91234.50000000'])
  expect(feed.stats().invalid).toBe(frames.length + 3)
  const told = log.filter((line) => line.startsWith('invalid'))
  expect(told).toHaveLength(frames.length + 3)
  expect(told[5]).toContain('invalid btcusdt@trade p ')
  expect(told[6]).toContain('dogeusdt@trade')
  expect(told[7]).toContain('a frame of length 8000')
  expect(told[8]).toContain('a frame of length 3')
})

test('a listener that throws disturbs nobody and is told', async () => {
  const { clock, transport, feed, log } = world()
  const seen: number[] = []
  const subscription = feed.subscribe(trades('BTCUSDT'), { gaps: false })
  subscription.on(() => {
    throw new Error('mine')
  })
  subscription.on((trade) => seen.push(trade.tradeId))
  feed.on('connected', () => {
    throw new Error('mine too')
  })
  await clock.run(10)
  transport.last.say(tradeFrame('BTCUSDT', 1))
  transport.last.say(tradeFrame('BTCUSDT', 2))
  expect(seen).toEqual([1, 2])
  expect(log.filter((line) => line === 'error LISTENER_FAILED')).toHaveLength(3)
})

test('iterators read at their own pace; leaving the loop unsubscribes', async () => {
  const { clock, transport, far, feed } = world()
  const subscription = feed.subscribe(trades('BTCUSDT'), { gaps: false })
  const read = (async () => {
    const ids: number[] = []
    for await (const trade of subscription) {
      ids.push(trade.tradeId)
      if (ids.length === 3) break
    }
    return ids
  })()
  await clock.run(10)
  for (let id = 1; id <= 5; id += 1) transport.last.say(tradeFrame('BTCUSDT', id))
  expect(await read).toEqual([1, 2, 3])
  await clock.run(10)
  expect(far.carried(transport.last)).toEqual([])
})

test('the feed itself is iterated over everything subscribed, and leaving that loop leaves the streams', async () => {
  const { clock, transport, far, feed } = world()
  feed.subscribe([trades('BTCUSDT'), trades('ETHUSDT')])
  const reader = feed[Symbol.asyncIterator]()
  await clock.run(10)
  transport.last.say(tradeFrame('ETHUSDT', 1))
  transport.last.say(tradeFrame('BTCUSDT', 2))
  const first = await reader.next()
  const second = await reader.next()
  expect([first.value, second.value].map((event) => event?.type === 'trade' && event.symbol)).toEqual([
    'ETHUSDT',
    'BTCUSDT',
  ])
  await reader.return?.()
  await clock.run(10)
  expect(far.carried(transport.last)).toHaveLength(2)
})

test.each([
  ['drop-oldest', [4, 5], 3],
  ['drop-newest', [1, 2], 3],
  ['latest', [5], 0],
] as const)('a slow reader with %s', async (overflow, kept, dropped) => {
  const { clock, transport, feed, log } = world()
  const reader = feed
    .subscribe(trades('BTCUSDT'), { buffer: { capacity: 2, overflow }, gaps: false })
    [Symbol.asyncIterator]()
  await clock.run(10)
  for (let id = 1; id <= 5; id += 1) transport.last.say(tradeFrame('BTCUSDT', id))
  await feed.close()
  const ids: number[] = []
  for await (const trade of reader) ids.push(trade.tradeId)
  expect(ids).toEqual(kept)
  expect(feed.stats().dropped).toBe(dropped)
  expect(log.filter((line) => line.startsWith('lagged'))).toEqual(dropped ? ['lagged 1', 'lagged 2'] : [])
})

test('a reader that may lose nothing fails instead', async () => {
  const { clock, transport, feed } = world()
  const reader = feed
    .subscribe(trades('BTCUSDT'), { buffer: { capacity: 2, overflow: 'fail' }, gaps: false })
    [Symbol.asyncIterator]()
  await clock.run(10)
  for (let id = 1; id <= 3; id += 1) transport.last.say(tradeFrame('BTCUSDT', id))
  expect([(await reader.next()).value?.tradeId, (await reader.next()).value?.tradeId]).toEqual([1, 2])
  await expect(reader.next()).rejects.toMatchObject({ code: 'BUFFER_OVERFLOW' })
  expect(await reader.next()).toEqual({ done: true, value: undefined })
})

test('a stream that stays silent after its acknowledgement is told with a likely cause', async () => {
  const { clock, transport, feed } = world()
  const causes: unknown[] = []
  feed.on('error', (error) => causes.push([error.code, error.context.cause]))
  feed.subscribe([trades('BTCUSDT'), trades('NOSUCHUSDT')])
  await clock.run(10)
  for (let i = 0; i < 13; i += 1) {
    transport.last.say(tradeFrame('BTCUSDT', i))
    await clock.run(10_000)
  }
  expect(causes).toEqual([['STREAM_SILENT', 'unknown-symbol']])
  expect(feed.state.kind).toBe('open')
})

test('a refused subscription ends its holds and nothing else', async () => {
  const { clock, transport, far, feed } = world()
  const good = feed.subscribe(trades('BTCUSDT'))
  await clock.run(10)
  far.answers = false
  const bad = feed.subscribe(trades('ETHUSDT'))
  await clock.run(10)
  transport.last.say('{"error":{"code":2,"msg":"Invalid request"},"id":1}')
  await expect(bad.ready()).rejects.toMatchObject({ code: 'SUBSCRIBE_REJECTED' })
  transport.last.say(tradeFrame('BTCUSDT', 1))
  await good.ready()
})

test('an answer that does not come is asked for again, then the connection is replaced', async () => {
  const { clock, transport, far, feed, log } = world()
  feed.subscribe(trades('BTCUSDT'))
  await clock.run(10)
  far.answers = false
  feed.subscribe(trades('ETHUSDT'))
  await clock.run(4_999)
  expect(transport.last.sent).toHaveLength(1)
  await clock.run(2)
  expect(transport.last.sent).toHaveLength(2)
  expect(log.at(-1)).toBe('error SUBSCRIBE_TIMEOUT')
  far.answers = true
  transport.onFrame = () => {}
  await clock.run(10_000)
  expect(log).toContain('disconnected CONNECTION_STALE')
  expect(far.carried(transport.last)).toEqual(['btcusdt@trade', 'ethusdt@trade'])
})

test('signals unsubscribe and close', async () => {
  const { clock, transport, far, feed } = world()
  const leave = new AbortController()
  feed.subscribe(trades('BTCUSDT'), { signal: leave.signal })
  feed.subscribe(trades('ETHUSDT'))
  await clock.run(10)
  leave.abort()
  await clock.run(10)
  expect(far.carried(transport.last)).toEqual(['ethusdt@trade'])

  const end = new AbortController()
  const other = world({ signal: end.signal })
  other.feed.subscribe(trades('BTCUSDT'))
  await other.clock.run(10)
  end.abort()
  await settled()
  expect(other.feed.state.kind).toBe('closed')
  await feed.close()
})

test.each([
  ['a channel of spot on a feed of futures', binance({ market: 'usdm' }), trades('BTCUSDT')],
  ['a channel of futures on a feed of spot', binance(), futuresTrades('BTCUSDT')],
])('%s is refused before anything is sent', (_, venue, channel) => {
  const { feed, transport } = world({ venue: venue as never })
  expect(() => feed.subscribe(channel as never)).toThrowError(
    expect.objectContaining({ code: 'INVALID_CHANNEL', context: { stream: 'btcusdt@trade' } }),
  )
  expect(transport.sockets).toHaveLength(0)
  feed.subscribe(raw('btcusdt@trade'))
})

test('use after close is refused by name, a second close is harmless', async () => {
  const { feed } = world()
  await feed.close()
  await feed.close()
  expect(() => feed.subscribe(trades('BTCUSDT'))).toThrowError(expect.objectContaining({ code: 'FEED_CLOSED' }))
  await expect(feed.connect()).rejects.toSatisfy((error) => isFeedError(error, 'FEED_CLOSED'))
  await expect(feed.reconnect()).rejects.toSatisfy((error) => isFeedError(error, 'FEED_CLOSED'))
})

test.each([
  ['a number', 5],
  ['nothing', undefined],
  ['an empty list', []],
])('subscribe refuses %s before anything is sent', (_, given) => {
  const { feed, transport } = world()
  expect(() => feed.subscribe(given as never)).toThrowError(expect.objectContaining({ code: 'INVALID_CHANNEL' }))
  expect(transport.sockets).toHaveLength(0)
})

test('what the exchange adds to its payloads is told by the figures, and the events are delivered', async () => {
  const { clock, transport, feed } = world()
  const ids: number[] = []
  feed.subscribe(trades('BTCUSDT'), { gaps: false }).on(({ tradeId }) => ids.push(tradeId))
  await clock.run(10)
  transport.last.say(tradeFrame('BTCUSDT', 7))
  expect(feed.stats().drift).toEqual({})
  const grown = (id: number, key: string) => tradeFrame('BTCUSDT', id).replace(/}}$/, `,"${key}":[1]}}`)
  transport.last.say(grown(8, 'x1'))
  transport.last.say(grown(9, 'x2'))
  expect(ids).toEqual([7, 8, 9])
  expect(feed.stats().drift).toEqual({
    'btcusdt@trade': { events: 2, path: 'x1', sample: expect.stringMatching(/^\{"e":"trade".*"x1":\[1\]\}$/) },
  })
  expect(feed.stats().invalid).toBe(0)
  await feed.close()
})

test('payloads that are not to the letter as usual are counted, and are none the less right', async () => {
  const { clock, transport, feed } = world()
  const ids: number[] = []
  feed.subscribe(trades('BTCUSDT'), { gaps: false }).on(({ tradeId }) => ids.push(tradeId))
  await clock.run(10)
  transport.last.say(tradeFrame('BTCUSDT', 7))
  expect(feed.stats().slowPath).toEqual({})
  transport.last.say(tradeFrame('BTCUSDT', 8).replace('"E":', '"E": '))
  expect(ids).toEqual([7, 8])
  expect(feed.stats()).toMatchObject({ slowPath: { 'btcusdt@trade': 1 }, drift: {}, invalid: 0 })
  await feed.close()
})
