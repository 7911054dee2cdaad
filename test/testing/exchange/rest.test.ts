import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLocalExchange, type LocalExchange } from '../../../src/testing/exchange/server'
import { connect } from './client'

let exchange: LocalExchange

beforeAll(async () => {
  exchange = await createLocalExchange({ tickMs: 2 })
})

afterAll(() => exchange.close())

async function get(path: string, init?: RequestInit) {
  const response = await fetch(exchange.restUrl + path, init)
  // biome-ignore lint/suspicious/noExplicitAny: bodies of every shape, read by the assertions
  return { status: response.status, headers: response.headers, body: (await response.json()) as any }
}

test('it says that it is not a real market', async () => {
  const { body, headers } = await get('/')
  expect(body.notice).toContain('not a real market')
  expect(headers.get('access-control-allow-origin')).toBe('*')
})

test('time and symbols', async () => {
  expect((await get('/api/v3/ping')).body).toEqual({})
  expect(Math.abs((await get('/api/v3/time')).body.serverTime - exchange.now())).toBeLessThan(1_000)
  const { symbols } = (await get('/api/v3/exchangeInfo')).body
  expect(symbols.map((one: { symbol: string }) => one.symbol)).toContain('这是测试币456')
})

test('120 and more closed minutes at once, bars without holes', async () => {
  const { body } = await get('/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=200')
  expect(body).toHaveLength(200)
  expect(body.every((row: unknown[]) => row.length === 12)).toBe(true)
  expect(body.every((row: number[], i: number) => i === 0 || row[0] === body[i - 1][0] + 60_000)).toBe(true)
  const page = await get(`/api/v3/klines?symbol=BTCUSDT&interval=1m&startTime=${body[10][0]}&endTime=${body[20][0]}`)
  expect(page.body).toEqual(body.slice(10, 21))
})

test('days of another clock', async () => {
  const path = '/api/v3/klines?symbol=BTCUSDT&interval=1d&limit=1&timeZone='
  const hours = async (zone: string) => new Date((await get(path + zone)).body[0][0]).getUTCHours()
  expect([await hours('0'), await hours('8'), await hours('08:00')]).toEqual([0, 16, 16])
  expect(await get(`${path}5`)).toMatchObject({ status: 400, body: { code: -1100 } })
})

test('trades and aggregate trades, by id', async () => {
  const latest = (await get('/api/v3/aggTrades?symbol=ETHUSDT&limit=20')).body
  const paged = (await get(`/api/v3/aggTrades?symbol=ETHUSDT&fromId=${latest[5].a}&limit=10`)).body
  expect(paged).toEqual(latest.slice(5, 15))
  const trades = (await get('/api/v3/trades?symbol=ETHUSDT&limit=3')).body
  expect(Object.keys(trades[0])).toEqual(['id', 'price', 'qty', 'quoteQty', 'time', 'isBuyerMaker', 'isBestMatch'])
})

test('a snapshot and the diffs of a socket meet without a gap', async () => {
  const symbol = encodeURIComponent('这是测试币456')
  const client = await connect(`${exchange.url}/ws/${symbol}@depth@100ms`)
  const first = JSON.parse(await client.text(() => true))
  const snapshot = (await get(`/api/v3/depth?symbol=${symbol}&limit=5000`)).body
  expect(snapshot.lastUpdateId).toBeGreaterThanOrEqual(first.u)
  const bridge = JSON.parse(await client.text((text) => JSON.parse(text).u > snapshot.lastUpdateId))
  expect(bridge.U).toBeLessThanOrEqual(snapshot.lastUpdateId + 1)
  expect((await get(`/api/v3/depth?symbol=${symbol}&limit=5`)).body.bids).toHaveLength(5)
  client.socket.terminate()
})

test.each([
  ['/api/v3/depth?symbol=NOPE', 400, -1_121, 'Invalid symbol.'],
  ['/api/v3/depth', 400, -1_102, "Mandatory parameter 'symbol' was not sent"],
  ['/api/v3/klines?symbol=BTCUSDT&interval=2m', 400, -1_120, 'Invalid interval.'],
  ['/api/v3/nothing', 404, 0, 'No such endpoint'],
])('%s → %i', async (path, status, code, msg) => {
  const answer = await get(path)
  expect(answer).toMatchObject({ status, body: { code } })
  expect(answer.body.msg).toContain(msg)
})

test.each([
  ['ticker/price?symbol=BTCUSDT', 2, ['symbol', 'price']],
  ['ticker/bookTicker?symbol=BTCUSDT', 2, ['symbol', 'bidPrice', 'bidQty', 'askPrice', 'askQty']],
  ['avgPrice?symbol=BTCUSDT', 2, ['mins', 'price', 'closeTime']],
])('%s weighs %i on REST, too', async (path, weight, keys) => {
  const before = exchange.record.weight.total
  const { status, body } = await get(`/api/v3/${path}`)
  expect([status, Object.keys(body), exchange.record.weight.total - before]).toEqual([200, keys, weight])
})

test('several symbols in one question of REST', async () => {
  const symbols = encodeURIComponent('["BTCUSDT","ETHUSDT"]')
  const { body } = await get(`/api/v3/ticker/24hr?symbols=${symbols}&type=MINI`)
  expect(body.map(({ symbol }: { symbol: string }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT'])
})

test('REST can be broken, the control routes stay', async () => {
  exchange.faults.rest({ status: 429, retryAfterSeconds: 3 })
  const { status, headers } = await get('/api/v3/time')
  expect([status, headers.get('retry-after')]).toEqual([429, '3'])
  exchange.faults.rest(undefined)
  expect((await get('/api/v3/time')).status).toBe(200)
})

test('a page can cut, refuse, open a black hole and shut down', async () => {
  const post = (act: string) => get(`/control/${act}`, { method: 'POST' })
  const client = await connect(`${exchange.url}/ws`)
  expect((await post('cut')).body).toEqual({ cut: 1 })
  expect((await client.closed).code).toBe(1_006)
  await post('refuse?status=451')
  await expect(connect(`${exchange.url}/ws`)).rejects.toThrow()
  await post('refuse?status=0')
  const again = await connect(`${exchange.url}/ws`)
  await post('blackhole?on=1')
  expect(exchange.faults.send('x')).toBe(0)
  await post('blackhole?on=0')
  await post('shutdown')
  await again.text((text) => text.startsWith('{"e":"serverShutdown"'))
  expect((await get('/control/cut')).status).toBe(405)
  expect((await post('nothing')).status).toBe(404)
  expect((await post('refuse?status=200')).status).toBe(400)
})
