/** A feed of an account in virtual time: what is sent before it counts as open, and what ends it. */
import { inspect } from 'node:util'
import { expect, test } from 'vitest'

import { type AccountOptions, binanceAccount, futuresUserData, type Sign, userData } from '../../../../src/binance'
import { openFeed } from '../../../../src/client/open'
import type { MarketEvent } from '../../../../src/core/channel'
import type { Host } from '../../../../src/core/clock'
import { FeedError } from '../../../../src/core/errors'
import { seeded } from '../../../../src/testing/exchange/random'
import { type FakeSocket, FakeTransport } from '../../../../src/testing/fake-transport'
import { ManualClock, manualHost } from '../../../../src/testing/manual-clock'

const apiKey = 'public-but-nobodys-business'
const signature = 'deadbeef-signature'
const secret = 'do-not-show-this'
const listenKey = 'listen-key-one'
const apiUrl = 'wss://api.example/ws-api/v3'
const event = { e: 'balanceUpdate', E: 1, a: 'BTC', d: '1', T: 1 }

interface Frame {
  readonly id: unknown
  readonly method: string
  readonly params?: Readonly<Record<string, unknown>>
}

function setUp(host: Partial<Host> = {}) {
  const clock = new ManualClock()
  const transport = new FakeTransport()
  const surroundings = { ...manualHost(clock, seeded(1)), ...host }
  const told: unknown[] = []
  const log: string[] = []
  return { clock, transport, surroundings, told, log }
}

type Setup = ReturnType<typeof setUp>

function spotFeed({ transport, surroundings, told, log }: Setup, options: AccountOptions = { sign: () => signature }) {
  const venue = binanceAccount({ url: 'wss://streams.example', apiUrl, apiKey, ...options })
  const feed = openFeed({ venue, transport, host: surroundings }, transport)
  listen(feed, told, log)
  return feed
}

function listen(
  feed: ReturnType<typeof openFeed<never>> | ReturnType<typeof openFeed>,
  told: unknown[],
  log: string[],
): void {
  for (const name of [
    'state',
    'connected',
    'disconnected',
    'retrying',
    'gap',
    'invalid',
    'error',
    'subscribed',
  ] as const)
    feed.on(name, (value: unknown) => {
      told.push([name, value])
      const { code } = ((value as { error?: object }).error ?? value) as { readonly code?: string }
      log.push(code ? `${name} ${code}` : name === 'state' ? `state ${(value as { kind: string }).kind}` : name)
    })
}

const frames = (socket: FakeSocket) => socket.sent.map((text) => JSON.parse(text) as Frame)
const answer = (socket: FakeSocket, id: unknown, result: unknown) =>
  socket.say(JSON.stringify({ id, status: 200, result, rateLimits: [] }))
const refuse = (socket: FakeSocket, id: unknown, status: number, code: number, msg = 'no') =>
  socket.say(JSON.stringify({ id, status, error: { code, msg } }))

/** Opens the newest socket and lets the exchange, whose clock is ahead by `aheadMs`, tell the time. */
async function tellTime({ clock, transport }: Setup, aheadMs = 0): Promise<FakeSocket> {
  await clock.run(0)
  const socket = transport.last
  socket.open()
  expect(frames(socket)).toEqual([{ id: 'time', method: 'time' }])
  await clock.run(100)
  answer(socket, 'time', { serverTime: clock.time() - 50 + aheadMs })
  await clock.run(0)
  return socket
}

async function logIn(setup: Setup, aheadMs = 0): Promise<FakeSocket> {
  const socket = await tellTime(setup, aheadMs)
  answer(socket, 'subscribe', { subscriptionId: 0 })
  await setup.clock.run(0)
  return socket
}

