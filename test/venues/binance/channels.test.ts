import { expect, test } from 'vitest'

import {
  aggTrades,
  avgPrice,
  blockTrades,
  bookTicker,
  depth,
  klines,
  miniTicker,
  partialDepth,
  raw,
  referencePrice,
  ticker,
  trades,
  windowTicker,
} from '../../../src/binance'
import type { Channel, MarketEvent } from '../../../src/core/channel'
import { fate, suspectedFor, thrown, wire } from './payloads'

const k = wire.kline.k

const rows: [Channel<MarketEvent>, string, object, object][] = [
  [
    trades('BTCUSDT'),
    'btcusdt@trade',
    wire.trade,
    {
      ...{ type: 'trade', eventTime: 1795305600123, symbol: 'BTCUSDT', tradeId: 5502345672 },
      ...{ price: '91234.50000000', quantity: '0.00500000', tradeTime: 1795305600121 },
      ...{ isBuyerMaker: true, receiveTime: 7 },
    },
  ],
  [
    aggTrades('BTCUSDT'),
    'btcusdt@aggTrade',
    wire.aggTrade,
    {
      ...{ type: 'aggTrade', eventTime: 1795305600123, symbol: 'BTCUSDT', aggTradeId: 4012345678 },
      ...{ price: '91234.50000000', quantity: '0.01520000', firstTradeId: 5502345670, lastTradeId: 5502345672 },
      ...{ tradeTime: 1795305600121, isBuyerMaker: true, receiveTime: 7 },
    },
  ],
  [
    klines('BTCUSDT', '1m'),
    'btcusdt@kline_1m',
    wire.kline,
    {
      ...{ type: 'kline', eventTime: 1795305602011, symbol: 'BTCUSDT', interval: '1m', startTime: 1795305600000 },
      ...{ closeTime: 1795305659999, open: '91230.00000000', high: '91240.10000000', low: '91225.00000000' },
      ...{ close: '91234.50000000', volume: '3.20000000', numTrades: 678, isClosed: false },
      ...{ firstTradeId: 5502345000, lastTradeId: 5502345677, quoteVolume: '291943.20000000' },
      ...{ takerBuyVolume: '1.70000000', takerBuyQuoteVolume: '155096.60000000', receiveTime: 7 },
    },
  ],
  [
    depth('BTCUSDT', { speed: 100 }),
    'btcusdt@depth@100ms',
    wire.depth,
    {
      ...{ type: 'depth', eventTime: 1795305600123, symbol: 'BTCUSDT' },
      ...{ firstUpdateId: 88000123450, finalUpdateId: 88000123456, bids: wire.depth.b, asks: [], receiveTime: 7 },
    },
  ],
  [
    partialDepth('BTCUSDT', { levels: 5 }),
    'btcusdt@depth5',
    wire.partialDepth,
    { ...wire.partialDepth, type: 'partialDepth', symbol: 'BTCUSDT', levels: 5, receiveTime: 7 },
  ],
  [
    ticker('BTCUSDT'),
    'btcusdt@ticker',
    wire.ticker,
    {
      ...{ type: 'ticker', eventTime: 1795305600123, symbol: 'BTCUSDT', priceChange: '-1234.50000000' },
      ...{ priceChangePercent: '-1.372', weightedAvgPrice: '90710.00000000', prevClosePrice: '89999.99000000' },
      ...{ lastPrice: '91234.50000000', lastQuantity: '0.00500000', bestBidPrice: '91234.49000000' },
      ...{ bestBidQuantity: '1.20000000', bestAskPrice: '91234.50000000', bestAskQuantity: '0.04000000' },
      ...{ open: '92469.00000000', high: '92800.00000000', low: '89650.10000000', volume: '21450.12345000' },
      ...{ quoteVolume: '1945740698.14950000', openTime: 1795219200123, closeTime: 1795305600123 },
      ...{ firstTradeId: 5500000000, lastTradeId: 5502345677, numTrades: 2345678, receiveTime: 7 },
    },
  ],
  [
    miniTicker('BTCUSDT'),
    'btcusdt@miniTicker',
    wire.miniTicker,
    {
      ...{ type: 'miniTicker', eventTime: 1795305600123, symbol: 'BTCUSDT', lastPrice: '91234.50000000' },
      ...{ open: '90000.00000000', high: '91800.00000000', low: '89650.10000000', volume: '21450.12345000' },
      ...{ quoteVolume: '1945740698.14950000', receiveTime: 7 },
    },
  ],
  [
    bookTicker('BTCUSDT'),
    'btcusdt@bookTicker',
    wire.bookTicker,
    {
      ...{ type: 'bookTicker', updateId: 88000123456, symbol: 'BTCUSDT', bidPrice: '91234.49000000' },
      ...{ bidQuantity: '1.20000000', askPrice: '91234.50000000', askQuantity: '0.04000000', receiveTime: 7 },
    },
  ],
  [
    avgPrice('BTCUSDT'),
    'btcusdt@avgPrice',
    wire.avgPrice,
    {
      ...{ type: 'avgPrice', eventTime: 1795305600000, symbol: 'BTCUSDT', interval: '5m' },
      ...{ price: '91220.11000000', lastTradeTime: 1795305599873, receiveTime: 7 },
    },
  ],
  [
    blockTrades('BTCUSDT'),
    'btcusdt@blockTrade',
    wire.blockTrade,
    {
      ...{ type: 'blockTrade', eventTime: 1795305600700, symbol: 'BTCUSDT', blockTradeId: 611, price: '91200.00' },
      ...{ quantity: '42', tradeTime: 1795305600433, isBuyerMaker: false, receiveTime: 7 },
    },
  ],
  [
    windowTicker('BTCUSDT', '1h'),
    'btcusdt@ticker_1h',
    wire.windowTicker,
    {
      ...{ type: 'windowTicker', eventTime: 1795305600123, symbol: 'BTCUSDT', window: '1h' },
      ...{ priceChange: '-34.50000000', priceChangePercent: '-0.038', weightedAvgPrice: '91210.00000000' },
      ...{ open: '91269.00000000', high: '91290.00000000', low: '91150.00000000', lastPrice: '91234.50000000' },
      ...{ volume: '310.00000000', quoteVolume: '28275100.00000000', openTime: 1795301940000 },
      ...{ closeTime: 1795305600123, firstTradeId: 5502290000, lastTradeId: 5502345677, numTrades: 55678 },
      receiveTime: 7,
    },
  ],
  [
    referencePrice('BTCUSDT'),
    'btcusdt@referencePrice',
    wire.referencePrice,
    {
      ...{ type: 'referencePrice', symbol: 'BTCUSDT', price: '91231.00', priceTime: 1795305600004 },
      receiveTime: 7,
    },
  ],
]

