import { expect, test } from 'vitest'

import {
  newOptions,
  optionBookTicker,
  optionDepth,
  optionIndexPrices,
  optionKlines,
  optionMarkPrices,
  optionOpenInterest,
  optionPartialDepth,
  optionTicker,
  optionTickers,
  optionTrades,
} from '../../../../src/binance'
import type { Channel, MarketEvent } from '../../../../src/core/channel'
import { fate, suspectedFor, thrown } from '../payloads'
import { symbol, wire } from './payloads'

const lower = 'btc-261225-100000-c'

const ticker = {
  ...{ type: 'ticker', eventTime: 1795305600321, symbol, priceChange: '-50.000', priceChangePercent: '-3.333' },
  ...{ weightedAvgPrice: '1470.000', lastPrice: '1450.000', lastQuantity: '0.35', open: '1500.000', high: '1520.000' },
  ...{ low: '1430.000', volume: '41.20', quoteVolume: '60564.000', openTime: 1795219200321 },
  ...{ closeTime: 1795305600321, firstTradeId: 8001, lastTradeId: 8123, numTrades: 123 },
}

const rows: [Channel<MarketEvent>, string, string | undefined, object, object][] = [
  [
    optionTrades(symbol),
    `${lower}@optionTrade`,
    undefined,
    wire.trade,
    {
      ...{ type: 'trade', eventTime: 1795305600150, symbol, tradeId: 8123, price: '1450.000', quantity: '0.35' },
      ...{ tradeTime: 1795305600101, side: 'BUY', isBuyerMaker: false, origin: 'MARKET' },
    },
  ],
  [
    optionBookTicker(symbol),
    `${lower}@bookTicker`,
    undefined,
    wire.bookTicker,
    {
      ...{ type: 'bookTicker', eventTime: 1795305600124, transactionTime: 1795305600121, updateId: 121509455, symbol },
      ...{ bidPrice: '1440.000', bidQuantity: '2.10', askPrice: '1455.000', askQuantity: '0.90' },
    },
  ],
  [
    optionDepth(symbol),
    `${lower}@depth@500ms`,
    undefined,
    wire.depth,
    {
      ...{ type: 'depth', eventTime: 1795305600124, transactionTime: 1795305600119, symbol },
      ...{ firstUpdateId: 121508743, finalUpdateId: 121509455, previousUpdateId: 121508733 },
      ...{ bids: wire.depth.b, asks: wire.depth.a },
    },
  ],
  [
    optionPartialDepth(symbol, { levels: 10, speed: 100 }),
    `${lower}@depth10@100ms`,
    undefined,
    wire.partialDepth,
    {
      ...{ type: 'partialDepth', eventTime: 1795305600124, transactionTime: 1795305600119, symbol },
      ...{ lastUpdateId: 121509455, levels: 10, bids: wire.partialDepth.b, asks: wire.partialDepth.a },
    },
  ],
  [optionTicker(symbol), `${lower}@optionTicker`, undefined, wire.ticker, ticker],
  [
    optionKlines(symbol, '1m'),
    `${lower}@kline_1m`,
    'market',
    wire.kline,
    {
      ...{ type: 'kline', eventTime: 1795305602011, symbol, interval: '1m', startTime: 1795305600000 },
      ...{ closeTime: 1795305659999, open: '1448.000', high: '1450.000', low: '1448.000', close: '1450.000' },
      ...{ volume: '0.60', numTrades: 2, isClosed: false, firstTradeId: 8122, lastTradeId: 8123 },
      ...{ quoteVolume: '869.500', takerBuyVolume: '0.35', takerBuyQuoteVolume: '507.500' },
    },
  ],
]

