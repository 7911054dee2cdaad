/** Accounts of spot on real sockets: each way to prove who one is, and everything that can end a session. */
import { expect, test } from 'vitest'
import type { AccountOptions } from '../../src/binance'
import type { LocalExchange } from '../../src/testing/exchange/server'
import { expectedEvent } from '../support/account-oracle'
import {
  type AnyFeed,
  accountWorld,
  type Ear,
  firstOrderId,
  listen,
  type Name,
  next,
  owners,
  spotFeed,
  told,
} from '../support/account-world'

const names = Object.keys(owners) as readonly Name[]

/** A price so many ticks under what is bid. */
const under = (exchange: LocalExchange, ticks: number) =>
  ((exchange.market!.instruments.get('BTCUSDT')!.top.bid - ticks) / 100).toFixed(2)

/** Everything an account of spot can live through. */
function live(exchange: LocalExchange, apiKey: string): void {
  const account = exchange.account(apiKey)
  const order = { symbol: 'BTCUSDT', side: 'BUY', quantity: '0.01000' } as const
  account.place({ ...order, quantity: '0.05000', clientOrderId: 'at the market' })
  const { orderId } = account.place({ ...order, price: under(exchange, 1_000) })
  account.cancel(orderId)
  account.place({ ...order, price: under(exchange, 1_000), timeInForce: 'IOC' })
  account.place({ ...order, side: 'SELL', quantity: '1000.00000' })
  const [stop] = account.placeOco({
    ...{ symbol: 'BTCUSDT', side: 'SELL', quantity: '0.01000' },
    ...{ price: under(exchange, -5_000), stopPrice: under(exchange, 5_000) },
  })
  account.cancel(stop!.orderId)
  account.transfer('USDT', '12.5')
  account.transfer('USDT', '-0.00000001')
  account.lock('BTC', '0.5')
  account.emit({ e: 'somethingNew', E: 1, n: '1.0' })
}

/** Everything but the gaps, against what the exchange says that it sent. */
function expectComplete(ear: Ear, exchange: LocalExchange, apiKey: string): void {
  expect(ear.events()).toEqual(told(exchange, apiKey).map(expectedEvent))
}

const kinds = ({ items }: Ear) => items.map(({ type }) => type)

test.each(names)('%s: all that an account lives through arrives, typed and complete', async (name) => {
  const { apiKey } = owners[name]
  const exchange = await accountWorld()
  const feed = spotFeed(exchange, owners[name])
  const ear = listen(feed)
  await feed.connect()
  expect(exchange.record.requests.map(({ target, status }) => [target, status])).toEqual([
    ['time', 200],
    ...(name === 'logon'
      ? [
          ['session.logon', 200],
          ['userDataStream.subscribe', 200],
        ]
      : [['userDataStream.subscribe.signature', 200]]),
  ])
  live(exchange, apiKey)
  await ear.mark(exchange.account(apiKey))
  expectComplete(ear, exchange, apiKey)
  const reports = ear.items.filter(({ type }) => type === 'executionReport')
  expect(new Set(reports.map(({ executionType }) => executionType))).toEqual(
    new Set(['NEW', 'TRADE', 'CANCELED', 'EXPIRED', 'REJECTED']),
  )
  expect(new Set(kinds(ear))).toEqual(
    new Set([
      ...['executionReport', 'outboundAccountPosition', 'listStatus', 'balanceUpdate', 'externalLockUpdate', 'raw'],
    ]),
  )
  expect(reports[0].orderId).toBe(String(firstOrderId))
  expect(feed.stats()).toMatchObject({ invalid: 0, drift: {}, gaps: 0 })
})

