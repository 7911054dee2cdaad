/** Every event a channel of this venue delivers. */
import type { AggTrade } from './aggregate-trade'
import type { AvgPrice } from './average-price'
import type { BookTicker } from './book-ticker'
import type { Depth } from './depth'
import type { Kline } from './kline'
import type { MiniTicker } from './mini-ticker'
import type { PartialDepth } from './partial-depth'
import type { RawEvent } from './raw'
import type { Ticker } from './ticker'
import type { Trade } from './trade'

/** Told apart by `type`. */
export type BinanceEvent =
  | Trade
  | AggTrade
  | Kline
  | Depth
  | PartialDepth
  | Ticker
  | MiniTicker
  | BookTicker
  | AvgPrice
  | RawEvent
