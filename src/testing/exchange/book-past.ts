/** How a book was a moment ago: enough of its changes to take them back. */

import type { Level, OrderBook, Side } from './order-book'

/** How far back a snapshot may lie. */
export type Lag = { readonly ms: number } | { readonly updates: number }

/** A book as a snapshot shows it, best prices first. */
export interface BookView {
  readonly updateId: number
  levels(side: 'bids' | 'asks', count: number): readonly Pick<Level, 'price' | 'quantity'>[]
}

interface Change {
  readonly updateId: number
  readonly time: number
  readonly side: Side
  readonly price: number
  readonly before: number
}

/** Changes are remembered so many ms, and never more than so many. */
export const pastMs = 10_000
const mostChanges = 20_000

export class BookPast {
  private changes: Change[] = []
  /** Changes before this place are forgotten. */
  private from = 0

  constructor(private readonly book: OrderBook) {}

  /** A level changed at `time`; `before` is the quantity it had. */
  changed(side: Side, price: number, before: number, time: number): void {
    this.changes.push({ updateId: this.book.updateId, time, side, price, before })
    const { changes } = this
    // Whole updates are forgotten, never a part of one: what is left must lead back to a book that was.
    while (changes[this.from]!.time < time - pastMs || changes.length - this.from > mostChanges) {
      const { updateId } = changes[this.from]!
      while (changes[this.from]?.updateId === updateId) this.from++
    }
    if (this.from < 1_000 || this.from * 2 < changes.length) return
    this.changes = changes.slice(this.from)
    this.from = 0
  }

  forget(): void {
    this.changes = []
    this.from = 0
  }

  /** The book as it was, or as it was when the oldest remembered change was made. */
  view(by: Lag, now: number): BookView {
    const { changes, book } = this
    let updateId = book.updateId
    const stands = (change: Change) =>
      'ms' in by ? change.time <= now - by.ms : change.updateId <= book.updateId - by.updates
    const sides = { bids: quantities(book.bids), asks: quantities(book.asks) }
    for (let at = changes.length - 1; at >= this.from && !stands(changes[at]!); at--) {
      const change = changes[at]!
      sides[change.side === 'buy' ? 'bids' : 'asks'].set(change.price, change.before)
      // Each order or cancel has an id of its own, so the book before it is the id before.
      updateId = change.updateId - 1
    }
    return {
      updateId,
      levels: (side, count) =>
        [...sides[side]]
          .filter(([, quantity]) => quantity > 0)
          .sort((a, b) => (side === 'bids' ? b[0] - a[0] : a[0] - b[0]))
          .slice(0, count)
          .map(([price, quantity]) => ({ price, quantity })),
    }
  }
}

function quantities(levels: readonly Level[]): Map<number, number> {
  return new Map(levels.map((level) => [level.price, level.quantity]))
}
