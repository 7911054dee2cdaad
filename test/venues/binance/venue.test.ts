import { expect, test } from 'vitest'

import { type BinanceOptions, binance, klines } from '../../../src/binance'
import { thrown } from './payloads'

test.each<[BinanceOptions, string, string]>([
  [{}, 'live', 'wss://stream.binance.com:9443'],
  [{ market: 'spot' }, 'live', 'wss://stream.binance.com:9443'],
  [{ testnet: false }, 'live', 'wss://stream.binance.com:9443'],
  [{ environment: 'market-data' }, 'market-data', 'wss://data-stream.binance.vision'],
  [{ environment: 'testnet' }, 'testnet', 'wss://stream.testnet.binance.vision'],
  [{ testnet: true }, 'testnet', 'wss://stream.testnet.binance.vision'],
  [{ testnet: true, environment: 'testnet' }, 'testnet', 'wss://stream.testnet.binance.vision'],
  [{ environment: 'demo', testnet: false }, 'demo', 'wss://demo-stream.binance.com'],
  [{ environment: 'us' }, 'us', 'wss://stream.binance.us:9443'],
  [{ url: 'ws://127.0.0.1:8080' }, 'custom', 'ws://127.0.0.1:8080'],
  [{ url: 'wss://proxy.example/binance/spot//' }, 'custom', 'wss://proxy.example/binance/spot'],
  [{ url: 'WS://[::1]:9443/', testnet: false }, 'custom', 'WS://[::1]:9443'],
])('%j is %s at %s', (options, environment, endpoint) => {
  const venue = binance(options)
  expect(venue).toMatchObject({ name: 'binance', environment, endpoint })
  expect(venue.address([])).toEqual({ url: `${endpoint}/stream`, carried: [] })
})

test.each([
  ['no options', null, 'options must be an object; received null.'],
  ['text for options', 'testnet', 'options must be an object; received "testnet".'],
  [
    'an unknown option',
    { apiSecret: 'hunter2' },
    'apiSecret must be left out: there are market, environment, testnet, url, restUrl, apiUrl, allowInsecure and timeUnit; received an object.',
  ],
  ['another market', { market: 'margin' }, 'market must be one of spot, usdm, coinm, options; received "margin".'],
  [
    'another environment',
    { environment: 'prod' },
    'environment must be one of live, market-data, testnet, demo, us; received "prod".',
  ],
  [
    'a list of environments',
    { environment: ['live'] },
    'environment must be one of live, market-data, testnet, demo, us; received an array.',
  ],
  ['testnet in words', { testnet: 'yes' }, 'testnet must be true or false; received "yes".'],
  [
    'both worlds',
    { testnet: true, environment: 'live' },
    'testnet must be left out beside environment live; received true.',
  ],
  [
    'neither',
    { testnet: false, environment: 'testnet' },
    'testnet must be left out beside environment testnet; received false.',
  ],
  [
    'url and testnet',
    { url: 'wss://a', testnet: true },
    'url must be without environment and testnet; received "wss://a".',
  ],
  [
    'url and environment',
    { url: 'wss://a', environment: 'live' },
    'url must be without environment and testnet; received "wss://a".',
  ],
  ['REST alone', { restUrl: 'https://a' }, 'restUrl must be left out without url; received "https://a".'],
  [
    'a WebSocket API alone',
    { apiUrl: 'wss://a', testnet: true },
    'apiUrl must be left out without url; received "wss://a".',
  ],
  [
    'REST by socket',
    { url: 'wss://a', restUrl: 'wss://a' },
    'restUrl must be http:// or https:// with a host and at most a port and a path; received "wss://a".',
  ],
  [
    'a WebSocket API by HTTP, and with a key',
    { url: 'wss://a', apiUrl: 'https://a?key=secret' },
    'apiUrl must be ws:// or wss:// with a host and at most a port and a path; received "https://a?…".',
  ],
])('%s is refused', (_, options, message) => {
  expect(thrown(() => binance(options as BinanceOptions))).toMatchObject({ code: 'INVALID_OPTION', message })
})

const rule = 'url must be ws:// or wss:// with a host and at most a port and a path; received'

test.each([
  ['https://a', '"https://a"'],
  ['a.example', '"a.example"'],
  ['ws://', '"ws://"'],
  ['ws:///path', '"ws:///path"'],
  ['ws://a b', '"ws://a b"'],
  [' ws://a', '" ws://a"'],
  ['ws://a\n', '"ws://a\\n"'],
  ['ws://a:port', '"ws://a:port"'],
  ['ws://a:65536', '"ws://a:65536"'],
  ['ws://a\\b', '"ws://a\\\\b"'],
  ['ws://[::1', '"ws://[::1"'],
  ['', '""'],
  [443, '443'],
  // What may be a secret is not repeated.
  ['ws://key:secret@a', '"…@a"'],
  ['ws://key:se/cr?et@a', '"…@a"'],
  ['ws://a/?token=secret', '"ws://a/?…"'],
  ['ws://a#secret', '"ws://a?…"'],
])('the address %j is refused', (url, shown) => {
  expect(thrown(() => binance({ url: url as string }))).toEqual({
    code: 'INVALID_OPTION',
    message: `${rule} ${shown}.`,
    context: expect.objectContaining({ option: 'url', received: shown }),
  })
})

