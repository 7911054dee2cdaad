import { expect, test } from 'vitest'

import {
  type BinanceMarket,
  type BinanceOptions,
  binance,
  futuresRaw,
  futuresStream,
  raw,
  trades,
} from '../../../../src/binance'
import { thrown } from '../payloads'

type Options = BinanceOptions<BinanceMarket>

test.each<[Options, string, string, string]>([
  [{ market: 'usdm' }, 'live', 'wss://fstream.binance.com', 'https://fapi.binance.com/fapi/v1'],
  [
    { market: 'usdm', testnet: true },
    'testnet',
    'wss://fstream.binancefuture.com',
    'https://testnet.binancefuture.com/fapi/v1',
  ],
  [
    { market: 'usdm', environment: 'demo' },
    'demo',
    'wss://demo-fstream.binance.com',
    'https://demo-fapi.binance.com/fapi/v1',
  ],
  [{ market: 'coinm' }, 'live', 'wss://dstream.binance.com', 'https://dapi.binance.com/dapi/v1'],
  [
    { market: 'coinm', environment: 'testnet' },
    'testnet',
    'wss://dstream.binancefuture.com',
    'https://testnet.binancefuture.com/dapi/v1',
  ],
  [
    { market: 'coinm', environment: 'demo' },
    'demo',
    'wss://demo-dstream.binance.com',
    'https://demo-dapi.binance.com/dapi/v1',
  ],
  [{ market: 'coinm', url: 'wss://a/', restUrl: 'https://a/x' }, 'custom', 'wss://a', 'https://a/x/dapi/v1'],
])('%j is %s at %s, asked at %s', async (options, environment, endpoint, rest) => {
  const venue = binance(options)
  expect(venue).toMatchObject({ name: 'binance', market: options.market, environment, endpoint })
  const requests = await venue.requests?.()
  expect(requests).toMatchObject({ weight: 2_400, spanMs: 60_000, socketUrl: undefined })
  const query = { path: 'depth', method: 'depth', params: { symbol: 'X' }, weight: 2, read: () => undefined }
  expect(requests?.url(query)).toBe(`${rest}/depth?symbol=X`)
})

test('the two kinds of futures share one budget in one world, and none with spot', async () => {
  const budgetOf = async (options: Options) => (await binance(options).requests?.())?.budget
  const budgets = await Promise.all([
    ...[budgetOf({ market: 'usdm' }), budgetOf({ market: 'coinm' }), budgetOf({})],
    ...[budgetOf({ market: 'usdm', environment: 'demo' }), budgetOf({ market: 'coinm', environment: 'demo' })],
    ...[budgetOf({ market: 'usdm', testnet: true }), budgetOf({ market: 'coinm', testnet: true })],
  ])
  expect(budgets.map((each) => budgets.indexOf(each))).toEqual([0, 0, 2, 3, 3, 5, 5])
})

test('a feed of futures without addresses to ask asks nothing', () => {
  expect(binance({ market: 'usdm', url: 'wss://a' }).requests).toBeUndefined()
})

test.each([
  [
    { market: 'usdm', environment: 'market-data' },
    'environment must be one of live, testnet, demo; received "market-data".',
  ],
  [
    { market: 'coinm', environment: 'market-data' },
    'environment must be one of live, testnet, demo; received "market-data".',
  ],
  [{ market: 'margin' }, 'market must be one of spot, usdm, coinm, options; received "margin".'],
  [{ market: null }, 'market must be one of spot, usdm, coinm, options; received null.'],
  [
    { market: 'usdm', url: 'wss://a', apiUrl: 'wss://a/ws-fapi/v1' },
    'apiUrl must be left out for futures and options; received "wss://a/ws-fapi/v1".',
  ],
])('%j is refused', (options, message) => {
  expect(thrown(() => binance(options as Options))).toMatchObject({ code: 'INVALID_OPTION', message })
})

test.each<[Options, Record<string, string>, string, string]>([
  [{}, { TICKWIRE_MARKET: 'usdm' }, 'usdm', 'wss://fstream.binance.com'],
  [{}, { TICKWIRE_MARKET: 'coinm', TICKWIRE_TESTNET: '1' }, 'coinm', 'wss://dstream.binancefuture.com'],
  [{ market: 'usdm' }, { TICKWIRE_ENVIRONMENT: 'demo' }, 'usdm', 'wss://demo-fstream.binance.com'],
  [{ market: 'usdm' }, { TICKWIRE_MARKET: 'coinm' }, 'usdm', 'wss://fstream.binance.com'],
  [{ market: 'spot' }, { TICKWIRE_MARKET: 'coinm' }, 'spot', 'wss://stream.binance.com:9443'],
  [{ testnet: false }, { TICKWIRE_MARKET: 'coinm' }, 'spot', 'wss://stream.binance.com:9443'],
  [{ market: 'coinm' }, { TICKWIRE_URL: 'wss://a' }, 'coinm', 'wss://a'],
])('%j with %j is %s at %s', (options, variables, market, endpoint) => {
  expect(binance(options).withVariables?.(variables)).toMatchObject({ market, endpoint })
})

test('a variable that cannot be is refused by its own name', () => {
  expect(thrown(() => binance().withVariables?.({ TICKWIRE_MARKET: 'margin' }))).toMatchObject({
    message: 'TICKWIRE_MARKET must be one of spot, usdm, coinm, options; received "margin".',
  })
  expect(
    thrown(() => binance({ market: 'usdm' }).withVariables?.({ TICKWIRE_ENVIRONMENT: 'market-data' })),
  ).toMatchObject({ message: expect.stringMatching(/^TICKWIRE_ENVIRONMENT must be one of live, testnet, demo;/) })
})

