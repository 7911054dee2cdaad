import { describe, expect, test } from 'vitest'
import { futuresRule, spotRule } from '../../src/venues/binance/book-rules'

/** An event that covers U to u. On spot its predecessor ends at U - 1; futures name it, as `pu`. */
describe('spot: the book stands at update 100', () => {
  test.each([
    ['ends before it', 90, 99, 'old'],
    ['ends at it', 95, 100, 'old'],
    ['straddles lastUpdateId + 1', 98, 105, 'next'],
    ['has lastUpdateId as its first', 100, 101, 'next'],
    ['begins right after it: the boundary', 101, 101, 'next'],
    ['begins right after it and goes on', 101, 140, 'next'],
    ['leaves one update out', 102, 102, 'gap'],
    ['lies far ahead', 900, 950, 'gap'],
  ] as const)('an event that %s', (_, first, final, verdict) => {
    expect(spotRule.first(first - 1, final, 100)).toBe(verdict)
    expect(spotRule.next(first - 1, final, 100)).toBe(verdict)
  })
})

describe('futures: the snapshot stands at update 100', () => {
  test.each([
    ['ends before it', 80, 99, 'old'],
    ['ends at it', 80, 100, 'next'],
    ['spans it', 90, 120, 'next'],
    ['follows the event that ended at it: the quiet symbol', 100, 120, 'next'],
    ['follows an event the snapshot does not hold', 101, 120, 'gap'],
  ] as const)('an event that %s', (_, previous, final, verdict) => {
    expect(futuresRule.first(previous, final, 100)).toBe(verdict)
  })
})

describe('futures: the last event ended at update 100', () => {
  test.each([
    ['names it, whatever its own first id', 100, 170, 'next'],
    ['names an earlier one and ends later', 99, 170, 'gap'],
    ['names a later one', 101, 170, 'gap'],
    ['was had before', 90, 100, 'old'],
    ['ends long before', 10, 20, 'old'],
  ] as const)('an event that %s', (_, previous, final, verdict) => {
    expect(futuresRule.next(previous, final, 100)).toBe(verdict)
  })
})
