/** SBE through a feed: frames of several events, control frames beside them, and everything above as for JSON. */
import { expect, test } from 'vitest'
import { binanceSbe, type SbeEvent, sbeBookTicker, sbeDepth, sbeTrades } from '../../../../src/binance'
import { orderBook } from '../../../../src/book'
import { openFeed } from '../../../../src/client/open'
import type { Gap, Invalid } from '../../../../src/core/events'
import { FakeTransport } from '../../../../src/testing/fake-transport'
import { ManualClock, manualHost } from '../../../../src/testing/manual-clock'
import { bestFrame, bookFrame, tradesFrame } from './encoder'

const common = { eventTime: 1_795_305_600_123_456n, priceExponent: -2, qtyExponent: -5, symbol: 'BTCUSDT' }
const trades = (ids: readonly number[], symbol = 'BTCUSDT', price = 100n) =>
  tradesFrame({
    ...common,
    transactTime: common.eventTime,
    symbol,
    trades: ids.map((id) => ({ id: BigInt(id), price, qty: 5n, isBuyerMaker: 0 })),
  })

async function world(redundancy = 1) {
  const clock = new ManualClock()
  const transport = new FakeTransport()
  const venue = binanceSbe({ apiKey: 'none' })
  const feed = openFeed<SbeEvent>({ venue, transport, host: manualHost(clock, () => 0.5), redundancy }, transport)
  const items: (SbeEvent | Gap)[] = []
  const invalid: Invalid[] = []
  feed.on('invalid', (news) => invalid.push(news))
  const subscription = feed.subscribe(sbeTrades('BTCUSDT'))
  subscription.on((item) => items.push(item))
  await clock.run(10)
  for (const socket of transport.sockets) socket.open()
  const ids = () =>
    items.map((item) =>
      item.type === 'trade' ? item.tradeId : item.type === 'gap' ? `${item.from}-${item.to}` : item.type,
    )
  return { clock, transport, feed, items, invalid, ids, subscription }
}

test('a frame of several trades is so many events, in order', async () => {
  const { transport, feed, ids } = await world()
  transport.last.sayBytes(trades([1]))
  transport.last.sayBytes(trades([2, 3, 4]))
  transport.last.sayBytes(trades([]))
  transport.last.sayBytes(trades([5]))
  expect(ids()).toEqual([1, 2, 3, 4, 5])
  expect(feed.stats()).toMatchObject({ events: 5, invalid: 0, gaps: 0 })
})

test('a hole is told between frames, and within one', async () => {
  const { transport, ids } = await world()
  transport.last.sayBytes(trades([1, 2]))
  transport.last.sayBytes(trades([5, 6, 9]))
  expect(ids()).toEqual([1, 2, '3-4', 5, 6, '7-8', 9])
})

test('of a frame with a bad trade nothing is taken; what it held is told as missing', async () => {
  const { transport, feed, ids, invalid } = await world()
  transport.last.sayBytes(trades([1]))
  transport.last.sayBytes(trades([2, 3], 'BTCUSDT', 0n))
  transport.last.sayBytes(trades([4]))
  expect(ids()).toEqual([1, '2-3', 4])
  expect(invalid).toMatchObject([{ stream: 'btcusdt@trade', path: 'price', delivered: false }])
  expect(feed.stats()).toMatchObject({ invalid: 1, events: 2 })
})

test('cut, garbage, strangers and unknown templates are counted and skipped; the sample is the bytes', async () => {
  const { transport, feed, ids, invalid } = await world()
  const frame = trades([1])
  const unknown = Uint8Array.from(frame)
  unknown[2] = 9
  const bad = [new Uint8Array(0), frame.slice(0, 30), Uint8Array.of(1, 2, 255), unknown, trades([1], 'DOGEUSDT')]
  for (const each of bad) transport.last.sayBytes(each)
  transport.last.sayBytes(frame)
  expect(ids()).toEqual([1])
  expect(invalid.map(({ stream }) => stream)).toEqual([undefined, undefined, undefined, undefined, 'dogeusdt@trade'])
  expect(invalid[2]).toMatchObject({ sample: '1,2,255' })
  expect(invalid[3]!.reason).toContain('unknown template')
  expect(feed.stats()).toMatchObject({ invalid: bad.length, connections: 1 })
})

