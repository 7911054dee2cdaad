import { expect, test } from 'vitest'

import {
  type BinanceMarket,
  type BinanceOptions,
  binance,
  optionsRaw,
  optionsStream,
  raw,
  trades,
} from '../../../../src/binance'
import { openFeed } from '../../../../src/client/open'
import { FakeTransport } from '../../../../src/testing/fake-transport'
import { ManualClock, manualHost } from '../../../../src/testing/manual-clock'
import { thrown } from '../payloads'

type Options = BinanceOptions<BinanceMarket>

test.each<[Options, string, string, string]>([
  [{ market: 'options' }, 'live', 'wss://fstream.binance.com', 'https://eapi.binance.com/eapi/v1'],
  [
    { market: 'options', testnet: true },
    'testnet',
    'wss://fstream.binancefuture.com',
    'https://testnet.binancefuture.com/eapi/v1',
  ],
  [{ market: 'options', url: 'wss://a/', restUrl: 'https://a/x' }, 'custom', 'wss://a', 'https://a/x/eapi/v1'],
])('%j is %s at %s, asked at %s', async (options, environment, endpoint, rest) => {
  const venue = binance(options)
  expect(venue).toMatchObject({ name: 'binance', market: 'options', family: 'options', environment, endpoint })
  const requests = await venue.requests?.()
  expect(requests).toMatchObject({ weight: 2_400, spanMs: 60_000, socketUrl: undefined })
  const query = { path: 'depth', method: 'depth', params: { symbol: 'X' }, weight: 2, read: () => undefined }
  expect(requests?.url(query)).toBe(`${rest}/depth?symbol=X`)
})

test('options have a budget of their own, also where futures share their host', async () => {
  const budgetOf = async (options: Options) => (await binance(options).requests?.())?.budget
  const budgets = await Promise.all([
    ...[budgetOf({ market: 'usdm' }), budgetOf({ market: 'options' })],
    ...[budgetOf({ market: 'usdm', testnet: true }), budgetOf({ market: 'options', testnet: true })],
  ])
  expect(new Set(budgets).size).toBe(4)
})

test('options allow ten frames a second and two hundred streams, and else what spot does', () => {
  expect(binance({ market: 'options' }).limits).toEqual({ ...binance().limits, controlFrames: 10, streams: 200 })
})

test.each([
  [{ market: 'options', environment: 'demo' }, 'environment must be one of live, testnet; received "demo".'],
  [{ market: 'usdm', environment: 'us' }, 'environment must be one of live, testnet, demo; received "us".'],
  [
    { market: 'options', url: 'wss://a', apiUrl: 'wss://a/x' },
    'apiUrl must be left out for futures and options; received "wss://a/x".',
  ],
])('%j is refused', (options, message) => {
  expect(thrown(() => binance(options as Options))).toMatchObject({ code: 'INVALID_OPTION', message })
})

test('a variable may name the market', () => {
  expect(binance().withVariables?.({ TICKWIRE_MARKET: 'options', TICKWIRE_TESTNET: '1' })).toMatchObject({
    ...{ market: 'options', endpoint: 'wss://fstream.binancefuture.com' },
  })
})

const option = 'btc-261225-100000-c'

/** Streams by the back end that serves them, and what they are read as. */
const routes: readonly (readonly [name: string, route: 'public' | 'market', type: string])[] = [
  [`${option}@depth@100ms`, 'public', 'depth'],
  [`${option}@depth@500ms`, 'public', 'depth'],
  [`${option}@depth5@100ms`, 'public', 'partialDepth'],
  [`${option}@depth10@500ms`, 'public', 'partialDepth'],
  [`${option}@depth20@100ms`, 'public', 'partialDepth'],
  [`${option}@bookTicker`, 'public', 'bookTicker'],
  [`${option}@optionTrade`, 'public', 'trade'],
  ['btcusdt@optionTrade', 'public', 'trade'],
  [`${option}@optionTicker`, 'public', 'ticker'],
  ['btcusdt@optionTicker@261225', 'public', 'tickers'],
  [`${option}@kline_1m`, 'market', 'kline'],
  [`${option}@kline_1w`, 'market', 'kline'],
  ['!index@arr', 'market', 'indexPrices'],
  ['btcusdt@optionMarkPrice', 'market', 'markPrices'],
  ['btcusdt@openInterest@261225', 'market', 'openInterests'],
  ['!optionSymbol', 'market', 'newOption'],
]

test.each(routes)('%s is of the route %s, as a %s and raw', (name, route, type) => {
  expect(optionsStream(name).type).toBe(type)
  for (const channel of [optionsStream(name), optionsRaw(name)]) {
    expect(channel.stream).toBe(name)
    const { url, carried } = binance({ market: 'options' }).address([name], channel.route)
    expect([url.replaceAll('%21', '!'), carried]).toEqual([
      `wss://fstream.binance.com/${route}/stream?streams=${name}`,
      [name],
    ])
  }
})

test.each([
  '',
  'btcusdt',
  option,
  `${option}@trade`,
  `${option}@depth`,
  `${option}@depth@250ms`,
  `${option}@depth7@100ms`,
  `${option}@depth20`,
  `${option}@kline_8h`,
  `${option}@kline_1m@+08:00`,
  `${option}@optionTicker@261225`,
  `${option}@optionMarkPrice`,
  'btcusdt@optionTicker',
  'btcusdt@openInterest',
  'btcusdt@openInterest@26',
  'btcusdt@bookTicker',
  `${option}@constructor`,
  '@optionTrade',
  null,
])('%j is no stream of options', (name) => {
  expect(thrown(() => optionsStream(name as string))).toMatchObject({ code: 'INVALID_CHANNEL' })
})

test('what is no name is told the forms there are', () => {
  expect(thrown(() => optionsStream('x')).message).toMatch(
    /^stream name must be one of !index@arr, !optionSymbol, <option>@optionTrade,.+<underlying>@openInterest@<yymmdd>; received "x"\.$/,
  )
})

test('a feed of options takes no channel of another family, has a line for each route, and no past', async () => {
  const transport = new FakeTransport(true)
  const feed = openFeed(
    { venue: binance({ market: 'options' }), transport, host: manualHost(new ManualClock(), () => 0.5) },
    transport,
  )
  expect(thrown(() => feed.subscribe(trades('BTCUSDT') as never))).toMatchObject({
    message: 'btcusdt@trade is a channel of spot, and this feed is one of options.',
  })
  expect(thrown(() => feed.subscribe(optionsStream('btcusdt@optionTrade'), { backfill: true }))).toMatchObject({
    ...{ code: 'INVALID_OPTION', message: expect.stringContaining('the exchange keeps no past of it') },
  })
  feed.subscribe([optionsStream('btcusdt@optionTrade'), optionsStream('!index@arr'), raw('x@y')])
  await Promise.resolve()
  await Promise.resolve()
  expect(transport.sockets.map(({ url }) => url)).toEqual([
    'wss://fstream.binance.com/public/stream?streams=btcusdt@optionTrade/x@y',
    'wss://fstream.binance.com/market/stream?streams=!index@arr',
  ])
  await feed.close()
})