test('futures allow ten frames a second, and else what spot does', () => {
  expect(binance({ market: 'usdm' }).limits).toEqual({ ...binance().limits, controlFrames: 10 })
  expect(binance({ market: 'coinm' }).limits).toEqual(binance({ market: 'usdm' }).limits)
})

/** Streams by the back end of USD-M that serves them. */
const routes: readonly (readonly [name: string, route: 'public' | 'market'])[] = [
  ['btcusdt@trade', 'public'],
  ['btcusdt@bookTicker', 'public'],
  ['!bookTicker', 'public'],
  ['btcusdt@depth', 'public'],
  ['btcusdt@depth@100ms', 'public'],
  ['btcusdt@depth@500ms', 'public'],
  ['btcusdt@depth5', 'public'],
  ['btcusdt@depth10@100ms', 'public'],
  ['btcusdt@depth20@500ms', 'public'],
  ['币安人生usdt@depth', 'public'],
  ['btcusdt@aggTrade', 'market'],
  ['btcusdt@markPrice', 'market'],
  ['btcusdt@markPrice@1s', 'market'],
  ['!markPrice@arr', 'market'],
  ['!markPrice@arr@1s', 'market'],
  ['btcusdt@kline_1M', 'market'],
  ['btcusdt_perpetual@continuousKline_1m', 'market'],
  ['btcusdt_tradifi_perpetual@continuousKline_1d', 'market'],
  ['btcusdt@miniTicker', 'market'],
  ['!miniTicker@arr', 'market'],
  ['btcusdt@ticker', 'market'],
  ['!ticker@arr', 'market'],
  ['btcusdt@forceOrder', 'market'],
  ['!forceOrder@arr', 'market'],
  ['defiusdt@compositeIndex', 'market'],
  ['btcusdt@rpiDepth@500ms', 'public'],
  ['!contractInfo', 'market'],
  ['!assetIndex@arr', 'market'],
  ['btcusd@assetIndex', 'market'],
  ['tradingSession', 'market'],
  ['btcusd@markPrice', 'market'],
  ['btcusd@markPrice@1s', 'market'],
  ['btcusd@indexPrice', 'market'],
  ['btcusd@indexPriceKline_5m', 'market'],
  ['btcusd_perp@markPriceKline_5m', 'market'],
]

test.each(routes)('%s is of the route %s, as a channel and raw', (name, route) => {
  for (const channel of [futuresStream(name), futuresRaw(name)]) {
    expect(channel.stream).toBe(name)
    const { url, carried } = binance({ market: 'usdm' }).address([name], channel.route)
    const encoded = encodeURIComponent(name).replaceAll('%40', '@')
    expect([url, carried]).toEqual([`wss://fstream.binance.com/${route}/stream?streams=${encoded}`, [name]])
    // COIN-M has no routes.
    expect(binance({ market: 'coinm' }).address([], channel.route).url).toBe('wss://dstream.binance.com/stream')
  }
})

test('a stream that has no channel goes raw to the back end of its kind', () => {
  for (const [name, route] of [
    ['btcusdt@rpiDepth@100ms', 'public'],
    ['btcusdt@depth50', 'public'],
    ['!indexPrice@arr', 'market'],
    ['btcusd@indexPrice@1s', 'market'],
  ] as const) {
    expect(thrown(() => futuresStream(name))).toMatchObject({ code: 'INVALID_CHANNEL' })
    expect(futuresRaw(name)).toMatchObject({ type: 'raw', stream: name })
    expect(binance({ market: 'usdm' }).address([], futuresRaw(name).route).url).toContain(`/${route}/stream`)
  }
})

test.each([
  ['btcusd@markPrice', 'markPrices', 'BTCUSD'],
  ['BTCUSD@markPrice@1s', 'markPrices', 'BTCUSD'],
  ['btcusd_perp@markPrice', 'markPrice', 'BTCUSD_PERP'],
  ['btcusd1@markPrice', 'markPrice', 'BTCUSD1'],
  ['btcusdt@markPrice@1s', 'markPrice', 'BTCUSDT'],
])('%s is a stream of %s', (name, type, symbol) => {
  expect(futuresStream(name)).toMatchObject({ type, symbol, stream: name.replace('BTCUSD', 'btcusd') })
})

test('what knows no route goes where the exchange takes it', () => {
  const venue = binance({ market: 'usdm' })
  for (const { route } of [raw('x@y'), trades('BTCUSDT')])
    expect(venue.address([], route).url).toBe('wss://fstream.binance.com/public/stream')
})

test.each([
  '',
  'btcusdt',
  'btcusdt@kline_1s',
  'btcusdt@kline_7m',
  'btcusdt@depth7',
  'btcusdt@depth@250ms',
  'btcusdt@depth@0ms',
  'btcusdt@continuousKline_1m',
  'btcusdt_weekly@continuousKline_1m',
  'btcusdt@markPrice@3s',
  'btcusdt@constructor',
  'constructor',
  '@trade',
  null,
])('%j is no stream of futures', (name) => {
  expect(thrown(() => futuresStream(name as string))).toMatchObject({ code: 'INVALID_CHANNEL' })
})

test('what is no name is told the forms there are', () => {
  expect(thrown(() => futuresStream('x')).message).toMatch(
    /^stream name must be one of !markPrice@arr, .+<symbol>@depth\[5\|10\|20\]\[@100ms\|@500ms\].+<interval>; received "x"\.$/,
  )
})
