import { expect, test } from 'vitest'

import {
  allAssetIndexes,
  allFuturesBookTickers,
  allFuturesMiniTickers,
  allFuturesTickers,
  allLiquidations,
  allMarkPrices,
  assetIndex,
  compositeIndex,
  continuousKlines,
  contractInfo,
  futuresAggTrades,
  futuresBookTicker,
  futuresDepth,
  futuresKlines,
  futuresMiniTicker,
  futuresPartialDepth,
  futuresTicker,
  futuresTrades,
  indexPrice,
  indexPriceKlines,
  liquidations,
  markPrice,
  markPriceKlines,
  pairMarkPrices,
  rpiDepth,
  tradingSession,
} from '../../../../src/binance'
import type { Channel, MarketEvent } from '../../../../src/core/channel'
import { fate, suspectedFor } from '../payloads'
import { wire } from './payloads'

const bar = {
  ...{ interval: '1m', startTime: 1795305600000, closeTime: 1795305659999 },
  ...{ open: '91238.00', high: '91241.00', low: '91237.50', close: '91240.10', isClosed: false },
  ...{ volume: '12.400', numTrades: 74, quoteVolume: '1131350.00000' },
  ...{ takerBuyVolume: '7.100', takerBuyQuoteVolume: '647790.00000' },
}

const priceBar = {
  ...{ eventTime: 1795305600260, pair: 'BTCUSD', interval: '1m', startTime: 1795305600000, closeTime: 1795305659999 },
  ...{ open: '91239.00000000', high: '91240.90000000', low: '91238.10000000', close: '91240.30000000' },
  ...{ isClosed: true, numPrices: 12, firstPriceTime: 1795305600006, lastPriceTime: 1795305600259, receiveTime: 7 },
}

