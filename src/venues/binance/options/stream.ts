/** The options channel for a stream's name, and the back end of any name. */
import type { Channel } from '../../../core/channel'
import { marketRoute } from '../futures/product'
import type { LevelCount } from '../partial-depth'
import { type RawEvent, raw } from '../raw'
import { refuse } from '../symbol'
import { optionBookTicker } from './book-ticker'
import { optionDepth } from './depth'
import type { OptionsEvent } from './events'
import { optionIndexPrices } from './index-price'
import { type OptionInterval, optionKlines } from './kline'
import { optionMarkPrices } from './mark-price'
import { newOptions } from './new-option'
import { optionOpenInterest } from './open-interest'
import { optionPartialDepth } from './partial-depth'
import { optionTicker, optionTickers } from './ticker'
import { optionTrades } from './trade'

const plain: Readonly<Record<string, (symbol: string) => Channel<OptionsEvent>>> = {
  optionTrade: optionTrades,
  optionTicker,
  bookTicker: optionBookTicker,
  optionMarkPrice: optionMarkPrices,
}

const ofDay: Readonly<Record<string, (underlying: string, expiry: string) => Channel<OptionsEvent>>> = {
  optionTicker: optionTickers,
  openInterest: optionOpenInterest,
}

const whole: Readonly<Record<string, () => Channel<OptionsEvent>>> = {
  '!index@arr': optionIndexPrices,
  '!optionSymbol': newOptions,
}

/** Worked out when asked for: at the top of a module it would keep every channel in every bundle. */
function forms(): string {
  const contracts = ['optionTrade', 'optionTicker', 'bookTicker', 'kline_<interval>', 'depth[5|10|20]<@100ms|@500ms>']
  const underlyings = ['optionTrade', 'optionMarkPrice', ...Object.keys(ofDay).map((name) => `${name}@<yymmdd>`)]
  return [
    ...Object.keys(whole),
    ...contracts.map((end) => `<option>@${end}`),
    ...underlyings.map((end) => `<underlying>@${end}`),
  ].join(', ')
}

/**
 * The options channel of a stream.
 * @param name as the exchange writes it, the symbol in either case: `btc-261225-100000-c@optionTrade`,
 * `btcusdt@optionMarkPrice`, `btcusdt@openInterest@261225`
 * @throws FeedError INVALID_CHANNEL
 */
export function optionsStream(name: string): Channel<OptionsEvent> {
  if (typeof name === 'string' && Object.hasOwn(whole, name)) return whole[name]!()
  const [, symbol = '', kind = '', end = ''] =
    (typeof name === 'string' && /^([^@]+)@([^@]+)(?:@([^@]+))?$/.exec(name)) || []
  if (!end && Object.hasOwn(plain, kind)) return plain[kind]!(symbol)
  if (end && Object.hasOwn(ofDay, kind)) return ofDay[kind]!(symbol, end)
  if (!end && kind.startsWith('kline_')) return optionKlines(symbol, kind.slice(6) as OptionInterval)
  const [book, levels] = /^depth(5|10|20)?$/.exec(kind) ?? []
  const [, pace] = /^([15]00)ms$/.exec(end) ?? []
  if (book && pace) {
    const speed = Number(pace) as 500 | 100
    return levels
      ? optionPartialDepth(symbol, { levels: Number(levels) as LevelCount, speed })
      : optionDepth(symbol, { speed })
  }
  throw refuse('stream name', `one of ${forms()}`, name)
}

/** What is read off a book, trades and tickers. */
const isPublic = /@(?:depth|bookTicker|optionTrade|optionTicker)/

/**
 * An options stream this package has no channel for, on the back end that serves it: the wrong one acknowledges and is
 * silent.
 * @param streamName to the letter as the exchange writes it
 * @throws FeedError INVALID_CHANNEL
 */
export function optionsRaw(streamName: string): Channel<RawEvent> {
  const channel = raw(streamName)
  return isPublic.test(streamName) ? channel : { ...channel, route: marketRoute }
}
