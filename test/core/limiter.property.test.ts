import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLimiter } from '../../src/core/limiter'

test('never more than the limit in any span, whatever is asked and when', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 2_000 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 3 })), { maxLength: 300 }),
      (limit, spanMs, asks) => {
        const limiter = createLimiter(limit, spanMs)
        const taken: number[] = []
        let now = 0
        for (const [wait, keep] of asks) {
          now += wait
          if (keep < limit && limiter.take(now, keep)) taken.push(now)
        }
        return taken.every((start) => taken.filter((at) => at >= start && at < start + spanMs).length <= limit)
      },
    ),
  )
  expect.assertions(0)
})

test('freeAt names the first moment at which a take succeeds', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 60 }),
      fc.integer({ min: 0, max: 3 }),
      (limit, waits, keep) => {
        fc.pre(keep < limit)
        const limiter = createLimiter(limit, 1_000)
        let now = 0
        for (const wait of waits) limiter.take((now += wait))
        const free = limiter.freeAt(now, keep)
        if (free > now && limiter.take(free - 1, keep)) return false
        return limiter.take(free, keep)
      },
    ),
  )
  expect.assertions(0)
})
