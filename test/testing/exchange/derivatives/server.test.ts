import { afterEach, expect, test } from 'vitest'
import type { Marketplace } from '../../../../src/testing/exchange/record'
import {
  createLocalExchange,
  type LocalExchange,
  type LocalExchangeOptions,
} from '../../../../src/testing/exchange/server'
import { connect, dial, until } from '../client'

const running: LocalExchange[] = []

async function start(options: LocalExchangeOptions = {}): Promise<LocalExchange> {
  const exchange = await createLocalExchange({ tickMs: 2, ordersPerSecond: 200, historyMs: 0, ...options })
  running.push(exchange)
  return exchange
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((exchange) => exchange.close()))
})

/** Those of `names` that said something by the time the last of `speaking` did, and more. */
async function heardOn(url: string, names: readonly string[], speaking: readonly string[]) {
  const client = await connect(`${url}/stream`)
  expect(await client.ask('SUBSCRIBE', names)).toBe('{"result":null,"id":1}')
  const of = (name: string) => client.texts.filter((text) => text.startsWith(`{"stream":"${name}"`))
  await until(() => speaking.every((name) => of(name).length > 2))
  expect(await client.ask('LIST_SUBSCRIPTIONS')).toBe(`{"result":${JSON.stringify(names)},"id":2}`)
  client.socket.terminate()
  return names.filter((name) => of(name).length > 0)
}

const both = ['btcusdt@bookTicker', 'btcusdt@aggTrade']

test.each([
  ['usdm', '/public', ['btcusdt@bookTicker']],
  ['usdm', '/market', ['btcusdt@aggTrade']],
  ['usdm', '', ['btcusdt@bookTicker']],
  ['coinm', '', ['btcusd_perp@bookTicker', 'btcusd_perp@aggTrade']],
  ['coinm', '/market', ['btcusd_perp@aggTrade']],
] as [Marketplace, string, string[]][])(
  '%s%s: a stream on the wrong road is acknowledged and silent',
  async (market, road, expected) => {
    const exchange = await start()
    const names = market === 'usdm' ? both : both.map((name) => name.replace('btcusdt', 'btcusd_perp'))
    expect(await heardOn(exchange.address(market).url + road, names, expected)).toEqual(expected)
  },
)

test('a private road has no market data', async () => {
  const exchange = await start()
  const { url } = exchange.address('usdm')
  const client = await connect(`${url}/private/stream?streams=btcusdt@bookTicker`)
  await heardOn(`${url}/public`, ['btcusdt@bookTicker'], ['btcusdt@bookTicker'])
  expect(client.texts).toEqual([])
})

test.each(['usdm', 'coinm', 'options'] as const)('with %s in front its addresses need no name', async (market) => {
  const exchange = await start({ market })
  expect(exchange.address(market)).toEqual({ url: exchange.url, restUrl: exchange.restUrl })
  expect(exchange.address('spot')).toEqual({
    url: `${exchange.url}/spot`,
    restUrl: exchange.restUrl,
    apiUrl: `${exchange.url}/ws-api/v3`,
  })
  const name = { usdm: 'btcusdt', coinm: 'btcusd_perp', options: 'btc-261225-90000-c' }[market]
  const symbol = exchange.contracts(market).symbols[0]!.toLowerCase()
  expect(symbol.slice(0, 3)).toBe(name.slice(0, 3))
  const client = await connect(`${exchange.url}/ws/${symbol}@bookTicker`)
  await client.text((text) => text.includes(`"s":"${symbol.toUpperCase()}"`))
  expect(exchange.record.sent(`${symbol}@bookTicker`).length).toBeGreaterThan(0)
  expect(exchange.record.connections[0]).toMatchObject({ market, kind: 'streams' })
})

test('roads without a market are of USD-M where spot is in front', async () => {
  const exchange = await start()
  const client = await connect(`${exchange.url}/market/ws/tradingSession`)
  await client.text((text) => text.startsWith('{"e":"EquityUpdate"'))
  expect(exchange.record.sent('tradingSession', 'usdm').length).toBeGreaterThan(0)
  for (const path of ['/spot/public/ws', '/other/ws', '/usdm/ws-api/v3']) {
    expect((await dial(exchange.url + path).closed).code).toBe(1_006)
  }
  expect(exchange.record.refusals.map(({ status }) => status)).toEqual([404, 404, 404])
})

