/** Questions for tickers, for `feed.request()`. Weights by the exchange's list. */
import { refuseOption } from '../../../core/errors'
import type { Query } from '../../../core/query'
import { amount, change, type Fields, tradeOrNone, whole, word } from '../fields'
import { spell } from '../symbol'
import { list, one, query, symbolOf } from './query'

/** How a market went over a span of time. */
export interface SpanTicker {
  readonly symbol: string
  readonly priceChange: string
  readonly priceChangePercent: string
  /** By volume. */
  readonly weightedAveragePrice: string
  readonly open: string
  readonly high: string
  readonly low: string
  readonly lastPrice: string
  /** In the base asset. */
  readonly volume: string
  readonly quoteVolume: string
  /** First and last instant, Unix ms. */
  readonly openTime: number
  readonly closeTime: number
  /** Missing where there was no trade. */
  readonly firstTradeId?: number | undefined
  readonly lastTradeId?: number | undefined
  readonly numTrades: number
}

const spanTicker = (): Fields<SpanTicker> => ({
  symbol: word('symbol'),
  priceChange: change('priceChange'),
  priceChangePercent: change('priceChangePercent'),
  weightedAveragePrice: amount('weightedAvgPrice'),
  open: amount('openPrice'),
  high: amount('highPrice'),
  low: amount('lowPrice'),
  lastPrice: amount('lastPrice'),
  volume: amount('volume'),
  quoteVolume: amount('quoteVolume'),
  openTime: whole('openTime'),
  closeTime: whole('closeTime'),
  firstTradeId: tradeOrNone('firstId'),
  lastTradeId: tradeOrNone('lastId'),
  numTrades: whole('count'),
})

/** These symbols, in the exchange's letters; nothing where all are meant. */
const named = (symbols: readonly string[]) =>
  symbols.length > 0 ? { symbols: symbols.map((symbol) => spell(symbol).upper) } : {}

/** The last 24 hours of a market. Weight 2. @throws FeedError INVALID_CHANNEL */
export const tickerQuery = (symbol: string): Query<SpanTicker> =>
  query(['ticker/24hr', 'ticker.24hr', 2], symbolOf(symbol), one(spanTicker()))

/**
 * The last 24 hours of many markets. Weight 2 up to 20 of them, 40 up to 100, else 80.
 * @param symbols all where none is named
 * @throws FeedError INVALID_CHANNEL
 */
export const tickersQuery = (symbols: readonly string[] = []): Query<readonly SpanTicker[]> => {
  const { length } = symbols
  const weight = length === 0 || length > 100 ? 80 : length > 20 ? 40 : 2
  return query(['ticker/24hr', 'ticker.24hr', weight], named(symbols), list(spanTicker()))
}

/** The day of a market, by the exchange's calendar. Weight 4. @throws FeedError INVALID_CHANNEL */
export const tradingDayTickerQuery = (symbol: string): Query<SpanTicker> =>
  query(['ticker/tradingDay', 'ticker.tradingDay', 4], symbolOf(symbol), one(spanTicker()))

const windows = /^(?:[1-9]|[1-5]\d)m$|^(?:[1-9]|1\d|2[0-3])h$|^[1-7]d$/

/**
 * A span of a market that ends now. Weight 4.
 * @param window `1m` to `59m`, `1h` to `23h`, `1d` to `7d`
 * @throws FeedError INVALID_CHANNEL, INVALID_OPTION
 */
export const windowTickerQuery = (symbol: string, window: string): Query<SpanTicker> => {
  if (!windows.test(window)) throw refuseOption('window', 'must be 1m to 59m, 1h to 23h or 1d to 7d', window)
  return query(['ticker', 'ticker', 4], { ...symbolOf(symbol), windowSize: window }, one(spanTicker()))
}

/** The price of the last trade of a market. */
export interface LastPrice {
  readonly symbol: string
  readonly price: string
}

const lastPrice = (): Fields<LastPrice> => ({ symbol: word('symbol'), price: amount('price') })

/** Weight 2. @throws FeedError INVALID_CHANNEL */
export const priceQuery = (symbol: string): Query<LastPrice> =>
  query(['ticker/price', 'ticker.price', 2], symbolOf(symbol), one(lastPrice()))

/**
 * Weight 4.
 * @param symbols all where none is named
 * @throws FeedError INVALID_CHANNEL
 */
export const pricesQuery = (symbols: readonly string[] = []): Query<readonly LastPrice[]> =>
  query(['ticker/price', 'ticker.price', 4], named(symbols), list(lastPrice()))

/** The best bid and ask of a market. */
export interface BestPrices {
  readonly symbol: string
  readonly bidPrice: string
  readonly bidQuantity: string
  readonly askPrice: string
  readonly askQuantity: string
}

const bestPrices = (): Fields<BestPrices> => ({
  symbol: word('symbol'),
  bidPrice: amount('bidPrice'),
  bidQuantity: amount('bidQty'),
  askPrice: amount('askPrice'),
  askQuantity: amount('askQty'),
})

/** Weight 2. @throws FeedError INVALID_CHANNEL */
export const bookTickerQuery = (symbol: string): Query<BestPrices> =>
  query(['ticker/bookTicker', 'ticker.book', 2], symbolOf(symbol), one(bestPrices()))

/**
 * Weight 4.
 * @param symbols all where none is named
 * @throws FeedError INVALID_CHANNEL
 */
export const bookTickersQuery = (symbols: readonly string[] = []): Query<readonly BestPrices[]> =>
  query(['ticker/bookTicker', 'ticker.book', 4], named(symbols), list(bestPrices()))
