/** What makes one market's instruments differ from another's, and what comes to them from outside. */

import type { Owner, Side } from './order-book'
import type { Random } from './random'
import type { MarketSymbol } from './symbols'
import type { Trade } from './trade'
import type { Walk } from './walk'

export interface InstrumentOptions {
  readonly seed: number
  readonly startTime: number
  readonly ordersPerSecond: number
  readonly historyMs: number
  /** Trades, and aggregate trades, remembered one by one. */
  readonly tradesKept: number
  /** Time between the batches of changes, in ms. @default 100 and 1_000 */
  readonly speeds?: readonly number[]
  /** What the price follows. @default a walk of its own from the symbol's price */
  readonly walkOf?: (definition: MarketSymbol, home: number) => Walk
  /** What a trade is worth, as bars add it up. @default ticks × steps */
  readonly worth?: (definition: MarketSymbol, trade: Trade) => bigint
  /** How far the next update id of a book is from its last one. @default 1 */
  readonly stride?: (random: Random) => number
}

/** An order from outside the flow. */
export interface Entry {
  readonly side: Side
  /** In ticks; a market order has none. */
  readonly price?: number
  /** In steps. */
  readonly quantity: number
  /** Whether what is not matched at once stays in the book; needs a price. */
  readonly rests: boolean
  readonly owner?: Owner
}
