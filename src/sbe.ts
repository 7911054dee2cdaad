/** Door of doors: Binance spot by SBE: the venue and its channels. */
export { type SbeBookTicker, sbeBookTicker } from './venues/binance/sbe/book-ticker'
export type { EventMicros } from './venues/binance/sbe/channel'
export { type SbeDepth, type SbePartialDepth, sbeDepth, sbePartialDepth } from './venues/binance/sbe/depth'
export { type SbeTrade, sbeTrades, type TradeMicros } from './venues/binance/sbe/trade'
export {
  type BinanceSbeOptions,
  type BinanceSbeVenue,
  binanceSbe,
  type SbeEnvironment,
  type SbeEvent,
} from './venues/binance/sbe/venue'
