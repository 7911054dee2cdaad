import { afterEach, expect, test } from 'vitest'
import {
  createLocalExchange,
  type LocalExchange,
  type LocalExchangeOptions,
} from '../../../src/testing/exchange/server'
import { createTape } from '../../../src/testing/exchange/tape'
import { connect, dial, until } from './client'

const running: LocalExchange[] = []

async function start(options: LocalExchangeOptions = {}): Promise<LocalExchange> {
  const exchange = await createLocalExchange({ tickMs: 2, ordersPerSecond: 200, historyMs: 0, ...options })
  running.push(exchange)
  return exchange
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((exchange) => exchange.close()))
})

test('combined: streams of the URL come wrapped under the name that was asked for', async () => {
  const exchange = await start()
  const client = await connect(`${exchange.url}/stream?streams=btcusdt@trade/ethusdt@bookTicker`)
  const trade = await client.text((text) => text.startsWith('{"stream":"btcusdt@trade","data":{"e":"trade"'))
  await client.text((text) => text.startsWith('{"stream":"ethusdt@bookTicker","data":{"u":'))
  const payload = trade.slice('{"stream":"btcusdt@trade","data":'.length, -1)
  expect(exchange.record.sent('btcusdt@trade')).toContain(payload)
  expect(exchange.record.connections[0]).toMatchObject({
    path: '/stream',
    streamsInUrl: ['btcusdt@trade', 'ethusdt@bookTicker'],
    frames: [],
  })
})

test('raw: bare payloads; several names in the path', async () => {
  const exchange = await start()
  const client = await connect(`${exchange.url}/ws/btcusdt@trade/ethusdt@trade`)
  await client.text((text) => text.startsWith('{"e":"trade"') && text.includes('"s":"BTCUSDT"'))
  await client.text((text) => text.startsWith('{"e":"trade"') && text.includes('"s":"ETHUSDT"'))
})

test.each([
  ['percent-encoded in the query', '/stream?streams=%E8%BF%99%E6%98%AF%E6%B5%8B%E8%AF%95%E5%B8%81456%40trade'],
  ['with an encoded slash', '/stream?streams=x@trade%2F%E8%BF%99%E6%98%AF%E6%B5%8B%E8%AF%95%E5%B8%81456@trade'],
  ['percent-encoded in the path', '/ws/%E8%BF%99%E6%98%AF%E6%B5%8B%E8%AF%95%E5%B8%81456@trade'],
  ['as it is', '/ws/这是测试币456@trade'],
])('a symbol beyond ASCII: %s', async (_, path) => {
  const exchange = await start()
  const client = await connect(exchange.url + path)
  await client.text((text) => text.includes('"s":"这是测试币456"'))
  expect(exchange.record.sent('这是测试币456@trade').length).toBeGreaterThan(0)
})

test('subscribing later: an ack, data, a list, an ack, silence', async () => {
  const exchange = await start()
  const client = await connect(`${exchange.url}/stream`)
  expect(await client.ask('SUBSCRIBE', ['这是测试币456@trade', 'NOPE@trade'])).toBe('{"result":null,"id":1}')
  await client.text((text) => text.startsWith('{"stream":"这是测试币456@trade"'))
  expect(await client.ask('LIST_SUBSCRIPTIONS')).toBe('{"result":["这是测试币456@trade","NOPE@trade"],"id":2}')
  await client.ask('UNSUBSCRIBE', ['这是测试币456@trade'])
  const count = client.texts.length
  const produced = exchange.record.sent('这是测试币456@trade').length
  await client.ask('LIST_SUBSCRIPTIONS')
  expect(client.texts).toHaveLength(count + 1)
  expect(exchange.record.sent('这是测试币456@trade')).toHaveLength(produced)
})

test('SET_PROPERTY switches the wrapper on a raw connection', async () => {
  const exchange = await start()
  const client = await connect(`${exchange.url}/ws/btcusdt@trade`)
  await client.ask('SET_PROPERTY', ['combined', true])
  await client.text((text) => text.startsWith('{"stream":"btcusdt@trade"'))
})

test.each(['/', '/websocket', '/ws/%ff', '/streams'])('%s is answered with 404', async (path) => {
  const exchange = await start()
  const client = dial(exchange.url + path)
  const status = await new Promise((resolve) =>
    client.socket.on('unexpected-response', (_, res) => resolve(res.statusCode)),
  )
  expect(status).toBe(404)
  expect(exchange.record.refusals).toMatchObject([{ status: 404 }])
  expect([exchange.record.attempts.length, exchange.record.connections.length]).toEqual([1, 0])
})

