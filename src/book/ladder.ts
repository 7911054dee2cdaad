/** Both sides of a book: levels in order of price, found by exact keys. */
import type { BookLevels, PriceLevel } from '../core/book-source'
import { compareDecimals, isPositive } from '../core/decimal'
import { type Key, keyOf, longKeyOf, placesOf, widened } from './keys'

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

/** One side. The best level is the last, for most changes happen there and then few others move. */
export interface Ladder {
  /** Asks have negative keys, so that on both sides the best is the greatest. */
  readonly sign: 1 | -1
  /** Rising. */
  readonly keys: Key[]
  /** Those of the keys. */
  readonly levels: Level[]
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
    keys: [],
    levels: [],
    edge: Number.NEGATIVE_INFINITY,
    edgePrice: undefined,
  })
  return { bids: ladder(1), asks: ladder(-1), places: 0, zero: '0' }
}

/** Applies the levels of a change: each quantity is absolute, and zero removes. */
export function change(ladders: Ladders, { bids, asks }: BookLevels): void {
  put(ladders, ladders.bids, bids)
  put(ladders, ladders.asks, asks)
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
    ladder.keys.length = ladder.levels.length = 0
    ladder.edge = Number.NEGATIVE_INFINITY
    ladder.edgePrice = undefined
  }
  ladders.places = 0
}

/** Lets go of the worst levels where there are more than `bound`, an eighth at a time, so that it happens seldom. */
export function trim({ bids, asks }: Ladders, bound: number): void {
  for (const ladder of [bids, asks]) {
    const { keys, levels } = ladder
    if (keys.length <= bound) continue
    const surplus = keys.length - bound + (bound >> 3)
    keys.splice(0, surplus)
    levels.splice(0, surplus)
    if (keys[0]! > ladder.edge) limit(ladder)
  }
}

/** Whether the best bid is not below the best ask. */
export function isCrossed({ bids, asks }: Ladders): boolean {
  const bid = bids.keys[bids.keys.length - 1]
  const ask = asks.keys[asks.keys.length - 1]
  return bid !== undefined && ask !== undefined && bid >= -ask
}

/** Whether a side has nothing left of what is known for certain, so that not even its best is. */
export function isExhausted({ keys, edge }: Ladder): boolean {
  return keys.length === 0 ? edge !== Number.NEGATIVE_INFINITY : keys[keys.length - 1]! < edge
}

/** The level at a price, where there is one. */
export function levelAt(ladder: Ladder, price: string): Level | undefined {
  const level = ladder.levels[ladder.levels.length - countTo(ladder, price)]
  return level && compareDecimals(level.price, price) === 0 ? level : undefined
}

/** How many levels are as good as a price or better. Goes by the prices themselves, for a question must not change the keys. */
export function countTo({ levels, sign }: Ladder, price: string): number {
  let low = 0
  let high = levels.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareDecimals(levels[middle]!.price, price) * sign < 0) low = middle + 1
    else high = middle
  }
  return levels.length - low
}

/** Nothing is missing from the best down to the worst level it has. */
function limit(ladder: Ladder): void {
  ladder.edge = ladder.keys[0] ?? Number.NEGATIVE_INFINITY
  ladder.edgePrice = ladder.levels[0]?.price
}

function put(ladders: Ladders, ladder: Ladder, changes: readonly PriceLevel[]): void {
  const { keys, levels, sign } = ladder
  for (let i = 0; i < changes.length; i += 1) {
    const [price, quantity] = changes[i]!
    let key: Key = keyOf(price, ladders.places) * sign
    if (Number.isNaN(key)) key = keyIn(ladders, ladder, price)
    const at = find(keys, key)
    const isKnown = keys[at] === key
    if (isZero(ladders, quantity)) {
      // Removing what is not there is usual: the book never saw it.
      if (isKnown) {
        keys.splice(at, 1)
        levels.splice(at, 1)
      }
      continue
    }
    const level: Level = { price, quantity, verified: key >= ladder.edge }
    if (isKnown) {
      levels[at] = level
    } else {
      keys.splice(at, 0, key)
      levels.splice(at, 0, level)
    }
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
      const { keys } = ladder
      for (let i = 0; i < keys.length; i += 1) keys[i] = widened(keys[i]!, more)
      ladder.edge = widened(ladder.edge, more)
    }
    ladders.places += more
  }
  const key = longKeyOf(price, ladders.places)
  return sign < 0 ? -key : key
}

/** Where the first key stands that is not below this one. */
function find(keys: readonly Key[], key: Key): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (keys[middle]! < key) low = middle + 1
    else high = middle
  }
  return low
}
