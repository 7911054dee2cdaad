import { expect, test } from 'vitest'
import { Outlet, type UserEvent } from '../../../../src/testing/exchange/accounts/outlet'
import { SpotAccount } from '../../../../src/testing/exchange/accounts/spot-account'
import { createMarket } from '../../../../src/testing/exchange/market'

const start = Date.UTC(2026, 10, 22, 12, 0, 0)

// biome-ignore lint/suspicious/noExplicitAny: events of every shape, read by the assertions
type Event = any

function open(firstOrderId = 48_000_000_001n) {
  const market = createMarket({ startTime: start, historyMs: 600_000, symbols: 2 })
  let now = start + 5_000
  market.advance(now)
  const log: UserEvent[] = []
  const played = () => {
    market.advance(now)
    return market
  }
  const account = new SpotAccount(
    { apiKey: 'K', balances: { BTC: '2', USDT: '100000' }, firstOrderId },
    { market: () => market, played, now: () => now },
    new Outlet((event) => log.push(event)),
  )
  const btc = market.instruments.get('BTCUSDT')!
  return {
    account,
    market,
    btc,
    pass: (ms: number) => {
      now += ms
      market.advance(now)
    },
    events: (): Event[] => log.map(({ text }) => JSON.parse(text)),
    texts: () => log.map(({ text }) => text),
    /** Kinds of events since last asked: execution type and status, or the event's name. */
    kinds: () => log.splice(0).map(({ text }) => kindOf(JSON.parse(text))),
  }
}

function kindOf(event: Event): string {
  if (event.e === 'executionReport') return `${event.x} ${event.X}${event.eR ? ` ${event.eR}` : ''}`
  return event.e === 'listStatus' ? `list ${event.l}` : event.e
}

const d = (ticks: number) => (ticks / 100).toFixed(2)

test('a market order trades at once, at the prices of the book', () => {
  const { account, btc, market, events } = open()
  const asks = btc.levels('asks', 3).map(({ price, quantity }) => ({ price, quantity }))
  const first = asks[0]!.quantity + 1
  const state = account.place({ symbol: 'BTCUSDT', side: 'BUY', quantity: (first / 1e5).toFixed(5) })
  expect(state).toMatchObject({ status: 'FILLED', type: 'MARKET', orderId: '48000000001', clientOrderId: 'local-1' })
  const reports = events().filter(({ e }) => e === 'executionReport')
  expect(reports.map(kindOf)).toEqual(['NEW NEW', 'TRADE PARTIALLY_FILLED', 'TRADE FILLED'])
  const [, one, two] = reports
  expect([one.L, two.L].map(Number)).toEqual(asks.slice(0, 2).map(({ price }) => price / 100))
  expect([one.m, one.N, one.t + 1]).toEqual([false, 'BTC', two.t])
  expect(Number(two.Z)).toBeCloseTo(Number(one.Y) + Number(two.Y), 8)
  expect(btc.trades.last).toMatchObject({ id: two.t, time: two.T, isBuyerMaker: false })
  expect(two.T).toBe(market.now)
})

test('money is neither made nor lost: what moved is what the reports say, less a thousandth', () => {
  const { account, events } = open()
  account.place({ symbol: 'BTCUSDT', side: 'BUY', quantity: '0.05000' })
  account.place({ symbol: 'BTCUSDT', side: 'SELL', quantity: '0.02000' })
  let btc = 2e8
  let usdt = 100_000e8
  for (const { e, x, S, l, Y, n } of events()) {
    if (e !== 'executionReport' || x !== 'TRADE') continue
    const [quantity, value, fee] = [l, Y, n].map((text) => Math.round(Number(text) * 1e8)) as [number, number, number]
    btc += S === 'BUY' ? quantity - fee : -quantity
    usdt += S === 'BUY' ? -value : value - fee
  }
  const text = (amount: number) => (amount / 1e8).toFixed(8)
  expect(account.balance('BTC')).toEqual({ free: text(btc), locked: '0.00000000' })
  expect(account.balance('USDT')).toEqual({ free: text(usdt), locked: '0.00000000' })
  const last = events()
    .filter(({ e }) => e === 'outboundAccountPosition')
    .at(-1)
  expect(last.B).toEqual([
    { a: 'BTC', f: text(btc), l: '0.00000000' },
    { a: 'USDT', f: text(usdt), l: '0.00000000' },
  ])
})

