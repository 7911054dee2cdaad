/** The soak in short, and its judge: what counts as lost, repeated and false, and what a straight line is. */
import { expect, test } from 'vitest'
import { Produced, StreamJudge } from '../../bench/soak/judge.mjs'
import { slopeOf } from '../../bench/soak/slope.mjs'
import { soak } from '../../bench/soak/soak.mjs'

type Item = number | readonly [from: number, to: number] | 'gap'

/** What is said of a stream that was sent 1 to 9, where this was delivered of it. */
function judged(isCounted: boolean, ...items: readonly Item[]): readonly string[] {
  const stream = isCounted ? 'btcusdt@trade' : 'btcusdt@bookTicker'
  const sent = Array.from({ length: 9 }, (_, i) =>
    isCounted ? `{"e":"trade","t":${i + 1},"p":"1.0","q":"2.0"}` : `{"u":${i + 1}}`,
  )
  const offences: string[] = []
  const judge = new StreamJudge(new Produced(stream, () => sent), isCounted, (what: string) => offences.push(what))
  for (const item of items) {
    if (typeof item === 'number') judge.event(String(item), item, item, isCounted ? '1 2' : undefined)
    else judge.gap(...(item === 'gap' ? [undefined, undefined] : item))
  }
  return offences
}

test.each([
  ['whole', [3, 4, 5], []],
  ['a hole that is told', [3, [4, 6], 7], []],
  ['a hole in silence', [3, 7], ['4 to 6 lost in silence']],
  ['a hole told too short', [3, [4, 5], 7], ['6 to 6 lost in silence']],
  ['a hole told that is none', [3, [4, 4], 4], ['4 after 4: repeated, or out of order']],
  ['a hole told at another place', [3, [5, 6], 7], ['a hole from 5 to 6 after 3', '4 to 6 lost in silence']],
  ['twice', [3, 4, 4], ['4 after 4: repeated, or out of order']],
  ['out of order', [3, 5, [4, 4]], ['4 to 4 lost in silence', 'a hole from 4 to 4 after 5']],
] as const)('counted: %s', (_, items, offences) => {
  expect(judged(true, ...items)).toEqual(offences)
})

test.each([
  ['whole', [3, 4, 5], []],
  ['a hole that is told', [3, 'gap', 7], []],
  ['a hole in silence', [3, 7], ['3 events before 7 lost in silence']],
  ['the same state again', [3, 3, 4], []],
  ['out of order', [3, 5, 4], ['1 events before 5 lost in silence', '4: repeated, or out of order']],
  ['from nowhere', [3, 12], ['12: delivered, never sent']],
] as const)('states: %s', (_, items, offences) => {
  expect(judged(false, ...items)).toEqual(offences)
})

test('a trade with another price is no trade of the exchange', () => {
  const offences: string[] = []
  const judge = new StreamJudge(
    new Produced('btcusdt@trade', () => ['{"e":"trade","t":1,"p":"1.0","q":"2.0"}']),
    true,
    (what: string) => offences.push(what),
  )
  judge.event('1', 1, 1, '1 3')
  expect(offences).toEqual(['1: 1 3, which was 1 2'])
})

test('a slope and how sure it is', () => {
  const points = (noise: number) => Array.from({ length: 22 }, (_, i) => [i, 5 + 2 * i + (i % 2 ? noise : -noise)])
  expect(slopeOf(points(0)).slope).toBeCloseTo(2)
  expect(slopeOf(points(0)).margin).toBeCloseTo(0)
  const { slope, margin } = slopeOf(points(4))
  expect(Math.abs(slope - 2)).toBeLessThan(margin)
  expect(margin).toBeLessThan(0.5)
  const wave = Array.from({ length: 22 }, (_, i) => [i, 5 + 2 * i + 4 * Math.sin(i / 3)])
  expect(slopeOf(wave).margin).toBeGreaterThan(1.5 * margin)
  expect(slopeOf([[1, 1]])).toEqual({ slope: Number.NaN, margin: Number.NaN })
})

test('some hours in seconds, in a process of its own: no violation, and nothing is left', {
  timeout: 120_000,
}, async () => {
  const { offences, left, events, connections, books } = await soak({
    realMs: 14_000,
    scale: 4_000,
    lifeHours: 10,
    faultEveryMs: 2_200,
    sampleEveryMs: 2_000,
  })
  expect(offences).toEqual([])
  expect(left).toEqual({ resources: [], sockets: 0, timers: 0, listeners: [], reachable: [] })
  expect(events).toBeGreaterThan(500)
  expect(connections).toBeGreaterThan(5)
  expect(books).toBeGreaterThan(0)
})
