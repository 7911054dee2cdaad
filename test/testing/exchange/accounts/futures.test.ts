import { afterEach, expect, test } from 'vitest'
import { ListenKeys } from '../../../../src/testing/exchange/accounts/listen-keys'
import { Outlet } from '../../../../src/testing/exchange/accounts/outlet'
import {
  createLocalExchange,
  type LocalExchange,
  type LocalExchangeOptions,
} from '../../../../src/testing/exchange/server'
import { type Client, connect, until } from '../client'

const running: LocalExchange[] = []
const accounts = [
  { apiKey: 'one', secret: 's', firstOrderId: 8_389_766_145_050_669_870n },
  { apiKey: 'two', secret: 's' },
]

async function start(options: LocalExchangeOptions = {}): Promise<LocalExchange> {
  const exchange = await createLocalExchange({ tickMs: 2, historyMs: 0, accounts, ...options })
  running.push(exchange)
  return exchange
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((exchange) => exchange.close()))
})

const bases = { usdm: '/fapi/v1', coinm: '/dapi/v1', options: '/eapi/v1' }
type Market = keyof typeof bases

async function call(exchange: LocalExchange, method: string, market: Market, apiKey?: string) {
  const headers = apiKey === undefined ? {} : { 'X-MBX-APIKEY': apiKey }
  const response = await fetch(`${exchange.restUrl}${bases[market]}/listenKey`, { method, headers })
  return { status: response.status, body: (await response.json()) as { listenKey: string; code?: number } }
}

const keyOf = async (exchange: LocalExchange, market: Market, apiKey = 'one') =>
  (await call(exchange, 'POST', market, apiKey)).body.listenKey

/** What a client heard, unwrapped. */
const events = ({ texts }: Client) => texts.map((text) => JSON.parse(text))

test.each(['usdm', 'coinm', 'options'] as const)(
  '%s: one key an account; extended, ended, no more there',
  async (market) => {
    const exchange = await start()
    const key = await keyOf(exchange, market)
    expect(key).toMatch(/^[A-Za-z0-9]{64}$/)
    expect(await keyOf(exchange, market)).toBe(key)
    expect(await keyOf(exchange, market, 'two')).not.toBe(key)
    expect(await call(exchange, 'PUT', market, 'one')).toEqual({ status: 200, body: { listenKey: key } })
    expect((await call(exchange, 'DELETE', market, 'one')).status).toBe(200)
    expect(await call(exchange, 'PUT', market, 'one')).toMatchObject({ status: 400, body: { code: -1_125 } })
    expect(await keyOf(exchange, market)).not.toBe(key)
    expect(exchange.record.requests[0]).toMatchObject({ target: `POST ${bases[market]}/listenKey`, weight: 1 })
  },
)

test.each([
  [undefined, -2_014],
  ['no-key', -2_014],
  ['nobody', -2_015],
])('the header %s is 401', async (apiKey, code) => {
  expect(await call(await start(), 'POST', 'usdm', apiKey)).toMatchObject({ status: 401, body: { code } })
})

test('a listen key in every form: in the path, in the query with events, subscribed, of two accounts', async () => {
  const exchange = await start()
  const [one, two] = [await keyOf(exchange, 'usdm'), await keyOf(exchange, 'usdm', 'two')]
  const { url } = exchange.address('usdm')
  const path = await connect(`${url}/private/ws/${one}`)
  const query = await connect(`${url}/private/ws?listenKey=${one}&events=A/B`)
  const combined = await connect(`${url}/private/stream?listenKey=${one}&events=B&listenKey=${two}`)
  const later = await connect(`${url}/private/ws`)
  expect(await later.ask('SUBSCRIBE', [two])).toBe('{"result":null,"id":1}')
  const bogus = await connect(`${url}/private/ws/${'x'.repeat(64)}`)
  const wrongRoad = await connect(`${url}/market/ws/${one}`)
  const [first, second] = [exchange.futuresAccount('one', 'usdm'), exchange.futuresAccount('two', 'usdm')]
  expect([first.listenKey, first.listeners, second.listeners]).toEqual([one, 3, 2])
  for (const e of ['A', 'B', 'C']) first.emit({ e })
  expect(second.emit({ e: 'D' })).toBe(2)
  await combined.text((text) => text.includes('"D"'))
  for (const client of [path, query, later]) await client.ask('LIST_SUBSCRIPTIONS')
  expect(path.texts.slice(0, 3)).toEqual(['{"e":"A"}', '{"e":"B"}', '{"e":"C"}'])
  expect(query.texts.slice(0, -1)).toEqual(['{"e":"A"}', '{"e":"B"}'])
  expect(combined.texts).toEqual([`{"stream":"${one}","data":{"e":"B"}}`, `{"stream":"${two}","data":{"e":"D"}}`])
  expect(later.texts.slice(1, -1)).toEqual(['{"e":"D"}'])
  expect(exchange.record.userEvents('one', 'usdm').map(({ receivers }) => receivers)).toEqual([2, 3, 1])
  expect([...bogus.texts, ...wrongRoad.texts]).toEqual([])
})

