import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLocalExchange, type LocalExchange } from '../../../src/testing/exchange/server'
import { type Client, connect, dial, until } from './client'

let exchange: LocalExchange
let older: Client
let newer: Client
let api: Client

beforeEach(async () => {
  exchange = await createLocalExchange({ tickMs: 2, ordersPerSecond: 200, historyMs: 0 })
  // The request socket is the oldest of all: places count stream connections only.
  api = await connect(`${exchange.url}/ws-api/v3`)
  older = await connect(`${exchange.url}/ws/btcusdt@trade`)
  newer = await connect(`${exchange.url}/ws/btcusdt@trade`)
})

afterEach(() => exchange.close())

const isOpen = (client: Client) => client.socket.readyState === client.socket.OPEN
const ids = (client: Client) => client.texts.filter((text) => text.includes('"t":')).map((text) => JSON.parse(text).t)

test('cutOne: one connection is gone, the others stay', async () => {
  expect(exchange.faults.cutOne(1)).toBe(true)
  expect((await newer.closed).code).toBe(1_006)
  expect(exchange.faults.cutOne(1)).toBe(false)
  expect([isOpen(older), isOpen(api)]).toEqual([true, true])
  expect(exchange.faults.cutOne()).toBe(true)
  expect((await older.closed).code).toBe(1_006)
  expect([exchange.faults.cutOne(), isOpen(api)]).toEqual([false, true])
})

test('cut: only streams, or only requests', async () => {
  expect(exchange.faults.cut('requests')).toBe(1)
  expect((await api.closed).code).toBe(1_006)
  expect(exchange.faults.cut('streams')).toBe(2)
  await older.closed
  await newer.closed
})

test('shutdown of one: its notice and its end are its own', async () => {
  exchange.faults.shutdown(1, 0)
  expect((await older.closed).code).toBe(1_006)
  expect(older.texts.at(-1)).toContain('serverShutdown')
  expect(isOpen(newer)).toBe(true)
  expect([...newer.texts, ...api.texts].some((text) => text.includes('serverShutdown'))).toBe(false)
})

test('shutdown of all reaches the request socket in its own shape', async () => {
  exchange.faults.shutdown()
  await api.text((text) => /^{"event":{"e":"serverShutdown","E":\d{13}}}$/.test(text))
  await older.text((text) => /^{"e":"serverShutdown","E":\d{13}}$/.test(text))
})

test('lag: one connection hears everything later, in order and without holes', async () => {
  await until(() => ids(older).length > 0 && ids(newer).length > 0)
  expect(exchange.faults.lag(0, 10_000)).toBe(true)
  const behind = older.texts.length
  const id = older.tell('LIST_SUBSCRIPTIONS')
  older.socket.ping()
  await until(() => ids(newer).length > behind + 20)
  expect(older.texts.length).toBe(behind)
  exchange.faults.lag(0, 0)
  await older.text((text) => text.endsWith(`"id":${id}}`))
  await until(() => ids(older).at(-1) >= ids(newer).at(-1) - 1)
  const heard = ids(older)
  expect(heard).toEqual(heard.map((_, at) => heard[0] + at))
  expect(exchange.faults.lag(7, 100)).toBe(false)
})

test('lag: late by about as much as was asked for', async () => {
  exchange.faults.lag(1, 60)
  const asked = performance.now()
  await newer.ask('LIST_SUBSCRIPTIONS')
  expect(performance.now() - asked).toBeGreaterThan(55)
})

test('lag: a close frame waits its turn', async () => {
  exchange.faults.lag(0, 40)
  const produced = exchange.record.sent('btcusdt@trade').length
  await until(() => exchange.record.sent('btcusdt@trade').length > produced + 3)
  const last = JSON.parse(exchange.record.sent('btcusdt@trade').at(-1)!).t
  exchange.faults.close(1_001, 'bye')
  expect(await older.closed).toEqual({ code: 1_001, reason: 'bye' })
  expect(ids(older).at(-1)).toBeGreaterThanOrEqual(last)
})

test('a road too long for the buffer is a slow reader', async () => {
  await exchange.close()
  exchange = await createLocalExchange({ tickMs: 2, ordersPerSecond: 500, historyMs: 0, bufferLimit: 4_000 })
  const client = await connect(`${exchange.url}/ws/btcusdt@trade`)
  exchange.faults.lag(0, 3_600_000)
  expect((await client.closed).code).toBe(1_006)
  expect(exchange.record.connections[0]!.slowReader).toBe(true)
})

test.each([
  ['streams', '/ws', '/ws-api/v3'],
  ['requests', '/ws-api/v3', '/ws'],
] as const)('refuse: only %s', async (only, closed, open) => {
  exchange.faults.refuse(503, {}, only)
  const refused = dial(exchange.url + closed)
  expect((await refused.closed).code).toBe(1_006)
  expect(exchange.record.refusals.map((one) => one.status)).toEqual([503])
  await connect(exchange.url + open)
  exchange.faults.refuse(undefined)
  await connect(exchange.url + closed)
})

test('the record tells both kinds apart, and counts frames of streams only', async () => {
  for (let i = 0; i < 20; i++) api.socket.send(JSON.stringify({ id: i, method: 'ping' }))
  await api.text((text) => text.startsWith('{"id":19,'))
  await older.ask('LIST_SUBSCRIPTIONS')
  expect(exchange.record.connections.map((one) => [one.kind, one.path, one.frames.length])).toEqual([
    ['requests', '/ws-api/v3', 20],
    ['streams', '/ws/btcusdt@trade', 1],
    ['streams', '/ws/btcusdt@trade', 0],
  ])
  expect(exchange.record.worstSecond()).toBe(1)
})

test('what breaks sockets breaks the request socket too', async () => {
  exchange.faults.acks({ delayMs: 30 })
  const asked = performance.now()
  api.socket.send('{"id":1,"method":"ping"}')
  await api.text((text) => text.startsWith('{"id":1,'))
  expect(performance.now() - asked).toBeGreaterThan(25)
  exchange.faults.acks('normal')
  exchange.faults.blackHole(true)
  api.socket.send('{"id":2,"method":"ping"}')
  await fetch(`${exchange.restUrl}/api/v3/ping`)
  exchange.faults.blackHole(false)
  api.socket.send('{"id":3,"method":"ping"}')
  await api.text((text) => text.startsWith('{"id":3,'))
  expect(api.texts.some((text) => text.startsWith('{"id":2,'))).toBe(false)
  exchange.faults.close(1_001, 'bye')
  expect(await api.closed).toEqual({ code: 1_001, reason: 'bye' })
})
