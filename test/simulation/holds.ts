/** What one feed is held by, and what it has given to each. */
import type { BinanceEvent } from '../../src/binance'
import type { Subscription } from '../../src/client/subscription'
import type { Item } from '../../src/core/events'
import { Bookkeeper } from './bookkeeper'
import type { SimulatedExchange } from './exchange'
import type { SlowReader } from './slow-reader'
import { Witness } from './witness'

export interface Hold {
  readonly subscription: Subscription<Item<BinanceEvent>>
  readonly witnesses: readonly Witness[]
  /** Who else came with it, and goes with it. */
  readonly beside: (Bookkeeper | SlowReader)[]
}

/** What of a stream has come since somebody wants it. */
interface Period {
  holds: number
  events: number
  gaps: number
  newest: Item | undefined
}

/** The life of one feed, as its user sees it. */
export class Session {
  holds: readonly Hold[] = []
  readonly readers: SlowReader[] = []
  events = 0
  gaps = 0
  invalid = 0
  /** `close()` was called; it has ended. */
  isClosed = false
  isOver = false
  readonly periods = new Map<string, Period>()

  get wanted(): readonly string[] {
    return [...this.periods].filter(([, { holds }]) => holds > 0).map(([name]) => name)
  }

  get books(): readonly Bookkeeper[] {
    return this.holds.flatMap(({ beside }) => beside.filter((each) => each instanceof Bookkeeper))
  }

  /** Whether anything was asked beside the streams. */
  get isAsking(): boolean {
    return this.holds.some(({ beside }) => beside.length > 0) || this.isFilling
  }

  /** Some stream is filled. */
  isFilling = false

  /** Somebody wants these streams. */
  begin(names: readonly string[], exchange: SimulatedExchange): readonly Witness[] {
    for (const name of names) {
      const period = this.periods.get(name)
      if (period && period.holds > 0) period.holds += 1
      else this.periods.set(name, { holds: 1, events: 0, gaps: 0, newest: undefined })
    }
    return names.map((name) => new Witness(name, exchange.past.get(name)!, (what) => exchange.offend(what)))
  }

  /** Somebody lets go. */
  end(hold: Hold): void {
    this.holds = this.holds.filter((each) => each !== hold)
    for (const witness of hold.witnesses) witness.isOver = true
    for (const name of hold.subscription.streams) this.periods.get(name)!.holds -= 1
    for (const each of hold.beside) {
      if (each instanceof Bookkeeper) each.book.close()
      else each.subscription.unsubscribe()
    }
    hold.subscription.unsubscribe()
  }

  /** Counts an item once, however many holds are given it. */
  count(name: string, item: Item): boolean {
    const period = this.periods.get(name)!
    if (period.newest === item) return false
    period.newest = item
    if (item.type === 'gap') period.gaps += 1
    else {
      period.events += 1
      this.events += 1
    }
    return true
  }
}

/** The stream an item came on. */
export function nameOf(item: Item): string {
  if (item.type === 'gap') return (item as { readonly stream: string }).stream
  const { type, symbol } = item as BinanceEvent & { readonly symbol: string }
  return `${symbol.toLowerCase()}@${type === 'kline' ? 'kline_1m' : type}`
}
