import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { payloadOf } from '../../../../src/testing/exchange/accounts/signed'
import {
  createLocalExchange,
  type LocalExchange,
  type LocalExchangeOptions,
} from '../../../../src/testing/exchange/server'
import { type Client, connect, until } from '../client'

const running: LocalExchange[] = []
const pair = generateKeyPairSync('ed25519')
const accounts = [
  { apiKey: 'ed', publicKey: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString() },
  { apiKey: 'hmac', secret: 'secret' },
]

async function open(options: LocalExchangeOptions = {}) {
  const exchange = await createLocalExchange({ tickMs: 2, historyMs: 0, accounts, ...options })
  running.push(exchange)
  const client = await connect(`${exchange.url}/ws-api/v3`)
  return { exchange, client, ...callsOf(client, exchange) }
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((exchange) => exchange.close()))
})

function callsOf(client: Client, exchange: LocalExchange) {
  let last = 0
  // biome-ignore lint/suspicious/noExplicitAny: responses of every shape, read by the assertions
  const call = async (method: string, params?: object): Promise<any> => {
    const id = `c${++last}`
    client.socket.send(JSON.stringify({ id, method, params }))
    return JSON.parse(await client.text((text) => text.startsWith(`{"id":"${id}"`)))
  }
  const signed = (apiKey: string, given: object = {}) => {
    const params = { apiKey, timestamp: Math.floor(exchange.now()), ...given }
    const texts = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]))
    const payload = payloadOf(texts)
    const signature =
      apiKey === 'ed'
        ? sign(null, Buffer.from(payload), pair.privateKey).toString('base64')
        : createHmac('sha256', 'secret').update(payload).digest('hex')
    return { ...params, signature }
  }
  /** The events a subscription brought so far. */
  const heard = (id: number) => {
    const head = `{"subscriptionId":${id},"event":`
    return client.texts.filter((text) => text.startsWith(head)).map((text) => text.slice(head.length, -1))
  }
  return { call, signed, heard }
}

test('logged on, subscribed: what the account does is heard to the letter', async () => {
  const { exchange, call, signed, heard } = await open()
  const before = Math.floor(exchange.now())
  const { status, result, rateLimits } = await call('session.logon', signed('ed'))
  expect([status, rateLimits[0].count]).toEqual([200, 4])
  expect(result).toEqual({
    apiKey: 'ed',
    authorizedSince: result.serverTime,
    connectedSince: expect.any(Number),
    returnRateLimits: true,
    serverTime: expect.any(Number),
    userDataStream: false,
  })
  expect(result.serverTime).toBeGreaterThanOrEqual(before)
  expect((await call('userDataStream.subscribe')).result).toEqual({ subscriptionId: 0 })
  expect((await call('session.status')).result).toMatchObject({ apiKey: 'ed', userDataStream: true })
  expect((await call('session.subscriptions')).result).toEqual([{ subscriptionId: 0 }])
  const account = exchange.account('ed')
  account.place({ symbol: 'BTCUSDT', side: 'BUY', quantity: '0.01000' })
  account.transfer('USDT', '5')
  await until(() => heard(0).some((text) => text.includes('balanceUpdate')))
  await call('ping')
  const emitted = exchange.record.userEvents('ed')
  expect(heard(0)).toEqual(emitted.map(({ text }) => text))
  expect(emitted.every(({ receivers }) => receivers === 1)).toBe(true)
})

test('two accounts on one connection are told apart by their subscription', async () => {
  const { exchange, call, signed, heard } = await open()
  expect((await call('userDataStream.subscribe.signature', signed('hmac'))).result).toEqual({ subscriptionId: 0 })
  expect((await call('userDataStream.subscribe.signature', signed('ed'))).result).toEqual({ subscriptionId: 1 })
  expect(await call('userDataStream.subscribe.signature', signed('ed'))).toMatchObject({
    status: 400,
    error: { code: -2035 },
  })
  exchange.account('ed').emit({ e: 'a' })
  exchange.account('hmac').emit({ e: 'b' })
  await call('ping')
  expect([heard(0), heard(1)]).toEqual([['{"e":"b"}'], ['{"e":"a"}']])
})

