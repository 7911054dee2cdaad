import { expect, test } from 'vitest'
import { Desk } from '../../../src/testing/exchange/desk'
import { whole } from '../../../src/testing/exchange/faults'
import { createMarket } from '../../../src/testing/exchange/market'
import { Log } from '../../../src/testing/exchange/record'
import { RequestSession, type RequestSessionOptions } from '../../../src/testing/exchange/request-session'

const start = Date.UTC(2026, 10, 22, 12, 0, 0)
const market = createMarket({ startTime: start, historyMs: 600_000, tradesKept: 50, symbols: 2 })
market.advance(start + 5_000)

/** A session whose wire writes down what it was told; `now` counts from the start of the market. */
function open(options: Partial<RequestSessionOptions> = {}, limit = 6_000) {
  const log: string[] = []
  const record = new Log(100, { limit, windowMs: 60_000, banAfter: 1 })
  const desk = new Desk({ market, state: whole(), log: record })
  const session = new RequestSession(
    { openedAt: start, returnRateLimits: true, ...options },
    {
      data: (text) => log.push(`data ${text}`),
      reply: (text) => log.push(text),
      ping: (payload) => log.push(`ping ${payload}`),
      pong: (payload) => log.push(`pong ${payload}`),
      close: (code, reason) => log.push(`close ${code} ${reason}`),
      cut: () => log.push('cut'),
    },
    desk,
  )
  return {
    session,
    log,
    record,
    say: (text: string, ms = 5_000) => {
      session.text(text, start + ms)
      return log.at(-1)!
    },
    // biome-ignore lint/suspicious/noExplicitAny: responses of every shape, read by the assertions
    ask(method: string, params?: object, ms = 5_000): any {
      session.text(JSON.stringify({ id: 1, method, params }), start + ms)
      return JSON.parse(log.at(-1)!)
    },
  }
}

const limits = (count: number) =>
  `[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":6000,"count":${count}}]`

test('a response has the id as it came, its status, its result and the limits', () => {
  const { say } = open()
  expect(say('{"id":"a-1","method":"ping"}')).toBe(`{"id":"a-1","status":200,"result":{},"rateLimits":${limits(1)}}`)
  expect(say('{"id":9223372036854775807,"method":"v3/time","params":{}}')).toBe(
    `{"id":9223372036854775807,"status":200,"result":{"serverTime":${start + 5_000}},"rateLimits":${limits(2)}}`,
  )
  expect(say('{"id":null,"method":"ping"}')).toContain('{"id":null,"status":200')
})

test('the limits are left out on request: of the address, or of the message, which goes first', () => {
  expect(open().say('{"id":1,"method":"ping","params":{"returnRateLimits":false}}')).toBe(
    '{"id":1,"status":200,"result":{}}',
  )
  const quiet = open({ returnRateLimits: false })
  expect(quiet.say('{"id":1,"method":"ping"}')).toBe('{"id":1,"status":200,"result":{}}')
  expect(quiet.say('{"id":1,"method":"ping","params":{"returnRateLimits":true}}')).toContain('rateLimits')
})

test.each([
  ['exchangeInfo', {}, 20, (result: { symbols: unknown[] }) => result.symbols.length === 2],
  ['exchangeInfo', { symbol: 'ETHUSDT' }, 20, (result: { symbols: unknown[] }) => result.symbols.length === 1],
  ['depth', { symbol: 'BTCUSDT' }, 5, (result: { bids: unknown[] }) => result.bids.length > 20],
  ['depth', { symbol: 'BTCUSDT', limit: 5 }, 5, (result: { asks: unknown[] }) => result.asks.length === 5],
  ['depth', { symbol: 'BTCUSDT', limit: 101 }, 25, (result: object) => 'lastUpdateId' in result],
  ['depth', { symbol: 'BTCUSDT', limit: '1000' }, 50, (result: object) => 'lastUpdateId' in result],
  ['v3/depth', { symbol: 'BTCUSDT', limit: 9_999 }, 250, (result: object) => 'lastUpdateId' in result],
  ['trades.recent', { symbol: 'BTCUSDT', limit: 3 }, 25, (result: { id: number }[]) => result.length === 3],
  ['trades.historical', { symbol: 'BTCUSDT', limit: 3 }, 25, (result: { qty: string }[]) => 'qty' in result[0]!],
  ['trades.aggregate', { symbol: 'BTCUSDT', limit: 3 }, 4, (result: { a: number }[]) => 'a' in result[0]!],
  ['klines', { symbol: 'BTCUSDT', interval: '1m' }, 2, (result: unknown[][]) => result[0]!.length === 12],
])('%s %j weighs %i', (method, params, weight, test) => {
  const { ask, record } = open()
  const { status, result, rateLimits } = ask(method, params)
  expect([status, test(result), rateLimits[0].count]).toEqual([200, true, weight])
  expect(record.requests).toMatchObject([{ via: 'socket', target: method, weight, status: 200 }])
})

