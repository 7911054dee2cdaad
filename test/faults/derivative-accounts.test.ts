/** Accounts of futures and options on real sockets: a listen key's whole life, and two feeds beside each other. */
import { expect, test } from 'vitest'
import { binanceAccount } from '../../src/binance'
import type { Host } from '../../src/core/clock'
import { host } from '../../src/runtime/host'
import type { LocalExchange } from '../../src/testing/exchange/server'
import { expectedEvent } from '../support/account-oracle'
import {
  type AnyFeed,
  accountWorld,
  type Derivative,
  derivativeAt,
  derivativeFeed,
  type Ear,
  feedOf,
  firstOrderId,
  listen,
  next,
  owners,
  spotFeed,
  told,
} from '../support/account-world'

const { apiKey } = owners.hmac
const markets = ['usdm', 'coinm', 'options'] as const
const paths = { usdm: '/fapi/v1/listenKey', coinm: '/dapi/v1/listenKey', options: '/eapi/v1/listenKey' }
const orders = {
  usdm: { symbol: 'ETHUSDT', side: 'SELL', quantity: '1.200', asset: 'USDT', far: { price: '6000.00' } },
  coinm: { symbol: 'BTCUSD_PERP', side: 'BUY', quantity: '50', asset: 'BTC', far: { price: '80000.0' } },
  options: { symbol: '', side: 'BUY', quantity: '0.10', asset: 'USDT', far: { price: '5.000' } },
} as const

function expectComplete(ear: Ear, exchange: LocalExchange, market: Derivative, owner = apiKey): void {
  expect(ear.events()).toEqual(told(exchange, owner, market).map(expectedEvent))
}

/** How often the exchange was asked about listen keys, by verb. */
const asked = ({ record }: LocalExchange, market: Derivative) =>
  record.requests.filter(({ target }) => target.endsWith(paths[market])).map(({ target }) => target.split(' ')[0])

/** A host on which a listen key is kept alive when a test says so, and everything else takes its time. */
function byHand(): { readonly host: Host; keepAlive(): Promise<void> } {
  const due = new Set<() => void>()
  let told = () => {}
  return {
    host: {
      ...host,
      clock: {
        ...host.clock,
        timer(wake, ms) {
          if (ms !== 600_000) return host.clock.timer(wake, ms)
          due.add(wake)
          told()
          return () => due.delete(wake)
        },
      },
    },
    // The one before may still be waiting for its answer.
    async keepAlive() {
      if (due.size === 0) await new Promise<void>((resolve) => (told = resolve))
      const [wake] = due
      due.clear()
      wake?.()
    },
  }
}

/** Everything an account can live through. */
function live(exchange: LocalExchange, market: Derivative, owner = apiKey): string {
  const account = exchange.futuresAccount(owner, market)
  const { asset, far, ...usual } = orders[market]
  const order = { ...usual, symbol: usual.symbol || exchange.contracts('options').symbols[0]! }
  const { orderId } = account.place({ ...order, clientOrderId: 'at the market' })
  const resting = account.place({ ...order, ...far })
  account.cancel(resting.orderId)
  account.place({ ...order, ...far, timeInForce: 'IOC' })
  account.transfer(asset, '12.5')
  account.transfer(asset, '-0.00000001')
  account.fund(asset)
  if (market !== 'options') {
    account.marginCall()
    account.configure({ symbol: order.symbol, leverage: 20 })
    account.configure({ multiAssets: true })
  }
  account.emit({ e: 'SOMETHING_NEW', E: 1, n: '1.0' })
  return orderId
}

