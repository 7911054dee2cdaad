/** Trades and aggregate trades, and a bounded memory of them that is found by id. */

/** One match. Price in ticks, quantity in steps, time in ms. */
export interface Trade {
  readonly id: number
  readonly price: number
  readonly quantity: number
  readonly time: number
  /** True when the taker sold. */
  readonly isBuyerMaker: boolean
}

/** All fills of one taker order at one price. */
export interface AggTrade extends Trade {
  readonly firstId: number
  readonly lastId: number
}

/** The newest `limit` entries; ids have no holes, so an id is an index. */
export class Ledger<T extends { readonly id: number }> {
  private entries: T[] = []

  constructor(private readonly limit: number) {}

  push(entry: T): void {
    this.entries.push(entry)
    if (this.entries.length >= this.limit * 2) this.entries = this.entries.slice(-this.limit)
  }

  latest(count: number): readonly T[] {
    return this.entries.slice(-Math.min(count, this.limit))
  }

  from(id: number, count: number): readonly T[] {
    const first = this.entries[0]
    if (first === undefined) return []
    const at = Math.max(0, id - first.id)
    return this.entries.slice(at, at + count)
  }

  get last(): T | undefined {
    return this.entries[this.entries.length - 1]
  }

  all(): readonly T[] {
    return this.entries
  }
}
