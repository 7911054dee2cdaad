import { expect, test } from 'vitest'
import { aggTrades, bookTicker, type Kline, klines, trades } from '../../src/binance'
import type { Channel, MarketEvent } from '../../src/core/channel'
import type { Gap } from '../../src/core/events'
import type { Query } from '../../src/core/query'
import { createFiller, type FillerOptions, isGap } from '../../src/runtime/filler'
import type { AskOptions } from '../../src/runtime/requests'
import { settled } from '../../src/testing/manual-clock'

const minute = 60_000

const trade = (tradeId: number) => ({ type: 'trade', tradeId, receiveTime: tradeId }) as MarketEvent
const rows = (...ids: number[]) =>
  ids.map((id) => ({ id, price: '1', qty: '1', time: id, isBuyerMaker: true }) as unknown)

const gap = (reason: Gap['reason'] = 'reconnect', from?: number, to?: number): Gap => ({
  ...{ type: 'gap', stream: 'btcusdt@trade', reason, from, to, fromTime: 1, toTime: 2 },
})

/** A filler whose questions the test answers. */
async function world<E extends MarketEvent>(channel: Channel<E>, options: FillerOptions = {}) {
  const log: string[] = []
  const asks: { query: Query; options: AskOptions; answer(rows: unknown): void; fail(error: Error): void }[] = []
  const show = (item: MarketEvent | Gap) =>
    isGap(item)
      ? `${item.reason} ${item.from}-${item.to} (${item.fromTime}-${item.toTime})`
      : `${sequence.number(item as E)}${item.backfilled ? '+' : ''}`
  const sequence = channel.sequence!
  const ask = (query: Query<readonly E[]>, options: AskOptions) =>
    new Promise<readonly E[]>((resolve, reject) => {
      asks.push({ query, options, answer: (rows) => resolve(query.read(rows, 100)), fail: reject })
      options.signal?.addEventListener('abort', () => reject(new Error('aborted')))
    })
  const filler = createFiller(channel, await channel.history?.(), ask, (item) => log.push(show(item)), {
    filled: (_, events, left) => log.push(`filled ${events} left ${left}`),
    failed: (error) => log.push(`failed ${(error as Error).message}`),
    ...options,
  })
  return { log, asks, filler }
}

test('what was missed is fetched into its place, page by page, and what came meanwhile follows', async () => {
  const { log, asks, filler } = await world(trades('btcusdt'))
  for (const item of [trade(1), gap(), trade(6), trade(7)]) filler.take(item)
  expect(log).toEqual(['1'])
  expect(asks[0]!.query.params).toMatchObject({ fromId: 2, limit: 4 })
  asks[0]!.answer(rows(2, 3))
  await settled()
  filler.take(trade(8))
  expect(log).toEqual(['1', '2+', '3+'])
  expect(asks[1]!.query.params).toMatchObject({ fromId: 4, limit: 2 })
  asks[1]!.answer(rows(4, 5, 6, 7))
  await settled()
  filler.take(trade(9))
  expect(log).toEqual(['1', '2+', '3+', '4+', '5+', 'filled 4 left 0', '6', '7', '8', '9'])
  expect(asks).toHaveLength(2)
})

test('holes that history has too are told where they are', async () => {
  const { log, asks, filler } = await world(trades('btcusdt'))
  for (const item of [trade(1), gap('sequence', 2, 9), trade(10)]) filler.take(item)
  asks[0]!.answer(rows(3, 4, 7))
  await settled()
  asks[1]!.answer([])
  await settled()
  expect(log).toEqual([
    ...['1', 'sequence 2-2 (1-2)', '3+', '4+', 'sequence 5-6 (1-2)', '7+', 'sequence 8-9 (1-2)'],
    ...['filled 3 left 3', '10'],
  ])
})

test.each([
  ['a failed question', (fail: (error: Error) => void) => fail(new Error('no')), 'failed no'],
  ['a row that is wrong', undefined, 'failed historicalTrades: [0].id must be present; received undefined.'],
])('%s leaves the rest a gap', async (_, act, told) => {
  const { log, asks, filler } = await world(trades('btcusdt'))
  for (const item of [trade(1), gap(), trade(6)]) filler.take(item)
  asks[0]!.answer(rows(2))
  await settled()
  if (act) act(asks[1]!.fail)
  else {
    try {
      asks[1]!.answer([{ time: 1 }])
    } catch (error) {
      asks[1]!.fail(error as Error)
    }
  }
  await settled()
  expect(log).toEqual(['1', '2+', told, 'reconnect 3-5 (1-2)', 'filled 1 left 1', '6'])
})

test('a further gap among what was held back starts the next fill', async () => {
  const { log, asks, filler } = await world(aggTrades('btcusdt'))
  const agg = (aggTradeId: number) => ({ type: 'aggTrade', aggTradeId, receiveTime: 0 }) as MarketEvent
  const aggRows = (...ids: number[]) => ids.map((a) => ({ a, p: '1', q: '1', f: a, l: a, T: 1, m: true }))
  for (const item of [agg(1), gap(), agg(3), gap('sequence'), agg(5), agg(6), gap()]) filler.take(item)
  asks[0]!.answer(aggRows(2))
  await settled()
  expect(log).toEqual(['1', '2+', 'filled 1 left 0', '3'])
  asks[1]!.answer(aggRows(4))
  await settled()
  expect(log.slice(4)).toEqual(['4+', 'filled 1 left 0', '5', '6'])
  filler.take(agg(8))
  asks[2]!.answer(aggRows(7))
  await settled()
  expect(log.slice(8)).toEqual(['7+', 'filled 1 left 0', '8'])
})