test.each(markets)('%s: all that an account lives through arrives, typed and complete', async (market) => {
  const exchange = await accountWorld()
  const feed = derivativeFeed(exchange, market)
  const ear = listen(feed)
  await feed.connect()
  expect(asked(exchange, market)).toEqual(['POST'])
  const orderId = live(exchange, market)
  await ear.mark(exchange.futuresAccount(apiKey, market))
  expectComplete(ear, exchange, market)
  const update = ear.items.find(({ type }) => type === 'orderTradeUpdate')
  expect([update.orderId, orderId]).toEqual([String(firstOrderId), String(firstOrderId)])
  expect(feed.stats()).toMatchObject({ invalid: 0, drift: {}, gaps: 0 })
  const kinds = new Set(ear.items.map(({ type }) => type))
  const futures = ['accountUpdate', 'marginCall', 'accountConfigUpdate', ...(market === 'usdm' ? ['tradeLite'] : [])]
  expect(kinds).toEqual(
    new Set(['orderTradeUpdate', 'raw', ...(market === 'options' ? ['balancePositionUpdate'] : futures)]),
  )
})

/** What ends a key or a connection. */
const endings: Readonly<Record<string, (exchange: LocalExchange, feed: AnyFeed, market: Derivative) => unknown>> = {
  'the key expires with its last event': (exchange, _, market) =>
    exchange.futuresAccount(apiKey, market).expireListenKey(),
  'the key expires without a word': (exchange, _, market) =>
    exchange.futuresAccount(apiKey, market).expireListenKey({ silently: true }),
  'another process deletes the key': ({ restUrl }, _, market) =>
    fetch(restUrl + paths[market], { method: 'DELETE', headers: { 'X-MBX-APIKEY': apiKey } }),
  'the connection is cut': ({ faults }) => faults.cut(),
  'the connection is rotated': (_, feed) => feed.rotate(),
}

test.each(Object.keys(endings).flatMap((ending) => markets.map((market) => [ending, market] as const)))(
  '%s (%s): connected again, the hole told, what comes then complete',
  async (ending, market) => {
    const exchange = await accountWorld()
    const hand = byHand()
    const feed = derivativeFeed(exchange, market, undefined, { host: hand.host, rotation: { handoverMs: 100 } })
    const account = exchange.futuresAccount(apiKey, market)
    const { asset } = orders[market]
    const ear = listen(feed)
    await feed.connect()
    account.transfer(asset, '1')
    await ear.mark(account)
    const { listenKey } = account
    const isOver = next(feed, 'disconnected')
    const isBack = next(feed, 'connected')
    const lives = next(feed, 'rotated')
    await endings[ending]!(exchange, feed, market)
    const isLoud = ending.includes('last event')
    const isSilent = /word|deletes/.test(ending)
    if (isSilent) {
      // Nothing tells: the socket stays open and mute.
      expect([account.listeners, feed.state.kind]).toEqual([0, 'open'])
      account.transfer(asset, '2')
      await hand.keepAlive()
    }
    await (ending.includes('rotated') ? lives : isOver)
    await isBack
    account.transfer(asset, '3')
    await ear.mark(account)
    expectComplete(ear, exchange, market)
    const isNew = isLoud || isSilent
    expect(account.listenKey === listenKey).toBe(!isNew)
    expect(asked(exchange, market)).toEqual(
      ending.includes('deletes')
        ? ['POST', 'DELETE', 'PUT', 'POST']
        : isSilent
          ? ['POST', 'PUT', 'POST']
          : ['POST', 'POST'],
    )
    const kinds = ear.items.map(({ type }) => type)
    expect(kinds.filter((kind) => kind === 'gap' || kind === 'listenKeyExpired')).toEqual(
      isLoud ? ['listenKeyExpired', 'gap'] : ['gap'],
    )
    expect(feed.stats()).toMatchObject({ invalid: 0, drift: {}, gaps: 1, connections: 2 })
  },
)

test('a key is kept alive each time, and nothing else changes', async () => {
  const exchange = await accountWorld()
  const hand = byHand()
  const feed = derivativeFeed(exchange, 'usdm', undefined, { host: hand.host })
  const ear = listen(feed)
  await feed.connect()
  const account = exchange.futuresAccount(apiKey, 'usdm')
  const { listenKey } = account
  for (let time = 0; time < 9; time += 1) await hand.keepAlive()
  await expect.poll(() => asked(exchange, 'usdm')).toEqual(['POST', ...Array(9).fill('PUT')])
  await ear.mark(account)
  expect([account.listenKey, feed.stats().connections, feed.stats().gaps]).toEqual([listenKey, 1, 0])
})

