/** A small deterministic market: seeded order flow, one matching engine a symbol, one clock. */

import { Agenda } from './agenda'
import type { DepthDiff } from './depth'
import { Instrument, type Prints } from './instrument'
import type { Entry, InstrumentOptions } from './instrument-options'
import { dayMs } from './intervals'
import type { Order } from './order-book'
import { defaultSymbols, type MarketSymbol, manySymbols } from './symbols'
import type { AggTrade, Trade } from './trade'

export interface MarketOptions {
  /** A number stands for so many: the usual ones, then made-up ones. @default four large pairs and one with a non-ASCII name */
  readonly symbols?: readonly MarketSymbol[] | number
  /** Same seed, same market. @default 1 */
  readonly seed?: number
  /** In ms since 1970. */
  readonly startTime: number
  /** Orders and cancels a second for each symbol; 0 = a market asleep. @default 50 */
  readonly ordersPerSecond?: number
  /** How much coarse past there is at the start, in ms. @default 86_400_000 */
  readonly historyMs?: number
  /** Trades, and aggregate trades, a symbol remembers one by one. @default 10_000 */
  readonly tradesKept?: number
  /** Time between the moments at which batches and bars end, in ms. @default 100 */
  readonly beatMs?: number
  /** What is peculiar to this market's symbols. */
  readonly ways?: Pick<InstrumentOptions, 'speeds' | 'walkOf' | 'worth' | 'stride'>
}

/** What happens in a market. `at` is exchange time in ms. */
export type MarketEvent =
  | { readonly kind: 'trade'; readonly at: number; readonly instrument: Instrument; readonly trade: Trade }
  | { readonly kind: 'aggTrade'; readonly at: number; readonly instrument: Instrument; readonly trade: AggTrade }
  /** A match beside the book. */
  | { readonly kind: 'blockTrade'; readonly at: number; readonly instrument: Instrument; readonly trade: Trade }
  /** The best price or its quantity changed. */
  | { readonly kind: 'top'; readonly at: number; readonly instrument: Instrument }
  /** All changes of a book since the last such event of the same speed. */
  | {
      readonly kind: 'depth'
      readonly at: number
      readonly instrument: Instrument
      readonly speedMs: number
      readonly diff: DepthDiff
    }
  /** Every full 100 ms, or whatever the beat is, after the `depth` events of that moment. */
  | { readonly kind: 'beat'; readonly at: number }

export interface Market {
  /** How far it has been played, in ms since 1970. */
  readonly now: number
  /** By upper-case symbol. */
  readonly instruments: ReadonlyMap<string, Instrument>
  /** Plays everything due up to `now`, in order; the way it is cut into calls does not change the outcome. */
  advance(now: number): void
  /**
   * Makes a block trade happen now, besides those that come by chance.
   * @param symbol upper-case
   */
  blockTrade(symbol: string): void
  /** Plays an order of somebody now, besides those of the flow. */
  enter(instrument: Instrument, entry: Entry): void
  /** Takes a resting order of somebody back. */
  withdraw(instrument: Instrument, order: Order): void
  /** Ids start again as after the wipe of a test environment: trades from 1, books at 1. Bars and trades from before are gone. */
  resetIds(): void
  /** Returns the way to stop listening. */
  listen(listener: (event: MarketEvent) => void): () => void
}

export function createMarket(options: MarketOptions): Market {
  const { symbols = defaultSymbols, seed = 1, ordersPerSecond = 50, historyMs = dayMs, tradesKept = 10_000 } = options
  const { beatMs = 100, ways } = options
  const startTime = Math.floor(options.startTime)
  const listeners = new Set<(event: MarketEvent) => void>()
  const traded = typeof symbols === 'number' ? manySymbols(symbols) : symbols
  const settings = { seed, startTime, ordersPerSecond, historyMs, tradesKept, ...ways }
  const instruments = new Map(traded.map((symbol) => [symbol.symbol, new Instrument(symbol, settings)]))
  const all = [...instruments.values()]
  const agenda = new Agenda(all, (instrument) => instrument.flow.nextAt)
  let now = startTime
  let nextBeat = Math.floor(startTime / beatMs) * beatMs + beatMs

  const emit = (event: MarketEvent) => {
    for (const listener of listeners) listener(event)
  }
  const prints: Prints = {
    trade: (instrument, trade) => emit({ kind: 'trade', at: now, instrument, trade }),
    aggTrade: (instrument, trade) => emit({ kind: 'aggTrade', at: now, instrument, trade }),
    top: (instrument) => emit({ kind: 'top', at: now, instrument }),
  }

  const flush = (instrument: Instrument) => {
    for (const [speedMs, batch] of instrument.batches) {
      if (now % speedMs !== 0) continue
      const diff = batch.flush()
      if (diff !== undefined) emit({ kind: 'depth', at: now, instrument, speedMs, diff })
    }
  }

  const block = (instrument: Instrument) =>
    emit({ kind: 'blockTrade', at: now, instrument, trade: instrument.blockTrade(now) })

  const beat = () => {
    for (const instrument of all) {
      instrument.candles.roll(now)
      flush(instrument)
      if (now % 1_000 !== 0) continue
      if (instrument.blocks.isDue()) block(instrument)
    }
    emit({ kind: 'beat', at: now })
    nextBeat += beatMs
  }

  return {
    get now() {
      return now
    },
    instruments,
    advance(until) {
      for (;;) {
        const { next } = agenda
        const orderAt = next?.flow.nextAt ?? Number.POSITIVE_INFINITY
        // At equal times the beat comes first: a bar and a batch end before the order that opens the next one.
        if (nextBeat <= until && nextBeat <= orderAt) {
          now = nextBeat
          beat()
        } else if (orderAt <= until) {
          now = Math.floor(orderAt)
          next!.play(prints)
          agenda.moved()
        } else {
          break
        }
      }
      now = Math.max(now, Math.floor(until))
    },
    blockTrade(symbol) {
      const instrument = instruments.get(symbol)
      if (instrument === undefined) throw new RangeError(`blockTrade: there is no ${JSON.stringify(symbol)} here.`)
      block(instrument)
    },
    enter: (instrument, entry) => instrument.enter(prints, now, entry),
    withdraw: (instrument, order) => instrument.withdraw(prints, now, order),
    resetIds() {
      for (const instrument of all) instrument.resetIds(now)
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
