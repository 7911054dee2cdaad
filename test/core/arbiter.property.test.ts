/** Line arbitration, over lines that open, lag, leave and die at random: each event once, in order, and every hole told. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createArbiter } from '../../src/core/arbiter'
import type { MarketEvent } from '../../src/core/channel'
import type { Sequence } from '../../src/core/sequence'
import { createTrack, type Line, type Track } from '../../src/core/track'

interface Event extends MarketEvent {
  readonly id: number
}

const counted: Sequence<Event> = { number: ({ id }) => id, follows: ({ id }) => id - 1 }
const ordered: Sequence<Event> = { number: ({ id }) => id }

/** One act: a line opens, delivers some of what waits on it, leaves or dies; or the exchange produces. */
type Act = readonly ['produce' | 'open' | 'deliver' | 'leave' | 'die' | 'wait', number, number]

const acts = fc.array(
  fc.tuple(
    fc.constantFrom('produce', 'produce', 'open', 'deliver', 'deliver', 'deliver', 'leave', 'die', 'wait'),
    fc.nat(4),
    fc.nat(6),
  ) as fc.Arbitrary<Act>,
  { maxLength: 120 },
)

interface Outcome {
  /** Ids as delivered. */
  readonly delivered: number[]
  readonly told: Set<number>
  /** Places, as the id after it, at which a hole without numbers was told. */
  readonly blanks: Set<number>
  readonly reasons: string[]
}

/** @param keeps whether one line is always kept that has everything */
function play(sequence: Sequence<Event>, script: readonly Act[], keeps: boolean): Outcome {
  const outcome: Outcome = { delivered: [], told: new Set(), blanks: new Set(), reasons: [] }
  const arbiter = createArbiter<Track>(10_000, {
    pass: (_, event) => outcome.delivered.push((event as Event).id),
    gap(_, reason, range, next) {
      outcome.reasons.push(reason)
      if (!range) outcome.blanks.add((next as Event).id)
      else for (let id = range.from; id <= range.to; id += 1) outcome.told.add(id)
    },
    emptied() {},
  })
  const track = createTrack<MarketEvent>(sequence as Sequence<MarketEvent>) as Track
  interface Open {
    readonly line: Line
    waiting: number[]
  }
  let lines: Open[] = []
  let newest = 0
  let now = 0
  const open = () => {
    const line: Line = { isLeaving: false, streams: 0, spokeAt: 0 }
    lines.push({ line, waiting: [] })
    arbiter.carry(track, line, now)
  }
  const deliver = (each: Open, count: number) => {
    for (const id of each.waiting.splice(0, count)) {
      const event: Event = { type: 'event', id, receiveTime: now }
      arbiter.receive(track, each.line, event, now)
    }
  }
  if (keeps) open()
  for (const [act, which, count] of script) {
    now += 1
    const at = lines[which % Math.max(1, lines.length)]
    if (act === 'produce') {
      for (let i = 0; i <= count; i += 1) {
        newest += 1
        for (const each of lines) each.waiting.push(newest)
      }
    } else if (act === 'open' && lines.length < 3) open()
    else if (act === 'wait') {
      now += 11_000
      if (!keeps) arbiter.watch(now)
    } else if (at && act === 'deliver') deliver(at, count)
    else if (at && !(keeps && at === lines[0])) {
      if (act === 'leave') at.line.isLeaving = true
      if (act === 'die') {
        lines = lines.filter((each) => each !== at)
        arbiter.drop(track, at.line)
      }
    }
  }
  for (const each of lines) deliver(each, each.waiting.length)
  arbiter.watch(now + 1_000_000)
  return outcome
}

const isGrowing = (ids: readonly number[]) => ids.every((id, at) => at === 0 || id > ids[at - 1]!)

test('counted streams: each event at most once and in order, and every hole told with its exact range', () => {
  fc.assert(
    fc.property(acts, (script) => {
      const { delivered, told, blanks, reasons } = play(counted, script, false)
      if (!isGrowing(delivered) || blanks.size > 0 || reasons.includes('reset')) return false
      const seen = new Set(delivered)
      for (let id = delivered[0] ?? 1; id <= (delivered.at(-1) ?? 0); id += 1)
        if (seen.has(id) === told.has(id)) return false
      return true
    }),
    { numRuns: 3_000 },
  )
  expect.assertions(0)
})

test('ordered streams: each state at most once and in order, and nothing missing without a word', () => {
  fc.assert(
    fc.property(acts, (script) => {
      const { delivered, blanks } = play(ordered, script, false)
      if (!isGrowing(delivered)) return false
      return delivered.every((id, at) => at === 0 || id === delivered[at - 1]! + 1 || blanks.has(id))
    }),
    { numRuns: 3_000 },
  )
  expect.assertions(0)
})

test.each([
  ['counted', counted],
  ['ordered', ordered],
])(
  '%s: while one line that lacks nothing stays, nothing is missing and no hole is told, whatever the others do',
  (_, sequence) => {
    fc.assert(
      fc.property(acts, (script) => {
        const { delivered, told, blanks } = play(sequence, script, true)
        return told.size === 0 && blanks.size === 0 && delivered.every((id, at) => id === at + 1)
      }),
      { numRuns: 3_000 },
    )
    expect.assertions(0)
  },
)