test('gaps nobody can fill pass as they came: after a reset, before any event, without history', async () => {
  const { log, asks, filler } = await world(trades('btcusdt'))
  for (const item of [gap(), trade(5), gap('reset'), gap(), trade(1), gap('reset'), trade(2)]) filler.take(item)
  const tail = '(1-2)'
  expect(log).toEqual([
    ...[`reconnect undefined-undefined ${tail}`, '5', `reset undefined-undefined ${tail}`],
    ...[`reconnect undefined-undefined ${tail}`, '1', `reset undefined-undefined ${tail}`, '2'],
  ])
  const plain = await world(bookTicker('btcusdt'))
  const ticker = (updateId: number) => ({ type: 'bookTicker', updateId, receiveTime: 0 }) as MarketEvent
  for (const item of [ticker(1), gap(), ticker(2)]) plain.filler.take(item)
  expect(plain.log).toEqual(['1', `reconnect undefined-undefined ${tail}`, '2'])
  expect([asks.length, plain.asks.length]).toEqual([0, 0])
})

test('where the numbers leave nothing out no gap is told; where they go back it is', async () => {
  const { log, asks, filler } = await world(trades('btcusdt'))
  for (const item of [trade(1), gap(), trade(2), gap(), trade(1)]) filler.take(item)
  expect(log).toEqual(['1', 'filled 0 left 0', '2', 'reconnect undefined-undefined (1-2)', 'filled 0 left 1', '1'])
  expect(asks).toHaveLength(0)
})

test('a gap told twice before an event is one', async () => {
  const { log, asks, filler } = await world(trades('btcusdt'))
  for (const item of [trade(1), gap(), { ...gap('sequence'), fromTime: 50, toTime: 60 }, trade(4)]) filler.take(item)
  asks[0]!.answer(rows(2))
  await settled()
  asks[1]!.answer([])
  await settled()
  expect(log).toEqual(['1', '2+', 'sequence 3-3 (1-60)', 'filled 1 left 1', '4'])
  for (const item of [gap(), gap('reset'), trade(1)]) filler.take(item)
  expect(log.slice(5)).toEqual(['reconnect undefined-undefined (1-2)', 'reset undefined-undefined (1-2)', '1'])
})

test('more than can be held back: the gap is told, all is let go, and the late answer is ignored', async () => {
  const { log, asks, filler } = await world(trades('btcusdt'), { capacity: 3 })
  for (const item of [trade(1), gap(), trade(5), trade(6), gap('sequence', 7, 7), trade(8)]) filler.take(item)
  asks[0]!.answer(rows(2))
  await settled()
  expect(log).toEqual(['1', '2+'])
  filler.take(trade(9))
  expect(log.slice(2)).toEqual(['reconnect 3-4 (1-2)', 'filled 1 left 1', '5', '6', 'sequence 7-7 (1-2)', '8', '9'])
  asks[1]!.answer(rows(3, 4))
  await settled()
  filler.take(trade(10))
  expect(log.slice(9)).toEqual(['10'])
})

test('after stop nothing comes, and what was asked is aborted', async () => {
  const { log, asks, filler } = await world(trades('btcusdt'))
  for (const item of [trade(1), gap(), trade(5)]) filler.take(item)
  filler.stop()
  filler.take(trade(6))
  await settled()
  filler.stop()
  expect([log, asks.length]).toEqual([['1'], 1])
})

test('a reader that stops the filler in the midst is told nothing more', async () => {
  const log: unknown[] = []
  const ask = async (query: Query<readonly MarketEvent[]>) => query.read(rows(3, 4), 1)
  const filler = createFiller(trades('btcusdt'), await trades('btcusdt').history?.(), ask as never, (item) => {
    log.push(item.type)
    if (isGap(item)) filler.stop()
  })
  for (const item of [trade(1), gap(), trade(6), trade(7)]) filler.take(item)
  await settled()
  expect(log).toEqual(['trade', 'gap'])
})

const bar = (i: number, isClosed: boolean, at = 1_000) => {
  const startTime = i * minute
  const closeTime = startTime + minute - 1
  return {
    type: 'kline',
    startTime,
    closeTime,
    isClosed,
    eventTime: isClosed ? closeTime + 5 : startTime + at,
  } as Kline
}
const barRow = (i: number) => [i * minute, '1', '1', '1', '1', '1', (i + 1) * minute - 1, '1', 1, '1', '1', '0']

test('candles: those that closed meanwhile are fetched, the one that was open too', async () => {
  const { log, asks, filler } = await world(klines('btcusdt', '1m'))
  for (const item of [bar(1, false), gap(), bar(4, false)]) filler.take(item)
  asks[0]!.answer([1, 2, 3].map(barRow))
  await settled()
  const closed = (i: number) => `${(i + 1) * minute - 0.5}+`
  expect(log).toEqual([
    `${minute + 1_000}`,
    closed(1),
    closed(2),
    closed(3),
    'filled 3 left 0',
    `${4 * minute + 1_000}`,
  ])
})

test('candles: within the same one nothing was missed; one that history lacks is a gap without numbers', async () => {
  const { log, asks, filler } = await world(klines('btcusdt', '1m'))
  for (const item of [bar(1, false), gap(), bar(1, false, 9_000), gap(), bar(4, false)]) filler.take(item)
  expect(log).toEqual([`${minute + 1_000}`, 'filled 0 left 0', `${minute + 9_000}`])
  asks[0]!.answer([1, 3].map(barRow))
  await settled()
  expect(log.slice(3)).toEqual([
    ...[`${2 * minute - 0.5}+`, 'reconnect undefined-undefined (1-2)', `${4 * minute - 0.5}+`, 'filled 2 left 1'],
    `${4 * minute + 1_000}`,
  ])
})