test.each(rows.map(([channel, ...rest]) => [channel.type, channel, ...rest] as const))(
  'a %s is decoded, with and without validation, on its route',
  (type, channel, stream, route, payload, fields) => {
    const event = { ...fields, receiveTime: 7 }
    expect(channel).toMatchObject({ type, stream, symbol, family: 'options' })
    expect(channel.route).toBe(route)
    expect(channel.history).toBeUndefined()
    expect(fate(channel, payload)).toEqual({ event })
    expect(fate(channel, payload, 'never')).toEqual({ event })
    expect(fate(channel, { ...payload, somethingNew: { since: 2027 } })).toEqual({ event })
    expect(suspectedFor(channel, payload)).toBeUndefined()
  },
)

test('each field of each kind is required, and blamed by its path', () => {
  const wrong: string[] = []
  const lists: [Channel<MarketEvent>, object][] = [
    [optionMarkPrices('BTCUSDT'), wire.markPrice],
    [optionIndexPrices(), wire.indexPrice],
    [optionOpenInterest('BTCUSDT', '261225'), wire.openInterest],
  ]
  const ask = (channel: Channel<MarketEvent>, payload: unknown, path: string) => {
    const outcome = fate(channel, payload)
    if ('event' in outcome || outcome.path !== path) wrong.push(`${channel.type} ${path} ${JSON.stringify(outcome)}`)
  }
  const less = (payload: object, key: string) =>
    Object.fromEntries(Object.entries(payload).filter(([other]) => other !== key))
  for (const [channel, payload] of [
    ...rows.map(([one, , , two]) => [one, two] as const),
    [newOptions(), wire.newOption],
  ] as const) {
    for (const key of Object.keys(payload)) ask(channel, less(payload, key), key)
  }
  for (const key of Object.keys(wire.kline.k)) {
    if (key !== 's') ask(optionKlines(symbol, '1m'), { ...wire.kline, k: less(wire.kline.k, key) }, `k.${key}`)
  }
  for (const [channel, row] of lists)
    for (const key of Object.keys(row)) ask(channel, [row, less(row, key)], `[1].${key}`)
  expect(wrong).toEqual([])
})

test.each<[string, Channel<MarketEvent>, unknown, string]>([
  ['a trade of another contract', optionTrades('BTC-261225-100000-P'), wire.trade, 's'],
  ['a trade of nothing', optionTrades(symbol), { ...wire.trade, q: '0.00' }, 'q'],
  ['a side that is neither', optionTrades(symbol), { ...wire.trade, S: '-1' }, 'S'],
  ['a number in a string, as of 2023', optionTrades(symbol), { ...wire.trade, t: '15' }, 't'],
  ['a book of another contract', optionDepth('ETH-261225-4000-C'), wire.depth, 's'],
  ['updates that run backwards', optionDepth(symbol), { ...wire.depth, U: wire.depth.u + 1 }, 'u'],
  ['an event before that is not before', optionDepth(symbol), { ...wire.depth, pu: wire.depth.u }, 'pu'],
  ['bids that rise', optionPartialDepth(symbol), wire.depth, 'b'],
  ['another interval', optionKlines(symbol, '5m'), wire.kline, 'k.i'],
  ['a high below the close', optionKlines(symbol, '1m'), { ...wire.kline, k: { ...wire.kline.k, h: '1' } }, 'k.h'],
  ['takers above all', optionKlines(symbol, '1m'), { ...wire.kline, k: { ...wire.kline.k, V: '99' } }, 'k.V'],
  ['a right to neither', newOptions(), { ...wire.newOption, d: 'C' }, 'd'],
  ['rows without a list', optionMarkPrices('BTCUSDT'), wire.markPrice, '$'],
])('%s is refused', (_, channel, payload, path) => {
  expect(fate(channel, payload)).toEqual({ path, reason: expect.stringMatching(/^must be /) })
})

test('trades of an underlying are of any contract, and each contract counts for itself', () => {
  const channel = optionTrades('BTCUSDT')
  expect(channel).toMatchObject({ stream: 'btcusdt@optionTrade', symbol: 'BTCUSDT' })
  const other = { ...wire.trade, s: 'BTC-261225-90000-P', t: 3, X: 'BLOCK', S: 'SELL' }
  expect(fate(channel, other)).toMatchObject({ event: { symbol: 'BTC-261225-90000-P', origin: 'BLOCK', side: 'SELL' } })
  const place = (each: typeof channel) => each.sequence?.number(each.decode(JSON.stringify(wire.trade), 7, 'always'))
  expect([place(channel), place(optionTrades(symbol))]).toEqual([1795305600150, 8123])
})

