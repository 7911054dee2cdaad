import { expect, test } from 'vitest'
import { type AggTrade, aggTrades, type Kline, klines, type Trade, trades } from '../../../src/binance'
import { thrown } from './payloads'

const minute = 60_000
const start = 1_795_305_600_000

const row = {
  trade: {
    ...{ id: 5502345673, price: '91234.50000000', qty: '0.00500000', quoteQty: '456.17250000' },
    ...{ time: 1795305600321, isBuyerMaker: true, isBestMatch: true },
  },
  aggTrade: {
    ...{ a: 4012345679, p: '91234.50000000', q: '0.01520000', f: 5502345673, l: 5502345675 },
    ...{ T: 1795305600321, m: false, M: true },
  },
  // Open time, o, h, l, c, volume, close time, quote volume, trades, taker volumes, unused.
  kline: [
    ...[start, '91230.00000000', '91240.10000000', '91225.00000000', '91234.50000000', '3.20000000', start + 59_999],
    ...['291943.20000000', 678, '1.70000000', '155096.60000000', '0'],
  ],
}

const trade = (tradeId: number) => ({ type: 'trade', tradeId }) as Trade
const aggTrade = (aggTradeId: number) => ({ type: 'aggTrade', aggTradeId }) as AggTrade
const bar = (startTime: number, isClosed: boolean) =>
  ({ type: 'kline', startTime, closeTime: startTime + minute - 1, isClosed }) as Kline

const tradeQuery = (await trades('btcusdt').history!()).missing(trade(5502345672), trade(5502345675))!
const aggQuery = (await aggTrades('btcusdt').history!()).missing(aggTrade(4012345678), aggTrade(4012349999))!
const klineQuery = (await klines('btcusdt', '1m').history!()).missing(
  bar(start, false),
  bar(start + 3 * minute, false),
)!

test('each is asked for by its number, as many as are missing and at most a thousand', () => {
  expect([tradeQuery, aggQuery, klineQuery]).toMatchObject([
    {
      ...{ path: 'historicalTrades', method: 'trades.historical', weight: 25 },
      params: { symbol: 'BTCUSDT', fromId: 5502345673, limit: 2 },
    },
    {
      ...{ path: 'aggTrades', method: 'trades.aggregate', weight: 4 },
      params: { symbol: 'BTCUSDT', fromId: 4012345679, limit: 1_000 },
    },
    {
      ...{ path: 'klines', method: 'klines', weight: 2 },
      params: { symbol: 'BTCUSDT', interval: '1m', startTime: start, endTime: start + 3 * minute - 1, limit: 1_000 },
    },
  ])
})

test('candles of another clock are asked for by it, between times in UTC', async () => {
  const history = await klines('btcusdt', '1d', { timezone: '+08:00' }).history!()
  const query = history.missing(bar(start, true), bar(start + 3 * minute, false))!
  expect(query.params).toEqual({
    ...{ symbol: 'BTCUSDT', interval: '1d', timeZone: '8', limit: 1_000 },
    ...{ startTime: start + minute, endTime: start + 3 * minute - 1 },
  })
  expect(query.read([row.kline], 7)).toMatchObject([{ interval: '1d', timezone: '+08:00', backfilled: true }])
})