test.each(rows.map(([channel, ...rest]) => [channel.type, channel, ...rest] as const))(
  'a %s is decoded, with and without validation',
  (type, channel, stream, payload, event) => {
    expect(channel).toMatchObject({ type, stream, symbol: 'BTCUSDT' })
    expect(fate(channel, payload)).toEqual({ event })
    expect(fate(channel, payload, 'never')).toEqual({ event })
    expect(fate(channel, { ...payload, somethingNew: { since: 2027 } })).toEqual({ event })
    expect(suspectedFor(channel, payload)).toBeUndefined()
  },
)

test('each field of each kind is required, and blamed by its path', () => {
  const missed: string[] = []
  for (const [channel, , payload] of rows) {
    const paths = Object.keys(payload).flatMap((key) =>
      key === 'k' ? ['k', ...Object.keys(k).map((inner) => `k.${inner}`)] : [key],
    )
    for (const path of paths) {
      // Read by nobody: the exchange says to ignore them, or says them twice.
      if (path === 'M' || path === 'k.s' || path === 'k.B') continue
      for (const value of [undefined, path === 'r' ? 1 : null, {}, path === 'm' || path === 'k.x' ? 'true' : true]) {
        const [outer, inner] = path.split('.') as [string, string?]
        const broken =
          inner === undefined ? { ...payload, [outer]: value } : { ...payload, k: { ...k, [inner]: value } }
        const outcome = fate(channel, broken)
        // An empty object for `k` lacks its first member.
        const blamed = path === 'k' && typeof value === 'object' && value !== null ? 'k.t' : path
        if ('event' in outcome || outcome.path !== blamed) missed.push(`${channel.type} ${path} ${String(value)}`)
      }
    }
  }
  expect(missed).toEqual([])
})

