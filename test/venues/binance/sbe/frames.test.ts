/** Frames of the documented layout, byte for byte, and the events they are. */
import { expect, test } from 'vitest'
import {
  type BinanceSbeVenue,
  binanceSbe,
  sbeBookTicker,
  sbeDepth,
  sbePartialDepth,
  sbeTrades,
} from '../../../../src/binance'
import type { Channel, MarketEvent } from '../../../../src/core/channel'
import { isFeedError } from '../../../../src/core/errors'
import { bestFrame, bookFrame, hex, tradesFrame } from './encoder'

const venue = binanceSbe({ apiKey: 'none' })
const receiveTime = 1_795_305_600_200

/** The stream a frame is of, and its events by that stream's channel. */
function read<E extends MarketEvent>(frame: Uint8Array, channel: Channel<E>, of: BinanceSbeVenue = venue) {
  const reading = of.readBinary!(frame)
  expect(reading).toMatchObject({ kind: 'event', stream: channel.stream, start: 0 })
  return channel.decodeBinary!(frame, receiveTime, 'always')
}

const frames = {
  trades:
    '120010270100000040028f28d260060014008f28d2600600fefb1900020000007d150000000000007a368b0000000000dc05000000000000017e150000000000007f368b00000000001400000000000000000742544355534454',
  best: '320011270100000040028f28d26006007bc63e0500000000fefb7a368b0000000000c0d40100000000007b368b0000000000a00f0000000000000742544355534454',
  snapshot:
    '120012270100000040028f28d26006007bc63e0500000000fefb100001007a368b0000000000c0d4010000000000100002007b368b0000000000a00f00000000000084368b000000000070110100000000000742544355534454',
  diff: '1a0013270100000040028f28d260060078c63e05000000007bc63e0500000000fefb100001007a368b00000000000000000000000000100000000742544355534454',
}

const eventTimeUs = 1_795_305_600_123_456
const of = { symbol: 'BTCUSDT', receiveTime, eventTimeUs }

test('TradesStreamEvent: each of its trades is an event', () => {
  const of = { type: 'trade', eventTime: 1_795_305_600_123, symbol: 'BTCUSDT', tradeTime: 1_795_305_600_122 }
  const rest = { receiveTime, eventTimeUs, tradeTimeUs: 1_795_305_600_122_900 }
  expect(read(hex(frames.trades), sbeTrades('BTCUSDT'))).toEqual([
    { ...of, tradeId: 5_501, price: '91234.50', quantity: '0.01500', isBuyerMaker: true, ...rest },
    { ...of, tradeId: 5_502, price: '91234.55', quantity: '0.00020', isBuyerMaker: false, ...rest },
  ])
})

test('BestBidAskStreamEvent', () => {
  const [bidPrice, bidQuantity, askPrice, askQuantity] = ['91234.50', '1.20000', '91234.51', '0.04000']
  const prices = { bidPrice, bidQuantity, askPrice, askQuantity }
  expect(read(hex(frames.best), sbeBookTicker('btcusdt'))).toEqual([
    { type: 'bookTicker', updateId: 88_000_123, ...prices, ...of },
  ])
})

test('DepthSnapshotStreamEvent', () => {
  const asks = [
    ['91234.51', '0.04000'],
    ['91234.60', '0.70000'],
  ]
  expect(read(hex(frames.snapshot), sbePartialDepth('BTCUSDT'))).toEqual([
    { type: 'partialDepth', lastUpdateId: 88_000_123, levels: 20, bids: [['91234.50', '1.20000']], asks, ...of },
  ])
})

test('DepthDiffStreamEvent: a quantity of zero takes the level away', () => {
  const ids = { firstUpdateId: 88_000_120, finalUpdateId: 88_000_123 }
  const time = { eventTime: 1_795_305_600_123 }
  expect(read(hex(frames.diff), sbeDepth('BTCUSDT'))).toEqual([
    { type: 'depth', ...ids, ...time, bids: [['91234.50', '0.00000']], asks: [], ...of },
  ])
})

