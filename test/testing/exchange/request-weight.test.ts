import { afterEach, expect, test } from 'vitest'
import type { LocalExchangeOptions } from '../../../src/testing/exchange/options'
import { createLocalExchange, type LocalExchange } from '../../../src/testing/exchange/server'
import { type Client, connect, dial, until } from './client'

// Twelve o'clock sharp: tests end long before the minute does.
const startTime = Date.UTC(2026, 10, 22, 12, 0, 0)
let exchange: LocalExchange

afterEach(() => exchange.close())

async function open(options: LocalExchangeOptions = {}) {
  exchange = await createLocalExchange({ tickMs: 2, historyMs: 0, startTime, ...options })
}

async function get(endpoint: string) {
  const response = await fetch(`${exchange.restUrl}/api/v3/${endpoint}`)
  const { headers, status } = response
  return {
    status,
    used: headers.get('x-mbx-used-weight-1m'),
    retryAfter: headers.get('retry-after'),
    exposed: headers.get('access-control-expose-headers'),
    // biome-ignore lint/suspicious/noExplicitAny: bodies of every shape, read by the assertions
    body: (await response.json()) as any,
  }
}

// biome-ignore lint/suspicious/noExplicitAny: responses of every shape, read by the assertions
async function request(client: Client, method: string, params: object = {}): Promise<any> {
  const id = client.texts.length + 1
  client.socket.send(JSON.stringify({ id, method, params }))
  return JSON.parse(await client.text((text) => text.startsWith(`{"id":${id},`)))
}

test.each([
  ['ping', 1],
  ['time', 1],
  ['exchangeInfo', 20],
  ['depth?symbol=BTCUSDT', 5],
  ['depth?symbol=BTCUSDT&limit=100', 5],
  ['depth?symbol=BTCUSDT&limit=500', 25],
  ['depth?symbol=BTCUSDT&limit=1000', 50],
  ['depth?symbol=BTCUSDT&limit=1001', 250],
  ['klines?symbol=BTCUSDT&interval=1m', 2],
  ['aggTrades?symbol=BTCUSDT', 4],
  ['trades?symbol=BTCUSDT', 25],
  ['historicalTrades?symbol=BTCUSDT', 25],
  ['depth?symbol=NOPE&limit=5000', 1],
  ['nothing', 1],
  ['constructor', 1],
])('%s weighs %i, and says so to pages as well', async (endpoint, weight) => {
  await open()
  const { used, exposed } = await get(endpoint)
  expect(used).toBe(String(weight))
  expect(exposed).toContain('x-mbx-used-weight-1m')
  expect(exposed).toContain('retry-after')
})

test('over the limit 429 until the minute is over, then 418 for two', async () => {
  await open({ weightLimit: 30, banAfter: 1 })
  const statuses: number[] = []
  for (let i = 0; i < 3; i++) statuses.push((await get('trades?symbol=BTCUSDT')).status)
  const banned = await get('ping')
  expect([...statuses, banned.status]).toEqual([200, 429, 429, 418])
  expect(banned.retryAfter).toBe('120')
  expect(banned.body.code).toBe(-1_003)
  expect(banned.used).toBe('76')
  expect(exchange.record.weight).toMatchObject({ used: 76, total: 76, worst: 76, limited: 2, banned: 1 })
  expect(exchange.record.requests.map((one) => [one.via, one.target, one.params, one.weight, one.status])).toEqual([
    ['rest', '/api/v3/trades', { symbol: 'BTCUSDT' }, 25, 200],
    ['rest', '/api/v3/trades', { symbol: 'BTCUSDT' }, 25, 429],
    ['rest', '/api/v3/trades', { symbol: 'BTCUSDT' }, 25, 429],
    ['rest', '/api/v3/ping', {}, 1, 418],
  ])
})

test('Retry-After leads to a moment that works', async () => {
  await open({ weightLimit: 3, weightWindowMs: 1_000 })
  for (let i = 0; i < 3; i++) await get('ping')
  const refused = await get('ping')
  if (refused.status === 200) return // the second was over just then
  expect([refused.status, refused.retryAfter]).toEqual([429, '1'])
  const from = exchange.now()
  await until(() => exchange.now() >= from + 1_000)
  expect(await get('ping')).toMatchObject({ status: 200, used: '1' })
  expect(exchange.record.weight.worst).toBe(4)
})

test('REST and the WebSocket API share one account; opening a socket costs 2', async () => {
  await open()
  const client = await connect(`${exchange.url}/ws-api/v3`)
  expect((await get('klines?symbol=BTCUSDT&interval=1m')).used).toBe('4')
  const { rateLimits } = await request(client, 'depth', { symbol: 'BTCUSDT', limit: 1_000 })
  expect(rateLimits[0].count).toBe(54)
  expect((await get('ping')).used).toBe('55')
})

test('a socket that cannot be paid for is refused', async () => {
  await open({ weightLimit: 3 })
  await connect(`${exchange.url}/ws-api/v3`)
  const refused = dial(`${exchange.url}/ws-api/v3`)
  const status = await new Promise((resolve) =>
    refused.socket.on('unexpected-response', (_, { statusCode, headers }) =>
      resolve([statusCode, headers['retry-after']]),
    ),
  )
  expect(status).toEqual([429, expect.stringMatching(/^(59|60)$/)])
  await connect(`${exchange.url}/ws/btcusdt@trade`)
  expect(exchange.record.refusals.map((one) => one.status)).toEqual([429])
})

test('both carriers give the same answers', async () => {
  await open({ ordersPerSecond: 0, historyMs: 600_000 })
  const client = await connect(`${exchange.url}/ws-api/v3?returnRateLimits=false`)
  for (const [method, endpoint, params] of [
    ['depth', 'depth', { symbol: 'BTCUSDT', limit: '20' }],
    ['trades.recent', 'trades', { symbol: 'BTCUSDT', limit: '20' }],
    ['trades.historical', 'historicalTrades', { symbol: 'BTCUSDT', limit: '20' }],
    ['trades.aggregate', 'aggTrades', { symbol: 'BTCUSDT', limit: '20' }],
    ['klines', 'klines', { symbol: 'BTCUSDT', interval: '1m', limit: '5' }],
  ] as const) {
    const response = await request(client, method, params)
    expect(Object.keys(response)).toEqual(['id', 'status', 'result'])
    expect(response.result).toEqual((await get(`${endpoint}?${new URLSearchParams(params)}`)).body)
  }
  const { error } = await request(client, 'depth', { symbol: 'NOPE' })
  expect(error).toEqual((await get('depth?symbol=NOPE')).body)
})

test('trades and aggregate trades are paged by id without holes', async () => {
  await open({ historyMs: 600_000, ordersPerSecond: 200 })
  for (const [endpoint, key] of [
    ['historicalTrades', 'id'],
    ['aggTrades', 'a'],
  ] as const) {
    const latest = (await get(`${endpoint}?symbol=ETHUSDT&limit=60`)).body
    const ids: number[] = []
    for (let from = latest[0][key]; ids.length < 60; from = ids.at(-1)! + 1) {
      const { body } = await get(`${endpoint}?symbol=ETHUSDT&fromId=${from}&limit=20`)
      ids.push(...body.map((row: Record<string, number>) => row[key]))
    }
    expect(ids).toEqual(ids.map((_, at) => latest[0][key] + at))
  }
  const { body } = await get('historicalTrades?symbol=ETHUSDT')
  expect(Object.keys(body[0])).toEqual(['id', 'price', 'qty', 'quoteQty', 'time', 'isBuyerMaker', 'isBestMatch'])
})
