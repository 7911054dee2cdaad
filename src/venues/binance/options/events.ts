/** Every event a channel of options delivers. */
import type { RawEvent } from '../raw'
import type { OptionBookTicker } from './book-ticker'
import type { OptionDepth } from './depth'
import type { OptionIndexPrices } from './index-price'
import type { OptionKline } from './kline'
import type { OptionMarkPrices } from './mark-price'
import type { NewOption } from './new-option'
import type { OptionOpenInterests } from './open-interest'
import type { OptionPartialDepth } from './partial-depth'
import type { OptionTicker, OptionTickers } from './ticker'
import type { OptionTrade } from './trade'

/** Told apart by `type`. */
export type OptionsEvent =
  | OptionTrade
  | OptionKline
  | OptionMarkPrices
  | OptionIndexPrices
  | OptionOpenInterests
  | OptionTicker
  | OptionTickers
  | OptionBookTicker
  | OptionDepth
  | OptionPartialDepth
  | NewOption
  | RawEvent
