/** Seeded order flow: limit orders, cancels and market orders around a walking price, at random moments. */

import type { Fill, Order, OrderBook, Side } from './order-book'
import { heavy, type Random } from './random'
import type { Walk } from './walk'

export interface Taken {
  readonly side: Side
  readonly fills: readonly Fill[]
}

/** Resting orders a side is refilled below, and thinned out above. */
const fewest = 100
const most = 190

export class Flow {
  /** When the next order is due, in ms with a fraction. */
  nextAt: number
  private readonly meanGapMs: number
  private readonly spreadTicks: number

  /** `typical` is the usual size of an order, in steps. */
  constructor(
    private readonly book: OrderBook,
    private readonly walk: Walk,
    private readonly random: Random,
    private readonly typical: number,
    start: number,
    ordersPerSecond: number,
  ) {
    this.meanGapMs = ordersPerSecond > 0 ? 1_000 / ordersPerSecond : Number.POSITIVE_INFINITY
    this.spreadTicks = Math.max(60, walk.value * 0.0003)
    this.nextAt = start
    this.wait()
  }

  /** Fills both sides before the market opens. */
  seed(): void {
    for (const side of ['buy', 'sell'] as const) {
      while (this.book.resting[side].length < (fewest + most) / 2) this.limit(side)
    }
  }

  /** Plays the order that is due and draws the time of the next. */
  play(): Taken | undefined {
    const at = this.nextAt
    this.walk.step(this.wait(), this.random, at)
    const side: Side = this.random() < 0.5 ? 'buy' : 'sell'
    const resting = this.book.resting[side].length
    if (resting < fewest) return this.limit(side)
    if (resting > most) return this.cancel(side)
    const choice = this.random()
    if (choice < 0.48) return this.limit(side)
    if (choice < 0.82) return this.cancel(side)
    return { side, fills: this.book.market(side, 1 + Math.floor(this.typical * heavy(this.random))) }
  }

  private wait(): number {
    const gap = this.meanGapMs * 2 * this.random()
    this.nextAt += gap
    return gap
  }

  private limit(side: Side): Taken {
    const quantity = 1 + Math.floor(2 * this.typical * heavy(this.random))
    return { side, fills: this.book.place(side, this.price(side), quantity) }
  }

  private price(side: Side): number {
    const sign = side === 'buy' ? -1 : 1
    const own = (side === 'buy' ? this.book.bids : this.book.asks)[0]
    const other = (side === 'buy' ? this.book.asks : this.book.bids)[0]
    if (own !== undefined && other !== undefined && this.random() < 0.3) {
      // Join the best price, or go a few ticks ahead of it where the gap allows.
      const room = Math.abs(other.price - own.price) - 1
      return own.price - sign * Math.min(room, Math.floor(this.random() * 4))
    }
    const away = 1 + Math.floor(this.spreadTicks * heavy(this.random))
    return Math.max(1, Math.round(this.walk.value) + sign * away)
  }

  /** Of two orders the one farther from the price goes, so that what is left behind by the price fades. */
  private cancel(side: Side): undefined {
    const first = this.any(side)
    const second = this.any(side)
    const far = (order: Order) => Math.abs(order.price - this.walk.value)
    this.book.cancel(far(first) > far(second) ? first : second)
  }

  private any(side: Side): Order {
    const orders = this.book.resting[side]
    return orders[Math.floor(this.random() * orders.length)]!
  }
}