test('a subscription is signed by the clock of the exchange, and only then the feed is open', async () => {
  const setup = setUp()
  const signed: string[] = []
  const sign: Sign = (payload) => {
    signed.push(payload)
    return signature
  }
  const feed = spotFeed(setup, { sign, recvWindow: 3_000 })
  const events: MarketEvent[] = []
  feed.subscribe(userData()).on((item) => events.push(item as MarketEvent))
  const socket = await tellTime(setup, 7_000)
  const timestamp = setup.clock.time() + 7_000
  expect(signed).toEqual([`apiKey=${apiKey}&recvWindow=3000&timestamp=${timestamp}`])
  expect(frames(socket).slice(1)).toEqual([
    {
      id: 'subscribe',
      method: 'userDataStream.subscribe.signature',
      params: { apiKey, recvWindow: 3_000, timestamp, signature },
    },
  ])
  expect(feed.state.kind).toBe('connecting')
  answer(socket, 'subscribe', { subscriptionId: 0 })
  await setup.clock.run(0)
  expect(feed.state.kind).toBe('open')
  socket.say(JSON.stringify({ subscriptionId: 0, event }))
  expect(events).toMatchObject([{ type: 'balanceUpdate', asset: 'BTC' }])
  expect(feed.stats().streams).toMatchObject({ userData: { events: 1 } })
  await feed.close()
})

test('with logon the connection is logged in first, and the subscription needs no signature', async () => {
  const setup = setUp()
  const feed = spotFeed(setup, { sign: () => signature, logon: true })
  feed.subscribe(userData())
  const socket = await tellTime(setup)
  expect(frames(socket)[1]).toMatchObject({ id: 'logon', method: 'session.logon', params: { signature } })
  answer(socket, 'logon', { apiKey, authorizedSince: 1 })
  expect(frames(socket)[2]).toEqual({ id: 'subscribe', method: 'userDataStream.subscribe' })
  answer(socket, 'subscribe', { subscriptionId: 0 })
  await setup.clock.run(0)
  expect(feed.state.kind).toBe('open')
  await feed.close()
})

test('an event that comes before the answer is delivered', async () => {
  const setup = setUp()
  const feed = spotFeed(setup)
  const events: MarketEvent[] = []
  feed.subscribe(userData()).on((item) => events.push(item as MarketEvent))
  const socket = await tellTime(setup)
  socket.say(JSON.stringify({ subscriptionId: 0, event }))
  answer(socket, 'subscribe', { subscriptionId: 0 })
  expect(events).toHaveLength(1)
  await feed.close()
})

test.each([
  ['a wrong key', 401, -2_015, 'LOGIN_REFUSED'],
  ['a wrong signature', 400, -1_022, 'LOGIN_REFUSED'],
  ['the firewall', 403, 0, 'ACCESS_DENIED'],
])('%s ends it: asking again would not help', async (_, status, code, expected) => {
  const setup = setUp()
  const feed = spotFeed(setup)
  feed.subscribe(userData())
  const socket = await tellTime(setup)
  refuse(socket, 'subscribe', status, code)
  await setup.clock.run(600_000)
  expect(feed.state).toMatchObject({ kind: 'failed', error: { code: expected, retryable: false } })
  expect(setup.transport.sockets).toHaveLength(1)
  await feed.close()
})

test.each([
  ['a clock that jumped', 400, -1_021],
  ['an exchange in trouble', 500, -1_000],
])('%s is tried again, and the time is asked anew', async (_, status, code) => {
  const setup = setUp()
  const feed = spotFeed(setup)
  feed.subscribe(userData())
  refuse(await tellTime(setup), 'subscribe', status, code)
  await setup.clock.run(2_000)
  await logIn(setup)
  expect(feed.state.kind).toBe('open')
  await feed.close()
})

test('too much is left alone until the exchange says', async () => {
  const setup = setUp()
  const feed = spotFeed(setup)
  feed.subscribe(userData())
  const socket = await tellTime(setup, 7_000)
  const retryAfter = setup.clock.time() + 7_000 + 120_000
  const error = { code: -1_003, msg: 'Too much', data: { serverTime: 0, retryAfter } }
  socket.say(JSON.stringify({ id: 'subscribe', status: 429, error }))
  await setup.clock.run(119_000)
  expect(setup.transport.sockets).toHaveLength(1)
  await setup.clock.run(2_000)
  expect(setup.transport.sockets).toHaveLength(2)
  await feed.close()
})

