/** A limit order book with price-time priority. Prices are ticks, quantities are steps. */

export type Side = 'buy' | 'sell'

export interface Order {
  readonly side: Side
  readonly price: number
  quantity: number
  /** Where it stands in the list of resting orders of its side. */
  slot: number
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
}

const nothing: readonly Fill[] = []

export class OrderBook {
  /** Best first. */
  readonly bids: Level[] = []
  /** Best first. */
  readonly asks: Level[] = []
  /** In no order: cancelling swaps the last one in. */
  readonly resting: { readonly buy: Order[]; readonly sell: Order[] } = { buy: [], sell: [] }

  /**
   * Each order or cancel that changed the book gets one update id, however many levels it changed. So the book is whole,
   * never crossed, at every id. `changed` hears of each level with the quantity it had before.
   */
  constructor(
    public updateId: number,
    private readonly changed: (side: Side, price: number, before: number) => void,
  ) {}

  /** Matches a limit order and rests what is left of it. */
  place(side: Side, price: number, quantity: number): readonly Fill[] {
    this.updateId++
    const fills = this.take(side, quantity, price)
    let left = quantity
    for (const fill of fills) left -= fill.quantity
    if (left > 0) this.rest(side, price, left)
    return fills
  }

  /** Matches a market order; what the book cannot give is dropped. */
  market(side: Side, quantity: number): readonly Fill[] {
    const opposite = side === 'buy' ? this.asks : this.bids
    if (opposite.length === 0) return nothing
    this.updateId++
    return this.take(side, quantity, undefined)
  }

  cancel(order: Order): void {
    const levels = order.side === 'buy' ? this.bids : this.asks
    const at = find(levels, order.price, order.side)
    const level = levels[at]
    if (level === undefined || level.price !== order.price) return
    this.updateId++
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

  private take(side: Side, quantity: number, limit: number | undefined): readonly Fill[] {
    const levels = side === 'buy' ? this.asks : this.bids
    let fills: Fill[] | undefined
    let left = quantity
    while (left > 0) {
      const level = levels[0]
      if (level === undefined) break
      if (limit !== undefined && (side === 'buy' ? level.price > limit : level.price < limit)) break
      const before = level.quantity
      while (left > 0 && level.orders.length > 0) {
        const maker = level.orders[0]!
        const traded = Math.min(left, maker.quantity)
        left -= traded
        maker.quantity -= traded
        level.quantity -= traded
        fills ??= []
        fills.push({ price: level.price, quantity: traded })
        if (maker.quantity > 0) break
        level.orders.shift()
        this.forget(maker)
      }
      if (level.orders.length === 0) levels.shift()
      this.changed(side === 'buy' ? 'sell' : 'buy', level.price, before)
    }
    return fills ?? nothing
  }

  private rest(side: Side, price: number, quantity: number): void {
    const levels = side === 'buy' ? this.bids : this.asks
    const queue = this.resting[side]
    const order: Order = { side, price, quantity, slot: queue.length }
    queue.push(order)
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
    const queue = this.resting[order.side]
    const last = queue.pop()!
    if (last === order) return
    queue[order.slot] = last
    last.slot = order.slot
  }
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
