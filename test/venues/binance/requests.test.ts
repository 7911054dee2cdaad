import { expect, test } from 'vitest'
import { type BinanceOptions, binance } from '../../../src/binance'
import type { Query } from '../../../src/core/query'

const query = (path: string, params: Query['params'] = {}): Query => ({
  ...{ path, method: 'klines', params, weight: 2 },
  read: () => undefined,
})

const api = 'wss://ws-api.binance.com:443/ws-api/v3'

test.each<[BinanceOptions, string | undefined, string | undefined, string]>([
  [{}, 'https://api.binance.com', api, api],
  // One budget with the live world: nobody says that it counts apart.
  [{ environment: 'market-data' }, 'https://data-api.binance.vision', api, api],
  [
    { testnet: true },
    'https://testnet.binance.vision',
    'wss://ws-api.testnet.binance.vision/ws-api/v3',
    'wss://ws-api.testnet.binance.vision/ws-api/v3',
  ],
  [
    { environment: 'demo' },
    'https://demo-api.binance.com',
    'wss://demo-ws-api.binance.com/ws-api/v3',
    'wss://demo-ws-api.binance.com/ws-api/v3',
  ],
  [
    { environment: 'us' },
    'https://api.binance.us',
    'wss://ws-api.binance.us:443/ws-api/v3',
    'wss://ws-api.binance.us:443/ws-api/v3',
  ],
  [{ url: 'wss://a', restUrl: 'https://b/spot/' }, 'https://b/spot', undefined, 'https://b/spot'],
  [{ url: 'wss://a', apiUrl: 'wss://c:1/v3' }, undefined, 'wss://c:1/v3', 'wss://c:1/v3'],
])('%j is asked at %s and %s', async (options, rest, socketUrl, budget) => {
  const requests = await binance(options).requests?.()
  expect(requests).toMatchObject({ budget, weight: 6_000, spanMs: 60_000 })
  expect(requests?.socketUrl).toBe(socketUrl)
  expect(requests?.url(query('klines', { symbol: '币&USDT', limit: 5 }))).toBe(
    rest && `${rest}/api/v3/klines?symbol=%E5%B8%81%26USDT&limit=5`,
  )
})

test('an address for streams alone is asked nothing', () => {
  expect(binance({ url: 'wss://a' }).requests).toBeUndefined()
})

test('the host of market data has no old trades', async () => {
  const marketData = await binance({ environment: 'market-data' }).requests!()
  expect(marketData.url(query('historicalTrades'))).toBeUndefined()
  expect(requests.url(query('historicalTrades'))).toBeDefined()
})

const requests = await binance().requests!()

test('a question as a frame', () => {
  expect(requests.frame(7, query('klines', { symbol: '币USDT', limit: 5 }))).toBe(
    '{"id":7,"method":"klines","params":{"symbol":"币USDT","limit":5}}',
  )
})

const http = (status: number, body: string, headers: Record<string, string> = {}) =>
  requests.readHttp(status, body, (name) => headers[name] ?? null, 1_000)

test.each([
  ['an answer', http(200, '[1]'), { kind: 'ok', value: [1], used: undefined }],
  ['an answer with a count', http(200, '{}', { 'x-mbx-used-weight-1m': '17' }), { kind: 'ok', value: {}, used: 17 }],
  ['an answer that is null', http(200, 'null'), { kind: 'ok', value: null, used: undefined }],
  ['an answer in another language', http(200, '<html>'), { kind: 'invalid', reason: 'must be JSON' }],
  [
    'a refusal',
    http(400, '{"code":-1121,"msg":"Invalid symbol."}'),
    { kind: 'refused', status: 400, code: -1121, message: 'Invalid symbol.' },
  ],
  [
    'a refusal by somebody before it',
    http(403, '<html>'),
    { kind: 'refused', status: 403, code: undefined, message: 'status 403' },
  ],
  ['a limit', http(429, '', { 'retry-after': '3' }), { kind: 'limited', status: 429, retryAt: 4_000 }],
  ['a limit without time', http(429, '{}'), { kind: 'limited', status: 429, retryAt: undefined }],
  [
    'a limit with a date',
    http(429, '', { 'retry-after': 'Mon' }),
    { kind: 'limited', status: 429, retryAt: undefined },
  ],
  [
    'a ban in words',
    http(418, '{"code":-1003,"msg":"Way too many requests; IP banned until 1795305720000. Use sockets."}'),
    { kind: 'limited', status: 418, retryAt: 1_795_305_720_000 },
  ],
  ['a fault', http(502, '<html>'), { kind: 'failed', status: 502, message: 'status 502' }],
])('by HTTP: %s', (_, actual, expected) => {
  expect(actual).toEqual(expected)
})

const limit = (interval: string, count: unknown) => ({
  rateLimitType: 'REQUEST_WEIGHT',
  interval,
  intervalNum: 1,
  count,
})

test.each([
  ['an answer', { id: 1, status: 200, result: [1] }, { kind: 'ok', value: [1], used: undefined }],
  [
    'an answer with counts',
    { id: 1, status: 200, result: {}, rateLimits: [null, limit('DAY', 900), limit('MINUTE', 17)] },
    { kind: 'ok', value: {}, used: 17 },
  ],
  [
    'strange counts',
    { id: 1, status: 200, result: 1, rateLimits: [limit('MINUTE', {})] },
    { kind: 'ok', value: 1, used: undefined },
  ],
  ['no list of counts', { id: 1, status: 200, result: 1, rateLimits: 'x' }, { kind: 'ok', used: undefined }],
  ['nothing', { id: 1, status: 200 }, { kind: 'invalid' }],
  [
    'a refusal',
    { id: 1, status: 400, error: { code: -1121, msg: 'Invalid symbol.' } },
    { kind: 'refused', status: 400, code: -1121, message: 'Invalid symbol.' },
  ],
  ['a refusal without words', { id: 1, status: 400, error: null }, { kind: 'refused', message: 'status 400' }],
  [
    'a limit',
    { id: 1, status: 429, error: { code: -1003, msg: '', data: { serverTime: 5, retryAfter: 9_000 } } },
    { kind: 'limited', status: 429, retryAt: 9_000 },
  ],
  ['a ban without time', { id: 1, status: 418, error: {} }, { kind: 'limited', status: 418, retryAt: undefined }],
  ['a fault', { id: 1, status: 500, error: { code: -1000, msg: 'Oh.' } }, { kind: 'failed', message: 'Oh.' }],
])('by frame: %s', (_, frame, outcome) => {
  expect(requests.readFrame(JSON.stringify(frame))).toMatchObject({ id: 1, outcome })
})

test.each(['', 'nonsense', 'null', '[]', '5', '{"id":null,"status":400}', '{"id":"1","status":200}'])(
  'the frame %j answers nothing',
  (frame) => {
    expect(typeof requests.readFrame(frame).id).not.toBe('number')
  },
)
