/** Questions about the exchange and its markets, for `feed.request()`. Weights by the exchange's list. */
import type { BookSnapshot } from '../../../core/book-source'
import type { Query } from '../../../core/query'
import { spotSnapshot } from '../book'
import { amount, bool, each, type Fields, maybe, such, whole, word } from '../fields'
import { spell } from '../symbol'
import { counted, one, query, symbolOf } from './query'

/** Whether the exchange answers. Weight 1. */
export const pingQuery = (): Query<true> => query(['ping', 'ping', 1], {}, () => true as const)

/** The time by the exchange's clock, Unix ms. Weight 1. */
export const timeQuery = (): Query<number> =>
  query(
    ['time', 'time', 1],
    {},
    (answer) => one<{ readonly serverTime: number }>({ serverTime: whole('serverTime') })(answer).serverTime,
  )

/** A limit of the exchange: so much in so many of these spans. */
export interface RateLimit {
  /** `REQUEST_WEIGHT`, `ORDERS`, `RAW_REQUESTS`, `CONNECTIONS`. */
  readonly rateLimitType: string
  /** `SECOND`, `MINUTE`, `HOUR`, `DAY`. */
  readonly interval: string
  readonly intervalNum: number
  readonly limit: number
}

/** A market and its rules. */
export interface SymbolInfo {
  readonly symbol: string
  /** `TRADING`, `HALT`, `BREAK`, `CANCEL_ONLY`, … */
  readonly status: string
  readonly baseAsset: string
  readonly quoteAsset: string
  /** Digits after the point of amounts of the base asset, and of the quote asset, where they are told. */
  readonly baseAssetPrecision?: number | undefined
  readonly quoteAssetPrecision?: number | undefined
  /** `LIMIT`, `MARKET`, …, where they are told. */
  readonly orderTypes?: readonly string[] | undefined
  readonly isSpotTradingAllowed?: boolean | undefined
  /** Rules of price, size and value, as the exchange writes them: `{ filterType: 'PRICE_FILTER', tickSize: '0.01', … }`. */
  readonly filters: readonly Readonly<Record<string, unknown>>[]
}

export interface ExchangeInfo {
  /** Unix ms. */
  readonly serverTime: number
  readonly rateLimits: readonly RateLimit[]
  readonly symbols: readonly SymbolInfo[]
}

const isList = (check: (value: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(check)

const exchangeInfo = (): Fields<ExchangeInfo> => ({
  serverTime: whole('serverTime'),
  rateLimits: each<RateLimit>('rateLimits', {
    rateLimitType: word('rateLimitType'),
    interval: word('interval'),
    intervalNum: whole('intervalNum'),
    limit: whole('limit'),
  }),
  symbols: each<SymbolInfo>('symbols', {
    symbol: word('symbol'),
    status: word('status'),
    baseAsset: word('baseAsset'),
    quoteAsset: word('quoteAsset'),
    baseAssetPrecision: maybe(whole('baseAssetPrecision')),
    quoteAssetPrecision: maybe(whole('quoteAssetPrecision')),
    orderTypes: maybe(
      such(
        'orderTypes',
        isList((type) => typeof type === 'string'),
        'a list of texts',
      ),
    ),
    isSpotTradingAllowed: maybe(bool('isSpotTradingAllowed')),
    filters: such(
      'filters',
      isList((filter) => filter === Object(filter)),
      'a list of objects',
    ),
  }),
})

/**
 * The markets, their rules and the exchange's limits. Weight 20.
 * @param symbols these alone; all where none is named
 * @throws FeedError INVALID_CHANNEL
 */
export const exchangeInfoQuery = (symbols: readonly string[] = []): Query<ExchangeInfo> =>
  query(
    ['exchangeInfo', 'exchangeInfo', 20],
    symbols.length > 0 ? { symbols: symbols.map((symbol) => spell(symbol).upper) } : {},
    one(exchangeInfo()),
  )

/** The average price of the last minutes. */
export interface AveragePrice {
  /** How many minutes. */
  readonly minutes: number
  readonly price: string
  /** Of the last trade in it, Unix ms. */
  readonly closeTime: number
}

/** Weight 2. @throws FeedError INVALID_CHANNEL */
export const averagePriceQuery = (symbol: string): Query<AveragePrice> =>
  query(
    ['avgPrice', 'avgPrice', 2],
    symbolOf(symbol),
    one<AveragePrice>({ minutes: whole('mins'), price: amount('price'), closeTime: whole('closeTime') }),
  )

/**
 * The order book as it stands, best levels first. Weight 5, 25, 50 or 250, by its size. `orderBook()` keeps one up to date.
 * @param options `limit`: levels a side, 1 to 5,000
 * @throws FeedError INVALID_CHANNEL, INVALID_OPTION
 */
export const depthQuery = (symbol: string, { limit = 100 }: { readonly limit?: number } = {}): Query<BookSnapshot> => {
  counted('limit', limit, 5_000)
  return spotSnapshot(symbolOf(symbol).symbol, limit)
}