test('client pings are answered and counted; the sixth frame in a second closes with 1008', async () => {
  const exchange = await start()
  const client = await connect(`${exchange.url}/stream`)
  const pong = new Promise((resolve) => client.socket.once('pong', (payload) => resolve(String(payload))))
  client.socket.ping('hello')
  expect(await pong).toBe('hello')
  for (let i = 0; i < 6; i++) client.tell('LIST_SUBSCRIPTIONS')
  expect(await client.closed).toEqual({ code: 1_008, reason: 'Too many requests' })
  expect(exchange.record.worstSecond()).toBe(6)
  expect(exchange.record.connections[0]!.frames[0]).toMatchObject({ kind: 'ping', text: 'hello' })
  await until(() => exchange.record.connections[0]!.closedAt !== undefined)
  expect(exchange.record.connections[0]).toMatchObject({ closeCode: 1_008, closeReason: 'Too many requests' })
})

test('the server pings, and hears the pong', async () => {
  const exchange = await start({ pingEveryMs: 20, frameLimit: 10_000 })
  const client = await connect(`${exchange.url}/ws`)
  await until(() => exchange.record.connections[0]!.frames.length >= 2)
  const [first, second] = exchange.record.connections[0]!.frames
  expect([first, second]).toMatchObject([
    { kind: 'pong', text: client.pings[0] },
    { kind: 'pong', text: client.pings[1] },
  ])
  expect(client.pings[0]).not.toBe(client.pings[1])
})

test('without pongs it closes with 1008', async () => {
  const exchange = await start({ pingEveryMs: 10, pongDeadlineMs: 30 })
  const client = await connect(`${exchange.url}/ws`, { autoPong: false })
  expect(await client.closed).toEqual({ code: 1_008, reason: 'Pong timeout' })
})

test('24 hours go by in 50 ms, and end without a close frame', async () => {
  const exchange = await start({ timeScale: 86_400_000 / 50, pingEveryMs: 1e12 })
  const client = await connect(`${exchange.url}/ws`)
  expect(await client.closed).toEqual({ code: 1_006, reason: '' })
})

test('a reader that does not read is cut', async () => {
  const exchange = await start({ bufferLimit: 1_000_000 })
  const client = await connect(`${exchange.url}/ws`)
  client.socket.pause()
  const block = 'x'.repeat(1_000_000)
  for (let i = 0; i < 200 && exchange.faults.send(block) > 0; i++) await new Promise((resolve) => setImmediate(resolve))
  expect(exchange.record.connections[0]).toMatchObject({ slowReader: true })
  client.socket.terminate()
})

test('a tape is played byte for byte to those who subscribed', async () => {
  const frame = '{"stream":"xyz@trade","data":{"e":"trade", "p":"1.10","odd":  1}}'
  const tape = createTape(
    [
      { t: 1, dir: 'in', frame },
      { t: 2, dir: 'in', frame: '[7]' },
    ],
    {
      speed: 'max',
      unwrapped: true,
      begin: 'started',
    },
  )
  const exchange = await start({ tape })
  const clients = await Promise.all(
    ['/stream?streams=xyz@trade', '/ws/xyz@trade', '/ws/other@trade'].map((path) => connect(exchange.url + path)),
  )
  tape.start()
  await Promise.all(clients.map((client) => client.text((text) => text === '[7]')))
  expect(clients.map((client) => client.texts)).toEqual([
    [frame, '[7]'],
    ['{"e":"trade", "p":"1.10","odd":  1}', '[7]'],
    ['[7]'],
  ])
  expect(exchange.market).toBeUndefined()
  expect(exchange.record.sent('xyz@trade')).toEqual(['{"e":"trade", "p":"1.10","odd":  1}'])
})

test('closing ends everything, and twice is once', async () => {
  const exchange = await start()
  const client = await connect(`${exchange.url}/ws/btcusdt@trade`)
  await Promise.all([exchange.close(), exchange.close()])
  expect((await client.closed).code).toBe(1_006)
  await expect(fetch(exchange.restUrl)).rejects.toThrow()
  await expect(exchange.faults.up()).rejects.toThrow('closed')
})

test('options out of bounds are refused', async () => {
  await expect(createLocalExchange({ frameLimit: 0 })).rejects.toThrow('frameLimit must be a number ≥ 1; received 0.')
})
