/** Numbers that begin again, over two lines: told once, by whichever line comes first. */
import { expect, test } from 'vitest'
import { createArbiter } from '../../src/core/arbiter'
import type { MarketEvent } from '../../src/core/channel'
import type { Sequence } from '../../src/core/sequence'
import { createTrack, type Line, type Track } from '../../src/core/track'

interface Event extends MarketEvent {
  readonly id: number
}

const counted: Sequence<Event> = { number: ({ id }) => id, follows: ({ id }) => id - 1 }

type Line1or2 = 1 | 2

/** What comes of events by line and number, a second apart. */
function play(...events: readonly (readonly [line: Line1or2, id: number])[]): readonly (number | string)[] {
  const items: (number | string)[] = []
  const arbiter = createArbiter<Track>(10_000, {
    pass: (_, event) => items.push((event as Event).id),
    gap: (_, reason) => items.push(reason),
    emptied() {},
  })
  const track = createTrack<MarketEvent>(counted as Sequence<MarketEvent>) as Track
  const lines: Readonly<Record<Line1or2, Line>> = {
    1: { isLeaving: false, streams: 0, spokeAt: 0 },
    2: { isLeaving: false, streams: 0, spokeAt: 0 },
  }
  let now = 0
  for (const line of [lines[1], lines[2]]) arbiter.carry(track, line, now)
  for (const [line, id] of events) {
    now += 1_000
    const event: Event = { type: 'trade', receiveTime: now, id } as Event
    arbiter.receive(track, lines[line], event, now)
  }
  return items
}

test.each([
  [
    'one line alone',
    [
      [1, 1_000],
      [1, 250],
      [1, 251],
    ],
    [1_000, 'reset', 250, 251],
  ],
  [
    'the other says the same',
    [
      [1, 1_000],
      [2, 1_000],
      [1, 250],
      [2, 250],
      [1, 251],
      [2, 251],
    ],
    [1_000, 'reset', 250, 251],
  ],
  [
    'the other was still behind',
    [
      [1, 999],
      [2, 999],
      [1, 1_000],
      [1, 250],
      [2, 1_000],
      [2, 250],
      [2, 251],
      [1, 251],
    ],
    [999, 1_000, 'reset', 250, 251],
  ],
  [
    'and begin again once more, on a line that was not heard of since',
    [
      [1, 1_000],
      [2, 1_000],
      [1, 250],
      [2, 60],
      [1, 60],
      [1, 61],
    ],
    [1_000, 'reset', 250, 'reset', 60, 61],
  ],
] as const)('numbers that begin again: %s', (_, events, items) => {
  expect(play(...events)).toEqual(items)
})

/** Two lines and what a stream delivers of them; each act at its time. */
function lines() {
  const items: (number | string)[] = []
  const arbiter = createArbiter<Track>(10_000, {
    pass: (_, event) => items.push((event as Event).id),
    gap: (_, reason) => items.push(reason),
    emptied() {},
  })
  const line = (): Line => ({ isLeaving: false, streams: 0, spokeAt: 0 })
  const bring = (track: Track, from: Line, id: number, at: number) =>
    arbiter.receive(track, from, { type: 'trade', receiveTime: at, id } as Event, at)
  return { items, arbiter, bring, first: line(), second: line() }
}

test('nobody waits for a line that was told to leave the stream before it said anything', () => {
  const { items, arbiter, bring, first, second } = lines()
  const track = createTrack<MarketEvent>(counted as Sequence<MarketEvent>) as Track
  arbiter.carry(track, first, 0)
  arbiter.pause(track, first)
  arbiter.carry(track, second, 100)
  bring(track, second, 7, 5_000)
  expect(items).toEqual([7])
})

test.each([
  ['it may just not have come so far', 4_000, [1, 5]],
  ['it should long have brought what the other has', 1_000, [1, 'reconnect', 5]],
] as const)('a line is lost, and another has more: %s', (_, heldAt, expected) => {
  const { items, arbiter, bring, first, second } = lines()
  const states: Sequence<Event> = { number: ({ id }) => id }
  const track = createTrack<MarketEvent>(states as Sequence<MarketEvent>) as Track
  arbiter.carry(track, first, 0)
  bring(track, first, 1, 100)
  arbiter.carry(track, second, 500)
  bring(track, second, 5, heldAt)
  arbiter.drop(track, first, 3_500)
  expect(items).toEqual(expected)
})