test.each<[string, BinanceOptions, Record<string, string>, string, string]>([
  ['an address', {}, { TICKWIRE_URL: 'ws://localhost:1/' }, 'custom', 'ws://localhost:1'],
  ['an environment', {}, { TICKWIRE_ENVIRONMENT: 'demo' }, 'demo', 'wss://demo-stream.binance.com'],
  ['testnet', { market: 'spot' }, { TICKWIRE_TESTNET: '1' }, 'testnet', 'wss://stream.testnet.binance.vision'],
  ['testnet in letters', {}, { TICKWIRE_TESTNET: 'true' }, 'testnet', 'wss://stream.testnet.binance.vision'],
  ['no testnet', {}, { TICKWIRE_TESTNET: '0' }, 'live', 'wss://stream.binance.com:9443'],
  ['no testnet in letters', {}, { TICKWIRE_TESTNET: 'false' }, 'live', 'wss://stream.binance.com:9443'],
  ['nothing', {}, {}, 'live', 'wss://stream.binance.com:9443'],
  [
    'empty words',
    {},
    { TICKWIRE_URL: '', TICKWIRE_ENVIRONMENT: '', TICKWIRE_TESTNET: '' },
    'live',
    'wss://stream.binance.com:9443',
  ],
  ['address before name', {}, { TICKWIRE_URL: 'wss://a', TICKWIRE_TESTNET: '1' }, 'custom', 'wss://a'],
  [
    'but not over an environment',
    { environment: 'live' },
    { TICKWIRE_URL: 'wss://a' },
    'live',
    'wss://stream.binance.com:9443',
  ],
  ['but not over testnet', { testnet: false }, { TICKWIRE_TESTNET: '1' }, 'live', 'wss://stream.binance.com:9443'],
  [
    'but not over an address',
    { url: 'wss://b' },
    { TICKWIRE_URL: 'wss://a', TICKWIRE_ENVIRONMENT: 'x' },
    'custom',
    'wss://b',
  ],
])('the environment may name %s', (_, options, variables, environment, endpoint) => {
  expect(binance(options).withVariables?.(variables)).toMatchObject({ environment, endpoint })
})

test('the environment may name where to ask, beside an address', async () => {
  const variables = { TICKWIRE_URL: 'wss://a', TICKWIRE_REST_URL: 'https://a', TICKWIRE_API_URL: 'wss://a/ws-api/v3' }
  const venue = binance().withVariables?.(variables)
  expect(venue?.endpoint).toBe('wss://a')
  expect(await venue?.requests?.()).toMatchObject({ budget: 'wss://a/ws-api/v3', socketUrl: 'wss://a/ws-api/v3' })
})

test.each([
  [{ TICKWIRE_REST_URL: 'https://a' }, /^TICKWIRE_REST_URL must be left out without url/],
  [{ TICKWIRE_URL: 'wss://a', TICKWIRE_API_URL: 'a' }, /^TICKWIRE_API_URL must be ws:\/\/ .+ received "a"\.$/],
  [{ TICKWIRE_URL: 'http://a' }, /^TICKWIRE_URL must be ws:\/\/ .+ received "http:\/\/a"\.$/],
  [{ TICKWIRE_ENVIRONMENT: 'prod' }, /^TICKWIRE_ENVIRONMENT must be one of live, .+ received "prod"\.$/],
  [{ TICKWIRE_TESTNET: 'yes' }, /^TICKWIRE_TESTNET must be true or false; received "yes"\.$/],
  [
    { TICKWIRE_TESTNET: '1', TICKWIRE_ENVIRONMENT: 'live' },
    /^TICKWIRE_TESTNET must be left out beside environment live/,
  ],
])('%j is refused by its own name', (variables, message) => {
  expect(thrown(() => binance().withVariables?.(variables))).toMatchObject({
    code: 'INVALID_OPTION',
    message: expect.stringMatching(message),
  })
})

test('limits are those of spot', () => {
  expect(binance().limits).toEqual({
    ...{ controlFrames: 5, streams: 1_024, namesPerFrame: 200, frameBytes: 4_000 },
    ...{ attempts: 300, attemptSpanMs: 300_000, lifetimeMs: 86_400_000, messageLength: 4_194_304 },
  })
})