test('USD-M: an order trades; lite, account and order events say the same', async () => {
  const exchange = await start()
  const { url } = exchange.address('usdm')
  const client = await connect(`${url}/private/ws/${await keyOf(exchange, 'usdm')}`)
  const account = exchange.futuresAccount('one', 'usdm')
  const state = account.place({ symbol: 'ETHUSDT', side: 'SELL', quantity: '1.200', clientOrderId: 'mine' })
  expect(state).toMatchObject({ orderId: '8389766145050669870', status: 'FILLED', executedQuantity: '1.200' })
  const recorded = () => exchange.record.userEvents('one', 'usdm')
  await until(() => client.texts.length === recorded().length)
  expect(client.texts).toEqual(recorded().map(({ text }) => text))
  expect(client.texts[0]).toContain('"i":8389766145050669870,')
  const heard = events(client)
  expect(heard[0]).toMatchObject({ e: 'ORDER_TRADE_UPDATE', o: { x: 'NEW', X: 'NEW', c: 'mine', t: 0, ps: 'BOTH' } })
  expect('n' in heard[0].o).toBe(false)
  const [lite, update, order] = heard.slice(-3)
  expect([lite.e, update.e, order.e]).toEqual(['TRADE_LITE', 'ACCOUNT_UPDATE', 'ORDER_TRADE_UPDATE'])
  expect([order.o.X, order.o.z, order.o.t, order.o.L]).toEqual(['FILLED', '1.200', lite.t, lite.L])
  expect(update.a).toMatchObject({ m: 'ORDER', P: [{ s: 'ETHUSDT', pa: '-1.200', ps: 'BOTH' }] })
  const fills = heard.filter(({ e, o }) => e === 'ORDER_TRADE_UPDATE' && o.x === 'TRADE').map(({ o }) => o)
  const fees = fills.reduce((sum, { n }) => sum + Number(n), 0)
  expect(Number(update.a.B[0].wb)).toBeCloseTo(1_000_000 - fees, 6)
  const spent = fills.reduce((sum, { l, L }) => sum + Number(l) * Number(L), 0)
  expect(fees).toBeCloseTo(spent * 0.0005, 5)
  expect(account.position('ETHUSDT').entryPrice).toBeCloseTo(spent / 1.2, 4)
})

test.each([
  ['usdm', 'BTCUSDT', '0.050', 'USDT'],
  ['coinm', 'BTCUSD_PERP', '50', 'BTC'],
] as const)(
  '%s: what a position brought is in the wallet, in its own coin',
  async (market, symbol, quantity, asset) => {
    const exchange = await start()
    const account = exchange.futuresAccount('one', market)
    const before = Number(account.wallet(asset))
    account.place({ symbol, side: 'BUY', quantity })
    account.place({ symbol, side: 'SELL', quantity })
    expect(Number(account.position(symbol).amount)).toBe(0)
    const fills = exchange.record
      .userEvents('one', market)
      .map(({ text }) => JSON.parse(text))
      .filter(({ o }) => o?.x === 'TRADE')
      .map(({ o }) => o)
    const worth = ({ l, L }: { l: string; L: string }) =>
      market === 'usdm' ? Number(l) * Number(L) : (-100 * Number(l)) / Number(L)
    const profit = fills.reduce((sum, fill) => sum + (fill.S === 'SELL' ? 1 : -1) * worth(fill), 0)
    const told = fills.reduce((sum, { rp }) => sum + Number(rp), 0)
    const fees = fills.reduce((sum, { n }) => sum + Number(n), 0)
    expect(told).toBeCloseTo(profit, 6)
    expect(Number(account.wallet(asset)) - before).toBeCloseTo(told - fees, 6)
    expect(told).toBeLessThanOrEqual(0)
    if (market === 'coinm') expect(fills[0]).toMatchObject({ ma: 'BTC', N: 'BTC' })
  },
)

