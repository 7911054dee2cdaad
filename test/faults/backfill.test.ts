/** Cuts on real sockets with backfill on: what was lost is fetched, and the exchange's own record says whether all is there. */
import { afterEach, expect, test } from 'vitest'
import {
  type AggTrade,
  aggTrades,
  type BinanceEvent,
  binance,
  type Kline,
  klines,
  type Trade,
  trades,
} from '../../src/binance'
import type { Gap } from '../../src/core/events'
import { createFeed, type Feed } from '../../src/node'
import { createLocalExchange, type LocalExchangeOptions, seeded } from '../../src/testing'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

async function world(options: LocalExchangeOptions = {}, ways: 'both' | 'rest' | 'socket' = 'rest') {
  const exchange = await createLocalExchange({ historyMs: 0, ordersPerSecond: 400, symbols: 3, ...options })
  open.push(exchange)
  const { url, restUrl } = exchange
  const venue = binance({
    url,
    ...(ways !== 'socket' && { restUrl }),
    ...(ways !== 'rest' && { apiUrl: `${url}/ws-api/v3` }),
  })
  const feed = createFeed<BinanceEvent>({
    venue,
    retry: { baseMs: 50, capMs: 100, maxAttempts: Number.POSITIVE_INFINITY },
    breaker: { failures: 1_000 },
  })
  open.push(feed)
  return { exchange, feed }
}

/** Resolves when a condition holds, looked at with each event of a stream. */
function until(feed: Feed, holds: () => boolean): Promise<void> {
  const reader = feed[Symbol.asyncIterator]()
  return (async () => {
    while (!holds()) if ((await reader.next()).done) throw new Error('The feed ended.')
    await reader.return?.()
  })()
}

/** Every id that the exchange gave out, of which it leaves out none, from the first that was delivered to the last. */
const given = (ids: readonly number[]) => Array.from({ length: ids.at(-1)! - ids[0]! + 1 }, (_, at) => ids[0]! + at)

test.each(['rest', 'socket'] as const)(
  '30 hard cuts of aggTrades, filled over %s: nothing lost, nothing twice, nothing out of order, no gap told',
  { timeout: 120_000 },
  async (way) => {
    const { exchange, feed } = await world({}, way)
    const random = seeded(30)
    const symbols = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT']
    const got = new Map<string, AggTrade[]>()
    const gaps: Gap[] = []
    for (const symbol of symbols) {
      const seen: AggTrade[] = []
      got.set(symbol, seen)
      feed.subscribe(aggTrades(symbol), { backfill: true }).on((item) => {
        if (item.type === 'gap') gaps.push(item)
        else seen.push(item)
      })
    }
    const count = () =>
      symbols.reduce((sum, symbol) => sum + got.get(symbol)!.filter((each) => !each.backfilled).length, 0)
    await until(feed, () => count() > 20)
    for (let cut = 0; cut < 30; cut += 1) {
      exchange.faults.cut('streams')
      const before = count()
      const more = 5 + random() * 40
      await until(feed, () => count() > before + more)
    }
    const ledger = feed.ledger()
    await feed.close()
    let backfilled = 0
    for (const symbol of symbols) {
      const ids = got.get(symbol)!.map(({ aggTradeId }) => aggTradeId)
      const stream = `${symbol.toLowerCase()}@aggTrade`
      expect(ids).toEqual(given(ids))
      expect(ledger[stream]).toMatchObject({ gapCount: ledger[stream]!.gaps.length })
      expect(ledger[stream]!.gaps.every(({ filled }) => filled)).toBe(true)
      backfilled += ledger[stream]!.backfilled
      // What was fetched is what the market did.
      const { aggTrades } = exchange.market!.instruments.get(symbol)!
      const facts = aggTrades.from(ids[0]!, 1_000).map(({ id, time, isBuyerMaker }) => [id, time, isBuyerMaker])
      const told = got
        .get(symbol)!
        .map(({ aggTradeId, tradeTime, isBuyerMaker }) => [aggTradeId, tradeTime, isBuyerMaker])
      expect(told.slice(0, 1_000)).toEqual(facts.slice(0, told.length))
    }
    expect(gaps).toEqual([])
    expect(backfilled).toBeGreaterThan(30)
    expect(exchange.record.weight).toMatchObject({ limited: 0, banned: 0 })
    expect(exchange.record.worstSecond()).toBeLessThanOrEqual(5)
  },
)

test('trades and candles are filled as well, with what the exchange itself says of them', {
  timeout: 60_000,
}, async () => {
  const { exchange, feed } = await world()
  const seen: Trade[] = []
  const bars: Kline[] = []
  feed.subscribe(trades('BTCUSDT'), { backfill: true, gaps: false }).on((trade) => seen.push(trade))
  feed.subscribe(klines('BTCUSDT', '1s'), { backfill: true, gaps: false }).on((bar) => bars.push(bar))
  await until(feed, () => seen.length > 5 && bars.length > 1)
  // Another feed watches the time pass.
  const watch = createFeed({ venue: binance({ url: exchange.url }) })
  open.push(watch)
  await watch.subscribe(trades('BTCUSDT')).ready()
  const from = exchange.now()
  exchange.faults.refuse(503)
  exchange.faults.cutOne(0)
  await until(watch, () => exchange.now() > from + 4_000)
  exchange.faults.refuse(undefined)
  await until(feed, () => bars.at(-1)!.startTime > from + 4_000 && seen.some(({ backfilled }) => backfilled))
  const ids = seen.map(({ tradeId }) => tradeId)
  expect(ids).toEqual(given(ids))
  const starts = bars.filter(({ isClosed }) => isClosed).map(({ startTime }) => startTime)
  expect(starts).toEqual(starts.map((_, at) => starts[0]! + at * 1_000))
  expect(bars.filter(({ backfilled }) => backfilled).length).toBeGreaterThan(1)
})

test('an exchange that limits is left alone, and what it does not give is told', { timeout: 60_000 }, async () => {
  const { exchange, feed } = await world()
  exchange.faults.rest({ status: 418, retryAfterSeconds: 600 })
  const items: (AggTrade | Gap)[] = []
  feed.subscribe(aggTrades('BTCUSDT'), { backfill: true }).on((item) => items.push(item))
  await until(feed, () => items.length > 5)
  const isTold = () => items.some(({ type }) => type === 'gap')
  // A connection may be back before anything is missed.
  while (!isTold()) {
    const { length } = items
    exchange.faults.cut('streams')
    await until(feed, () => isTold() || items.length > length + 5)
  }
  await until(feed, () => items.at(-1)?.type !== 'gap')
  const at = items.findIndex(({ type }) => type === 'gap')
  const [before, gap, after] = items.slice(at - 1, at + 2) as [AggTrade, Gap, AggTrade]
  expect([gap.from, gap.to]).toEqual([before.aggTradeId + 1, after.aggTradeId - 1])
  expect(exchange.record.requests.filter(({ status }) => status === 418)).toHaveLength(1)
  expect(feed.stats().requests).toMatchObject({ failed: 1, blockedUntil: expect.any(Number) })
})