const rows: [Channel<MarketEvent>, string, string | undefined, object, object][] = [
  [
    futuresTrades('BTCUSDT'),
    'btcusdt@trade',
    undefined,
    wire.trade,
    {
      ...{ type: 'trade', eventTime: 1795305600125, symbol: 'BTCUSDT', tradeId: 6612345673, price: '91240.10' },
      ...{ quantity: '0.050', tradeTime: 1795305600121, isBuyerMaker: false, origin: 'MARKET', market: 'usdm' },
    },
  ],
  [
    futuresAggTrades('BTCUSDT'),
    'btcusdt@aggTrade',
    'market',
    wire.aggTrade,
    {
      ...{ type: 'aggTrade', eventTime: 1795305600123, symbol: 'BTCUSDT', aggTradeId: 2912345678, price: '91240.10' },
      ...{ quantity: '0.150', normalQuantity: '0.120', firstTradeId: 6612345670, lastTradeId: 6612345673 },
      ...{ tradeTime: 1795305600020, isBuyerMaker: false, market: 'usdm' },
    },
  ],
  [
    futuresKlines('BTCUSDT', '1m'),
    'btcusdt@kline_1m',
    'market',
    wire.kline,
    {
      ...{ type: 'kline', eventTime: 1795305600250, symbol: 'BTCUSDT', ...bar },
      ...{ firstTradeId: 6612345600, lastTradeId: 6612345679 },
    },
  ],
  [
    continuousKlines('BTCUSDT', 'current_quarter', '1m'),
    'btcusdt_current_quarter@continuousKline_1m',
    'market',
    wire.continuousKline,
    {
      ...{
        type: 'continuousKline',
        eventTime: 1795305600250,
        pair: 'BTCUSDT',
        contractType: 'current_quarter',
        ...bar,
      },
      ...{ firstUpdateId: 11300000000100, lastUpdateId: 11300000009100 },
    },
  ],
  [
    indexPriceKlines('BTCUSD', '1m'),
    'btcusd@indexPriceKline_1m',
    'market',
    wire.indexPriceKline,
    { type: 'indexPriceKline', ...priceBar },
  ],
  [
    markPriceKlines('BTCUSD_PERP', '1m'),
    'btcusd_perp@markPriceKline_1m',
    'market',
    wire.markPriceKline,
    { type: 'markPriceKline', symbol: 'BTCUSD_PERP', ...priceBar },
  ],
  [
    markPrice('BTCUSDT', { speed: 1_000 }),
    'btcusdt@markPrice@1s',
    'market',
    wire.markPrice,
    {
      ...{ type: 'markPrice', eventTime: 1795305600000, symbol: 'BTCUSDT', markPrice: '91238.40000000' },
      ...{ averagePrice: '91237.90000000', indexPrice: '91242.11000000', settlePrice: '91200.00000000' },
      ...{ fundingRate: '-0.00010000', nextFundingTime: 1795334400000, market: 'usdm' },
    },
  ],
  [
    indexPrice('BTCUSD'),
    'btcusd@indexPrice',
    'market',
    wire.indexPrice,
    { type: 'indexPrice', eventTime: 1795305600000, pair: 'BTCUSD', price: '91242.11000000' },
  ],
  [
    compositeIndex('DEFIUSDT'),
    'defiusdt@compositeIndex',
    'market',
    wire.compositeIndex,
    {
      ...{ type: 'compositeIndex', eventTime: 1795305600000, symbol: 'DEFIUSDT', price: '702.11000000' },
      basis: 'baseAsset',
      components: [
        {
          ...{ baseAsset: 'AAVE', quoteAsset: 'USDT', weight: '0.81000000', share: '0.12000000' },
          indexPrice: '104.02000000',
        },
        {
          ...{ baseAsset: 'UNI', quoteAsset: 'USDT', weight: '6.30000000', share: '0.09000000' },
          indexPrice: '10.03000000',
        },
      ],
    },
  ],
  [
    futuresTicker('BTCUSDT'),
    'btcusdt@ticker',
    'market',
    wire.ticker,
    {
      ...{ type: 'ticker', eventTime: 1795305600321, symbol: 'BTCUSDT', priceChange: '1240.10' },
      ...{ priceChangePercent: '1.378', weightedAvgPrice: '90715.20', lastPrice: '91240.10', lastQuantity: '0.050' },
      ...{ open: '90000.00', high: '91805.00', low: '89650.00', volume: '98000.000', quoteVolume: '8890089600.00' },
      ...{ openTime: 1795219200000, closeTime: 1795305600320, firstTradeId: 6608000000, lastTradeId: 6612345673 },
      ...{ numTrades: 4340000, pair: 'BTCUSDT', market: 'usdm' },
    },
  ],
  [
    futuresMiniTicker('BTCUSD_PERP'),
    'btcusd_perp@miniTicker',
    'market',
    wire.miniTicker,
    {
      ...{ type: 'miniTicker', eventTime: 1795305600321, symbol: 'BTCUSD_PERP', lastPrice: '91240.1' },
      ...{ open: '90000.0', high: '91805.0', low: '89650.0', volume: '26130970', quoteVolume: '28642.12137913' },
      ...{ pair: 'BTCUSD', market: 'coinm' },
    },
  ],
  [
    futuresBookTicker('BTCUSDT'),
    'btcusdt@bookTicker',
    undefined,
    wire.bookTicker,
    {
      ...{ type: 'bookTicker', eventTime: 1795305600124, transactionTime: 1795305600121, updateId: 11300000009137 },
      ...{ symbol: 'BTCUSDT', bidPrice: '91240.00', bidQuantity: '5.310', askPrice: '91240.10', askQuantity: '2.004' },
      ...{ pair: 'BTCUSDT', market: 'usdm' },
    },
  ],
  [
    futuresDepth('BTCUSDT', { speed: 100 }),
    'btcusdt@depth@100ms',
    undefined,
    wire.depth,
    {
      ...{ type: 'depth', eventTime: 1795305600124, transactionTime: 1795305600119, symbol: 'BTCUSDT' },
      ...{ firstUpdateId: 11300000009100, finalUpdateId: 11300000009137, previousUpdateId: 11300000009093 },
      ...{ bids: wire.depth.b, asks: wire.depth.a, pair: 'BTCUSDT', market: 'usdm' },
    },
  ],
  [
    rpiDepth('BTCUSDT'),
    'btcusdt@rpiDepth@500ms',
    undefined,
    wire.depth,
    {
      ...{ type: 'rpiDepth', eventTime: 1795305600124, transactionTime: 1795305600119, symbol: 'BTCUSDT' },
      ...{ firstUpdateId: 11300000009100, finalUpdateId: 11300000009137, previousUpdateId: 11300000009093 },
      ...{ bids: wire.depth.b, asks: wire.depth.a, pair: 'BTCUSDT', market: 'usdm' },
    },
  ],
  [
    assetIndex('ADAUSD'),
    'adausd@assetIndex',
    'market',
    wire.assetIndex,
    {
      ...{ type: 'assetIndex', eventTime: 1795305600000, symbol: 'ADAUSD', indexPrice: '0.41270000' },
      ...{ bidBuffer: '0.10000000', askBuffer: '0.10000000', bidRate: '0.37143000', askRate: '0.45397000' },
      ...{ autoExchangeBidBuffer: '0.05000000', autoExchangeAskBuffer: '0.05000000' },
      ...{ autoExchangeBidRate: '0.39206500', autoExchangeAskRate: '0.43333500' },
    },
  ],
  [
    futuresPartialDepth('BTCUSDT', { levels: 5, speed: 500 }),
    'btcusdt@depth5@500ms',
    undefined,
    wire.partialDepth,
    {
      ...{ type: 'partialDepth', eventTime: 1795305600124, transactionTime: 1795305600119, symbol: 'BTCUSDT' },
      ...{ lastUpdateId: 11300000009137, levels: 5, bids: wire.partialDepth.b, asks: wire.partialDepth.a },
      ...{ pair: 'BTCUSDT', market: 'usdm' },
    },
  ],
  [
    liquidations('ETHUSDT'),
    'ethusdt@forceOrder',
    'market',
    wire.liquidation,
    {
      ...{ type: 'liquidation', eventTime: 1795305601003, symbol: 'ETHUSDT', side: 'SELL', orderType: 'LIMIT' },
      ...{ timeInForce: 'IOC', quantity: '3.200', price: '2988.10', averagePrice: '2990.55', status: 'FILLED' },
      ...{ lastFilledQuantity: '1.100', filledQuantity: '3.200', tradeTime: 1795305600998 },
      ...{ pair: 'ETHUSDT', market: 'usdm' },
    },
  ],
]