test('a candle without trades has zeros for their numbers', () => {
  const k = { ...wire.kline.k, f: 0, L: 0, n: 0, v: '0', q: '0', V: '0', Q: '0' }
  expect(fate(optionKlines(symbol, '1m'), { ...wire.kline, k })).toMatchObject({
    event: { firstTradeId: 0, lastTradeId: 0, numTrades: 0 },
  })
})

test('an option is told when it is listed', () => {
  expect(newOptions()).toMatchObject({ stream: '!optionSymbol', route: 'market', symbol: '', family: 'options' })
  expect(fate(newOptions(), wire.newOption)).toEqual({
    event: {
      ...{ type: 'newOption', eventTime: 1795305600555, symbol, underlying: 'BTCUSDT', quoteAsset: 'USDT' },
      ...{ side: 'CALL', strikePrice: '100000.000', deliveryTime: 1798185600000, unit: 1 },
      ...{ onboardTime: 1795309200000, status: 'TRADING', receiveTime: 7 },
    },
  })
})

const markPrice = {
  ...{ type: 'markPrice', eventTime: 1795305600000, symbol, markPrice: '1448.100', indexPrice: '91242.11000000' },
  ...{ settlePrice: '0.000', bidPrice: '1440.000', bidQuantity: '2.10', askPrice: '1455.000', askQuantity: '0.90' },
  ...{ bidVolatility: '0.51200000', askVolatility: '0.51900000', markVolatility: '0.51540000' },
  ...{ maxBuyPrice: '6700.000', minSellPrice: '5.000', riskFreeRate: '0.05000000', delta: '0.23150000' },
  ...{ theta: '-48.21000000', gamma: '0.00002100', vega: '84.90000000', receiveTime: 7 },
}

const lists: [Channel<MarketEvent>, string, string, string | undefined, object, object][] = [
  [optionMarkPrices('btcusdt'), 'btcusdt@optionMarkPrice', 'markPrices', 'market', wire.markPrice, markPrice],
  [
    optionIndexPrices(),
    '!index@arr',
    'indexPrices',
    'market',
    wire.indexPrice,
    { type: 'indexPrice', eventTime: 1795305600000, symbol: 'BTCUSDT', price: '91242.11000000', receiveTime: 7 },
  ],
  [
    optionOpenInterest('BTCUSDT', '261225'),
    'btcusdt@openInterest@261225',
    'openInterests',
    'market',
    wire.openInterest,
    {
      ...{ type: 'openInterest', eventTime: 1795305600000, symbol, openInterest: '412.60', notional: '37646500.00' },
      receiveTime: 7,
    },
  ],
  [
    optionTickers('BTCUSDT', '261225'),
    'btcusdt@optionTicker@261225',
    'tickers',
    undefined,
    wire.ticker,
    { ...ticker, receiveTime: 7 },
  ],
]

test.each(lists.map(([channel, stream, ...rest]) => [stream, channel, ...rest] as const))(
  '%s is one event of rows a frame',
  (stream, channel, type, route, payload, row) => {
    const { eventTime } = row as { eventTime: number }
    const event = { type, eventTime, rows: [row, { ...row, symbol: 'OTHER' }], receiveTime: 7 }
    expect(channel).toMatchObject({ type, stream, family: 'options' })
    expect(channel.route).toBe(route)
    expect(fate(channel, [payload, { ...payload, s: 'OTHER' }])).toEqual({ event })
    expect(fate(channel, [payload, { ...payload, s: 'OTHER' }], 'never')).toEqual({ event })
    expect(channel.sequence?.number(channel.decode(JSON.stringify([payload]), 7, 'always'))).toBe(eventTime)
  },
)

