/** Door of doors: Binance as a venue, and the channels of its spot market. */
export { type AggTrade, aggTrades } from './venues/binance/aggregate-trade'
export { allMiniTickers, type MiniTickers } from './venues/binance/all-mini-tickers'
export { allWindowTickers, type WindowTickers } from './venues/binance/all-window-tickers'
export { type AvgPrice, avgPrice } from './venues/binance/average-price'
export { type BlockTrade, blockTrades } from './venues/binance/block-trade'
export { type BookTicker, bookTicker } from './venues/binance/book-ticker'
export { type Depth, depth, type SpeedOptions } from './venues/binance/depth'
export type { BinanceEnvironment, BinanceMarket } from './venues/binance/endpoints'
export type { BinanceEvent } from './venues/binance/events'
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
export { type BinanceOptions, type BinanceTimeUnit, type BinanceVenue, binance } from './venues/binance/venue'
export { type TickerWindow, type WindowTicker, windowTicker } from './venues/binance/window-ticker'
