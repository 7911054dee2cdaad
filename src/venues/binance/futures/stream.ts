/** The futures channel for a stream's name, and the back end of any name. */
import type { Channel } from '../../../core/channel'
import type { LevelCount } from '../partial-depth'
import { type RawEvent, raw } from '../raw'
import { refuse } from '../symbol'
import { futuresAggTrades } from './aggregate-trade'
import { allAssetIndexes, assetIndex } from './asset-index'
import type { FuturesInterval } from './bar'
import { allFuturesBookTickers, futuresBookTicker } from './book-ticker'
import { compositeIndex } from './composite-index'
import { contractInfo } from './contract-info'
import { futuresDepth } from './depth'
import type { FuturesEvent } from './events'
import { indexPrice } from './index-price'
import { type ContractType, continuousKlines, futuresKlines } from './kline'
import { allLiquidations, liquidations } from './liquidation'
import { allMarkPrices, markPrice, pairMarkPrices } from './mark-price'
import { allFuturesMiniTickers, futuresMiniTicker } from './mini-ticker'
import { futuresPartialDepth } from './partial-depth'
import { indexPriceKlines, markPriceKlines } from './price-kline'
import { marketRoute } from './product'
import { rpiDepth } from './rpi-depth'
import { allFuturesTickers, futuresTicker } from './ticker'
import { futuresTrades } from './trade'
import { tradingSession } from './trading-session'

/** COIN-M names its pairs so, `btcusd`, and no contract of either product: those end in another coin, or have a `_`. */
const isPair = /^[^_]+usd$/i

type Make = (symbol: string) => Channel<FuturesEvent>

const plain: Readonly<Record<string, Make>> = {
  trade: futuresTrades,
  aggTrade: futuresAggTrades,
  miniTicker: futuresMiniTicker,
  ticker: futuresTicker,
  bookTicker: futuresBookTicker,
  forceOrder: liquidations,
  compositeIndex,
  indexPrice,
  assetIndex,
  markPrice: (name) => (isPair.test(name) ? pairMarkPrices(name) : markPrice(name)),
  'markPrice@1s': (name) => (isPair.test(name) ? pairMarkPrices : markPrice)(name, { speed: 1_000 }),
  'rpiDepth@500ms': rpiDepth,
}

const candles: Readonly<Record<string, (symbol: string, interval: FuturesInterval) => Channel<FuturesEvent>>> = {
  kline: futuresKlines,
  indexPriceKline: indexPriceKlines,
  markPriceKline: markPriceKlines,
  continuousKline(name, interval) {
    const [, pair = '', type = ''] = /^(.+?)_(\w+)$/.exec(name) ?? []
    return continuousKlines(pair, type as ContractType, interval)
  },
}

const whole: Readonly<Record<string, () => Channel<FuturesEvent>>> = {
  '!markPrice@arr': allMarkPrices,
  '!markPrice@arr@1s': () => allMarkPrices({ speed: 1_000 }),
  '!miniTicker@arr': allFuturesMiniTickers,
  '!ticker@arr': allFuturesTickers,
  '!bookTicker': allFuturesBookTickers,
  '!forceOrder@arr': allLiquidations,
  '!contractInfo': contractInfo,
  '!assetIndex@arr': allAssetIndexes,
  tradingSession,
}

/** Worked out when asked for: at the top of a module it would keep every channel in every bundle. */
function forms(): string {
  const ends = [...Object.keys(plain), 'depth[5|10|20][@100ms|@500ms]']
  const bars = Object.keys(candles).map((name) => `${name}_<interval>`)
  return [...Object.keys(whole), ...[...ends, ...bars].map((end) => `<symbol>@${end}`)].join(', ')
}

/**
 * The futures channel of a stream.
 * @param name as the exchange writes it, the symbol in either case: `btcusdt@aggTrade`, `!markPrice@arr`,
 * `btcusdt_perpetual@continuousKline_1m`. A name that ends in `usd` is a pair's: `btcusd@markPrice` is a list
 * @throws FeedError INVALID_CHANNEL
 */
export function futuresStream(name: string): Channel<FuturesEvent> {
  if (typeof name === 'string' && Object.hasOwn(whole, name)) return whole[name]!()
  const [, symbol = '', kind = ''] = (typeof name === 'string' && /^([^@]+)@(.+)$/.exec(name)) || []
  if (Object.hasOwn(plain, kind)) return plain[kind]!(symbol)
  const [, candle = '', interval = ''] = /^([a-zA-Z]+)_(\w+)$/.exec(kind) ?? []
  if (Object.hasOwn(candles, candle)) return candles[candle]!(symbol, interval as FuturesInterval)
  const [book, levels, pace] = /^depth(5|10|20)?(?:@([15]00)ms)?$/.exec(kind) ?? []
  if (book) {
    const speed = Number(pace ?? 250) as 500 | 250 | 100
    return levels
      ? futuresPartialDepth(symbol, { levels: Number(levels) as LevelCount, speed })
      : futuresDepth(symbol, { speed })
  }
  throw refuse('stream name', `one of ${forms()}`, name)
}

/** What is read off a book, and single trades. */
const isPublic = /(?:@bookTicker|^!bookTicker|@depth\d*(?:@\d+ms)?|@rpiDepth(?:@\d+ms)?|@trade)$/

/**
 * A futures stream this package has no channel for, on the back end that serves it: of USD-M the wrong one acknowledges
 * and is silent.
 * @param streamName to the letter as the exchange writes it
 * @throws FeedError INVALID_CHANNEL
 */
export function futuresRaw(streamName: string): Channel<RawEvent> {
  const channel = raw(streamName)
  return isPublic.test(streamName) ? channel : { ...channel, route: marketRoute }
}
