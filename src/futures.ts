/** Door of doors: the channels of Binance futures. */
export { type FuturesAggTrade, futuresAggTrades } from './venues/binance/futures/aggregate-trade'
export { type AssetIndex, type AssetIndexes, allAssetIndexes, assetIndex } from './venues/binance/futures/asset-index'
export type { Bar, FuturesInterval, TradedBar } from './venues/binance/futures/bar'
export { allFuturesBookTickers, type FuturesBookTicker, futuresBookTicker } from './venues/binance/futures/book-ticker'
export { type CompositeIndex, compositeIndex, type IndexComponent } from './venues/binance/futures/composite-index'
export { type ContractInfo, contractInfo, type LeverageBracket } from './venues/binance/futures/contract-info'
export {
  type FuturesDepth,
  type FuturesDepthFields,
  type FuturesSpeedOptions,
  futuresDepth,
} from './venues/binance/futures/depth'
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
export { type RpiDepth, rpiDepth } from './venues/binance/futures/rpi-depth'
export { futuresRaw, futuresStream } from './venues/binance/futures/stream'
export {
  allFuturesTickers,
  type FuturesTicker,
  type FuturesTickers,
  futuresTicker,
} from './venues/binance/futures/ticker'
export { type FuturesTrade, futuresTrades } from './venues/binance/futures/trade'
export { type TradingSession, tradingSession } from './venues/binance/futures/trading-session'