test.each(rows.map(([channel, ...rest]) => [channel.type, channel, ...rest] as const))(
  'a %s is decoded, with and without validation, on its route',
  (type, channel, stream, route, payload, fields) => {
    const event = { ...fields, receiveTime: 7 }
    expect(channel).toMatchObject({ type, stream, symbol: stream.replace(/(@|_current).*/, '').toUpperCase() })
    expect(channel.route).toBe(route)
    expect(fate(channel, payload)).toEqual({ event })
    expect(fate(channel, payload, 'never')).toEqual({ event })
    expect(fate(channel, { ...payload, somethingNew: { since: 2027 } })).toEqual({ event })
    expect(suspectedFor(channel, payload)).toBeUndefined()
  },
)

/** Members that may be missing, or that nobody reads. */
const spare = /^(?:X|nq|ap|i|r|T|st|ps)$/
const spareOf: Readonly<Record<string, RegExp>> = {
  trade: /^(?:X|st)$/,
  aggTrade: /^(?:nq|st)$/,
  kline: /^k\.[sB]$/,
  continuousKline: /^k\.B$/,
  indexPriceKline: /^k\.[vqVQBs]$/,
  markPriceKline: /^k\.[vqVQB]$/,
  markPrice: spare,
  indexPrice: /^$/,
  compositeIndex: /^$/,
  assetIndex: /^$/,
  liquidation: /^(?:ps|st)$/,
}

test('each field of each kind is required but for those that are told to be spare, and blamed by its path', () => {
  const wrong: string[] = []
  for (const [channel, , , payload] of rows) {
    const paths = Object.entries(payload).flatMap(([key, value]) =>
      key === 'k' || key === 'o'
        ? typeof value === 'object'
          ? Object.keys(value).map((inner) => `${key}.${inner}`)
          : [key]
        : [key],
    )
    const isSpare = spareOf[channel.type] ?? /^(?:ps|st)$/
    for (const path of paths) {
      const [outer, inner] = path.split('.') as [string, string?]
      const { [outer]: whole, ...others } = payload as Record<string, unknown>
      const { [inner ?? '']: _, ...left } = Object(whole) as Record<string, unknown>
      const outcome = fate(channel, inner === undefined ? others : { ...payload, [outer]: left })
      const isMissed = !('event' in outcome)
      if (isMissed === isSpare.test(path)) wrong.push(`${channel.type} ${path} ${JSON.stringify(outcome)}`)
      if (isMissed && outcome.path !== path) wrong.push(`${channel.type} ${path} blamed as ${String(outcome.path)}`)
    }
  }
  expect(wrong).toEqual([])
})

