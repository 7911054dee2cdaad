/** What the compiler promises of every maker of channels: which event it makes, and what it does not take. */
import { readFileSync } from 'node:fs'
import { expect, expectTypeOf, test } from 'vitest'

import { makers } from '../../../scripts/channels.mjs'
import * as binance from '../../../src/binance'
import type { Channel, MarketEvent } from '../../../src/core/channel'

type Door = typeof binance

/** The event of every maker that the door has. */
type Made = {
  [Name in keyof Door as Door[Name] extends (...args: never) => Channel<MarketEvent>
    ? Name
    : never]: Door[Name] extends (...args: never) => Channel<infer Event> ? Event : never
}

interface Expected {
  // Spot
  trades: binance.Trade
  aggTrades: binance.AggTrade
  blockTrades: binance.BlockTrade
  klines: binance.Kline
  depth: binance.Depth
  partialDepth: binance.PartialDepth
  bookTicker: binance.BookTicker
  ticker: binance.Ticker
  windowTicker: binance.WindowTicker
  allWindowTickers: binance.WindowTickers
  miniTicker: binance.MiniTicker
  allMiniTickers: binance.MiniTickers
  avgPrice: binance.AvgPrice
  referencePrice: binance.ReferencePrice
  stream: binance.BinanceEvent
  raw: binance.RawEvent
  // Futures
  futuresTrades: binance.FuturesTrade
  futuresAggTrades: binance.FuturesAggTrade
  futuresKlines: binance.FuturesKline
  continuousKlines: binance.ContinuousKline
  indexPriceKlines: binance.IndexPriceKline
  markPriceKlines: binance.MarkPriceKline
  markPrice: binance.MarkPrice
  allMarkPrices: binance.MarkPrices
  pairMarkPrices: binance.MarkPrices
  indexPrice: binance.IndexPrice
  compositeIndex: binance.CompositeIndex
  assetIndex: binance.AssetIndex
  allAssetIndexes: binance.AssetIndexes
  futuresTicker: binance.FuturesTicker
  allFuturesTickers: binance.FuturesTickers
  futuresMiniTicker: binance.FuturesMiniTicker
  allFuturesMiniTickers: binance.FuturesMiniTickers
  futuresBookTicker: binance.FuturesBookTicker
  allFuturesBookTickers: binance.FuturesBookTicker
  futuresDepth: binance.FuturesDepth
  futuresPartialDepth: binance.FuturesPartialDepth
  rpiDepth: binance.RpiDepth
  liquidations: binance.Liquidation
  allLiquidations: binance.Liquidation
  contractInfo: binance.ContractInfo
  tradingSession: binance.TradingSession
  futuresStream: binance.FuturesEvent
  futuresRaw: binance.RawEvent
  // Options
  optionTrades: binance.OptionTrade
  optionKlines: binance.OptionKline
  optionDepth: binance.OptionDepth
  optionPartialDepth: binance.OptionPartialDepth
  optionBookTicker: binance.OptionBookTicker
  optionTicker: binance.OptionTicker
  optionTickers: binance.OptionTickers
  optionMarkPrices: binance.OptionMarkPrices
  optionIndexPrices: binance.OptionIndexPrices
  optionOpenInterest: binance.OptionOpenInterests
  newOptions: binance.NewOption
  optionsStream: binance.OptionsEvent
  optionsRaw: binance.RawEvent
  // Spot by SBE
  sbeTrades: binance.SbeTrade
  sbeBookTicker: binance.SbeBookTicker
  sbeDepth: binance.SbeDepth
  sbePartialDepth: binance.SbePartialDepth
  // Accounts
  userData: binance.AccountEvent
  futuresUserData: binance.FuturesAccountEvent
  optionsUserData: binance.OptionsAccountEvent
}

test('each maker makes channels of its own event, and none is left out here', () => {
  expectTypeOf<Made>().toEqualTypeOf<Expected>()
})

test('every event has its market, told apart by type', () => {
  type Spot = Expected['trades' | 'klines' | 'allMiniTickers' | 'raw']
  expectTypeOf<Spot>().toExtend<binance.BinanceEvent>()
  type Futures = Expected['rpiDepth' | 'contractInfo' | 'assetIndex' | 'allAssetIndexes' | 'tradingSession']
  expectTypeOf<Futures>().toExtend<binance.FuturesEvent>()
  type Options = Expected['optionTrades' | 'optionTickers' | 'optionOpenInterest' | 'newOptions']
  expectTypeOf<Options>().toExtend<binance.OptionsEvent>()
  expectTypeOf<Extract<binance.FuturesEvent, { type: 'rpiDepth' }>>().toEqualTypeOf<binance.RpiDepth>()
  expectTypeOf<Extract<binance.OptionsEvent, { type: 'kline' }>>().toEqualTypeOf<binance.OptionKline>()
})

test('an account has the events of its market', () => {
  expectTypeOf(binance.binanceAccount().eventType!).toEqualTypeOf<binance.AccountEvent>()
  expectTypeOf(binance.binanceAccount({ market: 'usdm' }).eventType!).toEqualTypeOf<binance.FuturesAccountEvent>()
  expectTypeOf(binance.binanceAccount({ market: 'options' }).eventType!).toEqualTypeOf<binance.OptionsAccountEvent>()
})

