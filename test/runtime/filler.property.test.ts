/** What comes out of a filler, whatever was lost, however the exchange pages, and whenever its answers come. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Trade, trades } from '../../src/binance'
import type { Gap } from '../../src/core/events'
import type { Query } from '../../src/core/query'
import { createFiller, isGap } from '../../src/runtime/filler'
import { settled } from '../../src/testing/manual-clock'

const channel = trades('BTCUSDT')
const live = (tradeId: number) => ({ type: 'trade', tradeId, receiveTime: 0 }) as Trade
const row = (id: number) => ({ id, price: '1', qty: '1', time: id, isBuyerMaker: true })
const gap = (from: number, to: number): Gap => ({
  ...{ type: 'gap', stream: 'btcusdt@trade', reason: 'reconnect', from, to, fromTime: 1, toTime: 2 },
})

/** Of each id: whether the stream brings it, and whether the exchange has it for those who ask. */
const ids = fc.array(
  fc.record({
    isLive: fc.boolean(),
    isKept: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
  }),
  { minLength: 2, maxLength: 60 },
)

/** How a question is answered. */
const manner = fc.record({
  rows: fc.integer({ min: 1, max: 12 }),
  /** Rows from before what was asked, which nobody needs. */
  early: fc.nat(3),
  fails: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
  /** Items the stream brings before the answer. */
  meanwhile: fc.nat(8),
})

test('strictly increasing, complete where history has it, and every hole that is left told exactly', async () => {
  const history = await channel.history!()
  const inputs = fc.tuple(ids, fc.array(manner, { minLength: 1, maxLength: 20 }), fc.constantFrom(4, 10_000))
  await fc.assert(
    fc.asyncProperty(inputs, async ([list, manners, capacity]) => {
      const stream: (Trade | Gap)[] = []
      let previous: number | undefined
      for (const [id, { isLive }] of list.entries()) {
        if (!isLive) continue
        if (previous !== undefined && previous !== id - 1) stream.push(gap(previous + 1, id - 1))
        stream.push(live(id))
        previous = id
      }
      const kept = list.flatMap(({ isKept, isLive }, id) => (isKept || isLive ? [id] : []))
      const out: (Trade | Gap)[] = []
      const pending: { query: Query<readonly Trade[]>; resolve(answer: readonly Trade[]): void; reject(): void }[] = []
      let hasFailed = false
      let told = 0
      const filler = createFiller<Trade>(
        channel,
        history,
        (query) => new Promise((resolve, reject) => pending.push({ query, resolve, reject })),
        (item) => out.push(item),
        { capacity, filled: (_, events) => (told += events) },
      )
      let at = 0
      let turn = 0
      while (at < stream.length || pending.length > 0) {
        const { rows, early, fails, meanwhile } = manners[turn++ % manners.length]!
        for (let i = 0; i <= meanwhile && at < stream.length; i += 1) filler.take(stream[at++]!)
        const question = pending.shift()
        if (!question) continue
        const fromId = question.query.params.fromId as number
        if (fails) {
          hasFailed = true
          question.reject()
        } else {
          const first = kept.findIndex((id) => id >= fromId)
          const page = first < 0 ? [] : kept.slice(Math.max(0, first - early), first + rows)
          question.resolve(question.query.read(page.map(row), 5))
        }
        await settled()
      }
      return check(out, list, told, hasFailed || capacity < 100)
    }),
    { numRuns: 500 },
  )
  expect.assertions(0)
})

function check(
  out: readonly (Trade | Gap)[],
  list: readonly { isLive: boolean; isKept: boolean }[],
  told: number,
  isPoor: boolean,
): boolean {
  const seen = new Set<number>()
  let last: number | undefined
  let backfilled = 0
  for (const [i, item] of out.entries()) {
    if (isGap(item)) {
      const before = out[i - 1] as Trade
      const after = out[i + 1] as Trade
      if (item.from !== before.tradeId + 1 || item.to !== after.tradeId - 1) return false
      for (let id = before.tradeId + 1; id < after.tradeId; id += 1) {
        if (list[id]!.isLive || (list[id]!.isKept && !isPoor)) return false
      }
      last = after.tradeId - 1
      continue
    }
    if (last !== undefined && item.tradeId !== last + 1) return false
    last = item.tradeId
    seen.add(last)
    if (item.backfilled) backfilled += 1
    if (!list[last]!.isLive && !item.backfilled) return false
  }
  return told === backfilled && list.every(({ isLive }, id) => !isLive || seen.has(id))
}
