/** Cuts, wiped numbers and repetitions on real sockets: what is missing is told at its place, what is said twice comes once. */
import { describe, expect, test } from 'vitest'
import { aggTrades, type BinanceEvent, bookTicker, depth, klines, trades } from '../../src/binance'
import type { Item } from '../../src/core/events'
import { seeded } from '../../src/testing/exchange/random'
import type { LocalExchange } from '../../src/testing/exchange/server'
import { five, next, world } from '../support/local-world'
import { type Collection, changesOf, collect, expectWhole, flawsOf, seamsOf } from '../support/oracle'

test('30 at random moments: delivered and told-missing together are every number once, each hole at its place', {
  timeout: 60_000,
}, async () => {
  const { exchange, feed } = await world(
    { symbols: 5, ordersPerSecond: 300 },
    { buffer: { capacity: 100_000, overflow: 'fail' } },
  )
  const random = seeded(30)
  const collection = collect(
    feed,
    five.map((symbol) => aggTrades(symbol)),
  )
  const states = collect(
    feed,
    five.flatMap((symbol) => [bookTicker(symbol), klines(symbol, '1s')]),
  )
  const iterated: Item<BinanceEvent>[] = []
  const everything: Item<BinanceEvent>[] = []
  const subscription = feed.subscribe(aggTrades('BTCUSDT'))
  const reading = (async () => {
    for await (const item of subscription) iterated.push(item)
  })()
  const feedReading = (async () => {
    for await (const item of feed) everything.push(item)
  })()
  await collection.more(1)
  await states.more(1)
  for (let cut = 0; cut < 30; cut += 1) {
    await collection.more(Math.floor(random() * 40), ['ethusdt@aggTrade'])
    const back = next(feed, 'connected')
    expect(exchange.faults.cut()).toBe(1)
    await back
  }
  await collection.more(5)
  await states.more(2)
  const listened = [...collection.delivered.get('btcusdt@aggTrade')!]
  const wrong = [...collection.delivered].flatMap(([stream, items]) =>
    seamsOf(items).map((text) => `${stream}: ${text}`),
  )
  expect(wrong).toEqual([])
  expect(
    [...states.delivered].flatMap(([stream, items]) => changesOf(items).map((text) => `${stream}: ${text}`)),
  ).toEqual([])
  for (const items of collection.delivered.values())
    expect(items.filter(({ type }) => type === 'gap').length).toBeGreaterThan(10)
  const { gapCount, gaps, delivered } = feed.ledger()['ethusdt@aggTrade']!
  const told = collection.delivered.get('ethusdt@aggTrade')!
  expect(gaps).toEqual(told.filter(({ type }) => type === 'gap').map((gap) => ({ ...gap, filled: false })))
  expect({ gapCount, delivered }).toEqual({ gapCount: gaps.length, delivered: told.length - gaps.length })
  // Iterators tell the same story.
  subscription.unsubscribe()
  await reading
  await feed.close()
  await feedReading
  const story = (items: readonly Item<BinanceEvent>[]) =>
    items.map((item) =>
      item.type === 'gap' ? `${item.from}-${item.to}` : String((item as { aggTradeId?: number }).aggTradeId),
    )
  const heard = listened.map((item) => (item.type === 'gap' ? `${item.from}-${item.to}` : item.key))
  expect(story(iterated).join(' ')).toBe(heard.slice(heard.length - iterated.length, heard.length).join(' '))
  const ofBitcoin = everything.filter((item) =>
    item.type === 'gap' ? item.stream === 'btcusdt@aggTrade' : item.type === 'aggTrade' && item.symbol === 'BTCUSDT',
  )
  expect(story(ofBitcoin).slice(0, heard.length).join(' ')).toBe(heard.join(' '))
})

describe('numbers', () => {
  const counted = five.flatMap((symbol) => [trades(symbol), aggTrades(symbol), depth(symbol, { speed: 100 })])

  /** Each stream has one hole, a reset, and goes on from there without another. */
  function expectReset({ delivered }: Collection): void {
    for (const [stream, items] of delivered) {
      const at = items.findIndex(({ type }) => type === 'gap')
      expect(items[at], stream).toMatchObject({ stream, reason: 'reset', from: undefined, to: undefined })
      expect(seamsOf(items.slice(0, at)), stream).toEqual([])
      expect(seamsOf(items.slice(at + 1)), stream).toEqual([])
      expect(
        items.slice(at + 1).filter(({ type }) => type === 'gap'),
        stream,
      ).toEqual([])
    }
  }

  test('that start again on a live connection are told, and the stream goes on from the first of them', async () => {
    const { exchange, feed } = await world({ symbols: 5, ordersPerSecond: 200 })
    const collection = collect(feed, counted)
    await collection.more(5)
    exchange.faults.resetIds()
    await collection.more(10)
    expectReset(collection)
    for (const symbol of five) {
      const items = collection.delivered.get(trades(symbol).stream)!
      expect(items[items.findIndex(({ type }) => type === 'gap') + 1]).toMatchObject({ from: 1 })
    }
  })

  async function resetBetween(): Promise<{ readonly exchange: LocalExchange; readonly collection: Collection }> {
    const { exchange, feed } = await world({ symbols: 5, ordersPerSecond: 200 })
    const collection = collect(feed, counted)
    await collection.more(5)
    const back = next(feed, 'connected')
    exchange.faults.cut()
    exchange.faults.resetIds()
    await back
    await collection.more(10)
    return { exchange, collection }
  }

  test('that start again while nobody listens are told, and the stream goes on', { timeout: 60_000 }, async () => {
    const { collection } = await resetBetween()
    expectReset(collection)
  })

  // For ten seconds they are taken for late copies, and thrown away.
  test('that start again while nobody listens: what comes before that is certain is delivered as well', {
    timeout: 60_000,
  }, async () => {
    const { exchange, collection } = await resetBetween()
    for (const [stream, items] of collection.delivered) {
      expect(flawsOf(items, exchange.record.sent(stream)).lost, stream).toEqual([])
    }
  })

  // A line may say a state twice under one number; a smaller one is another count.
  test('that start again under states without a count are told as well', async () => {
    const { exchange, feed } = await world({ symbols: 1, ordersPerSecond: 200 })
    const collection = collect(feed, [bookTicker('BTCUSDT')])
    await collection.more(5)
    exchange.faults.resetIds()
    await collection.more(5)
    const [items] = [...collection.delivered.values()]
    expect(items!.filter(({ type }) => type === 'gap')).toMatchObject([{ reason: 'reset' }])
  })

  test('that the exchange says twice are delivered once, and counted', async () => {
    const { exchange, feed } = await world({ symbols: 5, ordersPerSecond: 200 })
    const collection = collect(
      feed,
      five.flatMap((symbol) => [trades(symbol), aggTrades(symbol), depth(symbol, { speed: 100 })]),
    )
    await collection.more(2)
    for (const stream of collection.delivered.keys()) exchange.faults.duplicate(stream, 20)
    await collection.more(30)
    expectWhole(collection, exchange)
    for (const { duplicates, gapCount } of Object.values(feed.ledger()))
      expect({ duplicates, gapCount }).toEqual({ duplicates: 20, gapCount: 0 })
    expect(feed.stats().duplicates).toBe(300)
  })
})
