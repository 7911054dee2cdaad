/** Door: Binance, spot and futures: the venue and its channels. */
export { type AggTrade, aggTrades } from './venues/binance/aggregate-trade'
export { allMiniTickers, type MiniTickers } from './venues/binance/all-mini-tickers'
export { allWindowTickers, type WindowTickers } from './venues/binance/all-window-tickers'
export { type AvgPrice, avgPrice } from './venues/binance/average-price'
export { type BlockTrade, blockTrades } from './venues/binance/block-trade'
export { type BookTicker, bookTicker } from './venues/binance/book-ticker'
export { type Depth, depth, type SpeedOptions } from './venues/binance/depth'
export type { BinanceEnvironment, BinanceMarket } from './venues/binance/endpoints'
export type { BinanceEvent } from './venues/binance/events'
export { type FuturesAggTrade, futuresAggTrades } from './venues/binance/futures/aggregate-trade'
export type { Bar, FuturesInterval, TradedBar } from './venues/binance/futures/bar'
export { allFuturesBookTickers, type FuturesBookTicker, futuresBookTicker } from './venues/binance/futures/book-ticker'
export { type CompositeIndex, compositeIndex, type IndexComponent } from './venues/binance/futures/composite-index'
export { type FuturesDepth, type FuturesSpeedOptions, futuresDepth } from './venues/binance/futures/depth'
export type { FuturesEvent } from './venues/binance/futures/events'
export { type IndexPrice, indexPrice } from './venues/binance/futures/index-price'
export {
  type ContinuousKline,
  type ContractType,
  continuousKlines,
  type FuturesKline,
  futuresKlines,
} from './venues/binance/futures/kline'
export { allLiquidations, type Liquidation, liquidations } from './venues/binance/futures/liquidation'
export {
  allMarkPrices,
  type MarkPrice,
  type MarkPriceOptions,
  type MarkPrices,
  markPrice,
  pairMarkPrices,
} from './venues/binance/futures/mark-price'
export {
  allFuturesMiniTickers,
  type FuturesMiniTicker,
  type FuturesMiniTickers,
  futuresMiniTicker,
} from './venues/binance/futures/mini-ticker'
export {
  type FuturesPartialDepth,
  type FuturesPartialDepthOptions,
  futuresPartialDepth,
} from './venues/binance/futures/partial-depth'
export {
  type IndexPriceKline,
  indexPriceKlines,
  type MarkPriceKline,
  markPriceKlines,
  type PriceBar,
} from './venues/binance/futures/price-kline'
export type { FuturesMarket, OfProduct } from './venues/binance/futures/product'
export type { Rows } from './venues/binance/futures/rows'
export { futuresRaw, futuresStream } from './venues/binance/futures/stream'
export {
  allFuturesTickers,
  type FuturesTicker,
  type FuturesTickers,
  futuresTicker,
} from './venues/binance/futures/ticker'
export { type FuturesTrade, futuresTrades } from './venues/binance/futures/trade'
export { type Interval, intervals, type Kline, type KlineOptions, klines, type Timezone } from './venues/binance/kline'
export type { Level } from './venues/binance/levels'
export { type MiniTicker, miniTicker } from './venues/binance/mini-ticker'
export {
  type LevelCount,
  type PartialDepth,
  type PartialDepthOptions,
  partialDepth,
} from './venues/binance/partial-depth'
export { type RawEvent, raw } from './venues/binance/raw'
export { type ReferencePrice, referencePrice } from './venues/binance/reference-price'
export { stream } from './venues/binance/stream'
export { type Ticker, ticker } from './venues/binance/ticker'
export { type Trade, trades } from './venues/binance/trade'
export { type BinanceOptions, type BinanceVenue, binance } from './venues/binance/venue'
export { type TickerWindow, type WindowTicker, windowTicker } from './venues/binance/window-ticker'