test('a signature that does not come is an error of its own, and is asked for again', async () => {
  const setup = setUp()
  let isUp = false
  const sign = () => (isUp ? signature : Promise.reject(new Error(`down: ${apiKey}`)))
  const feed = spotFeed(setup, { sign })
  feed.subscribe(userData())
  await tellTime(setup)
  expect(feed.state).toMatchObject({ kind: 'waiting', error: { code: 'SIGNING_FAILED', retryable: true } })
  isUp = true
  await setup.clock.run(2_000)
  await logIn(setup)
  expect(feed.state.kind).toBe('open')
  await feed.close()
})

test('a signature that comes after the attempt was given up is not sent', async () => {
  const setup = setUp()
  let give: (signature: string) => void = () => {}
  const feed = spotFeed(setup, { sign: () => new Promise((resolve) => (give = resolve)) })
  feed.subscribe(userData())
  const socket = await tellTime(setup)
  const late = give
  await setup.clock.run(10_000)
  late(signature)
  await setup.clock.run(0)
  expect(frames(socket)).toHaveLength(1)
  expect(setup.log).toContain('error OPEN_TIMEOUT')
  await feed.close()
})

test('after a loss it logs in again, and the hole is told', async () => {
  const setup = setUp()
  const feed = spotFeed(setup)
  const items: string[] = []
  feed.subscribe(userData()).on((item) => items.push(item.type))
  const first = await logIn(setup)
  first.say(JSON.stringify({ subscriptionId: 0, event }))
  first.end()
  await setup.clock.run(2_000)
  const second = await logIn(setup)
  second.say(JSON.stringify({ subscriptionId: 0, event }))
  expect(items).toEqual(['balanceUpdate', 'gap', 'balanceUpdate'])
  await feed.close()
})

test('a stream that the exchange ends is told, and subscribed again on a new connection', async () => {
  const setup = setUp()
  const feed = spotFeed(setup)
  const items: string[] = []
  feed.subscribe(userData()).on((item) => items.push(item.type))
  const first = await logIn(setup)
  first.say(JSON.stringify({ subscriptionId: 0, event: { e: 'eventStreamTerminated', E: 1 } }))
  expect(items).toEqual(['eventStreamTerminated'])
  await setup.clock.run(2_000)
  const second = await logIn(setup)
  second.say(JSON.stringify({ subscriptionId: 0, event }))
  expect(items).toEqual(['eventStreamTerminated', 'gap', 'balanceUpdate'])
  await feed.close()
})

test('a key that loses its permission later ends it too', async () => {
  const setup = setUp()
  const feed = spotFeed(setup)
  feed.subscribe(userData())
  const socket = await logIn(setup)
  refuse(socket, null, 401, -2_015, 'Invalid API-key')
  await setup.clock.run(0)
  expect(feed.state).toMatchObject({ kind: 'failed', error: { code: 'LOGIN_REFUSED' } })
  await feed.close()
})

test('leaving and joining on one connection: the second subscription is signed like the first', async () => {
  const setup = setUp()
  const feed = spotFeed(setup)
  const first = feed.subscribe(userData())
  const socket = await logIn(setup)
  first.unsubscribe()
  await setup.clock.run(0)
  const [, , leave] = frames(socket)
  expect(leave).toMatchObject({ method: 'userDataStream.unsubscribe' })
  socket.say(JSON.stringify({ subscriptionId: 0, event: { e: 'eventStreamTerminated', E: 1 } }))
  answer(socket, leave!.id, {})
  const items: string[] = []
  feed.subscribe(userData()).on((item) => items.push(item.type))
  await setup.clock.run(0)
  const [, , , join] = frames(socket)
  expect(join).toMatchObject({ method: 'userDataStream.subscribe.signature', params: { signature } })
  answer(socket, join!.id, { subscriptionId: 1 })
  socket.say(JSON.stringify({ subscriptionId: 1, event }))
  expect(items).toEqual(['balanceUpdate'])
  expect(setup.transport.sockets).toHaveLength(1)
  await feed.close()
})

test('an announced end is acted on before it comes', async () => {
  const setup = setUp()
  const feed = spotFeed(setup)
  feed.subscribe(userData())
  const first = await logIn(setup)
  first.say('{"event":{"e":"serverShutdown","E":1}}')
  await setup.clock.run(1_500)
  await logIn(setup)
  await setup.clock.run(20_000)
  expect(first.over || first.closing).toBeTruthy()
  expect(feed.state.kind).toBe('open')
  await feed.close()
})

