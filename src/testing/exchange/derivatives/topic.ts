/** A stream of contracts that exists: where it runs, and what it says when. */

import type { Bar } from '../bar'
import type { Candles } from '../candles'
import { barStart, type Interval, isInterval } from '../intervals'
import type { House, HouseEvent } from './house'

/** The two back ends market data comes from; the exchange has a third one for accounts. */
export type Route = 'public' | 'market'

export interface Topic {
  readonly route: Route
  /** Whose events and beats it goes by. */
  readonly house: House
  /** Time between its beats, in ms, a multiple of 50. */
  readonly everyMs?: number
  /** What it says at a beat. */
  beat?(at: number): readonly string[]
  /** What it says of an event, at once. */
  hear?(event: Exclude<HouseEvent, { kind: 'beat' }>): string | undefined
}

const nothing: readonly string[] = []

/** Says the same thing at each beat. */
export function each(route: Route, house: House, everyMs: number, text: (at: number) => string): Topic {
  return { route, house, everyMs, beat: (at) => [text(at)] }
}

/** Says what has changed, and nothing when nothing did; `mark` is different after each change. */
export function ifChanged(
  route: Route,
  house: House,
  everyMs: number,
  mark: () => number | string,
  text: (at: number) => string,
): Topic {
  let shown: number | string | undefined
  return {
    route,
    house,
    everyMs,
    beat: (at) => {
      if (mark() === shown) return nothing
      shown = mark()
      return [text(at)]
    },
  }
}

/** An array of the rows that changed; none when none did. */
export function changedRows<T>(
  route: Route,
  house: House,
  everyMs: number,
  rows: readonly T[],
  mark: (row: T) => number,
  text: (row: T, at: number) => string,
): Topic {
  const shown = new Map<T, number>()
  return {
    route,
    house,
    everyMs,
    beat: (at) => {
      const changed = rows.filter((row) => shown.get(row) !== mark(row))
      for (const row of changed) shown.set(row, mark(row))
      return changed.length === 0 ? nothing : [`[${changed.map((row) => text(row, at)).join(',')}]`]
    },
  }
}

/** Bars: the running one when it changed, and each one that ended. */
export function bars(
  house: House,
  everyMs: number,
  candles: () => Candles,
  interval: Interval,
  text: (bar: Bar, isClosed: boolean, at: number) => string,
): Topic {
  let shown = ''
  return {
    route: 'market',
    house,
    everyMs,
    beat: (at) => {
      const ended = barStart(interval, at) === at ? candles().closed(interval).at(-1) : undefined
      const bar = ended ?? candles().current(interval)
      const mark = `${bar.start} ${bar.trades} ${bar.lastId} ${ended !== undefined}`
      if (mark === shown || (bar.trades === 0 && !shown.startsWith(`${bar.start} `))) return nothing
      shown = mark
      return [text(bar, ended !== undefined, at)]
    },
  }
}

/** The intervals of contracts: seconds are spot's alone. */
export function intervalOf(text: string | undefined): Interval | undefined {
  return text !== undefined && text !== '1s' && isInterval(text) ? text : undefined
}