test('nothing is asked where the numbers leave nothing out', async () => {
  const history = await trades('btcusdt').history!()
  expect([5, 4, 3, 1].map((id) => history.missing(trade(4), trade(id)))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  expect(history.missing(trade(4), trade(6))?.params).toMatchObject({ fromId: 5, limit: 1 })
})

test.each([
  ['the same candle', bar(start, false), bar(start, false), undefined],
  ['the next, the last one closed', bar(start, true), bar(start + minute, false), undefined],
  ['the next, the last one open', bar(start, false), bar(start + minute, false), [start, start + minute - 1]],
  ['the one after the next', bar(start, true), bar(start + 2 * minute, true), [start + minute, start + 2 * minute - 1]],
  ['an earlier one', bar(start, true), bar(start - minute, false), undefined],
])('candles up to %s', async (_, after, before, span) => {
  const params = (await klines('btcusdt', '1m').history!()).missing(after, before)?.params
  expect(params && [params.startTime, params.endTime]).toEqual(span)
})

test('a row has every field of the event, and nothing that the exchange did not say', () => {
  expect(tradeQuery.read([row.trade], 7)).toEqual([
    {
      ...{ type: 'trade', eventTime: 1795305600321, symbol: 'BTCUSDT', tradeId: 5502345673, price: '91234.50000000' },
      ...{ quantity: '0.00500000', tradeTime: 1795305600321, isBuyerMaker: true, receiveTime: 7, backfilled: true },
    },
  ])
  expect(aggQuery.read([row.aggTrade], 7)).toEqual([
    {
      ...{ type: 'aggTrade', eventTime: 1795305600321, symbol: 'BTCUSDT', aggTradeId: 4012345679 },
      ...{ price: '91234.50000000', quantity: '0.01520000', firstTradeId: 5502345673, lastTradeId: 5502345675 },
      ...{ tradeTime: 1795305600321, isBuyerMaker: false, receiveTime: 7, backfilled: true },
    },
  ])
  expect(klineQuery.read([row.kline], 7)).toEqual([
    {
      ...{ type: 'kline', eventTime: start + 59_999, symbol: 'BTCUSDT', interval: '1m', startTime: start },
      ...{ closeTime: start + 59_999, open: '91230.00000000', high: '91240.10000000', low: '91225.00000000' },
      ...{ close: '91234.50000000', volume: '3.20000000', numTrades: 678, isClosed: true, firstTradeId: -1 },
      ...{ lastTradeId: -1, quoteVolume: '291943.20000000', takerBuyVolume: '1.70000000' },
      ...{ takerBuyQuoteVolume: '155096.60000000', receiveTime: 7, backfilled: true },
    },
  ])
})

test('nothing about a fetched event is odd', () => {
  const channels = [trades('btcusdt'), aggTrades('btcusdt'), klines('btcusdt', '1m')]
  const events = [tradeQuery.read([row.trade], 7), aggQuery.read([row.aggTrade], 7), klineQuery.read([row.kline], 7)]
  for (const [i, channel] of channels.entries()) expect(channel.suspect?.(events[i]![0] as never)).toBeUndefined()
})

test('an empty answer is an answer', () => {
  expect([tradeQuery, aggQuery, klineQuery].map((query) => query.read([], 7))).toEqual([[], [], []])
})

const broken = (i: number, value: unknown) => row.kline.map((each, at) => (at === i ? value : each))

test.each<[string, () => unknown, string, string]>([
  ['no list', () => tradeQuery.read({ code: 1 }, 7), '$', 'must be an array; received an object'],
  ['null', () => tradeQuery.read(null, 7), '$', 'must be an array; received null'],
  ['a row of nothing', () => tradeQuery.read([row.trade, null], 7), '[1].time', 'must be present; received undefined'],
  [
    'a price as a number',
    () => tradeQuery.read([{ ...row.trade, price: 1 }], 7),
    '[0].price',
    'must be a decimal ≥ 0 in a string; received 1',
  ],
  [
    'a quantity of nothing',
    () => tradeQuery.read([{ ...row.trade, qty: '0.0' }], 7),
    '[0].qty',
    'must be above zero; received "0.0"',
  ],
  [
    'an id beyond all integers',
    () => tradeQuery.read([{ ...row.trade, id: 2 ** 53 }], 7),
    '[0].id',
    'must be a safe integer ≥ 0; received 9007199254740992',
  ],
  [
    'a side in words',
    () => aggQuery.read([{ ...row.aggTrade, m: 'true' }], 7),
    '[0].m',
    'must be true or false; received "true"',
  ],
  [
    'an aggregate that ends before it begins',
    () => aggQuery.read([{ ...row.aggTrade, l: 1 }], 7),
    '[0].l',
    'must be at least f; received 1',
  ],
  [
    'rows out of order',
    () => aggQuery.read([row.aggTrade, row.aggTrade], 7),
    '[1]',
    'must be after the row before it; received 4012345679',
  ],
  [
    'a candle in the order of streams',
    () => klineQuery.read([broken(2, '91229.00000000')], 7),
    '[0].2',
    'must be the highest of k.o, k.h, k.l and k.c; received "91229.00000000"',
  ],
  ['a short candle', () => klineQuery.read([row.kline.slice(0, 9)], 7), '[0].9', 'must be present; received undefined'],
  [
    'takers that bought more than was traded',
    () => klineQuery.read([broken(9, '9')], 7),
    '[0].9',
    'must be at most k.v; received "9"',
  ],
])('%s is refused', (_, read, path, reason) => {
  expect(thrown(read)).toMatchObject({
    code: 'INVALID_ANSWER',
    message: expect.stringMatching(/^\w+: .+\.$/),
    context: { path, reason },
  })
})