test('resting, cancelled, expired', async () => {
  const exchange = await start({ ordersPerSecond: 0 })
  const account = exchange.futuresAccount('two', 'usdm')
  const order = { symbol: 'BTCUSDT', side: 'BUY', quantity: '0.010', price: '80000.00' } as const
  const { orderId, status } = account.place(order)
  expect([status, account.openOrders.length]).toEqual(['NEW', 1])
  expect([account.cancel(orderId), account.cancel(orderId)]).toEqual([true, false])
  account.place({ ...order, timeInForce: 'IOC' })
  account.place({ ...order, timeInForce: 'FOK' })
  const told = exchange.record.userEvents('two', 'usdm').map(({ text }) => JSON.parse(text).o.x)
  expect(told).toEqual(['NEW', 'CANCELED', 'NEW', 'EXPIRED', 'NEW', 'EXPIRED'])
  expect(() => account.place({ ...order, symbol: 'NOPE' })).toThrow('There is no "NOPE" on usdm')
})

test('the other events', async () => {
  const exchange = await start()
  const account = exchange.futuresAccount('one', 'usdm')
  account.transfer('USDT', '-10')
  account.place({ symbol: 'BTCUSDT', side: 'BUY', quantity: '0.010' })
  const before = exchange.record.userEvents('one', 'usdm').length
  account.fund('USDT')
  account.marginCall()
  account.configure({ symbol: 'BTCUSDT', leverage: 20 })
  account.configure({ multiAssets: true })
  const told = exchange.record.userEvents('one', 'usdm').map(({ text }) => JSON.parse(text))
  expect(told[0]).toMatchObject({
    e: 'ACCOUNT_UPDATE',
    a: { m: 'WITHDRAW', B: [{ a: 'USDT', bc: '-10.00000000' }], P: [] },
  })
  expect(told.slice(before)).toMatchObject([
    { e: 'ACCOUNT_UPDATE', a: { m: 'FUNDING_FEE', P: [] } },
    { e: 'MARGIN_CALL', p: [{ s: 'BTCUSDT', pa: '0.010' }] },
    { e: 'ACCOUNT_CONFIG_UPDATE', ac: { s: 'BTCUSDT', l: 20 } },
    { e: 'ACCOUNT_CONFIG_UPDATE', ai: { j: true } },
  ])
})

test('options: fees below zero, and an event for positions', async () => {
  const exchange = await start()
  const account = exchange.futuresAccount('one', 'options')
  const symbol = exchange.contracts('options').symbols[0]!
  account.place({ symbol, side: 'BUY', quantity: '0.10' })
  const told = exchange.record.userEvents('one', 'options').map(({ text }) => JSON.parse(text))
  const fill = told.find(({ o }) => o?.x === 'TRADE').o
  expect(Number(fill.n)).toBeLessThan(0)
  expect(told.find(({ e }) => e === 'BALANCE_POSITION_UPDATE')).toMatchObject({ m: 'ORDER', P: [{ s: symbol }] })
})

test('a key runs out: with a last event, then the connection stays and is mute', async () => {
  const exchange = await start({ listenKeyMs: 150 })
  const key = await keyOf(exchange, 'usdm')
  const client = await connect(`${exchange.address('usdm').url}/private/ws/${key}`)
  const last = JSON.parse(await client.text((text) => text.includes('listenKeyExpired')))
  expect(last).toEqual({ e: 'listenKeyExpired', E: expect.any(Number), listenKey: key })
  const account = exchange.futuresAccount('one', 'usdm')
  expect(account.emit({ e: 'A' })).toBe(0)
  expect(await client.ask('LIST_SUBSCRIPTIONS')).toContain(key)
  expect(client.texts).toHaveLength(2)
})

