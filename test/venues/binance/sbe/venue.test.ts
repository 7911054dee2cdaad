/** Where SBE is served, what it asks for, and that its key is seen by nobody but the server. */
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { type BinanceSbeOptions, binance, binanceSbe, sbeTrades, trades } from '../../../../src/binance'
import { openFeed } from '../../../../src/client/open'
import type { FeedError } from '../../../../src/core/errors'
import type { Transport } from '../../../../src/core/transport'
import type { Variables } from '../../../../src/core/venue'
import { FakeTransport } from '../../../../src/testing/fake-transport'
import { ManualClock, manualHost } from '../../../../src/testing/manual-clock'
import { isomorphicTransport } from '../../../../src/transports/isomorphic'
import { nodeTransport } from '../../../../src/transports/node-ws'
import { webSocketTransport } from '../../../../src/transports/web-socket'

const key = 'tHiSiSaKeY0123456789thisisakey'
const headers = (options: BinanceSbeOptions, variables: Variables = {}) =>
  binanceSbe(options).withVariables!(variables).headers!(nodeTransport())

const failure = (act: () => unknown): FeedError => {
  try {
    act()
  } catch (error) {
    return error as FeedError
  }
  throw new Error('nothing was thrown')
}

test.each([
  [{}, 'live', 'wss://stream-sbe.binance.com'],
  [{ testnet: true }, 'testnet', 'wss://stream-sbe.testnet.binance.vision'],
  [{ environment: 'testnet', testnet: true }, 'testnet', 'wss://stream-sbe.testnet.binance.vision'],
  [{ environment: 'demo' }, 'demo', 'wss://demo-stream-sbe.binance.com'],
  [{ url: 'ws://127.0.0.1:9/sbe/' }, 'custom', 'ws://127.0.0.1:9/sbe'],
] as const)('%j is %s', (options, environment, endpoint) => {
  const venue = binanceSbe(options)
  expect(venue).toMatchObject({ name: 'binance', market: 'spot', family: 'sbe', environment, endpoint })
  const { url, carried } = venue.address(['btcusdt@trade', '这是测试币456@depth20'])
  expect(url).toBe(`${endpoint}/stream?streams=btcusdt@trade/${encodeURIComponent('这是测试币456')}@depth20`)
  expect(carried).toHaveLength(2)
  expect(venue.limits).toEqual(binance().limits)
})

test('what was missed is asked for where JSON asks for it', async () => {
  const requests = await binanceSbe({ testnet: true }).requests!()
  const query = { path: 'depth', method: 'depth', params: { symbol: 'BTCUSDT' }, weight: 5, read: () => 0 }
  expect(requests.url(query)).toBe('https://testnet.binance.vision/api/v3/depth?symbol=BTCUSDT')
  expect(requests.budget).toBe((await binance({ testnet: true }).requests!()).budget)
  expect(binanceSbe({ url: 'wss://example.com' }).requests).toBeUndefined()
})

test.each([
  [{ environment: 'market-data' }, 'environment must be one of live, testnet, demo; received "market-data".'],
  [{ environment: 'live', testnet: true }, 'testnet must be left out beside environment live; received true.'],
  [{ testnet: 1 }, 'testnet must be left out'],
  [{ url: 'https://example.com' }, 'url must be ws://'],
  [{ url: 'wss://example.com', environment: 'live' }, 'url must be without environment and testnet'],
  [{ restUrl: 'https://example.com' }, 'restUrl must be left out without url'],
  [{ url: 'wss://example.com', apiUrl: 'nowhere' }, 'apiUrl must be ws://'],
  [
    { market: 'spot' },
    'market must be left out: there are apiKey, environment, testnet, url, restUrl, apiUrl, allowInsecure',
  ],
  ['key', 'options must be an object'],
  [{ apiKey: `${key}\r\nx: y` }, 'apiKey must be a text of printable ASCII without spaces; received an object.'],
  [{ apiKey: '' }, 'apiKey must be'],
  [{ apiKey: 5 }, 'apiKey must be'],
])('%j is refused', (options, message) => {
  const error = failure(() => binanceSbe(options as BinanceSbeOptions))
  expect(error).toMatchObject({ code: 'INVALID_OPTION', message: expect.stringContaining(message) })
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(key)
})

test('the key comes from the options, else from the variables', () => {
  expect(headers({ apiKey: key })).toEqual({ 'X-MBX-APIKEY': key })
  expect(headers({}, { BINANCE_API_KEY: key })).toEqual({ 'X-MBX-APIKEY': key })
  expect(headers({ apiKey: key }, { BINANCE_API_KEY: 'another' })).toEqual({ 'X-MBX-APIKEY': key })
  expect(failure(() => headers({}, { BINANCE_API_KEY: '' })).message).toContain('apiKey must be given')
  const error = failure(() => headers({}, { BINANCE_API_KEY: `${key} ` }))
  expect(error.message).toBe('BINANCE_API_KEY must be a text of printable ASCII without spaces; received an object.')
})