test('errors are nested, ids unsigned, and a long message is answered', async () => {
  const exchange = await start()
  const client = await connect(`${exchange.address('usdm').url}/public/ws`)
  client.socket.send('{"method":"JUMP","id":71}')
  expect(await client.text((text) => text.includes('JUMP'))).toMatch(/^{"error":{"code":2,"msg":".*"},"id":71}$/)
  client.socket.send('{"method":"LIST_SUBSCRIPTIONS","id":"a"}')
  expect(await client.text((text) => text.includes('unsigned'))).toMatch(/^{"error":{"code":2,/)
  const names = Array.from({ length: 300 }, (_, at) => `x${at}usdt@bookTicker`)
  expect(await client.ask('SUBSCRIBE', names)).toBe('{"result":null,"id":1}')
})

test.each([
  ['spot', 5],
  ['usdm', 10],
  ['options', 10],
] as [Marketplace, number][])('%s: %i frames a second, and not one more', async (market, limit) => {
  const exchange = await start({ ordersPerSecond: 0 })
  const client = await connect(`${exchange.address(market).url}/ws`)
  for (let i = 0; i < limit; i++) client.tell('LIST_SUBSCRIPTIONS')
  await client.text((text) => text.endsWith(`"id":${limit}}`))
  for (let i = 0; i < limit; i++) client.tell('LIST_SUBSCRIPTIONS')
  expect(await client.closed).toEqual({ code: 1_008, reason: 'Too many requests' })
})

test('options take 200 streams; what is given holds for all markets', async () => {
  const exchange = await start({ ordersPerSecond: 0 })
  const names = (count: number) => Array.from({ length: count }, (_, at) => `x${at}@bookTicker`)
  const client = await connect(`${exchange.address('options').url}/public/stream`)
  await client.ask('SUBSCRIBE', names(200))
  client.tell('SUBSCRIBE', ['one-more@bookTicker'])
  await client.text((text) => text === '{"error":{"code":4,"msg":"Too many subscriptions"},"id":2}')
  expect((await client.closed).reason).toBe('Invalid request')
  const narrow = await start({ ordersPerSecond: 0, streamLimit: 2 })
  const other = await connect(`${narrow.address('usdm').url}/public/stream`)
  other.tell('SUBSCRIBE', names(3))
  expect((await other.closed).code).toBe(1_008)
})

test('pings come at each market’s pace', async () => {
  const exchange = await start({ ordersPerSecond: 0, timeScale: 60, pongDeadlineMs: 3_600_000 })
  const [spot, usdm] = await Promise.all([connect(`${exchange.url}/ws`), connect(`${exchange.address('usdm').url}/ws`)])
  await until(() => usdm!.pings.length === 1)
  // A minute of theirs is a second of ours: spot's 20 s are 1 s, at least; three minutes are 3 s.
  expect(spot!.pings.length).toBeGreaterThanOrEqual(2)
})

test('liquidations and announcements on command', async () => {
  const exchange = await start({ ordersPerSecond: 0 })
  const { url } = exchange.address('usdm')
  const client = await connect(`${url}/market/stream?streams=btcusdt@forceOrder/!contractInfo/btcusdt@aggTrade`)
  const contracts = exchange.contracts('usdm')
  contracts.announce('ETHUSDT')
  await client.text(
    (text) => text.startsWith('{"stream":"!contractInfo","data":{"e":"contractInfo"') && text.includes('ETHUSDT'),
  )
  contracts.liquidate('BTCUSDT', 'SELL')
  const told = await client.text(
    (text) => text.startsWith('{"stream":"btcusdt@forceOrder"') && text.includes('"S":"SELL"'),
  )
  const { o } = JSON.parse(told).data
  const traded = exchange.record
    .sent('btcusdt@aggTrade', 'usdm')
    .map((text) => JSON.parse(text))
    .filter(({ T, m }) => T === o.T && m === true)
  expect(traded.reduce((sum, { q }) => sum + Number(q), 0)).toBeCloseTo(Number(o.z), 6)
  expect(() => contracts.announce('NOPE')).toThrow('There is no "NOPE" on usdm')
})

test('snapshots meet the events of a socket by their `pu`', async () => {
  const exchange = await start()
  for (const [market, path, symbol, id] of [
    ['usdm', '/fapi/v1', 'BTCUSDT', 'lastUpdateId'],
    ['coinm', '/dapi/v1', 'BTCUSD_PERP', 'lastUpdateId'],
    ['options', '/eapi/v1', exchange.contracts('options').symbols[0]!, 'u'],
  ] as const) {
    const { url, restUrl } = exchange.address(market)
    const client = await connect(`${url}/public/ws/${symbol.toLowerCase()}@depth@100ms`)
    await client.text(() => true)
    const snapshot = await (await fetch(`${restUrl}${path}/depth?symbol=${symbol}&limit=1000`)).json()
    const last = snapshot[id]
    const first = JSON.parse(await client.text((text) => JSON.parse(text).u >= last))
    expect(first.pu).toBeLessThanOrEqual(last)
    client.socket.terminate()
  }
})

test.each([
  ['/fapi/v1/depth?symbol=BTCUSDT&limit=50', 2, ['lastUpdateId', 'E', 'T', 'bids', 'asks']],
  ['/fapi/v1/depth?symbol=BTCUSDT&limit=1000', 20, ['lastUpdateId', 'E', 'T', 'bids', 'asks']],
  ['/dapi/v1/depth?symbol=BTCUSD_PERP&limit=100', 5, ['lastUpdateId', 'E', 'T', 'symbol', 'pair', 'bids', 'asks']],
  ['/eapi/v1/index?underlying=BTCUSDT', 1, ['time', 'indexPrice']],
  ['/fapi/v1/premiumIndex?symbol=BTCUSDT', 1, expect.arrayContaining(['markPrice', 'indexPrice', 'nextFundingTime'])],
  ['/fapi/v1/exchangeInfo', 1, expect.arrayContaining(['symbols', 'rateLimits'])],
  ['/fapi/v1/ticker/bookTicker?symbol=BTCUSDT', 2, ['symbol', 'bidPrice', 'bidQty', 'askPrice', 'askQty', 'time']],
])('%s weighs %i', async (path, weight, keys) => {
  const exchange = await start()
  const response = await fetch(exchange.restUrl + path)
  expect([response.status, response.headers.get('x-mbx-used-weight-1m')]).toEqual([200, String(weight)])
  expect(Object.keys(await response.json())).toEqual(keys)
})

test.each([
  ['/fapi/v1/depth?symbol=BTCUSDT&limit=7', 400, -4_021],
  ['/fapi/v1/depth?symbol=NOPE', 400, -1_121],
  ['/fapi/v1/depth', 400, -1_102],
  ['/dapi/v1/klines?symbol=BTCUSD_PERP&interval=1s', 400, -1_120],
  ['/dapi/v1/rpiDepth?symbol=BTCUSD_PERP', 400, -1_020],
  ['/eapi/v1/nothing', 404, 0],
])('%s → %i %i', async (path, status, code) => {
  const exchange = await start()
  const response = await fetch(exchange.restUrl + path)
  expect([response.status, (await response.json()).code]).toEqual([status, code])
})

test('USD-M and COIN-M share a budget; spot and options have their own', async () => {
  const exchange = await start({ ordersPerSecond: 0 })
  const get = async (path: string) => (await fetch(exchange.restUrl + path)).headers.get('x-mbx-used-weight-1m')
  expect(await get('/fapi/v1/aggTrades?symbol=BTCUSDT')).toBe('20')
  expect(await get('/dapi/v1/historicalTrades?symbol=BTCUSD_PERP')).toBe('220')
  expect(await get('/eapi/v1/time')).toBe('1')
  expect(await get('/api/v3/time')).toBe('1')
  const { record } = exchange
  expect([
    record.weightOf('usdm').used,
    record.weightOf('coinm').used,
    record.weightOf('options').used,
    record.weight.used,
  ]).toEqual([220, 220, 1, 1])
})
