/** Door of doors: what spot can be asked beside its streams. */
export {
  type AveragePrice,
  averagePriceQuery,
  depthQuery,
  type ExchangeInfo,
  exchangeInfoQuery,
  pingQuery,
  type RateLimit,
  type SymbolInfo,
  timeQuery,
} from './venues/binance/queries/market'
export {
  aggTradesQuery,
  type CountOptions,
  historicalTradesQuery,
  klinesQuery,
  type PastAggTrade,
  type PastKline,
  type PastTrade,
  recentTradesQuery,
  type SpanOptions,
} from './venues/binance/queries/past'
export {
  type BestPrices,
  bookTickerQuery,
  bookTickersQuery,
  type LastPrice,
  priceQuery,
  pricesQuery,
  type SpanTicker,
  tickerQuery,
  tickersQuery,
  tradingDayTickerQuery,
  windowTickerQuery,
} from './venues/binance/queries/tickers'
