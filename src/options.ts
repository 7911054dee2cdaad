/** Door of doors: the channels of Binance options. */
export { type OptionBookTicker, optionBookTicker } from './venues/binance/options/book-ticker'
export { type OptionDepth, type OptionSpeedOptions, optionDepth } from './venues/binance/options/depth'
export type { OptionsEvent } from './venues/binance/options/events'
export { type OptionIndexPrice, type OptionIndexPrices, optionIndexPrices } from './venues/binance/options/index-price'
export { type OptionInterval, type OptionKline, optionKlines } from './venues/binance/options/kline'
export { type OptionMarkPrice, type OptionMarkPrices, optionMarkPrices } from './venues/binance/options/mark-price'
export { type NewOption, newOptions } from './venues/binance/options/new-option'
export {
  type OptionOpenInterest,
  type OptionOpenInterests,
  optionOpenInterest,
} from './venues/binance/options/open-interest'
export {
  type OptionPartialDepth,
  type OptionPartialDepthOptions,
  optionPartialDepth,
} from './venues/binance/options/partial-depth'
export { optionsRaw, optionsStream } from './venues/binance/options/stream'
export { type OptionTicker, type OptionTickers, optionTicker, optionTickers } from './venues/binance/options/ticker'
export { type OptionTrade, optionTrades } from './venues/binance/options/trade'