/** Never called: each line must be an error of the compiler, or the mark above it is one. */
const wrong = [
  // @ts-expect-error a symbol is text
  () => binance.trades(7),
  // @ts-expect-error a symbol is needed
  () => binance.aggTrades(),
  // @ts-expect-error one symbol
  () => binance.blockTrades(['BNBBTC']),
  // @ts-expect-error no such interval
  () => binance.klines('BTCUSDT', '7m'),
  // @ts-expect-error no such pace
  () => binance.depth('BTCUSDT', { speed: 250 }),
  // @ts-expect-error no such number of levels
  () => binance.partialDepth('BTCUSDT', { levels: 50 }),
  // @ts-expect-error it has no pace
  () => binance.bookTicker('BTCUSDT', { speed: 100 }),
  // @ts-expect-error a window is another maker's
  () => binance.ticker('BTCUSDT', '1h'),
  // @ts-expect-error no such window
  () => binance.windowTicker('BTCUSDT', '2h'),
  // @ts-expect-error no such window
  () => binance.allWindowTickers('1w'),
  // @ts-expect-error it has no window
  () => binance.miniTicker('BTCUSDT', '1h'),
  // @ts-expect-error all means all
  () => binance.allMiniTickers('BTCUSDT'),
  // @ts-expect-error its interval is not ours to choose
  () => binance.avgPrice('BTCUSDT', '5m'),
  // @ts-expect-error a symbol is needed
  () => binance.referencePrice(),
  // @ts-expect-error a symbol is text
  () => binance.futuresTrades(Symbol('BTCUSDT')),
  // @ts-expect-error a symbol is needed
  () => binance.futuresAggTrades(),
  // @ts-expect-error futures have no candles of a second
  () => binance.futuresKlines('BTCUSDT', '1s'),
  // @ts-expect-error no such contract
  () => binance.continuousKlines('BTCUSDT', 'weekly', '1m'),
  // @ts-expect-error an interval is needed
  () => binance.indexPriceKlines('BTCUSD'),
  // @ts-expect-error futures have no candles of a second
  () => binance.markPriceKlines('BTCUSD_PERP', '1s'),
  // @ts-expect-error no such pace
  () => binance.markPrice('BTCUSDT', { speed: 100 }),
  // @ts-expect-error all means all
  () => binance.allMarkPrices('BTCUSDT'),
  // @ts-expect-error no such pace
  () => binance.pairMarkPrices('BTCUSD', { speed: 500 }),
  // @ts-expect-error it has no pace
  () => binance.indexPrice('BTCUSD', { speed: 1_000 }),
  // @ts-expect-error a symbol is needed
  () => binance.compositeIndex(),
  // @ts-expect-error an asset is needed
  () => binance.assetIndex(),
  // @ts-expect-error all means all
  () => binance.allAssetIndexes('ADAUSD'),
  // @ts-expect-error futures have no window
  () => binance.futuresTicker('BTCUSDT', '1h'),
  // @ts-expect-error all means all
  () => binance.allFuturesTickers('BTCUSDT'),
  // @ts-expect-error a symbol is needed
  () => binance.futuresMiniTicker(),
  // @ts-expect-error all means all
  () => binance.allFuturesMiniTickers('BTCUSDT'),
  // @ts-expect-error it has no pace
  () => binance.futuresBookTicker('BTCUSDT', { speed: 100 }),
  // @ts-expect-error all means all
  () => binance.allFuturesBookTickers('BTCUSDT'),
  // @ts-expect-error a second is spot's
  () => binance.futuresDepth('BTCUSDT', { speed: 1_000 }),
  // @ts-expect-error no such number of levels
  () => binance.futuresPartialDepth('BTCUSDT', { levels: 50 }),
  // @ts-expect-error it has one pace
  () => binance.rpiDepth('BTCUSDT', { speed: 100 }),
  // @ts-expect-error a symbol is needed
  () => binance.liquidations(),
  // @ts-expect-error all means all
  () => binance.allLiquidations('BTCUSDT'),
  // @ts-expect-error it is of all contracts
  () => binance.contractInfo('BTCUSDT'),
  // @ts-expect-error it is of all markets
  () => binance.tradingSession('Equity'),
  // @ts-expect-error one symbol
  () => binance.optionTrades('BTC-261225-100000-C', 'BTCUSDT'),
  // @ts-expect-error options have no candles of eight hours
  () => binance.optionKlines('BTC-261225-100000-C', '8h'),
  // @ts-expect-error 250 is of futures
  () => binance.optionDepth('BTC-261225-100000-C', { speed: 250 }),
  // @ts-expect-error no such number of levels
  () => binance.optionPartialDepth('BTC-261225-100000-C', { levels: 50 }),
  // @ts-expect-error it has no pace
  () => binance.optionBookTicker('BTC-261225-100000-C', { speed: 100 }),
  // @ts-expect-error a day is another maker's
  () => binance.optionTicker('BTCUSDT', '261225'),
  // @ts-expect-error a day is text
  () => binance.optionTickers('BTCUSDT', 261225),
  // @ts-expect-error a day is another maker's
  () => binance.optionMarkPrices('BTCUSDT', '261225'),
  // @ts-expect-error it is of all underlyings
  () => binance.optionIndexPrices('BTCUSDT'),
  // @ts-expect-error a day is needed
  () => binance.optionOpenInterest('BTCUSDT'),
  // @ts-expect-error it is of all underlyings
  () => binance.newOptions('BTCUSDT'),
]

test('each maker has a call above that the compiler refuses', () => {
  const refused = readFileSync(new URL(import.meta.url), 'utf8').matchAll(
    /@ts-expect-error .+\n\s+\(\) => binance\.(\w+)\(/g,
  )
  expect(wrong).toHaveLength(makers.length)
  expect([...refused].map(([, maker]) => maker).sort()).toEqual(makers.map(({ maker }) => maker).sort())
})