test('an order that rests is filled by others, and each fill is told', async () => {
  const { apiKey } = owners.hmac
  const exchange = await accountWorld({ ordersPerSecond: 400 })
  const feed = spotFeed(exchange)
  const ear = listen(feed)
  await feed.connect()
  const price = under(exchange, 0)
  const { orderId } = exchange.account(apiKey).place({ symbol: 'BTCUSDT', side: 'BUY', quantity: '0.00500', price })
  const last = await ear.item((item) => item.orderId === orderId && item.orderStatus === 'FILLED')
  expect(last).toMatchObject({
    isMaker: true,
    isWorking: false,
    filledQuantity: '0.00500000',
    lastPrice: `${price}000000`,
  })
  await ear.mark(exchange.account(apiKey))
  expectComplete(ear, exchange, apiKey)
})

test.each([-300_000, 240_000])(
  'the clock of the exchange is %d ms off: the login holds, and another one',
  async (clockOffsetMs) => {
    const exchange = await accountWorld({ clockOffsetMs })
    const feed = spotFeed(exchange)
    await feed.connect()
    await feed.reconnect()
    expect(exchange.record.requests.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(feed.stats().connections).toBe(2)
  },
)

test.each<readonly [string, AccountOptions, number]>([
  ['a wrong secret', { ...owners.hmac, secret: 'another' }, -1_022],
  ['the private key of another', { ...owners.rsa, privateKey: owners.ed25519.privateKey }, -1_022],
  ['a key that nobody has', { ...owners.hmac, apiKey: 'x'.repeat(64) }, -2_015],
])('%s: LOGIN_REFUSED, and asked once', async (_, owner, code) => {
  const exchange = await accountWorld()
  const feed = spotFeed(exchange, owner)
  const failed = feed.connect()
  await expect(failed).rejects.toMatchObject({
    code: 'LOGIN_REFUSED',
    context: { code },
  })
  expect(feed.state).toMatchObject({ kind: 'failed', error: { code: 'LOGIN_REFUSED' } })
  expect(exchange.record.attempts).toHaveLength(1)
})

test('a key as short as a word is not cut out of words', async () => {
  const exchange = await accountWorld({ accounts: [{ apiKey: 'local', secret: 'BUY' }] })
  const ear = listen(spotFeed(exchange, { apiKey: 'local', secret: 'BUY' }))
  const account = exchange.account('local')
  await next(ear.feed, 'subscribed')
  account.place({ symbol: 'BTCUSDT', side: 'BUY', quantity: '0.01000' })
  await ear.mark(account)
  expect(ear.items[0]).toMatchObject({ clientOrderId: 'local-1', side: 'BUY' })
  expectComplete(ear, exchange, 'local')
})

test('what happens while a feed is away is a gap, also before the first event', async () => {
  const { apiKey } = owners.hmac
  const exchange = await accountWorld()
  const account = exchange.account(apiKey)
  const feed = spotFeed(exchange)
  const ear = listen(feed)
  await feed.connect()
  const openedAt = Date.now()
  const isBack = next(feed, 'connected')
  exchange.faults.cut()
  account.transfer('USDT', '1')
  await isBack
  account.transfer('USDT', '2')
  await ear.mark(account)
  expectComplete(ear, exchange, apiKey)
  expect(ear.items[0]).toMatchObject({ type: 'gap', reason: 'reconnect', stream: 'userData' })
  expect(Math.abs(ear.items[0].fromTime - openedAt)).toBeLessThan(1_000)
  expect(ear.items[0].toTime).toBe(ear.items[1].receiveTime)
})

/** What ends a session, and what is heard of it beside the gap. */
const endings: Readonly<Record<string, (exchange: LocalExchange, feed: AnyFeed, apiKey: string) => unknown>> = {
  'the connection is cut': ({ faults }) => faults.cut(),
  'the exchange closes it': ({ faults }) => faults.close(1_001, 'going away'),
  'the exchange announces its end': ({ faults }) => faults.shutdown(5_000),
  'it is rotated': (_, feed) => feed.rotate(),
  'it is made anew': (_, feed) => feed.reconnect(),
  'the exchange ends the stream': (exchange, _, apiKey) => exchange.account(apiKey).terminate(),
}

test.each(Object.keys(endings).flatMap((ending) => names.map((name) => [ending, name] as const)))(
  '%s (%s): logged in again, the hole told, what comes then complete',
  async (ending, name) => {
    const { apiKey } = owners[name]
    const exchange = await accountWorld()
    const feed = spotFeed(exchange, owners[name], { rotation: { handoverMs: 100 } })
    const account = exchange.account(apiKey)
    const ear = listen(feed)
    await feed.connect()
    account.transfer('USDT', '1')
    await ear.mark(account)
    const isOver = next(feed, 'disconnected')
    const isBack = exchange.record.connections.length
    const open = next(feed, 'connected')
    const rotated = next(feed, 'rotated')
    await endings[ending]!(exchange, feed, apiKey)
    await open
    // One connection gives way to another while both are subscribed: each event once.
    account.transfer('USDT', '2')
    if (ending.includes('rotated') || ending.includes('announces')) await rotated
    else await isOver
    account.transfer('USDT', '3')
    await ear.mark(account)
    expectComplete(ear, exchange, apiKey)
    expect(exchange.record.connections).toHaveLength(isBack + 1)
    expect(kinds(ear).filter((kind) => kind === 'gap' || kind === 'eventStreamTerminated')).toEqual(
      ending.includes('stream') ? ['eventStreamTerminated', 'gap'] : ['gap'],
    )
    const { from, to, fromTime, toTime } = ear.items.find(({ type }) => type === 'gap')
    expect([from, to, fromTime <= toTime]).toEqual([undefined, undefined, true])
    expect(feed.stats()).toMatchObject({ invalid: 0, gaps: 1 })
  },
)

test('a key that is taken away while the session goes on: LOGIN_REFUSED at the next request', async () => {
  const { apiKey } = owners.logon
  const exchange = await accountWorld()
  const feed = spotFeed(exchange, owners.logon, { probeAfterMs: 50 })
  listen(feed)
  await feed.connect()
  const failed = next(feed, 'state', ({ kind }) => kind === 'failed')
  exchange.account(apiKey).revoke()
  expect(await failed).toMatchObject({ error: { code: 'LOGIN_REFUSED', context: { status: 401, code: -2_015 } } })
  expect(exchange.record.attempts).toHaveLength(1)
})

test.each(names)('%s: left and joined again on one connection', async (name) => {
  const { apiKey } = owners[name]
  const exchange = await accountWorld()
  const account = exchange.account(apiKey)
  const feed = spotFeed(exchange, owners[name])
  const first = listen(feed)
  await feed.connect()
  account.transfer('USDT', '1')
  await first.mark(account)
  const isLeft = next(feed, 'unsubscribed')
  first.subscription.unsubscribe()
  await isLeft
  expect(account.emit({ e: 'heard by nobody' })).toBe(0)
  const isBack = next(feed, 'subscribed')
  const second = listen(feed)
  await isBack
  account.transfer('USDT', '2')
  await second.mark(account)
  expect(second.events()).toEqual(told(exchange, apiKey).slice(-2).map(expectedEvent))
  expect(first.items.every(({ type }) => type !== 'eventStreamTerminated')).toBe(true)
  expect(feed.stats()).toMatchObject({ connections: 1, invalid: 0, gaps: 0 })
})

test.each(names)('%s: two connections, each event once; both are cut, and there is one gap', async (name) => {
  const { apiKey } = owners[name]
  const exchange = await accountWorld()
  const account = exchange.account(apiKey)
  const feed = spotFeed(exchange, owners[name], { redundancy: 2 })
  const two = () => {
    let left = 2
    return next(feed, 'connected', () => (left -= 1) === 0)
  }
  const areOpen = two()
  const ear = listen(feed)
  await areOpen
  live(exchange, apiKey)
  await ear.mark(account)
  expectComplete(ear, exchange, apiKey)
  expect(told(exchange, apiKey).length).toBeGreaterThan(10)
  const areBack = two()
  expect(exchange.faults.cut()).toBe(2)
  await areBack
  live(exchange, apiKey)
  await ear.mark(account)
  expectComplete(ear, exchange, apiKey)
  expect(kinds(ear).filter((kind) => kind === 'gap')).toHaveLength(1)
})
