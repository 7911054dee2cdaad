/** Questions about trades and candles of the past, for `feed.request()`. Weights by the exchange's list. */
import { refuseOption } from '../../../core/errors'
import type { Query } from '../../../core/query'
import { amount, bool, type Fields, tradeOrNone, whole } from '../fields'
import { type Interval, intervals } from '../kline'
import { counted, list, placed, query, symbolOf } from './query'

/** A trade of the past. */
export interface PastTrade {
  readonly tradeId: number
  readonly price: string
  readonly quantity: string
  readonly quoteQuantity: string
  /** Unix ms. */
  readonly tradeTime: number
  readonly isBuyerMaker: boolean
}

const pastTrade = (): Fields<PastTrade> => ({
  tradeId: whole('id'),
  price: amount('price'),
  quantity: amount('qty'),
  quoteQuantity: amount('quoteQty'),
  tradeTime: whole('time'),
  isBuyerMaker: bool('isBuyerMaker'),
})

/** How many rows, up to 1,000. */
export interface CountOptions {
  /** 1 to 1,000. @default 500 */
  readonly limit?: number
}

/** The newest trades, oldest first. Weight 25. @throws FeedError INVALID_CHANNEL, INVALID_OPTION */
export const recentTradesQuery = (symbol: string, { limit }: CountOptions = {}): Query<readonly PastTrade[]> =>
  query(['trades', 'trades.recent', 25], { ...symbolOf(symbol), ...counted('limit', limit, 1_000) }, list(pastTrade()))

/**
 * Trades from one on, oldest first. Weight 25.
 * @param options `fromId`: number of the first; the newest where it is left out
 * @throws FeedError INVALID_CHANNEL, INVALID_OPTION
 */
export const historicalTradesQuery = (
  symbol: string,
  { fromId, limit }: CountOptions & { readonly fromId?: number } = {},
): Query<readonly PastTrade[]> =>
  query(
    ['historicalTrades', 'trades.historical', 25],
    { ...symbolOf(symbol), ...placed({ fromId }), ...counted('limit', limit, 1_000) },
    list(pastTrade()),
  )

/** Fills of one order at one price in the past. */
export interface PastAggTrade {
  readonly aggTradeId: number
  readonly price: string
  readonly quantity: string
  /** -1 becomes undefined, where the exchange withdrew the trade. */
  readonly firstTradeId?: number | undefined
  readonly lastTradeId?: number | undefined
  /** Unix ms. */
  readonly tradeTime: number
  readonly isBuyerMaker: boolean
}

/** Where in the past, and how much of it. */
export interface SpanOptions extends CountOptions {
  /** First and last instant, Unix ms. */
  readonly startTime?: number
  readonly endTime?: number
}

/**
 * Aggregate trades, oldest first. Weight 4.
 * @param options by `fromId`, or by `startTime` and `endTime`
 * @throws FeedError INVALID_CHANNEL, INVALID_OPTION
 */
export const aggTradesQuery = (
  symbol: string,
  { fromId, startTime, endTime, limit }: SpanOptions & { readonly fromId?: number } = {},
): Query<readonly PastAggTrade[]> =>
  query(
    ['aggTrades', 'trades.aggregate', 4],
    { ...symbolOf(symbol), ...placed({ fromId, startTime, endTime }), ...counted('limit', limit, 1_000) },
    list<PastAggTrade>({
      aggTradeId: whole('a'),
      price: amount('p'),
      quantity: amount('q'),
      firstTradeId: tradeOrNone('f'),
      lastTradeId: tradeOrNone('l'),
      tradeTime: whole('T'),
      isBuyerMaker: bool('m'),
    }),
  )

/** A candle of the past; the newest may be running still. */
export interface PastKline {
  /** First and last instant, Unix ms. */
  readonly startTime: number
  readonly closeTime: number
  readonly open: string
  readonly high: string
  readonly low: string
  readonly close: string
  readonly volume: string
  readonly quoteVolume: string
  readonly numTrades: number
  readonly takerBuyVolume: string
  readonly takerBuyQuoteVolume: string
}

/** Candles, oldest first. Weight 2. @throws FeedError INVALID_CHANNEL, INVALID_OPTION */
export const klinesQuery = (
  symbol: string,
  interval: Interval,
  { startTime, endTime, limit }: SpanOptions = {},
): Query<readonly PastKline[]> => {
  if (!intervals.includes(interval)) throw refuseOption('interval', `must be one of ${intervals.join(' ')}`, interval)
  const params = { ...symbolOf(symbol), interval, ...placed({ startTime, endTime }), ...counted('limit', limit, 1_000) }
  return query(
    ['klines', 'klines', 2],
    params,
    list<PastKline>({
      startTime: whole('0'),
      open: amount('1'),
      high: amount('2'),
      low: amount('3'),
      close: amount('4'),
      volume: amount('5'),
      closeTime: whole('6'),
      quoteVolume: amount('7'),
      numTrades: whole('8'),
      takerBuyVolume: amount('9'),
      takerBuyQuoteVolume: amount('10'),
    }),
  )
}
