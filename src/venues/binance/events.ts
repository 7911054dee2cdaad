/** Every event a channel of this venue delivers. */
import type { AggTrade } from './aggregate-trade'
import type { MiniTickers } from './all-mini-tickers'
import type { WindowTickers } from './all-window-tickers'
import type { AvgPrice } from './average-price'
import type { BlockTrade } from './block-trade'
import type { BookTicker } from './book-ticker'
import type { Depth } from './depth'
import type { Kline } from './kline'
import type { MiniTicker } from './mini-ticker'
import type { PartialDepth } from './partial-depth'
import type { RawEvent } from './raw'
import type { ReferencePrice } from './reference-price'
import type { Ticker } from './ticker'
import type { Trade } from './trade'
import type { WindowTicker } from './window-ticker'

/** Told apart by `type`. */
export type BinanceEvent =
  | Trade
  | AggTrade
  | BlockTrade
  | Kline
  | Depth
  | PartialDepth
  | Ticker
  | WindowTicker
  | MiniTicker
  | MiniTickers
  | WindowTickers
  | BookTicker
  | AvgPrice
  | ReferencePrice
  | RawEvent
