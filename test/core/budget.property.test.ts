import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBudget } from '../../src/core/budget'

const spanMs = 1_000

type Act = {
  readonly wait: number
  readonly weight: number
  readonly told?: number | undefined
  readonly block?: number | undefined
}

const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.record({
    wait: fc.integer({ min: 0, max: 400 }),
    weight: fc.integer({ min: 1, max: 70 }),
    told: fc.option(fc.integer({ min: 0, max: 120 }), { nil: undefined }),
    block: fc.option(fc.constantFrom(429, 418), { nil: undefined, freq: 20 }),
  }),
  { maxLength: 150 },
)

test('no window holds more than the share, but for one question alone; nothing leaves while blocked', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.double({ min: 0.1, max: 1, noNaN: true }),
      acts,
      (limit, share, list) => {
        const budget = createBudget(limit, spanMs, share)
        const windows = new Map<number, number[]>()
        let time = 5_000
        for (const { wait, weight, told, block } of list) {
          time += wait
          if (told !== undefined) budget.learn(told, time, time)
          if (block !== undefined) budget.block(block, undefined, time)
          if (budget.freeAt(weight, time) > time) continue
          if (time < budget.blockedUntil) return false
          budget.note(weight, time)
          const key = Math.floor(time / spanMs)
          windows.set(key, [...(windows.get(key) ?? []), weight])
        }
        return [...windows.values()].every(
          (weights) => weights.length === 1 || weights.reduce((sum, weight) => sum + weight) <= limit * share,
        )
      },
    ),
  )
  expect.assertions(0)
})

test('freeAt names the first moment at which the weight may leave', () => {
  fc.assert(
    fc.property(acts, fc.integer({ min: 1, max: 70 }), (list, weight) => {
      const budget = createBudget(100, spanMs)
      let time = 5_000
      for (const act of list) {
        time += act.wait
        if (act.block !== undefined) budget.block(act.block, undefined, time)
        if (budget.freeAt(act.weight, time) <= time) budget.note(act.weight, time)
      }
      const free = budget.freeAt(weight, time)
      return (free === time || budget.freeAt(weight, free - 1) === free) && budget.freeAt(weight, free) === free
    }),
  )
  expect.assertions(0)
})
