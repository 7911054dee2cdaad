/** Levels in the order of their keys, cut into short runs: a change moves only the few that share a run with it. */
import type { Key } from './keys'
import type { Level } from './ladder'

/** Some levels in a row, at least one; keys rise. */
export interface Run {
  readonly keys: Key[]
  readonly levels: Level[]
}

/** All levels of a side: runs that follow one another, worst first. */
export interface Runs {
  readonly list: Run[]
  size: number
}

/**
 * A longer run is cut in two. Measured: with one array of all the thousand levels a change takes three times as long, for
 * what has lived for a while is moved member by member; 16 and 64 are as fast as 32, and 256 takes a quarter longer.
 */
const most = 32

/** Puts a level where its key belongs, in the place of the one that has that key; none takes that one away. */
export function set(runs: Runs, key: Key, level: Level | undefined): void {
  const { list } = runs
  // From the best on: half of all changes are within the best three runs.
  let place = list.length - 1
  while (place > 0 && list[place]!.keys[0]! > key) place -= 1
  if (place < 0) list[++place] = { keys: [], levels: [] }
  const { keys, levels } = list[place]!
  let at = 0
  let end = keys.length
  while (at < end) {
    const middle = (at + end) >>> 1
    if (keys[middle]! < key) at = middle + 1
    else end = middle
  }
  end = keys.length
  if (at < end && keys[at] === key) {
    if (level) levels[at] = level
    else {
      for (end -= 1; at < end; at += 1) {
        keys[at] = keys[at + 1]!
        levels[at] = levels[at + 1]!
      }
      keys.pop()
      levels.pop()
      runs.size -= 1
    }
  } else if (level) {
    for (; end > at; end -= 1) {
      keys[end] = keys[end - 1]!
      levels[end] = levels[end - 1]!
    }
    keys[at] = key
    levels[at] = level
    runs.size += 1
  }
  if (keys.length > most) list.splice(place + 1, 0, { keys: keys.splice(most >> 1), levels: levels.splice(most >> 1) })
  if (keys.length === 0) list.splice(place, 1)
}

/** Takes so many of the worst away. */
export function removeWorst(runs: Runs, count: number): void {
  const { list } = runs
  runs.size -= count
  for (let left = count; left > 0; ) {
    const { keys, levels } = list[0]!
    levels.splice(0, left)
    left -= keys.splice(0, left).length
    if (keys.length === 0) list.shift()
  }
}

/** The run of the best, whose last is the best; undefined where there is none. */
export const bestRun = ({ list }: Runs): Run | undefined => list[list.length - 1]

/** Calls `visit` with each level, the best first, until it returns false. */
export function walk({ list }: Runs, visit: (level: Level) => boolean): void {
  for (let place = list.length - 1; place >= 0; place -= 1) {
    const { levels } = list[place]!
    for (let i = levels.length - 1; i >= 0; i -= 1) if (!visit(levels[i]!)) return
  }
}
