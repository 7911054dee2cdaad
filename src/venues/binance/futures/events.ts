/** Every event a channel of futures delivers. */
import type { RawEvent } from '../raw'
import type { FuturesAggTrade } from './aggregate-trade'
import type { AssetIndex, AssetIndexes } from './asset-index'
import type { FuturesBookTicker } from './book-ticker'
import type { CompositeIndex } from './composite-index'
import type { ContractInfo } from './contract-info'
import type { FuturesDepth } from './depth'
import type { IndexPrice } from './index-price'
import type { ContinuousKline, FuturesKline } from './kline'
import type { Liquidation } from './liquidation'
import type { MarkPrice, MarkPrices } from './mark-price'
import type { FuturesMiniTicker, FuturesMiniTickers } from './mini-ticker'
import type { FuturesPartialDepth } from './partial-depth'
import type { IndexPriceKline, MarkPriceKline } from './price-kline'
import type { RpiDepth } from './rpi-depth'
import type { FuturesTicker, FuturesTickers } from './ticker'
import type { FuturesTrade } from './trade'
import type { TradingSession } from './trading-session'

/** Told apart by `type`. */
export type FuturesEvent =
  | FuturesTrade
  | FuturesAggTrade
  | FuturesKline
  | ContinuousKline
  | IndexPriceKline
  | MarkPriceKline
  | MarkPrice
  | MarkPrices
  | IndexPrice
  | CompositeIndex
  | AssetIndex
  | AssetIndexes
  | FuturesMiniTicker
  | FuturesMiniTickers
  | FuturesTicker
  | FuturesTickers
  | FuturesBookTicker
  | FuturesDepth
  | FuturesPartialDepth
  | RpiDepth
  | Liquidation
  | ContractInfo
  | TradingSession
  | RawEvent