test('control frames and the notice of the end are JSON texts on the same socket', async () => {
  const { clock, transport, feed, ids } = await world()
  feed.subscribe(sbeBookTicker('ETHUSDT')).on(() => {})
  await clock.run(500)
  expect(JSON.parse(transport.last.sent[0]!)).toMatchObject({ method: 'SUBSCRIBE', params: ['ethusdt@bestBidAsk'] })
  transport.last.say(`{"result":null,"id":${JSON.parse(transport.last.sent[0]!).id}}`)
  const best = { ...common, bookUpdateId: 1n, bid: [1n, 1n], ask: [2n, 1n], symbol: 'ETHUSDT' } as const
  transport.last.sayBytes(bestFrame(best))
  transport.last.sayBytes(trades([1]))
  expect(feed.stats().streams['ethusdt@bestBidAsk']).toMatchObject({ status: 'live', events: 1 })
  transport.last.say('{"e":"serverShutdown","E":1795305600123}')
  await clock.run(2_000)
  expect(transport.sockets).toHaveLength(2)
  expect(transport.last.url).toContain('btcusdt@trade/ethusdt@bestBidAsk')
  transport.last.open()
  transport.sockets[0]!.sayBytes(trades([2, 3]))
  transport.last.sayBytes(trades([3, 4]))
  transport.sockets[0]!.sayBytes(trades([4, 5]))
  transport.last.sayBytes(trades([5, 6]))
  await clock.run(5_000)
  expect(ids()).toEqual([1, 2, 3, 4, 5, 6])
  expect(feed.stats().gaps).toBe(0)
})

test('two lines make one stream, also where their frames are cut differently', async () => {
  const { transport, feed, ids } = await world(2)
  const [a, b] = transport.sockets
  a!.sayBytes(trades([1, 2, 3]))
  b!.sayBytes(trades([1]))
  b!.sayBytes(trades([2, 3, 4]))
  b!.sayBytes(trades([5]))
  a!.sayBytes(trades([4, 5, 6]))
  expect(ids()).toEqual([1, 2, 3, 4, 5, 6])
  expect(feed.ledger()['btcusdt@trade']).toMatchObject({ delivered: 6, gapCount: 0 })
})

test('a listener that leaves at the first of a frame gets no more of it, and joins anew without a trace', async () => {
  const { clock, transport, feed, ids, subscription } = await world()
  transport.onFrame = (kind, socket, text = '') => {
    if (kind === 'text') void Promise.resolve().then(() => socket.say(`{"result":null,"id":${JSON.parse(text).id}}`))
  }
  subscription.on(() => subscription.unsubscribe())
  transport.last.sayBytes(trades([1, 2, 3]))
  expect(ids()).toEqual([1])
  await clock.run(1_000)
  const again: unknown[] = []
  feed.subscribe(sbeTrades('BTCUSDT'), { gaps: false }).on(({ tradeId }) => again.push(tradeId))
  await clock.run(5_000)
  transport.last.open()
  transport.last.sayBytes(trades([7, 8]))
  expect(again).toEqual([7, 8])
})

test('a listener that reconnects at the first of a frame is told of the rest as a hole, and the stream goes on', async () => {
  const { clock, transport, feed, ids, subscription } = await world()
  let once = () => {
    once = () => {}
    void feed.reconnect()
  }
  subscription.on(() => once())
  transport.last.sayBytes(trades([1, 2, 3]))
  expect(ids()).toEqual([1])
  await clock.run(1_000)
  transport.last.open()
  transport.last.sayBytes(trades([4, 5]))
  expect(ids()).toEqual([1, '2-3', 4, 5])
  expect(feed.stats().streams['btcusdt@trade']).toMatchObject({ status: 'live' })
})

test('an order book over SBE is a snapshot and what follows it', async () => {
  const clock = new ManualClock()
  const transport = new FakeTransport()
  const host = {
    ...manualHost(clock, () => 0.5),
    fetch: async () => ({
      status: 200,
      headers: { get: () => null },
      text: async () => '{"lastUpdateId":10,"bids":[["1.00","5.0"]],"asks":[["2.00","5.0"]]}',
    }),
  }
  const feed = openFeed<SbeEvent>(
    { venue: binanceSbe({ url: 'wss://x', restUrl: 'https://x', apiKey: 'k' }), transport, host },
    transport,
  )
  const book = orderBook(feed, 'BTCUSDT')
  await clock.run(10)
  expect(transport.last.url).toContain('btcusdt@depth')
  transport.last.open()
  const level = [[105n, 700_000n] as const]
  transport.last.sayBytes(bookFrame({ ...common, ids: [9n, 12n], bids: level, asks: [] }))
  // What is asked beside the streams is a module of its own, and loads in real time.
  await import('../../../../src/runtime/beside')
  await import('../../../../src/venues/binance/requests')
  await clock.run(2_000)
  expect(book.best()).toMatchObject({ bid: { price: '1.05', quantity: '7.00000' }, ask: { price: '2.00' } })
  expect(() => orderBook(feed, 'BTCUSDT', { speed: 100 })).toThrow('speed must be left out: by SBE there is but one')
  expect(sbeDepth('BTCUSDT').sequence?.follows).toBeTypeOf('function')
  book.close()
  await feed.close()
})
