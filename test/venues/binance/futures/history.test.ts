import { expect, test } from 'vitest'
import {
  continuousKlines,
  type FuturesAggTrade,
  type FuturesKline,
  futuresAggTrades,
  futuresKlines,
  futuresTrades,
} from '../../../../src/binance'
import { thrown } from '../payloads'

const start = 1_795_305_600_000
const minute = 60_000

const aggTrade = (aggTradeId: number) => ({ type: 'aggTrade', aggTradeId }) as FuturesAggTrade
const bar = (startTime: number, isClosed: boolean) =>
  ({ type: 'kline', startTime, closeTime: startTime + minute - 1, isClosed }) as FuturesKline

const aggQuery = (await futuresAggTrades('btcusdt').history!()).missing(aggTrade(2912345678), aggTrade(2912345681))!
const klineHistory = await futuresKlines('btcusd_perp', '1m').history!()
const klineQuery = klineHistory.missing(bar(start, false), bar(start + 2 * minute, false))!

const row = { a: 2912345679, p: '91240.10', q: '0.150', f: 6612345680, l: 6612345681, T: start + 321, m: true }
const candle = [
  ...[start, '91230.0', '91240.1', '91225.0', '91234.5', '3200', start + 59_999],
  ...['3.50719432', 678, '1700', '1.86319697', '0'],
]

test('aggregates and candles are asked for as futures have them', () => {
  expect([aggQuery, klineQuery]).toMatchObject([
    { path: 'aggTrades', weight: 20, params: { symbol: 'BTCUSDT', fromId: 2912345679, limit: 2 } },
    {
      ...{ path: 'klines', weight: 5 },
      params: {
        ...{ symbol: 'BTCUSD_PERP', interval: '1m', startTime: start, endTime: start + 2 * minute - 1 },
        limit: 1_000,
      },
    },
  ])
})

test('nothing is asked where nothing is missing, and the last candle only where it was open', async () => {
  expect((await futuresAggTrades('btcusdt').history!()).missing(aggTrade(4), aggTrade(5))).toBeUndefined()
  expect(klineHistory.missing(bar(start, true), bar(start + minute, false))).toBeUndefined()
  expect(klineHistory.missing(bar(start, true), bar(start + 2 * minute, false))?.params).toMatchObject({
    startTime: start + minute,
  })
})

test('a row has every field of the event, and nothing that the exchange did not say', () => {
  const event = {
    ...{ type: 'aggTrade', eventTime: start + 321, symbol: 'BTCUSDT', aggTradeId: 2912345679, price: '91240.10' },
    ...{ quantity: '0.150', normalQuantity: undefined, firstTradeId: 6612345680, lastTradeId: 6612345681 },
    ...{ tradeTime: start + 321, isBuyerMaker: true, market: undefined, receiveTime: 7, backfilled: true },
  }
  expect(aggQuery.read([row], 7)).toEqual([event])
  expect(aggQuery.read([{ ...row, nq: '0.100' }], 7)).toEqual([{ ...event, normalQuantity: '0.100' }])
  expect(klineQuery.read([candle], 7)).toEqual([
    {
      ...{ type: 'kline', eventTime: start + 59_999, symbol: 'BTCUSD_PERP', interval: '1m', startTime: start },
      ...{ closeTime: start + 59_999, open: '91230.0', high: '91240.1', low: '91225.0', close: '91234.5' },
      ...{ volume: '3200', numTrades: 678, isClosed: true, firstTradeId: -1, lastTradeId: -1 },
      ...{ quoteVolume: '3.50719432', takerBuyVolume: '1700', takerBuyQuoteVolume: '1.86319697' },
      ...{ receiveTime: 7, backfilled: true },
    },
  ])
})

test('a row that is not one is refused', () => {
  expect(thrown(() => aggQuery.read([{ ...row, nq: '0.2' }], 7))).toMatchObject({
    code: 'INVALID_ANSWER',
    context: { path: '[0].nq' },
  })
  expect(thrown(() => klineQuery.read([candle.slice(0, 9)], 7))).toMatchObject({ context: { path: '[0].9' } })
})

test('single trades and continuous candles have no past that everybody may ask for', () => {
  expect(
    [futuresTrades('btcusdt'), continuousKlines('btcusdt', 'perpetual', '1m')].map(({ history }) => history),
  ).toEqual([undefined, undefined])
})
