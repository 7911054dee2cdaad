/** The contract of an order book's source: its stream of changes, its snapshot, and the rule that joins the two. */
import type { Channel, MarketEvent } from './channel'
import type { Query } from './query'
import type { Sequence } from './sequence'

/** A price and what stands there, both decimals; a quantity of zero in a change says that nothing does. */
export type PriceLevel = readonly [price: string, quantity: string]

/** Levels of both sides: all of a snapshot, or those that changed. */
export interface BookLevels {
  /** In any order. */
  readonly bids: readonly PriceLevel[]
  /** In any order. */
  readonly asks: readonly PriceLevel[]
}

/** A book as it stood after one of its updates. */
export interface BookSnapshot extends BookLevels {
  /** Number of the last update inside. */
  readonly lastUpdateId: number
}

/** What a change is to a book: the next one, one that it has already, or proof that others are missing in between. */
export type Verdict = 'next' | 'old' | 'gap'

/**
 * How a venue's changes follow a book that stands at update `last`.
 * `before` and `final` are what the channel's sequence says of a change: the number right before it, and its own.
 */
export interface BookRule {
  /** For a book that is a bare snapshot. */
  first(before: number, final: number, last: number): Verdict
  /** For a book whose last change is known. */
  next(before: number, final: number, last: number): Verdict
}

/** Where one book comes from. Made by a venue's code; a new product is a new maker of these. */
export interface BookSource<E extends MarketEvent & BookLevels = MarketEvent & BookLevels> {
  /** The market, as the exchange writes it. */
  readonly symbol: string
  /** The stream of changes. */
  readonly channel: Channel<E>
  /** How a change tells its place. */
  readonly sequence: Required<Sequence<E>>
  readonly rule: BookRule
  /** Asks for the book as it stands. */
  readonly snapshot: Query<BookSnapshot>
  /** Levels a side that a snapshot holds at most; one with fewer holds all there are. */
  readonly depth: number
}