test('variables name the place where the caller named none', () => {
  const at = (options: BinanceSbeOptions, variables: Variables) =>
    binanceSbe(options).withVariables!(variables).endpoint
  expect(at({}, { TICKWIRE_TESTNET: '1' })).toContain('testnet')
  expect(at({}, { TICKWIRE_ENVIRONMENT: 'demo' })).toContain('demo')
  expect(at({}, { TICKWIRE_URL: 'ws://127.0.0.1:1', TICKWIRE_TESTNET: '1' })).toBe('ws://127.0.0.1:1')
  expect(at({ testnet: false }, { TICKWIRE_URL: 'ws://127.0.0.1:1' })).toContain('stream-sbe.binance.com')
  expect(failure(() => at({}, { TICKWIRE_URL: 'nowhere' })).message).toMatch(/^TICKWIRE_URL must be/)
  expect(failure(() => at({}, { TICKWIRE_TESTNET: 'yes' })).message).toMatch(/^TICKWIRE_TESTNET must be/)
})

test('a transport that sends no headers is refused when the feed is made; so is a venue without a key', () => {
  const page = webSocketTransport(() => {
    throw new Error('nothing is opened')
  })
  const open = (transport: Transport, apiKey?: string) =>
    openFeed({ venue: binanceSbe({ ...(apiKey && { apiKey }) }) }, transport)
  expect(failure(() => open(page, key))).toMatchObject({
    code: 'INVALID_OPTION',
    context: { option: 'transport' },
    message: expect.stringMatching(/^transport must send headers, .* use binance\(\) there; received "web-socket"\.$/),
  })
  const deaf = new FakeTransport()
  deaf.sendsHeaders = false
  expect(failure(() => open(deaf, key))).toMatchObject({ code: 'INVALID_OPTION' })
  const keyless = failure(() => open(nodeTransport()))
  expect(keyless).toMatchObject({ code: 'INVALID_OPTION', message: expect.stringContaining('BINANCE_API_KEY') })
  expect([isomorphicTransport().sendsHeaders, nodeTransport().sendsHeaders]).toEqual([true, true])
})

test('each opening carries the key, and nothing else shows it', async () => {
  const clock = new ManualClock()
  const transport = new FakeTransport()
  const said: unknown[] = []
  const venue = binanceSbe({ apiKey: key })
  const feed = openFeed({ venue, transport, host: manualHost(clock, () => 0.5), retry: { maxAttempts: 2 } }, transport)
  const names = ['state', 'connected', 'disconnected', 'retrying', 'subscribed', 'gap', 'invalid', 'error'] as const
  for (const name of names) feed.on(name, (news) => said.push(news))
  const subscription = feed.subscribe(sbeTrades('BTCUSDT'))
  subscription.on((item) => said.push(item))
  const ended = (async () => {
    for await (const item of subscription) said.push(item)
  })().catch((error: unknown) => said.push(error))
  await clock.run(10)
  transport.last.open()
  transport.last.sayBytes(Uint8Array.of(1, 2, 3))
  transport.last.say('{"code":2,"msg":"no"}')
  transport.last.end({ code: 1_008, reason: 'enough', cause: new Error('gone') })
  for (let round = 0; round < 4; round += 1) {
    await clock.run(120_000)
    transport.last.end({ status: 401, reason: 'HTTP 401' })
  }
  await clock.run(1_000)
  await ended
  expect(transport.sockets.length).toBeGreaterThan(1)
  for (const { headers, url, sent } of transport.sockets) {
    expect(headers).toEqual({ 'X-MBX-APIKEY': key })
    expect(url + sent.join('')).not.toContain(key)
  }
  expect(said.length).toBeGreaterThan(5)
  const channel = sbeTrades('BTCUSDT')
  const withVariables = binanceSbe().withVariables!({ BINANCE_API_KEY: key })
  const shown = [
    said,
    feed,
    feed.venue,
    feed.state,
    feed.stats(),
    feed.ledger(),
    subscription,
    venue,
    withVariables,
    channel,
  ]
  for (const value of shown) {
    expect(inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true })).not.toContain(key)
    expect(JSON.stringify(value) ?? '').not.toContain(key)
    expect(String(value)).not.toContain(key)
  }
  for (const error of said.filter((each) => each instanceof Error)) expect(error.stack).not.toContain(key)
  await feed.close()
})

test('channels of JSON are refused on it, and its channels on JSON', () => {
  const transport = new FakeTransport()
  const sbe = openFeed({ venue: binanceSbe({ apiKey: key }), transport }, transport)
  expect(failure(() => sbe.subscribe(trades('BTCUSDT') as never)).message).toBe(
    'btcusdt@trade is a channel of spot, and this feed is one of sbe.',
  )
  const json = openFeed({ venue: binance(), transport }, transport)
  expect(failure(() => json.subscribe(sbeTrades('BTCUSDT'))).code).toBe('INVALID_CHANNEL')
  expect(transport.sockets).toEqual([])
})