test.each<[string, Channel<MarketEvent>, object, string]>([
  ['another symbol', futuresTrades('BTCUSDT'), { ...wire.trade, s: 'ETHUSDT' }, 's'],
  ['a market trade of nothing', futuresTrades('BTCUSDT'), { ...wire.trade, p: '0' }, 'p'],
  ['an old trade of nothing', futuresTrades('BTCUSDT'), { ...wire.trade, X: undefined, q: '0.000' }, 'q'],
  ['a normal part above the whole', futuresAggTrades('BTCUSDT'), { ...wire.aggTrade, nq: '0.1501' }, 'nq'],
  ['a normal part that is a number', futuresAggTrades('BTCUSDT'), { ...wire.aggTrade, nq: 0.1 }, 'nq'],
  ['trades that run backwards', futuresAggTrades('BTCUSDT'), { ...wire.aggTrade, l: 1 }, 'l'],
  ['another interval', futuresKlines('BTCUSDT', '5m'), wire.kline, 'k.i'],
  ['a high below the close', futuresKlines('BTCUSDT', '1m'), { ...wire.kline, k: { ...wire.kline.k, h: '1' } }, 'k.h'],
  ['takers above all', futuresKlines('BTCUSDT', '1m'), { ...wire.kline, k: { ...wire.kline.k, V: '99' } }, 'k.V'],
  ['another contract type', continuousKlines('BTCUSDT', 'perpetual', '1m'), wire.continuousKline, 'ct'],
  ['another pair', continuousKlines('ETHUSDT', 'current_quarter', '1m'), wire.continuousKline, 'ps'],
  ['a pair of another index', indexPriceKlines('ETHUSD', '1m'), wire.indexPriceKline, 'ps'],
  ['a candle of another contract', markPriceKlines('ETHUSD_PERP', '1m'), wire.markPriceKline, 'k.s'],
  ['a rate in words', markPrice('BTCUSDT'), { ...wire.markPrice, r: 'high' }, 'r'],
  ['another index', indexPrice('ETHUSD'), wire.indexPrice, 'i'],
  [
    'a part without weight',
    compositeIndex('DEFIUSDT'),
    { ...wire.compositeIndex, c: [wire.compositeIndex.c[0], { b: 'UNI' }] },
    'c',
  ],
  ['parts that are none', compositeIndex('DEFIUSDT'), { ...wire.compositeIndex, c: {} }, 'c'],
  ['updates that run backwards', futuresDepth('BTCUSDT'), { ...wire.depth, U: wire.depth.u + 1 }, 'u'],
  ['an event before that is not before', futuresDepth('BTCUSDT'), { ...wire.depth, pu: wire.depth.u }, 'pu'],
  ['bids that rise', futuresPartialDepth('BTCUSDT', { levels: 5 }), wire.depth, 'b'],
  [
    'a side that is neither',
    allLiquidations(),
    { ...wire.liquidation, o: { ...wire.liquidation.o, S: 'LONG' } },
    'o.S',
  ],
  ['a book with such orders that runs backwards', rpiDepth('BTCUSDT'), { ...wire.depth, U: wire.depth.u + 1 }, 'u'],
  ['the index of another asset', assetIndex('BTCUSD'), wire.assetIndex, 's'],
  ['a bracket without leverage', contractInfo(), { ...wire.contractInfo, bks: [{ bs: 1 }] }, 'bks'],
  ['brackets that are none', contractInfo(), { ...wire.contractInfo, bks: {} }, 'bks'],
  ['a session of nothing', tradingSession(), { ...wire.tradingSession, e: 'Equity' }, 'e'],
  ['a session that ends before it began', tradingSession(), { ...wire.tradingSession, T: 1 }, 'T'],
  ['an order of another contract', liquidations('BTCUSDT'), wire.liquidation, 'o.s'],
])('%s is refused', (_, channel, payload, path) => {
  expect(fate(channel, payload)).toEqual({ path, reason: expect.stringMatching(/^must be /) })
})

test.each(['NA', 'INSURANCE_FUND', 'ADL', 'WHATEVER_COMES'])('a trade of %s may be of nothing', (X) => {
  expect(fate(futuresTrades('BTCUSDT'), { ...wire.trade, X, p: '0', q: '0' })).toMatchObject({
    event: { origin: X, price: '0', quantity: '0' },
  })
})

