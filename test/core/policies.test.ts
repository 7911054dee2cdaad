import { expect, test } from 'vitest'
import { backoff, ceiling } from '../../src/core/backoff'
import { attempted, type Breaker, failed, rested, restsUntil, succeeded, whole } from '../../src/core/breaker'
import { createLimiter } from '../../src/core/limiter'

const policy = { baseMs: 1_000, capMs: 60_000, factor: 2 }
const breaker = { failures: 2, cooldownMs: 1_000 }
const once: Breaker = { kind: 'closed', failures: 1 }
const open: Breaker = { kind: 'open', until: 1_500 }
const asked: Breaker = { kind: 'open', until: 1_500, isAsked: true }

test.each([
  [0, 1_000],
  [1, 2_000],
  [5, 32_000],
  [6, 60_000],
  [5_000, 60_000],
])('after %i waits the ceiling is %i ms', (retries, ms) => {
  expect(ceiling(retries, policy)).toBe(ms)
})

test('a wait is drawn from nothing to its ceiling', () => {
  expect([0, 0.5, 0.999_999].map((random) => backoff(1, random, policy))).toEqual([0, 1_000, 1_999])
})

test.each([
  ['one failure is forgiven', failed(whole, 500, breaker), once],
  ['the second opens it', failed(once, 500, breaker), open],
  ['more failures do not lengthen the rest', failed(open, 900, breaker), open],
  ['one trial is let through', attempted(open, 1_600), { kind: 'half-open', until: 1_600 }],
  ['a failed trial opens it again', failed({ kind: 'half-open', until: 600 }, 500, breaker), open],
  ['an attempt leaves a closed one as it is', attempted(once, 9), once],
  ['who asks for a rest is given it', rested(once, 1_500), asked],
  ['and not less than there was', rested(open, 700), asked],
  ['a trial that is answered so waits no longer', rested({ kind: 'half-open', until: 9_000 }, 1_500), asked],
  ['who delivers is well', succeeded(open), whole],
  ['but ends no rest that was asked for since', succeeded(asked), asked],
])('breaker: %s', (_, actual, expected) => {
  expect(actual).toEqual(expected)
})

test('an open breaker rests until its time, and while its one trial is under way', () => {
  expect([whole, open, attempted(open, 1_600)].map(restsUntil)).toEqual([0, 1_500, 1_600])
})

test('limiter: an act that never came to pass gives its place back', () => {
  const limiter = createLimiter(2, 1_000)
  limiter.note(10)
  limiter.note(20)
  limiter.undo(10)
  limiter.undo(5)
  expect([limiter.total, limiter.left(30), limiter.take(30), limiter.take(30)]).toEqual([1, 1, true, false])
})

test('limiter: five in a second, the sixth when the first has left the window', () => {
  const limiter = createLimiter(5, 1_000)
  expect([0, 10, 20, 30, 40].map((now) => limiter.take(now))).toEqual([true, true, true, true, true])
  expect(limiter.take(999)).toBe(false)
  expect(limiter.freeAt(999)).toBe(1_000)
  expect(limiter.take(1_000)).toBe(true)
  expect(limiter.take(1_009)).toBe(false)
  expect(limiter.left(1_035)).toBe(3)
})

test('limiter: what is kept is kept for those who do not ask to keep', () => {
  const limiter = createLimiter(3, 1_000)
  expect([0, 1, 2].map((now) => limiter.take(now, 1))).toEqual([true, true, false])
  expect(limiter.freeAt(2, 1)).toBe(1_000)
  expect(limiter.take(2)).toBe(true)
})
