import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLocalExchange, type LocalExchange } from '../../../src/testing/exchange/server'
import { type Client, connect, until } from './client'

const stream = 'btcusdt@depth@100ms'
// A full minute: the weight of a test falls into one window.
const startTime = Date.UTC(2026, 10, 22, 12, 0, 0)
let exchange: LocalExchange
let client: Client

beforeEach(async () => {
  exchange = await createLocalExchange({ tickMs: 2, ordersPerSecond: 200, historyMs: 0, startTime })
  client = await connect(`${exchange.url}/ws/${stream}`)
})

afterEach(() => exchange.close())

// biome-ignore lint/suspicious/noExplicitAny: bodies of every shape, read by the assertions
async function get(path: string): Promise<{ status: number; body: any }> {
  const response = await fetch(`${exchange.restUrl}/api/v3/${path}`)
  return { status: response.status, body: await response.json() }
}

const snapshot = async () => (await get('depth?symbol=BTCUSDT&limit=5000')).body

test('lagging snapshots: older than the stream, until switched off', async () => {
  const first = JSON.parse(await client.text(() => true))
  await until(() => client.texts.length >= 4)
  const last = JSON.parse(client.texts.at(-1)!)
  exchange.faults.laggingSnapshots({ updates: last.u - first.U + 20 })
  const old = await snapshot()
  expect(old.lastUpdateId).toBeLessThan(last.u)
  expect(old.bids.length).toBeGreaterThan(40)
  exchange.faults.laggingSnapshots({ ms: 10_000 })
  const oldest = await snapshot()
  expect(oldest.lastUpdateId).toBeLessThan(first.U)
  const api = await connect(`${exchange.url}/ws-api/v3`)
  api.socket.send('{"id":1,"method":"depth","params":{"symbol":"BTCUSDT"}}')
  expect(JSON.parse(await api.text(() => true)).result.lastUpdateId).toBe(oldest.lastUpdateId)
  exchange.faults.laggingSnapshots(undefined)
  expect((await snapshot()).lastUpdateId).toBeGreaterThanOrEqual(last.u)
})

test('a lagging snapshot and the diffs after it rebuild the book', async () => {
  await until(() => client.texts.length >= 5)
  exchange.faults.laggingSnapshots({ updates: 40 })
  const { lastUpdateId, bids, asks } = await snapshot()
  await client.text((text) => JSON.parse(text).U > lastUpdateId + 60)
  const sides = { b: new Map<string, string>(bids), a: new Map<string, string>(asks) }
  let known = lastUpdateId
  for (const diff of client.texts.map((text) => JSON.parse(text))) {
    if (diff.u <= known) continue
    expect(diff.U).toBeLessThanOrEqual(known + 1)
    known = diff.u
    for (const side of ['a', 'b'] as const) {
      for (const [price, quantity] of diff[side]) {
        if (Number(quantity) === 0) sides[side].delete(price)
        else sides[side].set(price, quantity)
      }
    }
    const bid = Math.max(...[...sides.b.keys()].map(Number))
    const ask = Math.min(...[...sides.a.keys()].map(Number))
    expect(bid).toBeLessThan(ask)
  }
  expect(known).toBeGreaterThan(lastUpdateId + 40)
})

test('snapshots cannot lag more than is remembered', () => {
  for (const ms of [-1, 10_001, Number.NaN]) {
    expect(() => exchange.faults.laggingSnapshots({ ms })).toThrow('ms must be from 0 to 10000')
  }
})

test('duplicate: the next events come twice, later ones once', async () => {
  await client.text(() => true)
  exchange.faults.duplicate(stream, 2)
  const from = client.texts.length
  await until(() => client.texts.length >= from + 6)
  const ids = client.texts.slice(from).map((text) => JSON.parse(text).u as number)
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at)
  expect(twice).toHaveLength(2)
  expect(new Set(exchange.record.sent(stream)).size).toBe(exchange.record.sent(stream).length)
})

test('hold: a gap in a book, known to the record', async () => {
  await client.text(() => true)
  exchange.faults.hold(stream, 2)
  await until(() => exchange.record.swallowed(stream).length === 2)
  const lost = exchange.record.swallowed(stream).map((text) => JSON.parse(text))
  const next = JSON.parse(await client.text((text) => JSON.parse(text).U > lost[1].u))
  expect(next.U).toBe(lost[1].u + 1)
  expect(lost[1].U).toBe(lost[0].u + 1)
  expect(client.texts.some((text) => JSON.parse(text).u === lost[0].u)).toBe(false)
})

test('resetIds: the same connection hears ids from the start', async () => {
  await client.text(() => true)
  exchange.faults.resetIds()
  const first = JSON.parse(await client.text((text) => JSON.parse(text).u < 1_000_000))
  expect(first.U).toBe(2)
  const trades = (await get('historicalTrades?symbol=BTCUSDT&fromId=1')).body
  expect(trades.map((row: { id: number }) => row.id)).toEqual(trades.map((_: unknown, at: number) => at + 1))
})

test('rest: broken for so many answers, and each costs its weight', async () => {
  exchange.faults.rest({ status: 503, count: 2 })
  const statuses: number[] = []
  for (let i = 0; i < 3; i++) statuses.push((await get('klines?symbol=BTCUSDT&interval=1m')).status)
  expect(statuses).toEqual([503, 503, 200])
  expect(exchange.record.weight).toMatchObject({ used: 6, limited: 0, banned: 0 })
  expect(exchange.record.requests.map((one) => one.status)).toEqual([503, 503, 200])
})