test('a limit order rests, locks what it needs, and is filled by the others', () => {
  const { account, btc, market, pass, events } = open()
  const price = btc.top.bid + 1 < btc.top.ask ? btc.top.bid + 1 : btc.top.bid
  const { orderId } = account.place({ symbol: 'BTCUSDT', side: 'BUY', quantity: '0.00500', price: d(price) })
  expect(account.openOrders.map((order) => order.orderId)).toEqual([orderId])
  expect(account.balance('USDT').locked).toBe(((price * 500) / 1e7).toFixed(8))
  const trades: { id: number; time: number }[] = []
  market.listen((event) => void (event.kind === 'trade' && trades.push(event.trade)))
  for (let i = 0; i < 600 && account.openOrders.length > 0; i++) pass(1_000)
  const fills = events().filter(({ x }) => x === 'TRADE')
  expect(fills.at(-1)).toMatchObject({ X: 'FILLED', m: true, z: '0.00500000', L: `${d(price)}000000` })
  for (const fill of fills) expect(trades).toContainEqual(expect.objectContaining({ id: fill.t, time: fill.T }))
  expect(account.balance('USDT').locked).toBe('0.00000000')
})

test('a cancel frees what was locked, and names the order it ends', () => {
  const { account, btc, kinds, events } = open()
  const before = btc.book.quantityAt('buy', btc.top.bid - 100)
  const order = { symbol: 'BTCUSDT', side: 'BUY', quantity: '0.01000', clientOrderId: 'mine' } as const
  const { orderId } = account.place({ ...order, price: d(btc.top.bid - 100) })
  expect(btc.book.quantityAt('buy', btc.top.bid - 100)).toBe(before + 1_000)
  expect(account.cancel(orderId)).toBe(true)
  expect(account.cancel(orderId)).toBe(false)
  expect(btc.book.quantityAt('buy', btc.top.bid - 100)).toBe(before)
  expect(events().find(({ x }) => x === 'CANCELED')).toMatchObject({ C: 'mine', c: 'local-1', w: false, i: +orderId })
  expect(kinds()).toEqual(['NEW NEW', 'outboundAccountPosition', 'CANCELED CANCELED', 'outboundAccountPosition'])
  expect(account.balance('USDT')).toEqual({ free: '100000.00000000', locked: '0.00000000' })
})

test.each([
  ['more than there is', { side: 'SELL', quantity: '3.00000' }, ['REJECTED REJECTED'], 'INSUFFICIENT_BALANCES'],
  [
    'a maker that would take',
    { side: 'BUY', quantity: '0.00100', price: '99000.00', type: 'LIMIT_MAKER' },
    ['REJECTED REJECTED'],
    'WOULD_MATCH_IMMEDIATELY',
  ],
  [
    'at once or not at all, and it cannot be',
    { side: 'BUY', quantity: '0.00100', price: '1.00', timeInForce: 'FOK' },
    ['NEW NEW', 'outboundAccountPosition', 'EXPIRED EXPIRED UNFILLED_FOK_ORDER_EXPIRED', 'outboundAccountPosition'],
    'NONE',
  ],
  [
    'at once, what there is: nothing',
    { side: 'BUY', quantity: '0.00100', price: '1.00', timeInForce: 'IOC' },
    ['NEW NEW', 'outboundAccountPosition', 'EXPIRED EXPIRED UNFILLED_IOC_QUANTITY_EXPIRED', 'outboundAccountPosition'],
    'NONE',
  ],
] as const)('%s', (_, order, expected, reason) => {
  const { account, kinds, events } = open()
  account.place({ symbol: 'BTCUSDT', ...order })
  expect(events().find(({ e }) => e === 'executionReport').r).toBe(reason)
  expect(kinds()).toEqual(expected)
  expect(account.balance('USDT')).toEqual({ free: '100000.00000000', locked: '0.00000000' })
})

test('order ids beyond 2^53 stand in the text digit by digit', () => {
  const { account, texts } = open(8_389_766_145_050_669_870n)
  const { orderId } = account.place({ symbol: 'BTCUSDT', side: 'BUY', quantity: '0.00100' })
  expect(orderId).toBe('8389766145050669870')
  expect(texts()[0]).toContain('"i":8389766145050669870,')
})