test('control frames are written as the exchange documents them', () => {
  const venue = binance()
  expect([
    venue.subscribe(7, ['a@trade', '币@depth@100ms']),
    venue.unsubscribe(8, ['a@trade']),
    venue.probe(9),
  ]).toEqual([
    '{"method":"SUBSCRIBE","params":["a@trade","币@depth@100ms"],"id":7}',
    '{"method":"UNSUBSCRIBE","params":["a@trade"],"id":8}',
    '{"method":"LIST_SUBSCRIPTIONS","id":9}',
  ])
})

test('an address carries names readably, other scripts and + encoded', () => {
  const streams = ['btcusdt@trade', '!miniTicker@arr', 'ethusdt@kline_1d@+08:00', '这是测试币456@trade']
  expect(binance().address(streams)).toEqual({
    url:
      'wss://stream.binance.com:9443/stream?streams=btcusdt@trade/!miniTicker@arr/ethusdt@kline_1d@%2B08:00/' +
      '%E8%BF%99%E6%98%AF%E6%B5%8B%E8%AF%95%E5%B8%81456@trade',
    carried: streams,
  })
})

test('of many names an address carries as many from the front as 4,000 characters hold', () => {
  const streams = Array.from({ length: 1_024 }, (_, i) => `symbol${String(i).padStart(4, '0')}@trade`)
  const { url, carried } = binance().address(streams)
  const next = streams[carried.length] as string
  expect(carried).toEqual(streams.slice(0, carried.length))
  expect(url.slice(url.indexOf('=') + 1).split('/')).toEqual(carried)
  expect(url.length).toBeLessThanOrEqual(4_000)
  expect(url.length + 1 + next.length).toBeGreaterThan(4_000)
})

test('a name in another script counts as encoded', () => {
  const streams = Array.from({ length: 200 }, (_, i) => `${'币'.repeat(20)}${i}@trade`)
  const { url, carried } = binance().address(streams)
  expect(url.length).toBeLessThanOrEqual(4_000)
  expect(carried.length).toBe(Math.floor((4_000 - 'wss://stream.binance.com:9443/stream?streams='.length) / 190) + 0)
})

test('an address that no name fits carries none', () => {
  const { url, carried } = binance({ url: `wss://a/${'p'.repeat(3_979)}` }).address(['btcusdt@trade'])
  expect([url.endsWith('p/stream'), carried]).toEqual([true, []])
})

test('times in µs are asked for by the address, of spot alone', () => {
  const venue = binance({ timeUnit: 'microsecond' })
  expect(venue.address([]).url).toBe('wss://stream.binance.com:9443/stream?timeUnit=MICROSECOND')
  expect(venue.address(['btcusdt@trade', 'a@depth']).url).toBe(
    'wss://stream.binance.com:9443/stream?streams=btcusdt@trade/a@depth&timeUnit=MICROSECOND',
  )
  expect(venue.withVariables?.({ TICKWIRE_TESTNET: '1' }).address([]).url).toMatch(/testnet.*MICROSECOND$/)
  expect(binance({ timeUnit: 'millisecond' }).address([]).url).not.toContain('timeUnit')
  const refused = (options: object) => thrown(() => binance(options))
  expect(refused({ timeUnit: 'second' })).toMatchObject({ code: 'INVALID_OPTION', context: { option: 'timeUnit' } })
  expect(refused({ timeUnit: 'microsecond', market: 'usdm' })).toMatchObject({ context: { option: 'timeUnit' } })
})

test('times in µs are exact, and what is odd in ms is odd in µs', () => {
  const at = (time: number) => time * 1_000 + 456
  const payload = (length: number) =>
    JSON.stringify({
      ...{ e: 'kline', E: at(1_795_305_600_123), s: 'BTCUSDT' },
      k: {
        ...{
          t: 1_795_305_600_000_000,
          T: 1_795_305_600_000_000 + length,
          s: 'BTCUSDT',
          i: '1m',
          f: 1,
          L: 1,
          o: '1',
          c: '1',
        },
        ...{ h: '1', l: '1', v: '1', n: 1, x: false, q: '1', V: '0', Q: '0', B: '0' },
      },
    })
  const channel = klines('BTCUSDT', '1m')
  const event = channel.decode(payload(59_999_999), 7, 'always')
  expect(event).toMatchObject({ eventTime: 1_795_305_600_123_456, closeTime: 1_795_305_659_999_999, receiveTime: 7 })
  expect(channel.suspect?.(event)).toBeUndefined()
  expect(channel.suspect?.(channel.decode(payload(59_999), 7, 'always'))).toMatchObject({ path: 'closeTime' })
})
