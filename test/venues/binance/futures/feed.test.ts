/** Futures through a feed: each stream on the back end that serves it, each frame one event. */
import { expect, test } from 'vitest'
import {
  allMarkPrices,
  type BinanceMarket,
  binance,
  type FuturesEvent,
  futuresDepth,
  futuresTrades,
  markPrice,
} from '../../../../src/binance'
import { openFeed } from '../../../../src/client/open'
import type { Gap } from '../../../../src/core/events'
import { FakeTransport } from '../../../../src/testing/fake-transport'
import { ManualClock, manualHost } from '../../../../src/testing/manual-clock'
import { wire } from './payloads'

async function feedOf(market: Exclude<BinanceMarket, 'spot' | 'options'>) {
  const transport = new FakeTransport(true)
  const feed = openFeed<FuturesEvent>(
    { venue: binance({ market }), transport, host: manualHost(new ManualClock(), () => 0.5) },
    transport,
  )
  const items: (FuturesEvent | Gap)[] = []
  const channels = [futuresDepth('BTCUSDT'), markPrice('BTCUSDT'), futuresTrades('BTCUSDT'), allMarkPrices()]
  feed.subscribe(channels).on((item) => items.push(item as FuturesEvent | Gap))
  await Promise.resolve()
  await Promise.resolve()
  const say = (socket: number, stream: string, data: unknown) =>
    transport.sockets[socket]?.say(JSON.stringify({ stream, data }))
  for (const socket of transport.sockets) socket.open()
  return { feed, transport, items, say }
}

const market = 'btcusdt@markPrice/!markPrice@arr'
const open = 'btcusdt@depth/btcusdt@trade'

test.each([
  ['usdm', [`wss://fstream.binance.com/public/stream?streams=${open}`, `/market/stream?streams=${market}`]],
  ['coinm', [`wss://dstream.binance.com/stream?streams=${open}`, `/stream?streams=${market}`]],
] as const)('%s: books and single trades go over one connection, all else over another', async (name, expected) => {
  const { feed, transport } = await feedOf(name)
  const urls = transport.sockets.map(({ url }) => url)
  expect(urls).toEqual([expected[0], new URL(expected[0]).origin + expected[1]])
  expect(feed.stats()).toMatchObject({ connections: 2 })
  void feed.close()
})

test('frames of both are events of one feed, lists among them', async () => {
  const { feed, items, say } = await feedOf('usdm')
  say(0, 'btcusdt@depth', wire.depth)
  say(1, '!markPrice@arr', [wire.markPrice, { ...wire.markPrice, s: 'ETHUSDT' }])
  // Shares and metals come in a frame of their own, at the same moment.
  say(1, '!markPrice@arr', [{ ...wire.markPrice, s: 'TSLAUSDT' }])
  say(1, 'btcusdt@markPrice', wire.markPrice)
  say(0, 'btcusdt@trade', { ...wire.trade, X: 'NA', p: '0', q: '0' })
  say(0, 'btcusdt@trade', { ...wire.trade, p: '0' })
  expect(items.map((item) => [item.type, 'rows' in item && item.rows.length])).toEqual([
    ['depth', false],
    ['markPrices', 2],
    ['markPrices', 1],
    ['markPrice', false],
    ['trade', false],
  ])
  expect(feed.stats()).toMatchObject({ events: 5, invalid: 1, gaps: 0 })
  void feed.close()
})

test('a book stream tells the event that is missing, and no hole of its ids', async () => {
  const { feed, items, say } = await feedOf('usdm')
  const { u } = wire.depth
  say(0, 'btcusdt@depth', wire.depth)
  say(0, 'btcusdt@depth', { ...wire.depth, pu: u, U: u + 40, u: u + 60 })
  say(0, 'btcusdt@depth', { ...wire.depth, pu: u + 70, U: u + 80, u: u + 90 })
  expect(items.map(({ type }) => type)).toEqual(['depth', 'depth', 'gap', 'depth'])
  expect(items[2]).toMatchObject({ reason: 'sequence', from: u + 61, to: u + 70 })
  void feed.close()
})
