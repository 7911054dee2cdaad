import { expect, test } from 'vitest'
import { Weights } from '../../../src/testing/exchange/weight'

const minute = Date.UTC(2026, 10, 22, 12, 0, 0)

function account(banAfter = 2) {
  const weights = new Weights({ limit: 100, windowMs: 60_000, banAfter })
  return { weights, charge: (weight: number, ms: number) => weights.charge(weight, minute + ms) }
}

test('the whole limit may be used, in each minute of the clock', () => {
  const { weights, charge } = account()
  expect(charge(100, 59_999)).toEqual({ kind: 'granted' })
  expect(charge(60, 60_000)).toEqual({ kind: 'granted' })
  expect(charge(40, 119_999)).toEqual({ kind: 'granted' })
  expect(weights).toMatchObject({ used: 100, total: 200, worst: 100, limited: 0, banned: 0 })
})

test('above the limit: wait for the next minute; what was refused is counted too', () => {
  const { weights, charge } = account()
  charge(90, 12_000)
  expect(charge(11, 12_500)).toEqual({ kind: 'limited', retryAt: minute + 60_000 })
  expect(weights).toMatchObject({ used: 101, worst: 101, limited: 1 })
  expect(charge(1, 60_000)).toEqual({ kind: 'granted' })
  expect(weights.used).toBe(1)
})

test('going on after 429 is a ban of two minutes', () => {
  const { weights, charge } = account(2)
  const kinds = [101, 1, 1, 1, 1].map((weight, at) => charge(weight, 30_000 + at))
  expect(kinds.map((one) => one.kind)).toEqual(['limited', 'limited', 'limited', 'banned', 'banned'])
  const retryAt = minute + 30_003 + 120_000
  expect(kinds[4]).toEqual({ kind: 'banned', retryAt })
  expect(charge(1, 90_000)).toEqual({ kind: 'banned', retryAt })
  expect(charge(1, 150_003)).toEqual({ kind: 'granted' })
  expect(weights).toMatchObject({ limited: 3, banned: 3 })
})

test('429s of another minute do not lead to a ban', () => {
  const { charge } = account(1)
  const kinds = [0, 1, 60_000, 60_001, 120_000].map((ms) => charge(101, ms).kind)
  expect(kinds).toEqual(['limited', 'limited', 'limited', 'limited', 'limited'])
})
