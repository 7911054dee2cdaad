/** Block trades: large matches beside the book, in a count of their own; bars and tickers know nothing of them. */

import { heavy, type Random } from './random'
import { Ledger, type Trade } from './trade'

/** One second in so many has one, in a market that is awake. */
const every = 20

/** So many are remembered. */
const kept = 1_000

export class BlockTrades {
  /** Those that were, by id. */
  past = new Ledger<Trade>(kept)
  private id = 0

  /** `typical` is the usual size of an order, in steps. */
  constructor(
    private readonly random: Random,
    private readonly typical: number,
    private readonly isAsleep: boolean,
  ) {}

  /** Draws whether there is one in this second. */
  isDue(): boolean {
    return !this.isAsleep && this.random() * every < 1
  }

  /** The next one, near a price; it was agreed on a moment before `now`. */
  next(now: number, price: number): Trade {
    const { random } = this
    const trade = {
      id: ++this.id,
      price: Math.max(1, Math.round(price * (0.999 + 0.002 * random()))),
      quantity: this.typical * (50 + Math.floor(50 * heavy(random))),
      time: now - 50 - Math.floor(400 * random()),
      isBuyerMaker: random() < 0.5,
    }
    this.past.push(trade)
    return trade
  }

  /** The count begins again, as after the wipe of a test environment. */
  reset(): void {
    this.id = 0
    this.past = new Ledger(kept)
  }
}