test('two orders of which one trades: the limit order fills, the stop order is over', () => {
  const { account, btc, kinds, pass } = open()
  const [stop, limit] = account.placeOco({
    symbol: 'BTCUSDT',
    side: 'SELL',
    quantity: '0.00200',
    price: d(btc.top.ask),
    stopPrice: d(btc.top.bid - 100_000),
  })
  expect(kinds()).toEqual([
    'list EXEC_STARTED',
    'NEW NEW',
    'outboundAccountPosition',
    'NEW NEW',
    'outboundAccountPosition',
  ])
  for (let i = 0; i < 3_000 && account.openOrders.length > 0; i++) pass(1_000)
  const told = kinds()
  expect(told.filter((kind) => kind.startsWith('EXPIRED'))).toEqual(['EXPIRED EXPIRED OCO_TRIGGER'])
  expect(told.at(-1)).toBe('list ALL_DONE')
  expect([account.order(stop!.orderId)?.status, account.order(limit!.orderId)?.status]).toEqual(['EXPIRED', 'FILLED'])
  expect(account.balance('BTC').locked).toBe('0.00000000')
})

test('two orders of which one trades: the last price sets the stop order off', () => {
  const { account, btc, kinds, pass } = open()
  const last = btc.candles.current('1s').close
  const [stop, limit] = account.placeOco({
    symbol: 'BTCUSDT',
    side: 'SELL',
    quantity: '0.00200',
    price: d(last + 200_000),
    stopPrice: d(last - 300),
  })
  for (let i = 0; i < 3_000 && account.openOrders.length > 0; i++) pass(100)
  expect([account.order(stop!.orderId)?.status, account.order(limit!.orderId)?.status]).toEqual(['FILLED', 'EXPIRED'])
  expect(kinds().filter((kind) => kind.startsWith('list'))).toEqual(['list EXEC_STARTED', 'list ALL_DONE'])
  expect(account.balance('BTC').locked).toBe('0.00000000')
})

test('cancelling one of two cancels both; a stop that is past already is refused', () => {
  const { account, btc, kinds } = open()
  const oco = { symbol: 'BTCUSDT', side: 'SELL', quantity: '0.00200', price: d(btc.top.ask + 5_000) } as const
  const [stop] = account.placeOco({ ...oco, stopPrice: d(btc.top.bid - 100_000) })
  kinds()
  expect(account.cancel(stop!.orderId)).toBe(true)
  expect(kinds().filter((kind) => kind !== 'outboundAccountPosition')).toEqual([
    'CANCELED CANCELED',
    'CANCELED CANCELED',
    'list ALL_DONE',
  ])
  account.placeOco({ ...oco, stopPrice: d(btc.top.bid + 100_000) })
  expect(kinds()).toEqual(['REJECTED REJECTED', 'REJECTED REJECTED'])
})

test('paying in, locking from outside, and events of any kind', () => {
  const { account, events } = open()
  account.transfer('USDT', '-25.5')
  account.lock('BTC', '0.5')
  account.emit({ e: 'somethingNew', E: 1 })
  expect(events()).toEqual([
    { e: 'balanceUpdate', E: start + 5_000, a: 'USDT', d: '-25.50000000', T: start + 5_000 },
    expect.objectContaining({ B: [{ a: 'USDT', f: '99974.50000000', l: '0.00000000' }] }),
    { e: 'externalLockUpdate', E: start + 5_000, a: 'BTC', d: '0.50000000', T: start + 5_000 },
    { e: 'somethingNew', E: 1 },
  ])
  expect(account.balance('BTC')).toEqual({ free: '1.50000000', locked: '0.50000000' })
})

test.each([
  [{ symbol: 'NOPE', side: 'BUY', quantity: '1' }, 'there is no "NOPE" here'],
  [{ symbol: 'BTCUSDT', side: 'BUY', quantity: '0.000001' }, 'not a whole number of steps'],
  [{ symbol: 'BTCUSDT', side: 'BUY', quantity: '0' }, 'above zero'],
  [{ symbol: 'BTCUSDT', side: 'BUY', quantity: '1', type: 'LIMIT' }, 'a LIMIT order needs a price'],
  [{ symbol: 'BTCUSDT', side: 'BUY', quantity: '1', price: '1', type: 'MARKET' }, 'a MARKET order has no price'],
] as const)('%j is a mistake of the test', (order, message) => {
  expect(() => open().account.place(order)).toThrow(message)
})

test('with orders of accounts the flow stays as it was: they are not its to cancel', () => {
  const { account, btc, pass } = open()
  for (let away = 300; away < 340; away++) {
    account.place({ symbol: 'BTCUSDT', side: 'BUY', quantity: '0.00100', price: d(btc.top.bid - away * 100) })
  }
  pass(30_000)
  const open40 = account.openOrders.length
  expect(open40).toBe(40)
})
