import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLocalExchange, type LocalExchange } from '../../../src/testing/exchange/server'
import { type Client, connect, dial, until } from './client'

let exchange: LocalExchange
let client: Client

beforeEach(async () => {
  exchange = await createLocalExchange({ tickMs: 2, ordersPerSecond: 200, historyMs: 0 })
  client = await connect(`${exchange.url}/stream?streams=btcusdt@trade`)
})

afterEach(() => exchange.close())

const isTrade = (text: string) => text.startsWith('{"stream":"btcusdt@trade"')

test('cut: everybody is gone without a close frame', async () => {
  const other = await connect(`${exchange.url}/ws`)
  expect(exchange.faults.cut()).toBe(2)
  expect((await client.closed).code).toBe(1_006)
  expect((await other.closed).code).toBe(1_006)
  await until(() => exchange.record.connections.every((one) => one.closedAt !== undefined))
  expect(exchange.record.connections.map((one) => one.closeCode)).toEqual([1_006, 1_006])
})

test('close: politely, with code and reason', async () => {
  expect(exchange.faults.close(1_001, 'maintenance')).toBe(1)
  expect(await client.closed).toEqual({ code: 1_001, reason: 'maintenance' })
})

test('black hole: nothing comes and nothing is heard, then life goes on', async () => {
  await client.text(isTrade)
  exchange.faults.blackHole(true)
  const heard = client.texts.length
  const produced = exchange.record.sent('btcusdt@trade').length
  client.tell('LIST_SUBSCRIPTIONS')
  client.socket.ping()
  const late = dial(`${exchange.url}/ws`)
  await until(() => exchange.record.attempts.length === 2)
  await until(() => exchange.record.sent('btcusdt@trade').length > produced + 5)
  expect(client.texts).toHaveLength(heard)
  expect(exchange.record.connections).toHaveLength(1)
  expect(exchange.record.connections[0]!.frames).toEqual([])
  exchange.faults.blackHole(false)
  await new Promise((resolve) => late.socket.once('open', resolve))
  expect(await client.ask('LIST_SUBSCRIPTIONS')).toContain('"id":2')
  expect(client.texts.some((text) => text.endsWith('"id":1}'))).toBe(false)
})

test('black hole: a close frame is not answered', async () => {
  exchange.faults.blackHole(true)
  client.socket.close()
  await fetch(`${exchange.restUrl}/api/v3/ping`)
  expect(client.socket.readyState).toBe(client.socket.CLOSING)
  exchange.faults.cut()
  expect((await client.closed).code).toBe(1_006)
})

test.each([403, 429, 451, 500])('refuse: handshakes get %i until it is switched off', async (status) => {
  exchange.faults.refuse(status, { 'retry-after': '7' })
  const refused = dial(`${exchange.url}/ws`)
  const answer = await new Promise<[number | undefined, string | undefined]>((resolve) =>
    refused.socket.on('unexpected-response', (_, response) =>
      resolve([response.statusCode, response.headers['retry-after']]),
    ),
  )
  expect(answer).toEqual([status, '7'])
  expect(exchange.record.refusals.map((one) => one.status)).toEqual([status])
  exchange.faults.refuse(undefined)
  await connect(`${exchange.url}/ws`)
  expect(exchange.record.attempts).toHaveLength(3)
})

test('hanging handshake: TCP opens, no answer ever', async () => {
  exchange.faults.hangHandshake(true)
  const hanging = dial(`${exchange.url}/ws`)
  await until(() => exchange.record.attempts.length === 2)
  await fetch(`${exchange.restUrl}/api/v3/ping`)
  expect(hanging.socket.readyState).toBe(hanging.socket.CONNECTING)
  exchange.faults.hangHandshake(false)
  await connect(`${exchange.url}/ws`)
  expect(hanging.socket.readyState).toBe(hanging.socket.CONNECTING)
  exchange.faults.cut()
  expect((await hanging.closed).code).toBe(1_006)
})

test('ignored close: no close frame comes back', async () => {
  exchange.faults.ignoreClose(true)
  client.socket.close()
  await fetch(`${exchange.restUrl}/api/v3/ping`)
  await fetch(`${exchange.restUrl}/api/v3/ping`)
  expect(client.socket.readyState).toBe(client.socket.CLOSING)
  exchange.faults.cut()
  await client.closed
})

