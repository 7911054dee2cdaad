import { expect, test } from 'vitest'
import { resolveOptions, scaledDeadlines } from '../../../src/testing/exchange/options'

test.each([
  [{}, { pingEveryMs: 20_000, pongDeadlineMs: 60_000, maxAgeMs: 86_400_000 }],
  [{ timeScale: 3_600 }, { pingEveryMs: 1_000, pongDeadlineMs: 3_000, maxAgeMs: 24_000 }],
  [
    { timeScale: 2, pingEveryMs: 50, maxAgeMs: 10 },
    { pingEveryMs: 50, pongDeadlineMs: 30_000, maxAgeMs: 5 },
  ],
])('%j gives %j', (options, expected) => {
  expect(scaledDeadlines(resolveOptions(options))).toEqual(expected)
})

test.each([
  [{ timeScale: 0 }, 'timeScale must be a number ≥ 0.001; received 0.'],
  [{ tickMs: Number.NaN }, 'tickMs must be a number ≥ 1; received null.'],
])('%j is refused', (options, message) => {
  expect(() => resolveOptions(options)).toThrow(message)
})
