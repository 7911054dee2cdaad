/** Both sides of a book: levels in order of price, found by exact keys. */
import type { BookLevels, PriceLevel } from '../core/book-source'
import { compareDecimals, isPositive } from '../core/decimal'
import { type Key, keyOf, longKeyOf, placesOf, widened } from './keys'
import { bestRun, type Runs, removeWorst, set, walk } from './runs'

/** What stands at a price. Never changed: a change of the book puts another in its place. */
export interface Level {
  /** In the quote asset, as the exchange wrote it. */
  readonly price: string
  /** In the base asset, as the exchange wrote it; above zero. */
  readonly quantity: string
  /**
   * Whether the book is known to hold every level from the best to this one. False beyond the range of the snapshot: the
   * level is real, but others between it and that range may be missing.
   */
  readonly verified: boolean
}

/** One side. */
export interface Ladder {
  /** Asks have negative keys, so that on both sides the best is the greatest. */
  readonly sign: 1 | -1
  readonly runs: Runs
  /** The worst price down to which nothing is missing; -Infinity where that is all. */
  edge: Key
  edgePrice: string | undefined
}

export interface Ladders {
  readonly bids: Ladder
  readonly asks: Ladder
  /** Decimal places of the keys. */
  places: number
  /** How zero was written last: the same each time, as a rule, and then one comparison tells. */
  zero: string
}

export function createLadders(): Ladders {
  const ladder = (sign: 1 | -1): Ladder => ({
    sign,
    runs: { list: [], size: 0 },
    edge: Number.NEGATIVE_INFINITY,
    edgePrice: undefined,
  })
  return { bids: ladder(1), asks: ladder(-1), places: 0, zero: '0' }
}

/** Applies the levels of a change: each quantity is absolute, and zero removes. */
export function change(ladders: Ladders, { bids, asks }: BookLevels): void {
  apply(ladders, ladders.bids, bids)
  apply(ladders, ladders.asks, asks)
}

/**
 * Replaces everything by a snapshot.
 * @param depth levels a side it holds at most
 */
export function load(ladders: Ladders, { bids, asks }: BookLevels, depth: number): void {
  clear(ladders)
  // Worst first: each level then comes to stand at the end.
  change(ladders, { bids: [...bids].reverse(), asks: [...asks].reverse() })
  for (const [ladder, { length }] of [
    [ladders.bids, bids],
    [ladders.asks, asks],
  ] as const)
    if (length >= depth) limit(ladder)
}

export function clear(ladders: Ladders): void {
  for (const ladder of [ladders.bids, ladders.asks]) {
    ladder.runs.list.length = ladder.runs.size = 0
    ladder.edge = Number.NEGATIVE_INFINITY
    ladder.edgePrice = undefined
  }
  ladders.places = 0
}

/** Lets go of the worst levels where there are more than `bound`, an eighth at a time, so that it happens seldom. */
export function trim({ bids, asks }: Ladders, bound: number): void {
  for (const ladder of [bids, asks]) {
    const { runs } = ladder
    if (runs.size <= bound) continue
    removeWorst(runs, runs.size - bound + (bound >> 3))
    if (runs.list[0]!.keys[0]! > ladder.edge) limit(ladder)
  }
}

/** Whether the best bid is not below the best ask. */
export function isCrossed({ bids, asks }: Ladders): boolean {
  const bid = bestKey(bids)
  const ask = bestKey(asks)
  return bid !== undefined && ask !== undefined && bid >= -ask
}

/** Whether a side has nothing left of what is known for certain, so that not even its best is. */
export function isExhausted(ladder: Ladder): boolean {
  const best = bestKey(ladder)
  return best === undefined ? ladder.edge !== Number.NEGATIVE_INFINITY : best < ladder.edge
}

/** The best levels of a side, the best first. */
export function topOf({ runs }: Ladder, count = runs.size): Level[] {
  const top: Level[] = []
  if (count > 0) walk(runs, (level) => top.push(level) < count)
  return top
}

/** The levels that are as good as a price or better, the best first. Goes by the prices themselves, for a question must not change the keys. */
export function downTo({ runs, sign }: Ladder, price: string): Level[] {
  const reached: Level[] = []
  walk(runs, (level) => compareDecimals(level.price, price) * sign >= 0 && reached.push(level) > 0)
  return reached
}

/** The level at a price, where there is one; by the prices themselves likewise. */
export function levelAt({ runs: { list }, sign }: Ladder, price: string): Level | undefined {
  const isReached = (level: Level) => compareDecimals(level.price, price) * sign >= 0
  const run = list.find(({ levels }) => isReached(levels[levels.length - 1]!))
  const level = run?.levels.find(isReached)
  return level && compareDecimals(level.price, price) === 0 ? level : undefined
}

/** The best level of a side. */
export function bestOf({ runs }: Ladder): Level | undefined {
  const run = bestRun(runs)
  return run?.levels[run.levels.length - 1]
}

function bestKey({ runs }: Ladder): Key | undefined {
  const run = bestRun(runs)
  return run?.keys[run.keys.length - 1]
}

/** Nothing is missing from the best down to the worst level it has. */
function limit(ladder: Ladder): void {
  const worst = ladder.runs.list[0]
  ladder.edge = worst?.keys[0] ?? Number.NEGATIVE_INFINITY
  ladder.edgePrice = worst?.levels[0]?.price
}

function apply(ladders: Ladders, ladder: Ladder, changes: readonly PriceLevel[]): void {
  const { runs, sign } = ladder
  for (let i = 0; i < changes.length; i += 1) {
    const [price, quantity] = changes[i]!
    let key: Key = keyOf(price, ladders.places) * sign
    if (Number.isNaN(key)) key = keyIn(ladders, ladder, price)
    // Removing what is not there is usual: the book never saw it.
    set(runs, key, isZero(ladders, quantity) ? undefined : { price, quantity, verified: key >= ladder.edge })
  }
}

function isZero(ladders: Ladders, quantity: string): boolean {
  if (quantity === ladders.zero) return true
  if (isPositive(quantity)) return false
  ladders.zero = quantity
  return true
}

/** The key of any price; where that needs more places than there are, all keys are written anew. */
function keyIn(ladders: Ladders, { sign }: Ladder, price: string): Key {
  const more = placesOf(price) - ladders.places
  if (more > 0) {
    for (const ladder of [ladders.bids, ladders.asks]) {
      for (const { keys } of ladder.runs.list)
        for (let i = 0; i < keys.length; i += 1) keys[i] = widened(keys[i]!, more)
      ladder.edge = widened(ladder.edge, more)
    }
    ladders.places += more
  }
  const key = longKeyOf(price, ladders.places)
  return sign < 0 ? -key : key
}