test('a key is good for an hour from when it was made or extended last', () => {
  const outlet = new Outlet(() => {})
  const options = {
    seed: 1,
    market: 'usdm',
    lifeMs: 3_600_000,
    expired: (key: string) => `{"e":"over","key":"${key}"}`,
  }
  const keys = new ListenKeys(options, new Map([['K', outlet]]))
  const heard: string[] = []
  const key = keys.create('K', 0)
  keys.join({ combined: false, inMicroseconds: false, data: (text) => heard.push(text) }, key, undefined)
  keys.tick(3_000_000)
  expect(keys.extend('K', 3_000_000)).toBe(key)
  keys.tick(6_599_999)
  expect([keys.keyOf('K'), heard]).toEqual([key, []])
  expect(keys.create('K', 6_599_999)).toBe(key)
  keys.tick(10_199_998)
  expect(keys.keyOf('K')).toBe(key)
  keys.tick(10_199_999)
  expect([keys.keyOf('K'), heard]).toEqual([undefined, [`{"e":"over","key":"${key}"}`]])
  expect(keys.extend('K', 10_200_000)).toMatchObject({ code: -1_125 })
})

test('a key runs out without a word; in options its last event has a text for a time', async () => {
  const exchange = await start()
  const { url } = exchange.address('coinm')
  const silent = await connect(`${url}/ws/${await keyOf(exchange, 'coinm')}`)
  const account = exchange.futuresAccount('one', 'coinm')
  expect(account.emit({ e: 'A' })).toBe(1)
  expect(account.expireListenKey({ silently: true })).toBe(true)
  expect(account.expireListenKey()).toBe(false)
  expect(await call(exchange, 'PUT', 'coinm', 'one')).toMatchObject({ body: { code: -1_125 } })
  await silent.ask('LIST_SUBSCRIPTIONS')
  expect(silent.texts[0]).toBe('{"e":"A"}')
  expect(silent.texts).toHaveLength(2)
  const option = await connect(`${exchange.address('options').url}/private/ws/${await keyOf(exchange, 'options')}`)
  exchange.futuresAccount('one', 'options').expireListenKey()
  expect(JSON.parse(await option.text(() => true)).E).toMatch(/^\d{13}$/)
})

test('faults: keeping a key alive fails, or is not answered', async () => {
  const exchange = await start()
  await keyOf(exchange, 'usdm')
  const target = 'PUT /fapi/v1/listenKey'
  exchange.faults.answers(target, { status: 400, code: -1_125, msg: 'This listenKey does not exist.' }, 1)
  expect(await call(exchange, 'PUT', 'usdm', 'one')).toMatchObject({ status: 400, body: { code: -1_125 } })
  exchange.faults.answers(target, { delayMs: 20 }, 1)
  expect((await call(exchange, 'PUT', 'usdm', 'one')).status).toBe(200)
  exchange.faults.answers(target, 'lost', 1)
  const lost = call(exchange, 'PUT', 'usdm', 'one').then(
    () => 'answered',
    () => 'broken',
  )
  expect((await call(exchange, 'PUT', 'usdm', 'one')).status).toBe(200)
  await exchange.close()
  expect(await lost).toBe('broken')
})

test.each(['usdm', 'coinm'] as const)('%s: listen keys over its WebSocket API', async (market) => {
  const exchange = await start()
  const client = await connect(`${exchange.url}/ws-${market === 'usdm' ? 'fapi' : 'dapi'}/v1`)
  let id = 0
  const ask = async (method: string, params: object) => {
    client.socket.send(JSON.stringify({ id: ++id, method, params }))
    return JSON.parse(await client.text((text) => text.startsWith(`{"id":${id},`)))
  }
  const { result, rateLimits } = await ask('userDataStream.start', { apiKey: 'one' })
  expect(result.listenKey).toBe(await keyOf(exchange, market))
  expect(rateLimits[0]).toMatchObject({ limit: 2_400, count: 6 })
  expect((await ask('userDataStream.ping', { apiKey: 'one' })).status).toBe(200)
  expect((await ask('userDataStream.stop', { apiKey: 'one' })).result).toEqual({})
  expect(await ask('userDataStream.ping', { apiKey: 'one' })).toMatchObject({ status: 400, error: { code: -1_125 } })
  expect(await ask('userDataStream.start', {})).toMatchObject({ status: 401, error: { code: -2_014 } })
  const depth = await ask('depth', { symbol: 'BTCUSDT', limit: 5 })
  if (market === 'usdm') expect(depth.result.bids).toHaveLength(5)
  else expect(depth).toMatchObject({ status: 400, error: { code: -1_020 } })
  expect(await ask('klines', { symbol: 'BTCUSDT', interval: '1m' })).toMatchObject({ error: { code: -1_020 } })
})