// Derivatives: a listen key by HTTP.

type Reply = { readonly status?: number; readonly body?: object | string; readonly headers?: Record<string, string> }

function keyServer(reply: (method: string, count: number) => Reply | Promise<never>) {
  const asked: (readonly [method: string, url: string, headers: object | undefined])[] = []
  const fetch: Host['fetch'] = async (url, { method = 'GET', headers: sent }) => {
    asked.push([method, url, sent])
    const { status = 200, body = { listenKey }, headers = {} } = await reply(method, asked.length)
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return { status, headers: { get: (name) => headers[name] ?? null }, text: async () => text }
  }
  return { asked, fetch }
}

function futuresFeed({ transport, surroundings, told, log }: Setup, options: AccountOptions<'usdm'> = { apiKey }) {
  const venue = binanceAccount({ market: 'usdm', url: 'wss://f.example', restUrl: 'https://r.example', ...options })
  const feed = openFeed({ venue, transport, host: surroundings }, transport)
  listen(feed as never, told, log)
  return feed
}

test('a listen key is fetched with the API key, kept alive, and never part of what is told', async () => {
  const { asked, fetch } = keyServer(() => ({}))
  const setup = setUp({ fetch })
  const feed = futuresFeed(setup)
  const events: MarketEvent[] = []
  feed.subscribe(futuresUserData()).on((item) => events.push(item as MarketEvent))
  await setup.clock.run(0)
  expect(asked).toEqual([['POST', 'https://r.example/fapi/v1/listenKey', { 'X-MBX-APIKEY': apiKey }]])
  const socket = setup.transport.last
  expect(socket.url).toBe(`wss://f.example/private/ws/${listenKey}`)
  socket.open()
  socket.say(JSON.stringify({ e: 'ACCOUNT_CONFIG_UPDATE', E: 1, T: 1, ai: { j: true } }))
  expect(events).toMatchObject([{ type: 'accountConfigUpdate', isMultiAssets: true }])
  for (let i = 0; i < 180; i += 1) {
    await setup.clock.run(20_000)
    socket.heard()
  }
  expect(asked.slice(1).every(([method]) => method === 'PUT')).toBe(true)
  expect(asked).toHaveLength(7)
  expect(inspect([setup.told, feed.stats(), feed.venue, feed], { depth: 9 })).not.toContain(listenKey)
  await feed.close()
  expect(setup.clock.pending).toBe(0)
})

test.each([
  [
    'expires loudly',
    (socket: FakeSocket) => socket.say(JSON.stringify({ e: 'listenKeyExpired', E: 1, listenKey })),
    () => ({}),
  ],
  [
    'is gone without a word',
    () => {},
    (method: string) => (method === 'PUT' ? { status: 400, body: { code: -1_125, msg: 'no such key' } } : {}),
  ],
  ['is another one by now', () => {}, (method: string) => (method === 'PUT' ? { body: { listenKey: 'other' } } : {})],
])('a key that %s is replaced, and the hole told', async (_, happen, reply) => {
  const { asked, fetch } = keyServer(reply)
  const setup = setUp({ fetch })
  const feed = futuresFeed(setup)
  const items: string[] = []
  feed.subscribe(futuresUserData()).on((item) => items.push(item.type))
  await setup.clock.run(0)
  const first = setup.transport.last
  first.open()
  first.say(JSON.stringify({ e: 'NEWS', E: 1 }))
  happen(first)
  while (!first.over && setup.clock.now() < 700_000) {
    await setup.clock.run(10_000)
    first.heard()
  }
  await setup.clock.run(2_000)
  expect(asked.filter(([method]) => method === 'POST')).toHaveLength(2)
  const second = setup.transport.last
  second.open()
  second.say(JSON.stringify({ e: 'NEWS', E: 2 }))
  expect(items.filter((type) => type !== 'listenKeyExpired')).toEqual(['raw', 'gap', 'raw'])
  expect(inspect(setup.told, { depth: 9 })).not.toContain(listenKey)
  await feed.close()
  expect(setup.clock.pending).toBe(0)
})