test('a contract without funding has neither rate nor time of it', () => {
  const { r: _, T: __, i: ___, ap: ____, ...old } = wire.markPrice
  for (const payload of [{ ...wire.markPrice, r: '', T: 0 }, old]) {
    expect(fate(markPrice('BTCUSDT'), payload)).toMatchObject({
      event: { fundingRate: undefined, nextFundingTime: undefined },
    })
  }
  expect(fate(markPrice('BTCUSDT'), { ...wire.markPrice, r: '0.00000000' })).toMatchObject({
    event: { fundingRate: '0.00000000' },
  })
})

test('an index names its pair by either key', () => {
  const { i, ...rest } = wire.indexPrice
  expect(fate(indexPrice('BTCUSD'), { ...rest, s: i })).toMatchObject({ event: { pair: 'BTCUSD' } })
  expect(fate(indexPrice('BTCUSD'), rest)).toMatchObject({ path: 'i' })
})

test('a liquidation says its pair and product inside the order or outside', () => {
  const { ps, st, ...rest } = wire.liquidation
  const inside = { ...rest, o: { ...rest.o, ps, st } }
  expect(fate(allLiquidations(), inside)).toEqual(fate(liquidations('ETHUSDT'), wire.liquidation))
})

test('what the exchange says of the product is told in words, and what it may say later is not', () => {
  const told = [1, 2, 3, undefined].map((st) => fate(futuresBookTicker('BTCUSDT'), { ...wire.bookTicker, st }))
  expect(told.map((each) => 'event' in each && each.event.market)).toEqual(['usdm', 'coinm', undefined, undefined])
})

test('a crossed top and a last price out of range are delivered and told', () => {
  const book = { ...wire.partialDepth, b: [['91240.10', '1']] }
  expect([
    suspectedFor(futuresBookTicker('BTCUSDT'), { ...wire.bookTicker, b: '91240.10' }),
    suspectedFor(allFuturesBookTickers(), { ...wire.bookTicker, b: '91240.10' }),
    suspectedFor(futuresPartialDepth('BTCUSDT', { levels: 5 }), book),
    suspectedFor(futuresTicker('BTCUSDT'), { ...wire.ticker, h: '91240.00' }),
    suspectedFor(futuresMiniTicker('BTCUSD_PERP'), { ...wire.miniTicker, l: '91240.2' }),
    suspectedFor(futuresTrades('BTCUSDT'), { ...wire.trade, T: wire.trade.E + 1 }),
    suspectedFor(futuresKlines('BTCUSDT', '1m'), { ...wire.kline, k: { ...wire.kline.k, n: 1 } }),
  ]).toEqual(['bidPrice', 'bidPrice', 'bids', 'lastPrice', 'lastPrice', 'tradeTime', undefined])
})

const lists: [Channel<MarketEvent>, string, string, object, object][] = [
  [allMarkPrices(), '!markPrice@arr', 'markPrices', wire.markPrice, { symbol: 'BTCUSDT', fundingRate: '-0.00010000' }],
  [allMarkPrices({ speed: 1_000 }), '!markPrice@arr@1s', 'markPrices', wire.markPrice, { type: 'markPrice' }],
  [pairMarkPrices('BTCUSD'), 'btcusd@markPrice', 'markPrices', wire.markPrice, { market: 'usdm' }],
  [allFuturesMiniTickers(), '!miniTicker@arr', 'miniTickers', wire.miniTicker, { market: 'coinm' }],
  [allFuturesTickers(), '!ticker@arr', 'tickers', wire.ticker, { priceChange: '1240.10' }],
  [allAssetIndexes(), '!assetIndex@arr', 'assetIndexes', wire.assetIndex, { indexPrice: '0.41270000' }],
]

test.each(lists.map(([channel, stream, ...rest]) => [stream, channel, ...rest] as const))(
  '%s is one event of rows a frame',
  (stream, channel, type, row, fields) => {
    const earlier = { ...row, E: 1795305599000, s: 'ETHUSDT' }
    const event = {
      ...{ type, eventTime: (row as { E: number }).E, receiveTime: 7 },
      rows: [expect.objectContaining({ ...fields, receiveTime: 7 }), expect.objectContaining({ symbol: 'ETHUSDT' })],
    }
    expect(channel).toMatchObject({ stream, type, route: 'market' })
    expect(fate(channel, [row, earlier])).toEqual({ event })
    expect(fate(channel, [row, earlier], 'never')).toEqual({ event })
    expect(fate(channel, [])).toEqual({ event: { type, eventTime: 7, rows: [], receiveTime: 7 } })
    expect(fate(channel, row)).toEqual({ path: '$', reason: 'must be an array; received an object' })
    expect(fate(channel, '[1')).toMatchObject({ path: '$' })
    expect(fate(channel, [null], 'never')).toMatchObject({ path: '$' })
    expect(fate(channel, [row, 5])).toEqual({ path: '[1]', reason: 'must be an object; received 5' })
    expect(fate(channel, [row, { ...row, E: '1' }])).toMatchObject({ path: '[1].E' })
  },
)