test('a key nobody knows: LOGIN_REFUSED, asked once, and no socket is opened', async () => {
  const exchange = await accountWorld()
  const feed = derivativeFeed(exchange, 'usdm', { apiKey: 'x'.repeat(64) })
  await expect(feed.connect()).rejects.toMatchObject({ code: 'LOGIN_REFUSED', context: { code: -2_015 } })
  expect(asked(exchange, 'usdm')).toEqual(['POST'])
  expect(exchange.record.attempts).toEqual([])
})

test('two feeds of one account have one key; one leaves, and the other hears on', async () => {
  const exchange = await accountWorld()
  const account = exchange.futuresAccount(apiKey, 'usdm')
  const [one, two] = [derivativeFeed(exchange, 'usdm'), derivativeFeed(exchange, 'usdm')]
  const [left, right] = [listen(one), listen(two)]
  await Promise.all([one.connect(), two.connect()])
  expect(account.listeners).toBe(2)
  const paths = exchange.record.connections.map(({ path }) => path)
  expect(paths[0]).toBe(paths[1])
  account.transfer('USDT', '1')
  await Promise.all([left.mark(account), right.mark(account)])
  expectComplete(left, exchange, 'usdm')
  await one.close()
  account.transfer('USDT', '2')
  await right.mark(account)
  expectComplete(right, exchange, 'usdm')
  expect(asked(exchange, 'usdm')).toEqual(['POST', 'POST'])
})

test('four accounts on as many feeds, at once, on two markets: nobody hears another', async () => {
  const exchange = await accountWorld()
  const of = { usdm: ['hmac', 'rsa'], spot: ['hmac', 'ed25519'] } as const
  const spot = of.spot.map((name) => [name, listen(spotFeed(exchange, owners[name]))] as const)
  const usdm = of.usdm.map(
    (name) => [name, listen(derivativeFeed(exchange, 'usdm', { apiKey: owners[name].apiKey }))] as const,
  )
  await expect
    .poll(() => usdm.every(([name]) => exchange.futuresAccount(owners[name].apiKey, 'usdm').listeners))
    .toBe(true)
  await expect.poll(() => exchange.record.requests.filter(({ target }) => target.includes('userData')).length).toBe(2)
  for (let round = 0; round < 5; round += 1) {
    for (const name of of.spot)
      exchange.account(owners[name].apiKey).transfer('USDT', `${round}.${owners[name].apiKey.length}`)
    for (const name of of.usdm) live(exchange, 'usdm', owners[name].apiKey)
  }
  for (const [name, ear] of spot) {
    const owner = owners[name].apiKey
    await ear.mark(exchange.account(owner))
    expect(ear.events()).toEqual(told(exchange, owner).map(expectedEvent))
  }
  for (const [name, ear] of usdm) {
    await ear.mark(exchange.futuresAccount(owners[name].apiKey, 'usdm'))
    expectComplete(ear, exchange, 'usdm', owners[name].apiKey)
  }
})

test('a key that a server hands out, and takes back: another one is asked for', async () => {
  const exchange = await accountWorld()
  const server = async () => {
    const answer = await fetch(exchange.restUrl + paths.usdm, { method: 'POST', headers: { 'X-MBX-APIKEY': apiKey } })
    return ((await answer.json()) as { readonly listenKey: string }).listenKey
  }
  const hand = byHand()
  const feed = feedOf(binanceAccount({ ...derivativeAt(exchange, 'usdm'), listenKey: server }), { host: hand.host })
  const account = exchange.futuresAccount(apiKey, 'usdm')
  const ear = listen(feed)
  await feed.connect()
  await ear.mark(account)
  account.expireListenKey({ silently: true })
  const isBack = next(feed, 'connected')
  await hand.keepAlive()
  await isBack
  live(exchange, 'usdm')
  await ear.mark(account)
  expectComplete(ear, exchange, 'usdm')
})