test.each([
  ['not JSON', '{"e":"trade"', '$', /JSON/],
  ['an empty text', '', '$', /JSON/],
  ['a number', '5', '$', /^must be an object; received 5$/],
  ['null', 'null', '$', /^must be an object; received null$/],
  ['an array', '[]', 'e', /^must be present; received undefined$/],
  ['another event', { ...wire.trade, e: 'aggTrade' }, 'e', /^must be "trade"; received "aggTrade"$/],
  [
    'a number for a decimal',
    { ...wire.trade, p: 91234.5 },
    'p',
    /^must be a decimal ≥ 0 in a string; received 91234.5$/,
  ],
  ['an exponent', { ...wire.trade, p: '1e5' }, 'p', /received "1e5"$/],
  ['a minus', { ...wire.trade, q: '-1' }, 'q', /received "-1"$/],
  ['a point without digits', { ...wire.trade, q: '1.' }, 'q', /received "1."$/],
  ['other digits', { ...wire.trade, q: '١' }, 'q', /received "١"$/],
  ['a line end', { ...wire.trade, q: '1\n' }, 'q', /received "1\\n"$/],
  ['a price of nothing', { ...wire.trade, p: '0.00000000' }, 'p', /^must be above zero; received "0.00000000"$/],
  [
    'an id that lost digits',
    { ...wire.trade, t: 2 ** 53 },
    't',
    /^must be a safe integer ≥ 0; received 9007199254740992$/,
  ],
  ['a time in a string', { ...wire.trade, T: '1795305600121' }, 'T', /received "1795305600121"$/],
  ['a time before 1970', { ...wire.trade, T: -1 }, 'T', /received -1$/],
  ['another symbol', { ...wire.trade, s: 'ETHUSDT' }, 's', /^must be the symbol of the stream; received "ETHUSDT"$/],
  ['an endless text', { ...wire.trade, p: '9'.repeat(500).concat('x') }, 'p', /^.{0,130}…$/],
])('%s is refused', (_, payload, path, reason) => {
  expect(fate(trades('BTCUSDT'), payload)).toEqual({ path, reason: expect.stringMatching(reason) })
})

test('an error says stream, path and reason, and keeps the cause', () => {
  const error = thrown(() => trades('BTCUSDT').decode(JSON.stringify({ ...wire.trade, p: 1 }), 7, 'always'))
  expect(error).toMatchObject({
    code: 'INVALID_MESSAGE',
    message: 'btcusdt@trade: p must be a decimal ≥ 0 in a string; received 1.',
    context: { stream: 'btcusdt@trade', path: 'p', reason: 'must be a decimal ≥ 0 in a string; received 1' },
  })
  expect(() => trades('BTCUSDT').decode('{', 7, 'always')).toThrowError(
    expect.objectContaining({ cause: expect.any(SyntaxError) }),
  )
})

test.each([
  ['garbage', trades('BTCUSDT'), '{'],
  ['no object', trades('BTCUSDT'), '"text"'],
  ['an array', trades('BTCUSDT'), '[]'],
  ['a candle without its candle', klines('BTCUSDT', '1m'), '{}'],
  ['a book without levels', depth('BTCUSDT'), '{}'],
])('without validation, %s is still refused', (_, channel, payload) => {
  expect(fate(channel as Channel<MarketEvent>, payload, 'never')).toHaveProperty('path')
})

test('without validation, the exchange is trusted in everything else', () => {
  expect(fate(trades('BTCUSDT'), { ...wire.trade, p: 'much' }, 'never')).toMatchObject({ event: { price: 'much' } })
})

const candle = (change: object) => ({ ...wire.kline, k: { ...k, ...change } })
const minutes = klines('BTCUSDT', '1m')
const book = partialDepth('BTCUSDT', { levels: 5 })
const six = Array.from({ length: 6 }, (_, i) => [`${9 - i}.0`, '1'])

