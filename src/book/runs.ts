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
 * what has lived for a while is moved member by member; 32 and 128 are as fast as 64.
 */
const most = 64

export const createRuns = (): Runs => ({ list: [], size: 0 })

/** Puts a level where its key belongs, in the place of the one that has that key. */
export function put(runs: Runs, key: Key, level: Level): void {
  const { list } = runs
  const place = runOf(list, key)
  if (place < 0) {
    list.unshift({ keys: [key], levels: [level] })
    runs.size += 1
    return
  }
  const { keys, levels } = list[place]!
  const at = find(keys, key)
  if (keys[at] === key) {
    levels[at] = level
    return
  }
  for (let i = keys.length; i > at; i -= 1) {
    keys[i] = keys[i - 1]!
    levels[i] = levels[i - 1]!
  }
  keys[at] = key
  levels[at] = level
  runs.size += 1
  if (keys.length > most) list.splice(place + 1, 0, { keys: keys.splice(most >> 1), levels: levels.splice(most >> 1) })
}

/** Takes the level of a key away, if there is one. */
export function remove(runs: Runs, key: Key): void {
  const { list } = runs
  const place = runOf(list, key)
  if (place < 0) return
  const { keys, levels } = list[place]!
  const at = find(keys, key)
  if (keys[at] !== key) return
  const end = keys.length - 1
  for (let i = at; i < end; i += 1) {
    keys[i] = keys[i + 1]!
    levels[i] = levels[i + 1]!
  }
  keys.pop()
  levels.pop()
  runs.size -= 1
  if (end === 0) list.splice(place, 1)
}

/** Takes so many of the worst away. */
export function removeWorst(runs: Runs, count: number): void {
  const { list } = runs
  runs.size -= count
  let left = count
  while (left > 0 && list[0]!.keys.length <= left) left -= list.shift()!.keys.length
  if (left === 0) return
  const { keys, levels } = list[0]!
  keys.splice(0, left)
  levels.splice(0, left)
}

/** The best key there is. */
export function bestKey({ list }: Runs): Key | undefined {
  const { length } = list
  if (length === 0) return undefined
  const { keys } = list[length - 1]!
  return keys[keys.length - 1]
}

/** The best level there is. */
export function bestLevel({ list }: Runs): Level | undefined {
  const { length } = list
  if (length === 0) return undefined
  const { levels } = list[length - 1]!
  return levels[levels.length - 1]
}

/** Calls `visit` with each level, the best first, until it returns false. */
export function walk({ list }: Runs, visit: (level: Level) => boolean): void {
  for (let place = list.length - 1; place >= 0; place -= 1) {
    const { levels } = list[place]!
    for (let i = levels.length - 1; i >= 0; i -= 1) if (!visit(levels[i]!)) return
  }
}

/** Which run a key belongs to: the last that does not begin above it; -1 where all do. */
function runOf(list: readonly Run[], key: Key): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (list[middle]!.keys[0]! <= key) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** Where the first key stands that is not below this one. */
function find(keys: readonly Key[], key: Key): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (keys[middle]! < key) low = middle + 1
    else high = middle
  }
  return low
}
