import { expect, test } from 'vitest'
import { createBudget } from '../../src/core/budget'

const minute = 60_000
const start = 1_795_305_600_000

test('half of the limit leaves in a window, the rest waits for the next', () => {
  const budget = createBudget(6_000, minute)
  for (let i = 0; i < 12; i += 1) {
    expect(budget.freeAt(250, start + i)).toBe(start + i)
    budget.note(250, start + i)
  }
  expect(budget.used(start + 20)).toBe(3_000)
  expect(budget.freeAt(1, start + 20)).toBe(start + minute)
  expect(budget.freeAt(250, start + minute)).toBe(start + minute)
  expect(budget.used(start + minute)).toBe(0)
})

test('a light question still fits where a heavy one does not', () => {
  const budget = createBudget(100, minute)
  budget.note(40, start)
  expect([budget.freeAt(10, start), budget.freeAt(11, start)]).toEqual([start, start + minute])
})

test('what is heavier than the share goes alone', () => {
  const budget = createBudget(100, minute)
  expect(budget.freeAt(80, start)).toBe(start)
  budget.note(1, start)
  expect(budget.freeAt(80, start)).toBe(start + minute)
  expect(budget.freeAt(80, start + minute)).toBe(start + minute)
})

test('the exchange counts others too; a count of a window that is over, or below our own, says nothing', () => {
  const budget = createBudget(6_000, minute)
  budget.note(50, start + 100)
  budget.learn(2_990, start + 100, start + 300)
  expect(budget.used(start + 300)).toBe(2_990)
  budget.learn(40, start + 100, start + 310)
  expect(budget.used(start + 310)).toBe(2_990)
  expect(budget.freeAt(11, start + 310)).toBe(start + minute)
  budget.learn(5_000, start + minute - 5, start + minute + 5)
  expect(budget.used(start + minute + 5)).toBe(0)
})

test.each([
  ['429 with its word', 429, start + 13_000, start + 13_000],
  ['429 without', 429, undefined, start + minute],
  ['418 with its word', 418, start + 500_000, start + 500_000],
  ['418 without', 418, undefined, start + 20_000 + 120_000],
  ['a word of no time', 429, start - 1, start + 21_000],
])('%s blocks', (_, status, until, expected) => {
  const budget = createBudget(6_000, minute)
  budget.block(status, until, start + 20_000)
  expect(budget).toMatchObject({ blockedUntil: Math.max(expected, start + 21_000), status })
  expect(budget.freeAt(1, start + 20_000)).toBe(budget.blockedUntil)
  expect(budget.freeAt(1, budget.blockedUntil)).toBe(budget.blockedUntil)
})

test('a clock that is set back keeps nobody waiting longer than the exchange asks', () => {
  const budget = createBudget(6_000, minute)
  const hour = 60 * minute
  budget.block(429, start + 30_000, start)
  // As long as was left when it was looked at last.
  const until = start + 40_000 - hour
  expect([budget.freeAt(1, start + 10_000 - hour), budget.blockedUntil]).toEqual([until, until])
  expect(budget.freeAt(1, start + 20_000 - hour)).toBe(until)
  // Nor does one that is over begin again.
  expect(budget.freeAt(1, until)).toBe(until)
  expect(budget.freeAt(1, until - hour)).toBe(until - hour)
})

test('a block is never shortened', () => {
  const budget = createBudget(6_000, minute)
  budget.block(418, start + 500_000, start)
  budget.block(429, start + 2_000, start)
  expect(budget.blockedUntil).toBe(start + 500_000)
})

test('a clock that was set back opens a window, and shuts none for long', () => {
  const budget = createBudget(100, minute)
  budget.note(50, start)
  expect(budget.freeAt(50, start - 10 * minute)).toBe(start - 10 * minute)
})