test('keeping alive that fails is tried again for the hour the key has, then given up', async () => {
  const { asked, fetch } = keyServer((method) => (method === 'PUT' ? { status: 503, body: '' } : {}))
  const setup = setUp({ fetch })
  const feed = futuresFeed(setup)
  feed.subscribe(futuresUserData())
  await setup.clock.run(0)
  const socket = setup.transport.last
  socket.open()
  const speak = async (ms: number) => {
    for (const end = setup.clock.now() + ms; setup.clock.now() < end; ) {
      await setup.clock.run(20_000)
      socket.heard()
    }
  }
  await speak(3_540_000)
  expect(socket.over).toBe(false)
  expect(asked.length).toBeGreaterThan(50)
  await speak(90_000)
  expect(socket.over).toBe(true)
  await feed.close()
})

test.each([
  ['a server that is down', () => Promise.reject(new Error(`refused ${apiKey}`)), 'OPEN_FAILED', true],
  ['an answer that is none', () => ({ body: 'hello' }), 'LOGIN_REFUSED', false],
  [
    'a key that is refused',
    () => ({ status: 401, body: { code: -2_015, msg: `no ${apiKey}` } }),
    'LOGIN_REFUSED',
    false,
  ],
  ['an exchange in trouble', () => ({ status: 503, body: '' }), 'OPEN_FAILED', true],
])('%s: no socket is opened', async (_, reply, code, retryable) => {
  const setup = setUp({ fetch: keyServer(reply).fetch })
  const feed = futuresFeed(setup)
  feed.subscribe(futuresUserData())
  await setup.clock.run(0)
  expect(setup.transport.sockets).toHaveLength(0)
  expect(feed.state).toMatchObject({ error: { code, retryable } })
  expect(inspect(setup.told, { depth: 9 })).not.toContain(apiKey)
  await feed.close()
})

test('a host without a WebSocket is told so, and not tried again', async () => {
  const setup = setUp({ fetch: keyServer(() => ({})).fetch })
  const { transport, surroundings } = setup
  const open = () => {
    throw new FeedError('NO_WEBSOCKET', 'none')
  }
  const venue = binanceAccount({ market: 'usdm', url: 'wss://f.example', listenKey: async () => listenKey })
  const feed = openFeed({ venue, transport: { name: 'none', open }, host: surroundings }, transport)
  feed.subscribe(futuresUserData())
  await setup.clock.run(0)
  expect(feed.state).toMatchObject({ kind: 'failed', error: { code: 'NO_WEBSOCKET' } })
  await feed.close()
})

test.each([
  ['nothing', undefined],
  ['an empty text', ''],
  ['a page', '<html> no </html>'],
  ['a line', `${listenKey}\n`],
])('a server that hands out %s: no socket is opened for it', async (_, key) => {
  const setup = setUp()
  const feed = futuresFeed(setup, { listenKey: async () => key as string })
  feed.subscribe(futuresUserData())
  await setup.clock.run(0)
  expect(setup.transport.sockets).toHaveLength(0)
  expect(feed.state).toMatchObject({ kind: 'waiting', error: { code: 'SIGNING_FAILED', retryable: true } })
  await feed.close()
})

test('an error that answers nothing the session asked ends nothing', async () => {
  const setup = setUp()
  const feed = spotFeed(setup)
  feed.subscribe(userData())
  const socket = await logIn(setup)
  refuse(socket, 'whoever', 400, -1_100)
  refuse(socket, 4_711, 400, -1_100)
  await setup.clock.run(0)
  expect([feed.state.kind, setup.transport.sockets.length]).toEqual(['open', 1])
  await feed.close()
})

test('a page is handed its key by a server', async () => {
  const setup = setUp()
  let key = listenKey
  const feed = futuresFeed(setup, { listenKey: async () => key })
  feed.subscribe(futuresUserData())
  await setup.clock.run(0)
  const socket = setup.transport.last
  socket.open()
  key = 'listen-key-two'
  for (let i = 0; i < 31; i += 1) {
    await setup.clock.run(20_000)
    socket.heard()
  }
  expect(socket.over).toBe(true)
  expect(setup.transport.last.url).toContain('listen-key-two')
  await feed.close()
})

// Credentials.

const thrown = (act: () => unknown): unknown => {
  try {
    act()
  } catch (error) {
    return error
  }
  return undefined
}

