/** What is read off a book: its best, its levels, and sums over them. */
import { compareDecimals, isDecimal, isPositive } from '../core/decimal'
import { refuseOption } from '../core/errors'
import { exact, isLess, minus, nothing, over, plus, shortened, text, times } from './exact'
import { bestOf, downTo, type Ladder, type Ladders, type Level, levelAt, topOf } from './ladder'
import { walk } from './runs'

/** The best of both sides; undefined where a side is empty. The same object until one of the two changes. */
export interface Best {
  readonly bid: Level | undefined
  readonly ask: Level | undefined
}

/** How far down nothing is missing: the worst price of each side that is known for certain; undefined where all of the side is. */
export interface Reliable {
  readonly bid: string | undefined
  readonly ask: string | undefined
}

/** What taking a quantity out of a book comes to. */
export interface Average {
  /**
   * Average price, rounded half up to eight places more than the prices have, without trailing zeros beyond those;
   * undefined where there is nothing to take.
   */
  readonly price: string | undefined
  /** How much of it the book holds; exact. */
  readonly filled: string
  /** Whether the book is deep enough. */
  readonly isComplete: boolean
  /** Whether no level on the way can be missing: see {@link Level.verified}. */
  readonly isReliable: boolean
}

/** Reads a book as it stands; each answer is of that moment. */
export interface BookView {
  /** Best bid and best ask. Costs nothing worth counting. */
  best(): Best
  /** Bids, the highest first. @param count at most so many; all where left out */
  bids(count?: number): Level[]
  /** Asks, the lowest first. @param count at most so many; all where left out */
  asks(count?: number): Level[]
  /**
   * What stands at a price, on either side, as the exchange wrote it; undefined where nothing does.
   * @param price a decimal in a string, with or without trailing zeros
   * @throws FeedError INVALID_OPTION
   */
  at(price: string): string | undefined
  /**
   * How much stands between the best and a price, both included, on the side the price lies on; `0` within the spread. Exact.
   * @throws FeedError INVALID_OPTION
   */
  depthTo(price: string): string
  /**
   * The average price of taking a quantity at once, best level first.
   * @param quantity a decimal above zero in a string, in the base asset
   * @param side `buy` takes asks, `sell` takes bids
   * @throws FeedError INVALID_OPTION
   */
  vwap(quantity: string, side: 'buy' | 'sell'): Average
  /** Best ask less best bid; exact. Undefined where a side is empty. */
  spread(): string | undefined
  /** The middle of best bid and best ask; exact, with one decimal more where that takes one. Undefined where a side is empty. */
  mid(): string | undefined
  /**
   * Bids less asks, as a share of both: 1 is bids alone, -1 asks alone. A ratio for display, rounded as floats are.
   * Undefined where both sides are empty.
   * @param count levels of each side that are weighed. @default 1
   */
  imbalance(count?: number): number | undefined
  readonly reliable: Reliable
}

/** Decimals an average has beyond those of the prices. */
const finer = 8

export function createView(ladders: Ladders): BookView {
  const { bids, asks } = ladders
  let best: Best = { bid: undefined, ask: undefined }
  const ends = () => {
    const { bid, ask } = view.best()
    return bid && ask && ([exact(bid.price), exact(ask.price)] as const)
  }
  const view: BookView = {
    best() {
      const bid = bestOf(bids)
      const ask = bestOf(asks)
      if (bid !== best.bid || ask !== best.ask) best = { bid, ask }
      return best
    },
    bids: (count) => topOf(bids, count),
    asks: (count) => topOf(asks, count),
    at(price) {
      demand('price', price)
      return (levelAt(bids, price) ?? levelAt(asks, price))?.quantity
    },
    depthTo(price) {
      demand('price', price)
      return text(total([bids, asks].flatMap((side) => downTo(side, price))))
    },
    vwap(quantity, side) {
      demand('quantity', quantity)
      if (!isPositive(quantity)) throw refuseOption('quantity', 'must be above zero', quantity)
      if (side !== 'buy' && side !== 'sell') throw refuseOption('side', 'must be "buy" or "sell"', side)
      return averageOf(side === 'buy' ? asks : bids, quantity)
    },
    spread() {
      const prices = ends()
      return prices && text(minus(prices[1], prices[0]))
    },
    mid() {
      const prices = ends()
      if (!prices) return undefined
      const { units, places } = plus(prices[0], prices[1])
      return text(units % 2n === 0n ? { units: units / 2n, places } : { units: units * 5n, places: places + 1 })
    },
    imbalance(count = 1) {
      const bid = total(view.bids(count))
      const ask = total(view.asks(count))
      const both = plus(bid, ask).units
      return both === 0n ? undefined : Number(minus(bid, ask).units) / Number(both)
    },
    get reliable() {
      return { bid: bids.edgePrice, ask: asks.edgePrice }
    },
  }
  return view
}

function total(levels: readonly Level[]) {
  return levels.reduce((sum, { quantity }) => plus(sum, exact(quantity)), nothing)
}

function averageOf(side: Ladder, quantity: string): Average {
  const wanted = exact(quantity)
  let filled = nothing
  let cost = nothing
  let places = 0
  let isReliable = true
  walk(side.runs, (level) => {
    const price = exact(level.price)
    const left = minus(wanted, filled)
    const taken = compareDecimals(level.quantity, text(left)) < 0 ? exact(level.quantity) : left
    filled = plus(filled, taken)
    cost = plus(cost, times(price, taken))
    places = Math.max(places, price.places)
    isReliable &&= level.verified
    return isLess(filled, wanted)
  })
  const price = filled.units > 0n ? text(shortened(over(cost, filled, places + finer), places)) : undefined
  const isComplete = !isLess(filled, wanted)
  // Whoever takes all there is also takes what may be missing further out.
  return {
    price,
    filled: text(filled),
    isComplete,
    isReliable: isReliable && (isComplete || side.edgePrice === undefined),
  }
}

function demand(name: string, value: string): void {
  if (!isDecimal(value) || value.startsWith('-')) throw refuseOption(name, 'must be a decimal ≥ 0 in a string', value)
}
