import { expect, test } from 'vitest'

import {
  aggTrades,
  allWindowTickers,
  depth,
  intervals,
  klines,
  partialDepth,
  raw,
  stream,
  trades,
  windowTicker,
} from '../../../src/binance'
import { thrown } from './payloads'

test.each([
  ['BTCUSDT', 'btcusdt@trade', 'BTCUSDT'],
  ['btcusdt', 'btcusdt@trade', 'BTCUSDT'],
  ['1000SHIBUSDT', '1000shibusdt@trade', '1000SHIBUSDT'],
  ['这是测试币456', '这是测试币456@trade', '这是测试币456'],
  ['币安人生USDT', '币安人生usdt@trade', '币安人生USDT'],
  // Only ASCII letters change case: mapping these would name another market.
  ['İßéUSDT', 'İßéusdt@trade', 'İßéUSDT'],
])('%s is the stream %s of %s', (symbol, name, upper) => {
  expect(trades(symbol)).toMatchObject({ stream: name, symbol: upper })
})

test.each([
  ...['', ' ', 'BTC USDT', 'btcusdt@trade', 'btc/usdt', '!arr', 'a?b', 'a&b', 'a#b', 'a%b', 'a,b', 'a"b', "a'b"],
  ...['a`b', 'a\\b', 'a\nb', 'a\u0000b', 'a\ud800b', 'a\u3000b', 'x'.repeat(65), 5, null, undefined, {}, []],
])('%j is no symbol', (symbol) => {
  expect(thrown(() => trades(symbol as string))).toMatchObject({
    code: 'INVALID_CHANNEL',
    message: expect.stringMatching(/^symbol must be 1 to 64 characters, .+; received .{1,80}\.$/),
    context: { argument: 'symbol' },
  })
})

test.each<[string, () => unknown, string]>([
  [
    'an interval',
    () => klines('BTCUSDT', '1y' as '1d'),
    `interval must be one of ${intervals.join(' ')}; received "1y".`,
  ],
  [
    'no interval',
    () => klines('BTCUSDT', undefined as never),
    `interval must be one of ${intervals.join(' ')}; received undefined.`,
  ],
  ['a speed', () => depth('BTCUSDT', { speed: 250 as 100 }), 'speed must be 1000 or 100; received 250.'],
  [
    'a speed of partial depth',
    () => partialDepth('BTCUSDT', { speed: '100' as never }),
    'speed must be 1000 or 100; received "100".',
  ],
  ['levels', () => partialDepth('BTCUSDT', { levels: 15 as 5 }), 'levels must be 5, 10 or 20; received 15.'],
  ['options', () => depth('BTCUSDT', 100 as never), 'options must be an object; received 100.'],
  [
    'options of partial depth',
    () => partialDepth('BTCUSDT', null as never),
    'options must be an object; received null.',
  ],
  [
    'options of candles',
    () => klines('BTCUSDT', '1m', '+08:00' as never),
    'options must be an object; received "+08:00".',
  ],
  [
    'a timezone',
    () => klines('BTCUSDT', '1m', { timezone: '+09:00' as never }),
    'timezone must be +08:00 or left out; received "+09:00".',
  ],
  ['a window', () => windowTicker('BTCUSDT', '2h' as never), 'window must be 1h, 4h or 1d; received "2h".'],
  ['a window of all', () => allWindowTickers(undefined as never), 'window must be 1h, 4h or 1d; received undefined.'],
  [
    'a raw name',
    () => raw('a b'),
    'stream name must be 1 to 128 characters, none of them white space, a quote or /?&#%,\\; received "a b".',
  ],
  [
    'a raw name that is none',
    () => raw(7 as never),
    'stream name must be 1 to 128 characters, none of them white space, a quote or /?&#%,\\; received 7.',
  ],
])('%s that does not exist is refused with what does', (_, call, message) => {
  expect(thrown(call)).toMatchObject({ code: 'INVALID_CHANNEL', message })
})

test('books are named by levels and speed', () => {
  expect([
    depth('BTCUSDT').stream,
    depth('BTCUSDT', { speed: 1_000 }).stream,
    depth('BTCUSDT', { speed: 100 }).stream,
    partialDepth('BTCUSDT').stream,
    partialDepth('BTCUSDT', { levels: 5, speed: 100 }).stream,
    partialDepth('BTCUSDT', { levels: 10, speed: 1_000 }).stream,
  ]).toEqual([
    ...['btcusdt@depth', 'btcusdt@depth', 'btcusdt@depth@100ms'],
    ...['btcusdt@depth20', 'btcusdt@depth5@100ms', 'btcusdt@depth10'],
  ])
})

const names = [
  ...['trade', 'aggTrade', 'ticker', 'miniTicker', 'bookTicker', 'avgPrice', 'depth', 'depth@100ms'],
  ...['depth5', 'depth10', 'depth20', 'depth5@100ms', 'depth10@100ms', 'depth20@100ms'],
  ...['blockTrade', 'referencePrice', 'ticker_1h', 'ticker_4h', 'ticker_1d'],
  ...intervals.flatMap((interval) => [`kline_${interval}`, `kline_${interval}@+08:00`]),
]

test('each known name is the channel that has it', () => {
  const back = names.map((name) => stream(`btcusdt@${name}`).stream)
  expect(back).toEqual(names.map((name) => `btcusdt@${name}`))
  const all = ['!miniTicker@arr', '!ticker_1h@arr', '!ticker_4h@arr', '!ticker_1d@arr']
  expect(all.map((name) => stream(name).stream)).toEqual(all)
  expect(stream('BTCUSDT@kline_1M')).toMatchObject({ stream: 'btcusdt@kline_1M', symbol: 'BTCUSDT' })
  expect(stream('btcusdt@aggTrade').type).toBe(aggTrades('BTCUSDT').type)
})

test.each<unknown>([
  ...['', 'btcusdt', '@trade', 'btcusdt@', 'btcusdt@trades', 'btcusdt@TRADE', 'btcusdt@kline_1y', 'btcusdt@kline_'],
  ...['btcusdt@trade@100ms', 'btcusdt@depth15', 'btcusdt@depth@250ms', 'btcusdt@kline_1m@+09:00', '!ticker@arr'],
  ...['btcusdt@kline_1m@100ms', 'btcusdt@depth@+08:00', 'btcusdt@trade@+08:00', 'btcusdt@ticker_2h', '!bookTicker'],
  ...['!ticker_2h@arr', '!MINITICKER@arr', '!miniTicker', 'btcusdt@ticker_1h@arr', '!ticker_1h@arr@100ms', Symbol('a')],
  ...['btcusdt@constructor', 'btcusdt@trade/x', 'btcusdt@trade ', 5, null, undefined],
])('%j is no known name', (name) => {
  const error = thrown(() => stream(name as string))
  expect(error.code).toBe('INVALID_CHANNEL')
  expect(error.message).toContain(
    '<symbol>@kline_<interval>[@+08:00], <symbol>@depth[@100ms], <symbol>@depth<5|10|20>[@100ms]',
  )
})
