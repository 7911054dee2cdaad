/** What the compiler promises a user; checked by `npm run types` as well. */
import { expectTypeOf, test } from 'vitest'
import {
  type BinanceEvent,
  type BookTicker,
  binance,
  bookTicker,
  type Kline,
  klines,
  stream,
  type Trade,
  trades,
} from '../../src/binance'
import { createFeed, type Feed, type Gap, type MarketEvent, type Subscription } from '../../src/index'

// Only typed, never run.
declare const feed: Feed<BinanceEvent>

test('a subscription has the type of its channel, several have their union, and holes among them unless they are left out', () => {
  const one = () => feed.subscribe(trades('BTCUSDT'))
  const two = () => feed.subscribe([trades('BTCUSDT'), klines('ETHUSDT', '1m')])
  const named = () => feed.subscribe(stream('btcusdt@trade'))
  const whole = () => feed.subscribe(trades('BTCUSDT'), { gaps: false })
  expectTypeOf(one).returns.toEqualTypeOf<Subscription<Trade | Gap>>()
  expectTypeOf(two).returns.toEqualTypeOf<Subscription<Trade | Kline | Gap>>()
  expectTypeOf(named).returns.toEqualTypeOf<Subscription<BinanceEvent | Gap>>()
  expectTypeOf(whole).returns.toEqualTypeOf<Subscription<Trade>>()
})

test('the feed itself yields the union of its venue, told apart by type', () => {
  expectTypeOf(createFeed<BinanceEvent>).returns.toExtend<AsyncIterable<BinanceEvent | Gap>>()
  expectTypeOf(() => createFeed({ venue: binance() })).returns.toEqualTypeOf<Feed<BinanceEvent>>()
  expectTypeOf<Extract<BinanceEvent, { type: 'bookTicker' }>>().toEqualTypeOf<BookTicker>()
  expectTypeOf<BinanceEvent>().toExtend<MarketEvent>()
})

test('decimals are strings, times and ids numbers', () => {
  expectTypeOf<Trade>().toHaveProperty('price').toEqualTypeOf<string>()
  expectTypeOf<Trade>().toHaveProperty('tradeTime').toEqualTypeOf<number>()
  expectTypeOf<Kline>().toHaveProperty('isClosed').toEqualTypeOf<boolean>()
})

test('what cannot be is an error of the compiler', () => {
  // @ts-expect-error no such interval
  expectTypeOf(() => klines('BTCUSDT', '7m')).toBeFunction()
  // @ts-expect-error a name is not a channel
  expectTypeOf(() => feed.subscribe('btcusdt@trade')).toBeFunction()
  // @ts-expect-error no such event
  expectTypeOf(() => feed.on('message', () => {})).toBeFunction()
  // @ts-expect-error a venue is needed
  expectTypeOf(() => createFeed({})).toBeFunction()
  // @ts-expect-error events cannot be written to
  expectTypeOf((trade: Trade) => (trade.price = '1')).toBeFunction()
  expectTypeOf(bookTicker).parameter(0).toEqualTypeOf<string>()
})
