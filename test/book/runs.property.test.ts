/** Levels in order, cut into runs: the same as one sorted list, however many there are. */
import fc from 'fast-check'
import { expect, test } from 'vitest'

import type { Level } from '../../src/book/ladder'
import { bestRun, type Runs, removeWorst, set, walk } from '../../src/book/runs'

const levelOf = (key: number): Level => ({ price: `${key}`, quantity: '1', verified: true })

const empty = (): Runs => ({ list: [], size: 0 })

/** Keys and levels of all runs, worst first; undefined where the runs are not as they must be. */
function flat(runs: Runs): readonly [number, Level][] | undefined {
  const isWhole = runs.list.every(
    ({ keys, levels }) => keys.length > 0 && keys.length <= 32 && keys.length === levels.length,
  )
  const all = runs.list.flatMap(({ keys, levels }) =>
    keys.map((key, i) => [key as number, levels[i]!] as [number, Level]),
  )
  return isWhole && all.length === runs.size ? all : undefined
}

test('what was put and removed is there once, in order', () => {
  const key = fc.integer({ min: -400, max: 400 })
  const act = fc.oneof(
    { weight: 16, arbitrary: fc.record({ put: key }) },
    { weight: 8, arbitrary: fc.record({ remove: key }) },
    { weight: 1, arbitrary: fc.record({ drop: fc.integer({ min: 0, max: 40 }) }) },
  )
  let longest = 0
  fc.assert(
    fc.property(fc.array(act, { minLength: 500, maxLength: 1_500 }), (acts) => {
      const runs = empty()
      const truth = new Map<number, Level>()
      for (const each of acts) {
        if ('put' in each) {
          const level = levelOf(each.put)
          set(runs, each.put, level)
          truth.set(each.put, level)
        } else if ('remove' in each) {
          set(runs, each.remove, undefined)
          truth.delete(each.remove)
        } else {
          const count = Math.min(each.drop, truth.size)
          removeWorst(runs, count)
          for (const worst of [...truth.keys()].sort((a, b) => a - b).slice(0, count)) truth.delete(worst)
        }
        longest = Math.max(longest, runs.list.length)
      }
      const wanted = [...truth].sort(([a], [b]) => a - b)
      const held = flat(runs)
      const walked: Level[] = []
      walk(runs, (level) => walked.push(level) > 0)
      return (
        held !== undefined &&
        held.length === wanted.length &&
        held.every(([found, level], i) => found === wanted[i]![0] && level === wanted[i]![1]) &&
        walked.every((level, i) => level === wanted[wanted.length - 1 - i]![1]) &&
        bestRun(runs)?.keys.at(-1) === wanted.at(-1)?.[0] &&
        bestRun(runs)?.levels.at(-1) === wanted.at(-1)?.[1]
      )
    }),
    { numRuns: 40 },
  )
  // Else nothing was ever cut.
  expect(longest).toBeGreaterThan(2)
})

test('a walk ends where it is told to', () => {
  const runs = empty()
  for (let key = 0; key < 200; key += 1) set(runs, key, levelOf(key))
  const seen: string[] = []
  walk(runs, ({ price }) => seen.push(price) < 3)
  expect(seen).toEqual(['199', '198', '197'])
})
