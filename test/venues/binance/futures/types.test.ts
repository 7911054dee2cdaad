/** What the compiler promises a user of futures; checked by `npm run types` as well. */
import { expectTypeOf, test } from 'vitest'
import {
  type BinanceEvent,
  type BinanceVenue,
  binance,
  continuousKlines,
  type FuturesBookTicker,
  type FuturesDepth,
  type FuturesEvent,
  type FuturesTrade,
  futuresDepth,
  futuresKlines,
  futuresTrades,
  type Liquidation,
  liquidations,
  type MarkPrice,
  markPrice,
  trades,
} from '../../../../src/binance'
import { createFeed, type Feed, type Gap, type Subscription } from '../../../../src/index'

// Only typed, never run.
declare const feed: Feed<FuturesEvent>
declare const spot: Feed<BinanceEvent>

test('the market decides which events there are', () => {
  expectTypeOf(() => createFeed({ venue: binance({ market: 'usdm' }) })).returns.toEqualTypeOf<Feed<FuturesEvent>>()
  expectTypeOf(() => createFeed({ venue: binance({ market: 'coinm' }) })).returns.toEqualTypeOf<Feed<FuturesEvent>>()
  expectTypeOf(() => createFeed({ venue: binance({ market: 'spot' }) })).returns.toEqualTypeOf<Feed<BinanceEvent>>()
  expectTypeOf(() => createFeed({ venue: binance({ testnet: true }) })).returns.toEqualTypeOf<Feed<BinanceEvent>>()
  expectTypeOf(() => binance({ market: 'usdm' })).returns.toEqualTypeOf<BinanceVenue<'usdm'>>()
  expectTypeOf<BinanceVenue<'coinm'>['market']>().toEqualTypeOf<'coinm'>()
})

test('a subscription has the types of its channels, and holes', () => {
  expectTypeOf(() => feed.subscribe(futuresTrades('BTCUSDT'))).returns.toEqualTypeOf<Subscription<FuturesTrade | Gap>>()
  expectTypeOf(() =>
    feed.subscribe([markPrice('BTCUSDT'), liquidations('BTCUSDT')], { gaps: false }),
  ).returns.toEqualTypeOf<Subscription<MarkPrice | Liquidation>>()
  expectTypeOf<Extract<FuturesEvent, { type: 'bookTicker' }>>().toEqualTypeOf<FuturesBookTicker>()
  expectTypeOf<Extract<FuturesEvent, { type: 'depth' }>>().toEqualTypeOf<FuturesDepth>()
})

test('decimals are strings, and what may be missing says so', () => {
  expectTypeOf<FuturesDepth>().toHaveProperty('previousUpdateId').toEqualTypeOf<number>()
  expectTypeOf<MarkPrice>().toHaveProperty('fundingRate').toEqualTypeOf<string | undefined>()
  expectTypeOf<Liquidation>().toHaveProperty('side').toEqualTypeOf<'BUY' | 'SELL'>()
})

test('what cannot be is an error of the compiler', () => {
  // @ts-expect-error a channel of spot
  expectTypeOf(() => feed.subscribe(trades('BTCUSDT'))).toBeFunction()
  // @ts-expect-error spot has no liquidations
  expectTypeOf(() => spot.subscribe(liquidations('BTCUSDT'))).toBeFunction()
  // @ts-expect-error futures have no candles of a second
  expectTypeOf(() => futuresKlines('BTCUSDT', '1s')).toBeFunction()
  // @ts-expect-error 250 is the slowest but one, a second is none
  expectTypeOf(() => futuresDepth('BTCUSDT', { speed: 1_000 })).toBeFunction()
  // @ts-expect-error no such contract
  expectTypeOf(() => continuousKlines('BTCUSDT', 'weekly', '1m')).toBeFunction()
  // @ts-expect-error no such market
  expectTypeOf(() => binance({ market: 'margin' })).toBeFunction()
})
