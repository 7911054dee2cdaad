/** A limit order book with price-time priority. Prices are ticks, quantities are steps. */

import type { Trade } from './trade'

export type Side = 'buy' | 'sell'

export interface Order {
  readonly side: Side
  readonly price: number
  quantity: number
  /** Where it stands in the list of resting orders of its side. */
  slot: number
  /** Whose it is; none for those of the flow. */
  readonly owner?: Owner
}

/** Somebody who follows an order. */
export interface Owner {
  /** What was not matched at once rests in the book. */
  rested(order: Order): void
  /** A part of it traded. */
  filled(trade: Trade, isMaker: boolean): void
}

export interface Level {
  readonly price: number
  quantity: number
  /** Oldest first. */
  readonly orders: Order[]
}

export interface Fill {
  readonly price: number
  readonly quantity: number
  /** Whose resting order it was, if somebody follows it. */
  readonly maker?: Owner
}

const nothing: readonly Fill[] = []

export class OrderBook {
  /** Best first. */
  readonly bids: Level[] = []
  /** Best first. */
  readonly asks: Level[] = []
  /** Orders of the flow alone, in no order: cancelling swaps the last one in. */
  readonly resting: { readonly buy: Order[]; readonly sell: Order[] } = { buy: [], sell: [] }

  /**
   * Each order or cancel that changed the book gets one update id, however many levels it changed. So the book is whole,
   * never crossed, at every id. `changed` hears of each level with the quantity it had before. `stride` says how far an id is
   * from the one before it, where ids are shared with something else.
   */
  constructor(
    public updateId: number,
    private readonly changed: (side: Side, price: number, before: number) => void,
    private readonly stride: () => number = () => 1,
  ) {}

  /** Matches a limit order and rests what is left of it. */
  place(side: Side, price: number, quantity: number, owner?: Owner): readonly Fill[] {
    this.advance()
    const fills = this.take(side, quantity, price)
    let left = quantity
    for (const fill of fills) left -= fill.quantity
    if (left > 0) this.rest(side, price, left, owner)
    return fills
  }

  /** Matches an order that never rests, up to a price or at any; what the book cannot give is dropped. */
  market(side: Side, quantity: number, limit?: number): readonly Fill[] {
    const best = (side === 'buy' ? this.asks : this.bids)[0]
    if (best === undefined || isBeyond(side, best.price, limit)) return nothing
    this.advance()
    return this.take(side, quantity, limit)
  }

  /** What an order could take at once, up to a price or at any. */
  available(side: Side, limit?: number): number {
    let sum = 0
    for (const level of side === 'buy' ? this.asks : this.bids) {
      if (isBeyond(side, level.price, limit)) break
      sum += level.quantity
    }
    return sum
  }

  cancel(order: Order): void {
    const levels = order.side === 'buy' ? this.bids : this.asks
    const at = find(levels, order.price, order.side)
    const level = levels[at]
    if (level === undefined || level.price !== order.price) return
    this.advance()
    const before = level.quantity
    level.quantity -= order.quantity
    level.orders.splice(level.orders.indexOf(order), 1)
    this.forget(order)
    if (level.orders.length === 0) levels.splice(at, 1)
    this.changed(order.side, order.price, before)
  }

  /** The quantity resting at a price; 0 when there is none. */
  quantityAt(side: Side, price: number): number {
    const levels = side === 'buy' ? this.bids : this.asks
    const level = levels[find(levels, price, side)]
    return level?.price === price ? level.quantity : 0
  }

  private advance(): void {
    this.updateId += this.stride()
  }

  private take(side: Side, quantity: number, limit: number | undefined): readonly Fill[] {
    const levels = side === 'buy' ? this.asks : this.bids
    let fills: Fill[] | undefined
    let left = quantity
    while (left > 0) {
      const level = levels[0]
      if (level === undefined) break
      if (isBeyond(side, level.price, limit)) break
      const before = level.quantity
      while (left > 0 && level.orders.length > 0) {
        const maker = level.orders[0]!
        const traded = Math.min(left, maker.quantity)
        left -= traded
        maker.quantity -= traded
        level.quantity -= traded
        fills ??= []
        const { price } = level
        fills.push(
          maker.owner === undefined ? { price, quantity: traded } : { price, quantity: traded, maker: maker.owner },
        )
        if (maker.quantity > 0) break
        level.orders.shift()
        this.forget(maker)
      }
      if (level.orders.length === 0) levels.shift()
      this.changed(side === 'buy' ? 'sell' : 'buy', level.price, before)
    }
    return fills ?? nothing
  }

  private rest(side: Side, price: number, quantity: number, owner: Owner | undefined): void {
    const levels = side === 'buy' ? this.bids : this.asks
    const queue = this.resting[side]
    const order: Order = { side, price, quantity, slot: queue.length, ...(owner && { owner }) }
    if (owner === undefined) queue.push(order)
    else owner.rested(order)
    const at = find(levels, price, side)
    const level = levels[at]
    const before = level?.price === price ? level.quantity : 0
    if (level?.price === price) {
      level.quantity += quantity
      level.orders.push(order)
    } else {
      levels.splice(at, 0, { price, quantity, orders: [order] })
    }
    this.changed(side, price, before)
  }

  private forget(order: Order): void {
    if (order.owner !== undefined) return
    const queue = this.resting[order.side]
    const last = queue.pop()!
    if (last === order) return
    queue[order.slot] = last
    last.slot = order.slot
  }
}

/** Whether a price of the other side is worse than an order's limit. */
function isBeyond(side: Side, price: number, limit: number | undefined): boolean {
  return limit !== undefined && (side === 'buy' ? price > limit : price < limit)
}

/** Index of the level with this price, or where it would be inserted. */
function find(levels: readonly Level[], price: number, side: Side): number {
  let low = 0
  let high = levels.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const other = levels[middle]!.price
    if (side === 'buy' ? other > price : other < price) low = middle + 1
    else high = middle
  }
  return low
}