test('what the test writes is what is documented', () => {
  const common = { eventTime: 1_795_305_600_123_456n, priceExponent: -2, qtyExponent: -5, symbol: 'BTCUSDT' }
  const trades = [
    { id: 5_501n, price: 9_123_450n, qty: 1_500n, isBuyerMaker: 1 },
    { id: 5_502n, price: 9_123_455n, qty: 20n, isBuyerMaker: 0 },
  ]
  const bid = [9_123_450n, 120_000n] as const
  const ask = [9_123_451n, 4_000n] as const
  expect(tradesFrame({ ...common, transactTime: 1_795_305_600_122_900n, trades })).toEqual(hex(frames.trades))
  expect(bestFrame({ ...common, bookUpdateId: 88_000_123n, bid, ask })).toEqual(hex(frames.best))
  const asks = [ask, [9_123_460n, 70_000n] as const]
  expect(bookFrame({ ...common, ids: [88_000_123n], bids: [bid], asks })).toEqual(hex(frames.snapshot))
  const bids = [[9_123_450n, 0n] as const]
  expect(bookFrame({ ...common, ids: [88_000_120n, 88_000_123n], bids, asks: [] })).toEqual(hex(frames.diff))
})

test('a frame within a pool of memory is read at its place, and its events outlive the pool', () => {
  const pool = Buffer.alloc(8_192, 0xff)
  const frame = hex(frames.trades)
  pool.set(frame, 1_001)
  const view = new Uint8Array(pool.buffer, pool.byteOffset + 1_001, frame.length)
  const events = read(view, sbeTrades('BTCUSDT'))
  const before = structuredClone(events)
  pool.fill(0)
  expect(events).toEqual(before)
  // The symbol that the venue remembers is its own copy as well.
  expect(venue.readBinary!(hex(frames.trades))).toMatchObject({ stream: 'btcusdt@trade' })
})

test('a symbol of another script names its stream', () => {
  const name = { symbol: '这是测试币456', priceExponent: -4, qtyExponent: -2 }
  const frame = bestFrame({ ...name, eventTime: 1n, bookUpdateId: 2n, bid: [123_456n, 100n], ask: [123_457n, 5n] })
  expect(read(frame, sbeBookTicker('这是测试币456'))).toMatchObject([
    { symbol: '这是测试币456', bidPrice: '12.3456', bidQuantity: '1.00', askQuantity: '0.05' },
  ])
})

const base = hex(frames.trades)
const changed = (at: number, ...bytes: readonly number[]) => {
  const frame = Uint8Array.from(base)
  frame.set(bytes, at)
  return frame
}

test.each([
  ['nothing', new Uint8Array(0), 'a message that is cut off after 0 bytes'],
  ['half a header', base.slice(0, 5), 'a message that is cut off after 5 bytes'],
  ['a header alone', base.slice(0, 8), 'cut off'],
  ['half a group', base.slice(0, 60), 'cut off'],
  ['no symbol', base.slice(0, 82), 'cut off'],
  ['half a symbol', base.slice(0, 86), 'cut off'],
  ['another schema', changed(4, 3), 'a message of schema 3, not 1'],
  ['an unknown template', changed(2, 0x20, 0x4e), 'a message of an unknown template, 20000'],
  ['a shorter root', changed(0, 17), 'a message of template 10000 with a block below 18 bytes'],
  ['shorter entries', changed(26, 24), 'entries of template 10000 below 25 bytes'],
  ['four billion entries', changed(28, 255, 255, 255, 255), 'cut off'],
  ['a symbol of no bytes', changed(82, 0), 'a message without a symbol that could be'],
  ['a symbol that is no UTF-8', changed(83, 0xc3, 0x28), 'a message without a symbol that could be'],
  ['a symbol with a space', changed(83, 0x20), 'a message without a symbol that could be'],
  ['a symbol in lower case', changed(83, 0x62), 'a message without a symbol that could be'],
])('%s is unknown', (_, frame, reason) => {
  expect(venue.readBinary!(frame)).toEqual({ kind: 'unknown', reason: expect.stringContaining(reason) })
})

const lowest = -(2n ** 63n)
const trade = { id: 7n, price: 100n, qty: 5n, isBuyerMaker: 1 }
const trades = {
  eventTime: 1_795_305_600_123_456n,
  transactTime: 1_795_305_600_122_900n,
  priceExponent: -2,
  qtyExponent: -5,
  trades: [trade],
  symbol: 'BTCUSDT',
}
const book = { ...trades, ids: [5n, 9n] as const, bids: [[100n, 5n] as const], asks: [[101n, 5n] as const] }
const snapshot = { ...book, ids: [9n] as const }
const best = { ...trades, bookUpdateId: 5n, bid: [100n, 5n] as const, ask: [101n, 5n] as const }