test('tickers of a day may come one by one', () => {
  const channel = optionTickers('BTCUSDT', '261225')
  expect(fate(channel, wire.ticker)).toEqual(fate(channel, [wire.ticker]))
  expect(fate(channel, { ...wire.ticker, c: 1450 })).toMatchObject({ path: '[0].c' })
  expect(fate(channel, 'null')).toMatchObject({ path: '[0]' })
})

test('a side without a quote has no volatility', () => {
  const bare = { ...wire.markPrice, bo: '0.000', bq: '0.00', b: '-1.0', a: '-1.0' }
  expect(fate(optionMarkPrices('BTCUSDT'), [bare])).toMatchObject({
    event: { rows: [{ bidPrice: '0.000', bidVolatility: undefined, askVolatility: undefined }] },
  })
})

test('a crossed top and a last price out of range are delivered and told', () => {
  expect([
    suspectedFor(optionBookTicker(symbol), { ...wire.bookTicker, b: '1455.000' }),
    suspectedFor(optionPartialDepth(symbol), { ...wire.partialDepth, a: [['1440.000', '1']] }),
    suspectedFor(optionTicker(symbol), { ...wire.ticker, h: '1449.000' }),
    suspectedFor(optionTrades(symbol), { ...wire.trade, T: wire.trade.E + 1 }),
  ]).toEqual(['bidPrice', 'bids', 'lastPrice', 'tradeTime'])
})

test('of the streams of a contract the book alone tells what is missing', () => {
  const follows = rows.map(([channel, , , payload]) => {
    return [channel.type, channel.sequence?.follows?.(channel.decode(JSON.stringify(payload), 7, 'always'))]
  })
  expect(follows.filter(([, number]) => number !== undefined)).toEqual([['depth', 121508733]])
})

const option = 'symbol must be an option, such as BTC-261225-100000-C; received'
const day = 'expiry must be a day as yymmdd, such as 261225; received'

test.each<[() => unknown, string]>([
  [() => optionTicker('BTCUSDT'), `${option} "BTCUSDT".`],
  [() => optionTrades('BTC-26122-100000-C'), `${option} "BTC-26122-100000-C".`],
  [() => optionDepth('BTC-261225-100000-X'), `${option} "BTC-261225-100000-X".`],
  [() => optionBookTicker('BTC-261225-1e5-C'), `${option} "BTC-261225-1e5-C".`],
  [() => optionMarkPrices(symbol), `underlying must be the pair of an index, such as BTCUSDT; received "${symbol}".`],
  [() => optionTickers('BTCUSDT', '251325'), `${day} "251325".`],
  [() => optionOpenInterest('BTCUSDT', '2025-12-26'), `${day} "2025-12-26".`],
  [() => optionOpenInterest('BTCUSDT', 261225 as never), `${day} 261225.`],
  [
    () => optionKlines(symbol, '8h' as never),
    'interval must be one of 1m 3m 5m 15m 30m 1h 2h 4h 6h 12h 1d 3d 1w; received "8h".',
  ],
  [
    () => optionKlines(symbol, '1s' as never),
    'interval must be one of 1m 3m 5m 15m 30m 1h 2h 4h 6h 12h 1d 3d 1w; received "1s".',
  ],
  [() => optionDepth(symbol, { speed: 250 as never }), 'speed must be 500 or 100; received 250.'],
  [() => optionDepth(symbol, null as never), 'options must be an object; received null.'],
  [() => optionPartialDepth(symbol, { levels: 50 as never }), 'levels must be 5, 10 or 20; received 50.'],
])('%s cannot be', (make, message) => {
  expect(thrown(make)).toMatchObject({ code: 'INVALID_CHANNEL', message })
})

test('strikes may have a fraction, and names come in either case', () => {
  expect(optionTicker('xrp-251219-2.05-p')).toMatchObject({
    ...{ stream: 'xrp-251219-2.05-p@optionTicker', symbol: 'XRP-251219-2.05-P' },
  })
})