test.each([
  ['not JSON', 'hello', 'null', -1_135],
  ['not an object', '[]', 'null', -1_135],
  ['no id', '{"method":"ping"}', 'null', -1_102],
  ['an impossible id', '{"id":1.5,"method":"ping"}', 'null', -1_102],
  ['no method', '{"id":1}', '1', -1_102],
  ['a method that is no text', '{"id":1,"method":5}', '1', -1_102],
  ['an unknown method', '{"id":1,"method":"order.place"}', '1', -1_020],
  ['a name of every object', '{"id":1,"method":"constructor"}', '1', -1_020],
  ['params of a wrong type', '{"id":1,"method":"ping","params":[]}', '1', -1_130],
  ['no symbol', '{"id":1,"method":"depth"}', '1', -1_102],
  ['an unknown symbol', '{"id":1,"method":"depth","params":{"symbol":"NOPE","limit":5000}}', '1', -1_121],
  ['an unknown interval', '{"id":1,"method":"klines","params":{"symbol":"BTCUSDT","interval":"2m"}}', '1', -1_120],
])('%s: an error, and not free of charge', (_, text, id, code) => {
  const { say } = open()
  const response = say(text)
  expect(response).toMatch(new RegExp(`^{"id":${id},"status":400,"error":{"code":${code},"msg":"[^"]+"},"rateLimits":`))
  expect(JSON.parse(response).rateLimits[0].count).toBe(1)
})

test('too much weight: 429 until the end of the minute, then 418 until the end of the ban', () => {
  const { ask, record } = open({}, 30)
  const params = { symbol: 'BTCUSDT' }
  expect(ask('trades.recent', params).status).toBe(200)
  const serverTime = start + 5_000
  expect(ask('trades.recent', params)).toEqual({
    id: 1,
    status: 429,
    error: {
      code: -1_003,
      msg: expect.stringContaining('limit is 30 request weight'),
      data: { serverTime, retryAfter: start + 60_000 },
    },
    rateLimits: [expect.objectContaining({ limit: 30, count: 50 })],
  })
  expect(ask('ping').status).toBe(429)
  const ban = ask('ping', {}, 6_000)
  expect([ban.status, ban.error.data.retryAfter]).toEqual([418, start + 126_000])
  expect(ban.error.msg).toContain(`banned until ${start + 126_000}`)
  expect(ask('ping', {}, 126_000).status).toBe(200)
  expect(record.weight).toMatchObject({ limited: 2, banned: 1, worst: 52 })
})

test('pings every 20 s; only a pong that copies one counts', () => {
  const { session, log } = open()
  session.tick(start + 20_000)
  session.pong('undefined', start + 20_100)
  session.tick(start + 40_000)
  session.pong('', start + 40_100)
  session.tick(start + 79_999)
  expect(log).toEqual([`ping ${start + 20_000}`, `ping ${start + 40_000}`, `ping ${start + 79_999}`])
  session.tick(start + 80_000)
  expect(log.at(-1)).toBe('close 1008 Pong timeout')
})

test('requests are limited by weight, pings and pongs by number', () => {
  const { session, log, ask } = open()
  for (let i = 0; i < 50; i++) expect(ask('ping').status).toBe(200)
  for (let i = 0; i < 6; i++) session.ping(`p${i}`, start + 5_000)
  expect(log.slice(-2)).toEqual(['pong p4', 'close 1008 Too many requests'])
  const heard = log.length
  session.text('{"id":1,"method":"ping"}', start + 5_001)
  expect(log).toHaveLength(heard)
})

test('the notice before the end has a shape of its own', () => {
  const { session, log } = open()
  session.shutdown(start + 7.5)
  expect(log).toEqual([`data {"event":{"e":"serverShutdown","E":${start + 7}}}`])
  session.end()
  session.shutdown(start + 8)
  expect(log).toHaveLength(1)
})

test('it is cut at the age of a day', () => {
  const { session, log } = open({ pingEveryMs: 1e9 })
  expect(session.deadline()).toBe(start + 86_400_000)
  session.tick(start + 86_400_000)
  expect(log).toEqual(['cut'])
  expect(session.deadline()).toBe(Number.POSITIVE_INFINITY)
})
