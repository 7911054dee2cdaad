import fc from 'fast-check'
import { expect, test } from 'vitest'
import { barStart, intervals, nextBar } from '../../../src/testing/exchange/intervals'

const at = Date.UTC(2026, 1, 18, 13, 47, 31, 250) // a Wednesday

test.each([
  ['1s', '2026-02-18T13:47:31.000Z', '2026-02-18T13:47:32.000Z'],
  ['1m', '2026-02-18T13:47:00.000Z', '2026-02-18T13:48:00.000Z'],
  ['15m', '2026-02-18T13:45:00.000Z', '2026-02-18T14:00:00.000Z'],
  ['8h', '2026-02-18T08:00:00.000Z', '2026-02-18T16:00:00.000Z'],
  ['1d', '2026-02-18T00:00:00.000Z', '2026-02-19T00:00:00.000Z'],
  ['1w', '2026-02-16T00:00:00.000Z', '2026-02-23T00:00:00.000Z'],
  ['1M', '2026-02-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
] as const)('a %s bar lasts from %s to %s', (interval, start, next) => {
  expect(new Date(barStart(interval, at)).toISOString()).toBe(start)
  expect(new Date(nextBar(interval, barStart(interval, at))).toISOString()).toBe(next)
})

test.each([
  ['1m', '2026-02-18T13:47:00.000Z', '2026-02-18T13:48:00.000Z'],
  ['4h', '2026-02-18T12:00:00.000Z', '2026-02-18T16:00:00.000Z'],
  ['6h', '2026-02-18T10:00:00.000Z', '2026-02-18T16:00:00.000Z'],
  ['12h', '2026-02-18T04:00:00.000Z', '2026-02-18T16:00:00.000Z'],
  ['1d', '2026-02-17T16:00:00.000Z', '2026-02-18T16:00:00.000Z'],
  ['1w', '2026-02-15T16:00:00.000Z', '2026-02-22T16:00:00.000Z'],
  ['1M', '2026-01-31T16:00:00.000Z', '2026-02-28T16:00:00.000Z'],
] as const)('eight hours ahead of UTC a %s bar lasts from %s to %s', (interval, start, next) => {
  expect(new Date(barStart(interval, at, '+08:00')).toISOString()).toBe(start)
  expect(new Date(nextBar(interval, barStart(interval, at, '+08:00'), '+08:00')).toISOString()).toBe(next)
})

test('every moment is in exactly one bar of each interval', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4e12 }),
      fc.constantFrom(...intervals),
      fc.constantFrom('', '+08:00'),
      (time, interval, zone) => {
        const start = barStart(interval, time, zone)
        const next = nextBar(interval, start, zone)
        const isNext = barStart(interval, next, zone) === next && barStart(interval, next - 1, zone) === start
        return start <= time && time < next && isNext
      },
    ),
  )
})