test('unsubscribing and logging out end streams with a last event', async () => {
  const { exchange, call, signed, heard } = await open()
  await call('session.logon', signed('ed'))
  await call('userDataStream.subscribe')
  await call('userDataStream.subscribe.signature', signed('hmac'))
  const { result } = await call('session.logout')
  expect(result).toMatchObject({ apiKey: null, authorizedSince: null, userDataStream: false })
  expect((await call('session.subscriptions')).result).toEqual([{ subscriptionId: 1 }])
  expect(JSON.parse(heard(0)[0]!)).toEqual({ e: 'eventStreamTerminated', E: expect.any(Number) })
  expect(await call('userDataStream.unsubscribe', { subscriptionId: 0 })).toMatchObject({ error: { code: -2036 } })
  expect((await call('userDataStream.unsubscribe', {})).result).toEqual({})
  expect(heard(1)).toHaveLength(1)
  exchange.account('ed').emit({ e: 'late' })
  await call('ping')
  expect(heard(0)).toHaveLength(1)
  expect(exchange.record.userEvents('ed').at(-1)).toMatchObject({ text: '{"e":"late"}', receivers: 0 })
  expect(await call('userDataStream.subscribe')).toMatchObject({ status: 401, error: { code: -2015 } })
  expect((await call('userDataStream.subscribe.signature', signed('ed'))).result).toEqual({ subscriptionId: 2 })
})

test.each([
  ['an unknown key', 'nobody', {}, 401, -2015],
  ['no proper key', 'a-b', {}, 401, -2014],
  ['a wrong signature', 'hmac', { signature: 'f'.repeat(64) }, 400, -1022],
  ['a key that cannot log on', 'hmac', {}, 400, -4056],
  ['an old request', 'ed', { timestamp: 1_500_000_000_000 }, 400, -1021],
])('logging on with %s', async (_, apiKey, changes, status, code) => {
  const { call, signed } = await open()
  const params = 'signature' in changes ? { ...signed(apiKey), ...changes } : signed(apiKey, changes)
  expect(await call('session.logon', params)).toMatchObject({ status, error: { code } })
})

test('a clock that is off: the same request is late, until the difference was measured', async () => {
  const { exchange, call, signed } = await open({ clockOffsetMs: 60_000 })
  expect(Math.abs(exchange.now() - Date.now() - 60_000)).toBeLessThan(5_000)
  expect(await call('session.logon', signed('ed', { timestamp: Date.now() }))).toMatchObject({ error: { code: -1021 } })
  const offset = (await call('time')).result.serverTime - Date.now()
  expect((await call('session.logon', signed('ed', { timestamp: Date.now() + offset }))).status).toBe(200)
})

test('faults: a refused, a lost and a late logon; then streams that end', async () => {
  const { exchange, client, call, signed, heard } = await open()
  exchange.faults.answers('session.logon', { status: 401, code: -2015, msg: 'No.' }, 1)
  expect(await call('session.logon', signed('ed'))).toMatchObject({ status: 401, error: { code: -2015, msg: 'No.' } })
  exchange.faults.answers('session.logon', 'lost', 1)
  const lost = call('session.logon', signed('ed'))
  exchange.faults.answers('session.status', { delayMs: 30 }, 1)
  const late = call('session.status')
  await call('ping')
  expect(client.texts.at(-1)).toContain('"id":"c4"')
  expect((await late).result).toMatchObject({ apiKey: 'ed' })
  expect(await Promise.race([lost, call('ping').then(() => 'nothing')])).toBe('nothing')
  await call('userDataStream.subscribe')
  expect(exchange.account('ed').terminate()).toBe(1)
  await until(() => heard(0).length === 1)
  expect(exchange.account('ed').terminate()).toBe(0)
  exchange.account('ed').revoke()
  client.socket.send('{"id":"x","method":"ping"}')
  expect(await client.text((text) => text.startsWith('{"id":null'))).toContain('"status":401,"error":{"code":-2015')
  expect((await call('ping')).status).toBe(200)
})

test('a connection that ends leaves nobody behind', async () => {
  const { exchange, client, call, signed } = await open()
  await call('userDataStream.subscribe.signature', signed('hmac'))
  exchange.faults.cut('requests')
  await client.closed
  expect(exchange.account('hmac').emit({ e: 'a' })).toBe(0)
  expect(() => exchange.account('nobody')).toThrow('There is no account with the key "nobody"')
})

test.each([
  [[{ apiKey: 'a-b', secret: 's' }], 'letters and digits'],
  [
    [
      { apiKey: 'a', secret: 's' },
      { apiKey: 'a', secret: 's' },
    ],
    'there once',
  ],
])('accounts of a wrong kind are refused', async (accounts, message) => {
  await expect(createLocalExchange({ accounts })).rejects.toThrow(message)
})