test.each<[string, Channel<MarketEvent>, object, string]>([
  ['a candle of another interval', minutes, candle({ i: '1M' }), 'k.i'],
  ['a candle that ends before it begins', minutes, candle({ T: k.t - 1 }), 'k.T'],
  ['a high below the close', minutes, candle({ h: '91234.49' }), 'k.h'],
  ['a low above the open', minutes, candle({ l: '91230.00000001' }), 'k.l'],
  ['takers who bought more than was traded', minutes, candle({ V: '3.20000001' }), 'k.V'],
  ['takers who paid more than was traded', minutes, candle({ Q: '291943.3' }), 'k.Q'],
  ['an aggregate whose trades run backwards', aggTrades('BTCUSDT'), { ...wire.aggTrade, l: 1 }, 'l'],
  ['updates that run backwards', depth('BTCUSDT'), { ...wire.depth, u: 1 }, 'u'],
  ['a level without quantity', depth('BTCUSDT'), { ...wire.depth, b: [['1', '2'], ['3']] }, 'b'],
  ['bids that rise', book, { ...wire.partialDepth, bids: [...six].reverse() }, 'bids'],
  ['asks that fall', book, { ...wire.partialDepth, asks: six }, 'asks'],
  [
    'a price twice',
    book,
    {
      ...wire.partialDepth,
      asks: [
        ['1.0', '1'],
        ['1.00', '2'],
      ],
    },
    'asks',
  ],
  ['a block of no price', blockTrades('BTCUSDT'), { ...wire.blockTrade, p: '0' }, 'p'],
  ['a window of another stream', windowTicker('BTCUSDT', '4h'), wire.windowTicker, 'e'],
  ['a window that does not exist', windowTicker('BTCUSDT', '1h'), { ...wire.windowTicker, e: '2hTicker' }, 'e'],
  ['six bids of five', book, { ...wire.partialDepth, bids: six }, 'bids'],
])('%s is refused', (_, channel, payload, path) => {
  expect(fate(channel, payload)).toEqual({ path, reason: expect.stringMatching(/^must be /) })
})

test('of a list of levels the first bad one is named', () => {
  expect(
    fate(depth('BTCUSDT'), {
      ...wire.depth,
      a: [
        ['1', '2'],
        ['1e3', '2'],
      ],
    }),
  ).toEqual({
    path: 'a',
    reason: 'must be levels of a price and a quantity, decimals ≥ 0 in strings, as level 1 is not; received an array',
  })
})

test('what levels have beside price and quantity is left out', () => {
  const b = [['0.10376590', '59.15767010', []]]
  expect(fate(depth('BTCUSDT'), { ...wire.depth, b })).toMatchObject({
    event: { bids: [['0.10376590', '59.15767010']] },
  })
})

test('there may be no reference price', () => {
  const event = { type: 'referencePrice', symbol: 'BTCUSDT', price: null, priceTime: 1795305600004, receiveTime: 7 }
  expect(fate(referencePrice('BTCUSDT'), { ...wire.referencePrice, r: null })).toEqual({ event })
})

test('a candle without trades, and a ticker without, have -1 for their ids', () => {
  const still = { f: -1, L: -1, n: 0, o: k.o, h: k.o, l: k.o, c: k.o, v: '0', q: '0', V: '0', Q: '0' }
  expect(suspectedFor(minutes, candle(still))).toBeUndefined()
  expect(fate(minutes, candle({ ...still, L: -2 }))).toMatchObject({ path: 'k.L' })
  const noTrades = { ...wire.windowTicker, F: -1, L: -1, n: 0 }
  expect(fate(windowTicker('BTCUSDT', '1h'), noTrades)).toHaveProperty('event')
  expect(fate(ticker('BTCUSDT'), { ...wire.ticker, F: -1, L: -1, n: 0 })).toHaveProperty('event')
})

test.each<[string, Channel<MarketEvent>, object, string]>([
  ['a trade told before it happened', trades('BTCUSDT'), { ...wire.trade, T: wire.trade.E + 1 }, 'tradeTime'],
  ['an aggregate told before', aggTrades('BTCUSDT'), { ...wire.aggTrade, T: wire.aggTrade.E + 1 }, 'tradeTime'],
  ['a candle that counts trades its ids do not have', minutes, candle({ n: 677 }), 'numTrades'],
  ['a minute that is longer', minutes, candle({ T: k.T + 1 }), 'closeTime'],
  ['a last price above the high', ticker('BTCUSDT'), { ...wire.ticker, h: '91234.4' }, 'lastPrice'],
  ['a last price below the low', miniTicker('BTCUSDT'), { ...wire.miniTicker, l: '91234.6' }, 'lastPrice'],
  ['a block told before', blockTrades('BTCUSDT'), { ...wire.blockTrade, T: wire.blockTrade.E + 1 }, 'tradeTime'],
  [
    'a last price below the low of its hour',
    windowTicker('BTCUSDT', '1h'),
    { ...wire.windowTicker, l: '91234.6' },
    'lastPrice',
  ],
  ['a crossed ticker', ticker('BTCUSDT'), { ...wire.ticker, b: '91234.50' }, 'bestBidPrice'],
  ['a crossed top of book', bookTicker('BTCUSDT'), { ...wire.bookTicker, b: '91234.50' }, 'bidPrice'],
  ['a crossed book', book, { ...wire.partialDepth, bids: [['91234.50', '1']] }, 'bids'],
])('%s is delivered and told', (_, channel, payload, path) => {
  expect(suspectedFor(channel, payload)).toBe(path)
})

