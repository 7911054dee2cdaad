import { expect, test } from 'vitest'
import { binance } from '../../../../src/binance'
import { orderBook } from '../../../../src/book'
import { openFeed } from '../../../../src/client/open'
import { FakeTransport } from '../../../../src/testing/fake-transport'
import { ManualClock, manualHost } from '../../../../src/testing/manual-clock'
import { futuresBook, futuresSnapshot } from '../../../../src/venues/binance/futures/book'
import { thrown } from '../payloads'

test.each([
  [5, 2],
  [10, 2],
  [20, 2],
  [50, 2],
  [100, 5],
  [500, 10],
  [1_000, 20],
])('a snapshot of %i levels costs %i', (limit, weight) => {
  expect(futuresSnapshot('BTCUSDT', limit)).toMatchObject({
    ...{ path: 'depth', weight, params: { symbol: 'BTCUSDT', limit } },
  })
})

test('by default: a thousand levels, ten times a second', () => {
  const { symbol, channel, depth, snapshot } = futuresBook('btcusd_perp')
  expect([symbol, channel.stream, channel.route, depth, snapshot.weight]).toEqual([
    ...['BTCUSD_PERP', 'btcusd_perp@depth@100ms', undefined, 1_000, 20],
  ])
  expect(futuresBook('BTCUSDT', { speed: 250 }).channel.stream).toBe('btcusdt@depth')
  expect(futuresBook('BTCUSDT', { speed: 500 }).channel.stream).toBe('btcusdt@depth@500ms')
})

test.each([
  [{ depth: 0 }, 'depth must be one of 5, 10, 20, 50, 100, 500, 1000 on futures; received 0.'],
  [{ depth: 5_000 }, 'depth must be one of 5, 10, 20, 50, 100, 500, 1000 on futures; received 5000.'],
  [{ depth: '5' as never }, 'depth must be one of 5, 10, 20, 50, 100, 500, 1000 on futures; received "5".'],
  [{ speed: 1_000 as never }, 'speed must be 100, 250 or 500 on futures; received 1000.'],
])('%o is refused', (options, message) => {
  expect(thrown(() => futuresBook('BTCUSDT', options))).toMatchObject({ code: 'INVALID_OPTION', message })
})

const answer = {
  ...{ lastUpdateId: 1027024, E: 1795305600000, T: 1795305599990, symbol: 'BTCUSD_PERP', pair: 'BTCUSD' },
  ...{ bids: [['91240.0', '431']], asks: [['91240.1', '12']] },
}

test('a snapshot is read whatever else it says, and checked', () => {
  const { read } = futuresSnapshot('BTCUSD_PERP', 5)
  expect(read(answer, 7)).toEqual({ lastUpdateId: 1027024, bids: answer.bids, asks: answer.asks })
  expect(thrown(() => read({ ...answer, bids: [[91240, 431]] }, 7))).toMatchObject({ code: 'INVALID_ANSWER' })
})

test.each([
  ['usdm', 'wss://fstream.binance.com/public/stream?streams=btcusdt@depth@100ms'],
  ['coinm', 'wss://dstream.binance.com/stream?streams=btcusdt@depth@100ms'],
  ['spot', 'wss://stream.binance.com:9443/stream?streams=btcusdt@depth@100ms'],
] as const)('a book of a %s feed is of that market', async (market, url) => {
  const transport = new FakeTransport(true)
  const clock = new ManualClock()
  const feed = openFeed<never>(
    { venue: binance({ market }) as never, transport, host: manualHost(clock, () => 0.5) },
    transport,
  )
  const book = orderBook(feed, 'BTCUSDT')
  await Promise.resolve()
  await Promise.resolve()
  expect(transport.sockets.map((socket) => socket.url)).toEqual([url])
  expect(thrown(() => orderBook(feed, 'BTCUSDT', { depth: market === 'spot' ? 5_001 : 7 }))).toMatchObject({
    code: 'INVALID_OPTION',
  })
  book.close()
})
