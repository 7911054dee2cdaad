/** Any history of a book, cut into events in any way, with a snapshot at any point, ends as the reference does. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { topOf } from '../../src/book/ladder'
import { createSync, type Sync } from '../../src/book/sync'
import type { BookSnapshot, PriceLevel } from '../../src/core/book-source'
import type { MarketEvent } from '../../src/core/channel'
import { futuresRule, spotRule } from '../../src/venues/binance/book-rules'

interface Event extends MarketEvent {
  readonly before: number
  readonly final: number
  readonly bids: readonly PriceLevel[]
  readonly asks: readonly PriceLevel[]
}

type Sides = readonly [bids: Map<number, number>, asks: Map<number, number>]

interface History {
  readonly events: readonly Event[]
  /** The book after each update, by its number. */
  readonly books: ReadonlyMap<number, BookSnapshot>
  readonly ids: readonly number[]
}

/** One update: a level of one side; bids stand below 50, asks from 50 on, so that no history crosses. */
const update = fc.record({
  isBid: fc.boolean(),
  tick: fc.nat(19),
  quantity: fc.oneof(
    { weight: 1, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 9 }) },
  ),
  /** Ids that others took, on futures. */
  skipped: fc.nat(5),
  /** Whether an event ends with it. */
  isLast: fc.boolean(),
})

const levelsOf = (side: Map<number, number>, direction: 1 | -1): PriceLevel[] =>
  [...side].sort((a, b) => (a[0] - b[0]) * direction).map(([price, quantity]) => [`${price}.00`, `${quantity}.0`])

const history = (isSpot: boolean) =>
  fc.array(update, { minLength: 4, maxLength: 60 }).map((updates): History => {
    const sides: Sides = [new Map([[10, 1]]), new Map([[90, 1]])]
    const books = new Map<number, BookSnapshot>()
    const events: Event[] = []
    let id = 1_000
    const note = () => books.set(id, { lastUpdateId: id, bids: levelsOf(sides[0], -1), asks: levelsOf(sides[1], 1) })
    note()
    let before = id
    let touched: readonly [Set<number>, Set<number>] = [new Set(), new Set()]
    for (const [i, { isBid, tick, quantity, skipped, isLast }] of updates.entries()) {
      id += isSpot ? 1 : 1 + skipped
      const at = isBid ? 0 : 1
      const price = isBid ? 30 + tick : 50 + tick
      if (quantity > 0) sides[at].set(price, quantity)
      else sides[at].delete(price)
      touched[at].add(price)
      note()
      if (!isLast && i < updates.length - 1) continue
      const changes = [0, 1].map((side) =>
        [...touched[side as 0]].map((each): PriceLevel => [`${each}`, `${sides[side as 0].get(each) ?? 0}`]),
      )
      events.push({ type: 'depth', receiveTime: 1, before, final: id, bids: changes[0]!, asks: changes[1]! })
      before = id
      touched = [new Set(), new Set()]
    }
    return { events, books, ids: [...books.keys()] }
  })

const syncOf = (isSpot: boolean): Sync<Event> =>
  createSync<Event>({
    sequence: { number: (event) => event.final, follows: (event) => event.before },
    rule: isSpot ? spotRule : futuresRule,
    depth: 1_000,
  })

/** Whether the book, if it shows any, is the one of its last update. */
function isTrue(sync: Sync<Event>, { books }: History): boolean {
  if (sync.lastUpdateId === undefined) return true
  const truth = books.get(sync.lastUpdateId)
  const held = [sync.ladders.bids, sync.ladders.asks].map((side) =>
    topOf(side).map(({ price, quantity }) => `${Number(price)}:${Number(quantity)}`),
  )
  const wanted = [truth?.bids, truth?.asks].map((side) =>
    side?.map((level) => `${Number(level[0])}:${Number(level[1])}`),
  )
  return JSON.stringify(held) === JSON.stringify(wanted)
}

const product = fc
  .boolean()
  .chain((isSpot) => fc.tuple(fc.constant(isSpot), history(isSpot), fc.nat(), fc.nat(), fc.nat(), fc.nat()))

test('a snapshot at any point, asked for at any time, after any duplicates: the book is the reference', () => {
  fc.assert(
    fc.property(product, ([isSpot, past, x, y, z, w]) => {
      const sync = syncOf(isSpot)
      const { events, ids, books } = past
      const start = x % events.length
      const heard = events.slice(start)
      // It is answered after some of the events, from a book that stands anywhere not before the first of them.
      const answered = y % (heard.length + 1)
      const usable = ids.filter((id) => id >= heard[0]!.before)
      const snapshot = books.get(usable[z % usable.length]!)!
      const twice = w % (answered + 1)
      for (const event of heard.slice(0, answered)) sync.take(event)
      for (const event of heard.slice(answered - twice, answered)) sync.take(event)
      if (sync.settle(snapshot) !== 'synced' || !isTrue(sync, past)) return false
      for (const event of heard.slice(answered - twice)) {
        const taken = sync.take(event)
        if ((taken !== 'applied' && taken !== 'old') || !isTrue(sync, past)) return false
      }
      return sync.lastUpdateId === Math.max(snapshot.lastUpdateId, events.at(-1)!.final)
    }),
    { numRuns: 2_000 },
  )
})

test('an event is dropped: it is found out before anything untrue is shown, and mended by a snapshot', () => {
  fc.assert(
    fc.property(product, ([isSpot, past, x, y, z]) => {
      const { events, ids, books } = past
      if (events.length < 3) return true
      const sync = syncOf(isSpot)
      const lost = 1 + (x % (events.length - 2))
      const answered = y % events.length
      const snapshot = books.get(ids[z % ids.length]!)!
      for (const [i, event] of events.entries()) {
        if (i === answered) sync.settle(snapshot)
        if (!isTrue(sync, past)) return false
        if (i === lost) continue
        sync.take(event)
        if (!isTrue(sync, past)) return false
      }
      // The hole lay in front of the book and was not in its snapshot.
      if (answered <= lost && snapshot.lastUpdateId < events[lost]!.final && sync.isFollowing) return false
      const end = books.get(ids.at(-1)!)!
      sync.restart()
      return sync.settle(end) === 'synced' && isTrue(sync, past)
    }),
    { numRuns: 2_000 },
  )
  expect.assertions(0)
})