test('acks: lost, late, and normal again; data is not touched', async () => {
  exchange.faults.acks('lost')
  client.tell('SUBSCRIBE', ['ethusdt@trade'])
  await client.text((text) => text.startsWith('{"stream":"ethusdt@trade"'))
  exchange.faults.acks({ delayMs: 30 })
  const asked = performance.now()
  await client.ask('LIST_SUBSCRIPTIONS')
  expect(performance.now() - asked).toBeGreaterThan(25)
  exchange.faults.acks('normal')
  await client.ask('LIST_SUBSCRIPTIONS')
  expect(client.texts.filter((text) => text.includes('"id":'))).toHaveLength(2)
})

test('reject: an error instead of an ack, and no subscription', async () => {
  exchange.faults.reject(['ethusdt@trade'], { code: 2, msg: 'Not today' })
  expect(await client.ask('SUBSCRIBE', ['ethusdt@trade', 'bnbusdt@trade'])).toBe('{"code":2,"msg":"Not today","id":1}')
  expect(await client.ask('LIST_SUBSCRIPTIONS')).toBe('{"result":["btcusdt@trade"],"id":2}')
  exchange.faults.reject(undefined)
  expect(await client.ask('SUBSCRIBE', ['ethusdt@trade'])).toBe('{"result":null,"id":3}')
})

test('ping: a burst of pings with different payloads', async () => {
  exchange.faults.ping(4)
  await until(() => exchange.record.connections[0]!.frames.length === 4)
  expect(new Set(client.pings).size).toBe(4)
  expect(exchange.record.connections[0]!.frames.map((frame) => frame.text)).toEqual(client.pings)
  expect(exchange.record.worstSecond()).toBe(4)
})

test('send: anything to anybody', async () => {
  const other = await connect(`${exchange.url}/ws/ethusdt@trade`)
  expect(exchange.faults.send('{"broken":')).toBe(2)
  expect(exchange.faults.send(new Uint8Array([1, 255]), { stream: 'ethusdt@trade' })).toBe(1)
  await client.text((text) => text === '{"broken":')
  await other.text((text) => text === '0x01ff')
  expect(client.texts).not.toContain('0x01ff')
})

test('shutdown: a notice, and the end', async () => {
  const raw = await connect(`${exchange.url}/ws`)
  exchange.faults.shutdown(5)
  await client.text((text) => /^{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":\d{13}}}$/.test(text))
  await raw.text((text) => /^{"e":"serverShutdown","E":\d{13}}$/.test(text))
  expect((await client.closed).code).toBe(1_006)
})

test('hold: events are lost on the way, and known', async () => {
  await client.text(isTrade)
  exchange.faults.hold('btcusdt@trade', 3)
  await until(() => exchange.record.swallowed('btcusdt@trade').length === 3)
  const last = exchange.record.sent('btcusdt@trade').length
  await until(() => exchange.record.sent('btcusdt@trade').length > last)
  const next = exchange.record.sent('btcusdt@trade')[last]!
  await client.text((text) => text.includes(next))
  const got = client.texts.map((text) => text.slice('{"stream":"btcusdt@trade","data":'.length, -1))
  const sent = exchange.record.sent('btcusdt@trade').slice(0, last + 1)
  expect(got.slice(0, last - 2)).toEqual(
    sent.filter((text) => !exchange.record.swallowed('btcusdt@trade').includes(text)),
  )
})

test('down and up: the same port, the same market', async () => {
  await exchange.faults.down()
  expect((await client.closed).code).toBe(1_006)
  await expect(fetch(`${exchange.restUrl}/api/v3/ping`)).rejects.toThrow()
  await exchange.faults.up()
  const back = await connect(`${exchange.url}/stream?streams=btcusdt@trade`)
  await back.text(isTrade)
  const ids = exchange.record.sent('btcusdt@trade').map((text) => JSON.parse(text).t as number)
  expect(ids.every((id, i) => i === 0 || id > ids[i - 1]!)).toBe(true)
})