test.each<readonly [string, object, string]>([
  ['an unknown option', { passphrase: secret }, 'passphrase'],
  ['a key with white space', { apiKey: `${secret} ` }, 'apiKey'],
  ['a secret that is none', { secret: 7 }, 'secret'],
  ['two ways to sign', { secret, sign: () => '' }, 'sign'],
  ['a listen key for spot', { listenKey: async () => '' }, 'listenKey'],
  ['logon with HMAC', { secret, logon: true }, 'logon'],
  ['a window that is none', { recvWindow: 0 }, 'recvWindow'],
  ['no address to ask at', { url: 'wss://x.example' }, 'apiUrl'],
  ['a host without accounts', { market: 'usdm', environment: 'market-data' }, 'environment'],
])('%s is refused by name, and no value is shown', (_, options, option) => {
  const error = thrown(() => binanceAccount(options as never))
  expect(error).toMatchObject({ code: 'INVALID_OPTION', context: { option } })
  expect(inspect(error, { depth: 9 })).not.toContain(secret)
})

test('without a key nothing is made, and the error names the variable', () => {
  const { transport, surroundings } = setUp()
  const make = (options: AccountOptions) => () =>
    openFeed({ venue: binanceAccount(options), transport, host: surroundings }, transport)
  expect(thrown(make({}))).toMatchObject({
    code: 'INVALID_OPTION',
    message: expect.stringContaining('BINANCE_API_KEY'),
  })
  expect(thrown(make({ apiKey }))).toMatchObject({ code: 'INVALID_OPTION', context: { option: 'sign' } })
})

test('the environment fills in what was left open, and explicit options win', async () => {
  const variables = { BINANCE_API_KEY: 'from-outside', BINANCE_API_SECRET: secret, TICKWIRE_TESTNET: 'true' }
  const setup = setUp()
  const { transport, surroundings } = setup
  const named = binanceAccount().withVariables?.(variables)
  expect(named).toMatchObject({ environment: 'testnet', endpoint: 'wss://ws-api.testnet.binance.vision/ws-api/v3' })
  const feed = openFeed({ venue: named!, transport, host: surroundings }, transport)
  feed.subscribe(userData())
  const socket = await tellTime(setup)
  // A digest of the host takes as long as it takes.
  await expect.poll(() => frames(socket)[1]?.params).toMatchObject({ apiKey: 'from-outside' })
  await feed.close()
  const own = binanceAccount({ apiKey, sign: () => signature, environment: 'live' }).withVariables?.(variables)
  expect(own).toMatchObject({ environment: 'live' })
  expect(inspect([named, own], { depth: 9, showHidden: true })).not.toContain(secret)
  expect(JSON.stringify([named, own])).not.toContain('from-outside')
})

test('the file of a private key is read where it is named', () => {
  const read: string[] = []
  const readFile = (path: string) => {
    read.push(path)
    throw new Error('no such file')
  }
  const variables = { BINANCE_PRIVATE_KEY_PATH: '/nowhere.pem' }
  expect(thrown(() => binanceAccount().withVariables?.(variables, readFile))).toMatchObject({
    code: 'INVALID_OPTION',
    context: { option: 'BINANCE_PRIVATE_KEY_PATH' },
  })
  expect(read).toEqual(['/nowhere.pem'])
  expect(() => binanceAccount({ secret }).withVariables?.(variables, readFile)).not.toThrow()
})

test.each(['document', 'importScripts'])('where there is %s, no secret is taken', (name) => {
  const globals = globalThis as Record<string, unknown>
  globals[name] = {}
  try {
    const option = (options: object) => thrown(() => binanceAccount(options))
    expect(option({ secret })).toMatchObject({ code: 'INVALID_OPTION', context: { option: 'secret' } })
    expect(option({ privateKey: secret })).toMatchObject({ context: { option: 'privateKey' } })
    expect(option({ logon: true })).toMatchObject({ context: { option: 'logon' } })
    expect(option({ market: 'usdm', apiKey })).toMatchObject({ context: { option: 'apiKey' } })
    expect(option({ apiKey, sign: () => '' })).toBeUndefined()
    expect(option({ market: 'usdm', listenKey: async () => '' })).toBeUndefined()
  } finally {
    delete globals[name]
  }
})