test.each([
  ['id', sbeTrades, tradesFrame({ ...trades, trades: [trade, { ...trade, id: 2n ** 53n }] })],
  ['id', sbeTrades, tradesFrame({ ...trades, trades: [{ ...trade, id: lowest }] })],
  ['eventTime', sbeTrades, tradesFrame({ ...trades, eventTime: lowest })],
  ['transactTime', sbeTrades, tradesFrame({ ...trades, transactTime: -1n })],
  ['price', sbeTrades, tradesFrame({ ...trades, trades: [{ ...trade, price: 0n }] })],
  ['price', sbeTrades, tradesFrame({ ...trades, trades: [{ ...trade, price: lowest }] })],
  ['qty', sbeTrades, tradesFrame({ ...trades, trades: [{ ...trade, qty: 0n }] })],
  ['qty', sbeTrades, tradesFrame({ ...trades, trades: [{ ...trade, qty: -5n }] })],
  ['isBuyerMaker', sbeTrades, tradesFrame({ ...trades, trades: [{ ...trade, isBuyerMaker: 255 }] })],
  ['priceExponent', sbeTrades, tradesFrame({ ...trades, priceExponent: -128 })],
  ['qtyExponent', sbeDepth, bookFrame({ ...book, qtyExponent: -128 })],
  ['lastBookUpdateId', sbeDepth, bookFrame({ ...book, ids: [10n, 9n] })],
  ['bids', sbeDepth, bookFrame({ ...book, bids: [[100n, lowest]] })],
  ['asks', sbeDepth, bookFrame({ ...book, asks: [[-1n, 1n]] })],
  [
    'bids',
    sbePartialDepth,
    bookFrame({
      ...snapshot,
      bids: [
        [100n, 5n],
        [100n, 5n],
      ],
    }),
  ],
  [
    'asks',
    sbePartialDepth,
    bookFrame({
      ...snapshot,
      asks: [
        [100n, 5n],
        [99n, 5n],
      ],
    }),
  ],
  [
    'asks',
    sbePartialDepth,
    bookFrame({ ...snapshot, asks: Array.from({ length: 21 }, (_, i) => [BigInt(200 + i), 1n]) }),
  ],
  ['bookUpdateId', sbeBookTicker, bestFrame({ ...best, bookUpdateId: lowest })],
  ['bidPrice', sbeBookTicker, bestFrame({ ...best, bid: [lowest, 1n] })],
] as const)('a breach of %s is refused by name, and only where events are checked', (path, make, frame) => {
  const channel: Channel<MarketEvent> = make('BTCUSDT')
  const refused = (() => {
    try {
      return read(frame, channel)
    } catch (error) {
      return error
    }
  })()
  expect(isFeedError(refused, 'INVALID_MESSAGE') && refused.context).toMatchObject({ path, stream: channel.stream })
  expect(channel.decodeBinary!(frame, receiveTime, 'never').length).toBeGreaterThan(0)
})

test('an empty side stands as zero; a crossed top is told, and delivered', () => {
  const channel = sbeBookTicker('BTCUSDT')
  const [empty] = read(bestFrame({ ...best, ask: [0n, 0n] }), channel)
  expect(empty).toMatchObject({ askPrice: '0.00', askQuantity: '0.00000' })
  expect(channel.suspect?.(empty!)).toBeUndefined()
  const [crossed] = read(bestFrame({ ...best, bid: [102n, 1n] }), channel)
  expect(channel.suspect?.(crossed!)).toMatchObject({ path: 'bidPrice' })
})

test('channels keep what their JSON twins know, but for the stream', () => {
  const streams = [sbeTrades, sbeBookTicker, sbeDepth, sbePartialDepth].map((make) => make('BtcUsdt').stream)
  expect(streams).toEqual(['btcusdt@trade', 'btcusdt@bestBidAsk', 'btcusdt@depth', 'btcusdt@depth20'])
  expect(sbeTrades('btcusdt')).toMatchObject({ family: 'sbe', symbol: 'BTCUSDT', type: 'trade' })
  expect(sbeTrades('BTCUSDT').history).toBeTypeOf('function')
  expect(() => sbeTrades('BTC USDT')).toThrow(expect.objectContaining({ code: 'INVALID_CHANNEL' }))
})
