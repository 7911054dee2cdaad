/** Changes of a book, gathered until their stream's next beat. */

import type { OrderBook, Side } from './order-book'

/** Price in ticks, quantity in steps; 0 takes the level away. */
export type LevelChange = readonly [price: number, quantity: number]

export interface DepthDiff {
  /** Where the batch before it ended. */
  readonly previousUpdateId: number
  readonly firstUpdateId: number
  readonly lastUpdateId: number
  /** Best first. */
  readonly bids: readonly LevelChange[]
  readonly asks: readonly LevelChange[]
}

export class DepthBatch {
  private readonly touched = { buy: new Set<number>(), sell: new Set<number>() }
  private flushed: number
  private first: number | undefined

  constructor(private readonly book: OrderBook) {
    this.flushed = book.updateId
  }

  changed(side: Side, price: number): void {
    this.first ??= this.book.updateId
    this.touched[side].add(price)
  }

  /** What changed since the last flush, or `undefined` if nothing did: then no event is sent and no id is skipped. */
  flush(): DepthDiff | undefined {
    if (this.book.updateId === this.flushed) return undefined
    const diff = {
      previousUpdateId: this.flushed,
      firstUpdateId: this.first ?? this.flushed + 1,
      lastUpdateId: this.book.updateId,
      bids: this.collect('buy').sort((a, b) => b[0] - a[0]),
      asks: this.collect('sell').sort((a, b) => a[0] - b[0]),
    }
    this.flushed = this.book.updateId
    this.first = undefined
    return diff
  }

  private collect(side: Side): LevelChange[] {
    const changes: LevelChange[] = []
    for (const price of this.touched[side]) changes.push([price, this.book.quantityAt(side, price)])
    this.touched[side].clear()
    return changes
  }
}
