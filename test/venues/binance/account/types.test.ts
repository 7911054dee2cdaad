/** What the compiler promises a reader of private streams; checked by `npm run types` as well. */
import { expect, expectTypeOf, test } from 'vitest'
import {
  type AccountEvent,
  binance,
  binanceAccount,
  type ExecutionReport,
  type FuturesAccountEvent,
  futuresTrades,
  futuresUserData,
  type OptionsAccountEvent,
  type OptionsOrderUpdate,
  type OrderTradeUpdate,
  optionsUserData,
  optionTrades,
  trades,
  userData,
} from '../../../../src/binance'
import { createFeed, type Feed, type Gap, type Subscription } from '../../../../src/index'

const sign = () => 'signature'
const listenKey = async () => 'key'
const spot = () => createFeed({ venue: binanceAccount({ apiKey: 'key', sign }) })
const usdm = () => createFeed({ venue: binanceAccount({ market: 'usdm', listenKey }) })
const coinm = () => createFeed({ venue: binanceAccount({ market: 'coinm', apiKey: 'key' }) })
const options = () => createFeed({ venue: binanceAccount({ market: 'options', listenKey }) })

test('the market of an account decides which events its feed has', () => {
  expectTypeOf(spot).returns.toEqualTypeOf<Feed<AccountEvent>>()
  expectTypeOf(usdm).returns.toEqualTypeOf<Feed<FuturesAccountEvent>>()
  expectTypeOf(coinm).returns.toEqualTypeOf<Feed<FuturesAccountEvent>>()
  expectTypeOf(options).returns.toEqualTypeOf<Feed<OptionsAccountEvent>>()
  expectTypeOf(() => createFeed({ venue: binanceAccount() })).returns.toEqualTypeOf<Feed<AccountEvent>>()
  expectTypeOf(() => spot().subscribe(userData())).returns.toEqualTypeOf<Subscription<AccountEvent | Gap>>()
  expectTypeOf(() => usdm().subscribe(futuresUserData(), { gaps: false })).returns.toEqualTypeOf<
    Subscription<FuturesAccountEvent>
  >()
})

test('the type of an event tells what it has', () => {
  const ofSpot = (event: AccountEvent | Gap) => {
    if (event.type === 'executionReport') return expectTypeOf(event).toEqualTypeOf<ExecutionReport>()
    if (event.type === 'gap') return expectTypeOf(event).toEqualTypeOf<Gap>()
    if (event.type === 'raw') return expectTypeOf(event.data).toEqualTypeOf<unknown>()
    if (event.type === 'outboundAccountPosition') expectTypeOf(event.balances[0]!.free).toEqualTypeOf<string>()
    return undefined
  }
  const ofFutures = (event: FuturesAccountEvent) => {
    if (event.type === 'orderTradeUpdate') expectTypeOf(event).toEqualTypeOf<OrderTradeUpdate>()
    if (event.type === 'accountUpdate') expectTypeOf(event.positions[0]!.amount).toEqualTypeOf<string>()
  }
  const ofOptions = (event: OptionsAccountEvent) => {
    if (event.type === 'orderTradeUpdate') expectTypeOf(event).toEqualTypeOf<OptionsOrderUpdate>()
    if (event.type === 'accountUpdate') expectTypeOf(event.equity).toEqualTypeOf<string>()
  }
  // Beyond 2^53 a number would lose its last digits.
  expectTypeOf<ExecutionReport['orderId'] | OrderTradeUpdate['orderId']>().toEqualTypeOf<string>()
  expectTypeOf([ofSpot, ofFutures, ofOptions]).toBeArray()
})

test('what cannot be is an error of the compiler, and of the feed', async () => {
  const feeds = [spot(), usdm(), coinm(), options()] as const
  const [one, two, three, four] = feeds
  const wrong: readonly (() => unknown)[] = [
    // @ts-expect-error market data on an account
    () => one.subscribe(trades('BTCUSDT')),
    // @ts-expect-error the events of futures on an account of spot
    () => one.subscribe(futuresUserData()),
    // @ts-expect-error market data on an account
    () => two.subscribe(futuresTrades('BTCUSDT')),
    // @ts-expect-error the events of spot on an account of futures
    () => two.subscribe(userData()),
    // @ts-expect-error the events of options on an account of futures
    () => three.subscribe(optionsUserData()),
    // @ts-expect-error market data on an account
    () => four.subscribe(optionTrades('BTC-261225-100000-C')),
  ]
  const market = createFeed({ venue: binance() })
  // @ts-expect-error an account's events among market data
  expect(() => market.subscribe(userData())).toThrow(expect.objectContaining({ code: 'INVALID_CHANNEL' }))
  await market.close()
  for (const subscribe of wrong) expect(subscribe).toThrow(expect.objectContaining({ code: 'INVALID_CHANNEL' }))
  // @ts-expect-error no such option
  expect(() => binanceAccount({ passphrase: '' })).toThrow('passphrase')
  // @ts-expect-error no such market
  expect(() => binanceAccount({ market: 'margin' })).toThrow('market')
  await Promise.all(feeds.map((feed) => feed.close()))
})
