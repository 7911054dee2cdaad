/** The markets of contracts, each made when somebody first asks for it. */

import type { DerivativeMarket } from './contracts'
import { createIndices, House, type HouseOptions } from './house'
import type { IndexPrice } from './index-price'

export class Houses {
  private readonly made = new Map<DerivativeMarket, House>()
  private indices: ReadonlyMap<string, IndexPrice> | undefined

  /** `now` says when a market begins, in ms. */
  constructor(
    private readonly options: Omit<HouseOptions, 'startTime'>,
    private readonly now: () => number,
  ) {}

  of(market: DerivativeMarket): House {
    const found = this.made.get(market)
    if (found !== undefined) return found
    const options = { ...this.options, startTime: this.now() }
    this.indices ??= createIndices(options)
    const house = new House(market, this.indices, options)
    this.made.set(market, house)
    return house
  }

  /** Plays those that are open up to `now`, in ms. */
  advance(now: number): void {
    for (const house of this.made.values()) house.market.advance(now)
  }

  resetIds(): void {
    for (const house of this.made.values()) house.market.resetIds()
  }
}
