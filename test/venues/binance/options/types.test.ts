/** What the compiler promises a user of options; checked by `npm run types` as well. */
import { expectTypeOf, test } from 'vitest'
import {
  type BinanceEvent,
  type BinanceVenue,
  binance,
  type FuturesEvent,
  futuresTrades,
  markPrice,
  type NewOption,
  newOptions,
  type OptionBookTicker,
  type OptionMarkPrice,
  type OptionsEvent,
  type OptionTrade,
  optionMarkPrices,
  optionTrades,
} from '../../../../src/binance'
import { createFeed, type Feed, type Gap, type Subscription } from '../../../../src/index'

// Only typed, never run.
declare const feed: Feed<OptionsEvent>
declare const futures: Feed<FuturesEvent>
declare const spot: Feed<BinanceEvent>

test('the market decides which events there are', () => {
  expectTypeOf(() => createFeed({ venue: binance({ market: 'options' }) })).returns.toEqualTypeOf<Feed<OptionsEvent>>()
  expectTypeOf(() => createFeed({ venue: binance({ market: 'options', testnet: true }) })).returns.toEqualTypeOf<
    Feed<OptionsEvent>
  >()
  expectTypeOf(() => binance({ market: 'options' })).returns.toEqualTypeOf<BinanceVenue<'options'>>()
})

test('a subscription has the types of its channels, and holes', () => {
  expectTypeOf(() => feed.subscribe(optionTrades('BTCUSDT'))).returns.toEqualTypeOf<Subscription<OptionTrade | Gap>>()
  expectTypeOf(() => feed.subscribe([optionTrades('BTCUSDT'), newOptions()], { gaps: false })).returns.toEqualTypeOf<
    Subscription<OptionTrade | NewOption>
  >()
  expectTypeOf<Extract<OptionsEvent, { type: 'bookTicker' }>>().toEqualTypeOf<OptionBookTicker>()
  expectTypeOf<Extract<OptionsEvent, { type: 'markPrices' }>['rows']>().toEqualTypeOf<readonly OptionMarkPrice[]>()
})

test('decimals are strings, and what may be missing says so', () => {
  expectTypeOf<OptionMarkPrice>().toHaveProperty('bidVolatility').toEqualTypeOf<string | undefined>()
  expectTypeOf<OptionTrade>().toHaveProperty('side').toEqualTypeOf<'BUY' | 'SELL'>()
})

test('what cannot be is an error of the compiler', () => {
  // @ts-expect-error a channel of futures
  expectTypeOf(() => feed.subscribe(futuresTrades('BTCUSDT'))).toBeFunction()
  // @ts-expect-error the mark price of a future
  expectTypeOf(() => feed.subscribe(markPrice('BTCUSDT'))).toBeFunction()
  // @ts-expect-error futures have no options
  expectTypeOf(() => futures.subscribe(newOptions())).toBeFunction()
  // @ts-expect-error nor has spot
  expectTypeOf(() => spot.subscribe(optionMarkPrices('BTCUSDT'))).toBeFunction()
  // @ts-expect-error options have no host of market data alone, nor a demo, but the type is that of all markets
  expectTypeOf(() => binance({ market: 'options', environment: 'paper' })).toBeFunction()
})