test.each<[string, Channel<MarketEvent>, object]>([
  ['an empty side', bookTicker('BTCUSDT'), { ...wire.bookTicker, a: '0.00000000', A: '0.00000000' }],
  ['a book without asks', book, { ...wire.partialDepth, asks: [] }],
  ['a month of 28 days', klines('BTCUSDT', '1M'), candle({ i: '1M', T: k.t + 28 * 86_400_000 - 1 })],
])('%s is nothing odd', (_, channel, payload) => {
  expect(suspectedFor(channel, payload)).toBeUndefined()
})

test('every event knows its place in its stream, and those that are counted what they follow', () => {
  const places = rows.map(([channel, , payload]) => {
    const event = channel.decode(JSON.stringify(payload), 7, 'always')
    return [channel.type, channel.sequence?.number(event), channel.sequence?.follows?.(event)]
  })
  expect(places).toEqual([
    ['trade', 5502345672, 5502345671],
    ['aggTrade', 4012345678, 4012345677],
    ['kline', 1795305602011, undefined],
    ['depth', 88000123456, 88000123449],
    ['partialDepth', 88000123456, undefined],
    ['ticker', 1795305600123, undefined],
    ['miniTicker', 1795305600123, undefined],
    ['bookTicker', 88000123456, undefined],
    ['avgPrice', 1795305600000, undefined],
    ['blockTrade', 611, undefined],
    ['windowTicker', 1795305600123, undefined],
    ['referencePrice', 1795305600004, undefined],
  ])
})

test('candles of another clock are those of UTC but for their boundaries, and say so', () => {
  const shifted = klines('BTCUSDT', '1d', { timezone: '+08:00' })
  const t = Date.UTC(2026, 10, 21, 16)
  const day = { ...k, t, T: t + 86_399_999, i: '1d' }
  const payload = { ...wire.kline, E: t + 1_000, k: day }
  expect(shifted.stream).toBe('btcusdt@kline_1d@+08:00')
  expect(fate(shifted, payload)).toMatchObject({ event: { startTime: t, interval: '1d', timezone: '+08:00' } })
  expect(suspectedFor(shifted, payload)).toBeUndefined()
  expect(suspectedFor(shifted, { ...payload, k: { ...day, T: t + 86_400_000 } })).toBe('closeTime')
  expect(fate(klines('BTCUSDT', '1d', { timezone: undefined }), payload)).not.toHaveProperty('event.timezone')
})

test('a stream is given the silence that is proper to its kind', () => {
  const silences = [...rows.map(([channel]) => channel), klines('BTCUSDT', '1s'), raw('btcusdt@depth')]
  expect(silences.map(({ stream, silenceMs }) => `${stream} ${silenceMs / 1_000}`)).toEqual([
    ...['btcusdt@trade 120', 'btcusdt@aggTrade 120', 'btcusdt@kline_1m 60', 'btcusdt@depth@100ms 60'],
    ...['btcusdt@depth5 60', 'btcusdt@ticker 60', 'btcusdt@miniTicker 60', 'btcusdt@bookTicker 120'],
    ...['btcusdt@avgPrice 10', 'btcusdt@blockTrade 86400', 'btcusdt@ticker_1h 60', 'btcusdt@referencePrice 60'],
    ...['btcusdt@kline_1s 10', 'btcusdt@depth 120'],
  ])
})

test('a raw channel delivers any JSON', () => {
  const mini = raw('!miniTicker@arr')
  expect(mini).toMatchObject({ type: 'raw', stream: '!miniTicker@arr', symbol: '' })
  expect(raw('btcusdt@ticker_1h').symbol).toBe('BTCUSDT')
  expect(fate(mini, '[1]')).toEqual({ event: { type: 'raw', stream: '!miniTicker@arr', data: [1], receiveTime: 7 } })
  expect(fate(mini, '[1')).toMatchObject({ path: '$' })
})

test('events are whole literals in one order of keys', () => {
  const scrambled = Object.fromEntries(Object.entries(wire.trade).reverse())
  expect(Object.keys(trades('BTCUSDT').decode(JSON.stringify(scrambled), 7, 'always'))).toEqual([
    ...['type', 'eventTime', 'symbol', 'tradeId', 'price', 'quantity', 'tradeTime', 'isBuyerMaker', 'receiveTime'],
  ])
})