test('streams of all contracts whose frames are no lists take any contract', () => {
  expect(fate(allFuturesBookTickers(), { ...wire.bookTicker, s: 'ETHUSDT' })).toMatchObject({
    event: { type: 'bookTicker', symbol: 'ETHUSDT' },
  })
  expect(fate(allLiquidations(), wire.liquidation)).toMatchObject({ event: { symbol: 'ETHUSDT' } })
  expect([allFuturesBookTickers(), allLiquidations()]).toMatchObject([
    { stream: '!bookTicker', symbol: '' },
    { stream: '!forceOrder@arr', symbol: '', route: 'market' },
  ])
})

test('a contract tells its brackets only where they changed', () => {
  const { bks: _, st: __, ps: ___, ...rest } = wire.contractInfo
  const fields = {
    ...{ type: 'contractInfo', eventTime: 1795305600555, symbol: 'NEWUSDT', contractType: 'PERPETUAL' },
    ...{ deliveryTime: 4133404800000, onboardTime: 1795309200000, status: 'PENDING_TRADING', receiveTime: 7 },
  }
  const whole = {
    ...{ notionalFloor: 0, notionalCap: 5000, maintenanceMarginRate: 0.015, maintenanceAmount: 0 },
    ...{ bracket: 1, minLeverage: 26, maxLeverage: 50 },
  }
  expect(contractInfo()).toMatchObject({ stream: '!contractInfo', symbol: '', route: 'market' })
  expect(fate(contractInfo(), wire.contractInfo)).toEqual({
    event: { ...fields, brackets: [whole], pair: 'NEWUSDT', market: 'usdm' },
  })
  expect(fate(contractInfo(), rest)).toEqual({
    event: { ...fields, brackets: undefined, pair: undefined, market: undefined },
  })
})

test('a session says of which market it is, also of one that is added later', () => {
  const event = {
    ...{ type: 'tradingSession', eventTime: 1795305600000, underlyingMarket: 'KR_Equity', session: 'NO_TRADING' },
    ...{ startTime: 1795262400000, endTime: 1795489200000, receiveTime: 7 },
  }
  expect(tradingSession()).toMatchObject({ stream: 'tradingSession', symbol: '', route: 'market', isSteady: true })
  expect(fate(tradingSession(), wire.tradingSession)).toEqual({ event })
  expect(fate(tradingSession(), { ...wire.tradingSession, e: 'CN_EquityUpdate' })).toEqual({
    event: { ...event, underlyingMarket: 'CN_Equity' },
  })
})

test('every event knows its place in its stream, and those that are counted what they follow', () => {
  const places = rows.map(([channel, , , payload]) => {
    const event = channel.decode(JSON.stringify(payload), 7, 'always')
    return [channel.type, channel.sequence?.number(event), channel.sequence?.follows?.(event)]
  })
  expect(places).toEqual([
    ['trade', 6612345673, undefined],
    ['aggTrade', 2912345678, 2912345677],
    ['kline', 1795305600250, undefined],
    ['continuousKline', 1795305600250, undefined],
    ['indexPriceKline', 1795305659999.5, undefined],
    ['markPriceKline', 1795305659999.5, undefined],
    ['markPrice', 1795305600000, undefined],
    ['indexPrice', 1795305600000, undefined],
    ['compositeIndex', 1795305600000, undefined],
    ['ticker', 1795305600321, undefined],
    ['miniTicker', 1795305600321, undefined],
    ['bookTicker', 11300000009137, undefined],
    ['depth', 11300000009137, 11300000009093],
    ['rpiDepth', 11300000009137, 11300000009093],
    ['assetIndex', 1795305600000, undefined],
    ['partialDepth', 11300000009137, undefined],
    ['liquidation', 1795305601003, undefined],
  ])
})
