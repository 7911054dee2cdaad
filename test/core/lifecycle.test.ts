import { expect, test } from 'vitest'
import { FeedError } from '../../src/core/errors'
import {
  type Circumstances,
  deadline,
  type Input,
  type Lifecycle,
  postponed,
  step,
  unborn,
} from '../../src/core/lifecycle'

const options = {
  retry: { baseMs: 1_000, capMs: 60_000, factor: 2, maxAttempts: 3 },
  openTimeoutMs: 10_000,
  closeTimeoutMs: 3_000,
  probeAfterMs: 30_000,
  staleAfterMs: 40_000,
  stableAfterMs: 10_000,
}
const at = (now: number, more: Partial<Circumstances> = {}): Circumstances => ({
  now,
  random: 0.5,
  notBefore: 0,
  restsUntil: 0,
  isOffline: false,
  options,
  ...more,
})
const lost = new FeedError('CONNECTION_LOST', 'gone', { retryable: true })
const hopeless = new FeedError('NO_WEBSOCKET', 'none')

const never = Number.POSITIVE_INFINITY
const opening: Lifecycle = { kind: 'opening', epoch: 1, retries: 0, failures: 0, giveUpAt: 10_000 }
const open: Lifecycle = {
  kind: 'open',
  epoch: 1,
  retries: 0,
  failures: 0,
  openedAt: 100,
  heardAt: 100,
  probedAt: undefined,
  proven: false,
  stable: false,
}
const waiting: Lifecycle = { kind: 'waiting', epoch: 2, retries: 1, failures: 1, retryAt: 600, cause: lost }
const closing: Lifecycle = { kind: 'closing', epoch: 1, giveUpAt: 3_000 }
const closed: Lifecycle = { kind: 'closed', epoch: 2 }

/** State, input, time; the kinds of the effects in order, and the next state as far as it matters. */
const rows: [string, Lifecycle, Input, Circumstances, string[], Partial<Lifecycle>][] = [
  ['the first wish opens', unborn, { kind: 'connect' }, at(0), ['open'], opening],
  ['a second wish changes nothing', opening, { kind: 'connect' }, at(5), [], opening],
  [
    'the venue allows no attempt yet',
    unborn,
    { kind: 'connect' },
    at(0, { notBefore: 50 }),
    [],
    { kind: 'waiting', retryAt: 50 },
  ],
  ['it opens', opening, { kind: 'opened', epoch: 1 }, at(100), ['connected'], open],
  ['another epoch opens', opening, { kind: 'opened', epoch: 0 }, at(100), [], opening],
  ['an event proves it', open, { kind: 'proven', epoch: 1 }, at(200), ['succeeded'], { ...open, proven: true }],
  [
    'it does not open in time',
    opening,
    { kind: 'wake', heardAt: 0 },
    at(10_000),
    ['abandon', 'lost', 'failed'],
    { kind: 'waiting', retries: 1, failures: 1, retryAt: 10_500 },
  ],
  ['it is refused', opening, { kind: 'down', epoch: 1, error: lost }, at(100), ['lost', 'failed'], { ...waiting }],
  [
    'a host that is put away lets go, and waits for its return; nobody failed',
    { ...open, retries: 2, failures: 1 },
    { kind: 'suspend' },
    at(500),
    ['abandon', 'lost'],
    { kind: 'waiting', epoch: 2, retries: 2, failures: 1, retryAt: never },
  ],
  ['an attempt is let go too', opening, { kind: 'suspend' }, at(500), ['abandon'], { kind: 'waiting', retryAt: never }],
  ['and a wait has no end', waiting, { kind: 'suspend' }, at(500), [], { kind: 'waiting', retryAt: never }],
  ['who is closed stays so', closed, { kind: 'suspend' }, at(500), [], closed],
  ['who is closing goes on', closing, { kind: 'suspend' }, at(500), [], closing],
  [
    'a host that may have slept asks at once',
    open,
    { kind: 'examine', heardAt: 4_000 },
    at(5_000),
    ['probe'],
    { ...open, probedAt: never },
  ],
  ['unless it heard something just now', open, { kind: 'examine', heardAt: 4_001 }, at(5_000), [], open],
  [
    'or has asked already',
    { ...open, probedAt: 4_000 },
    { kind: 'examine', heardAt: 0 },
    at(5_000),
    [],
    { ...open, probedAt: 4_000 },
  ],
  ['while it waits there is nobody to ask', waiting, { kind: 'examine', heardAt: 0 }, at(5_000), [], waiting],
  ['an old socket ends', open, { kind: 'down', epoch: 0, error: lost }, at(100), [], open],
  [
    'a proven one is lost',
    { ...open, proven: true, failures: 2 },
    { kind: 'down', epoch: 1, error: lost },
    at(100),
    ['lost'],
    { kind: 'waiting', failures: 0, retries: 1 },
  ],
  [
    'too many proved nothing',
    { ...opening, failures: 2 },
    { kind: 'down', epoch: 1, error: lost },
    at(100),
    ['lost', 'failed'],
    { kind: 'failed' },
  ],
  [
    'what cannot be mended is not tried again',
    opening,
    { kind: 'down', epoch: 1, error: hopeless },
    at(100),
    ['lost', 'failed'],
    { kind: 'failed', error: hopeless },
  ],
  [
    'the wait is over',
    waiting,
    { kind: 'wake', heardAt: 0 },
    at(600),
    ['open'],
    { kind: 'opening', epoch: 3, retries: 1, failures: 1 },
  ],
  ['the wait is not over', waiting, { kind: 'wake', heardAt: 0 }, at(599), [], waiting],
  ['the network is back', waiting, { kind: 'online' }, at(300), ['open'], { kind: 'opening', retries: 0, failures: 0 }],
  ['back while open means nothing', open, { kind: 'online' }, at(300), [], open],
  [
    'it lasted',
    open,
    { kind: 'wake', heardAt: 10_050 },
    at(10_100),
    ['succeeded'],
    { stable: true, proven: true, retries: 0, heardAt: 10_050 },
  ],
  [
    'silence is probed',
    { ...open, stable: true },
    { kind: 'wake', heardAt: 100 },
    at(30_100),
    ['probe'],
    { probedAt: never },
  ],
  [
    'a probe that waited for room is timed from its leaving',
    { ...open, stable: true, probedAt: never },
    { kind: 'probed', epoch: 1 },
    at(31_000),
    [],
    { probedAt: 31_000 },
  ],
  [
    'a probe is answered',
    { ...open, stable: true, probedAt: 30_100 },
    { kind: 'wake', heardAt: 30_200 },
    at(40_100),
    [],
    { probedAt: undefined, heardAt: 30_200 },
  ],
  [
    'a probe is not answered',
    { ...open, proven: true, stable: true, probedAt: 30_100 },
    { kind: 'wake', heardAt: 100 },
    at(40_100),
    ['abandon', 'lost'],
    { kind: 'waiting' },
  ],
  [
    'a late timer still lets the probe be answered',
    { ...open, stable: true },
    { kind: 'wake', heardAt: 100 },
    at(300_000),
    ['probe'],
    { kind: 'open', probedAt: never },
  ],
  [
    'reconnect while open',
    open,
    { kind: 'reconnect' },
    at(500),
    ['abandon', 'lost', 'open'],
    { kind: 'opening', epoch: 2 },
  ],
  [
    'reconnect while waiting',
    waiting,
    { kind: 'reconnect' },
    at(300),
    ['open'],
    { kind: 'opening', retries: 0, failures: 0 },
  ],
  ['close while open', open, { kind: 'close' }, at(0), ['hang-up'], closing],
  ['close while opening', opening, { kind: 'close' }, at(0), ['abandon'], closed],
  ['close while waiting', waiting, { kind: 'close' }, at(0), [], { kind: 'closed' }],
  ['the peer answers the close', closing, { kind: 'down', epoch: 1, error: lost }, at(50), [], closed],
  ['the peer never answers', closing, { kind: 'wake', heardAt: 0 }, at(3_000), ['abandon'], closed],
  ['nothing revives a closed one', closed, { kind: 'reconnect' }, at(0), [], closed],
  [
    'a wish after giving up waits for the breaker',
    { kind: 'failed', epoch: 4, error: lost },
    { kind: 'connect' },
    at(7, { restsUntil: 9 }),
    [],
    { kind: 'waiting', retryAt: 9, cause: lost },
  ],
  ['a first wish as well', unborn, { kind: 'connect' }, at(7, { restsUntil: 9 }), [], { kind: 'waiting', retryAt: 9 }],
  [
    'when the breaker lets it, it is granted at once',
    { kind: 'failed', epoch: 4, error: lost },
    { kind: 'connect' },
    at(7),
    ['open'],
    { kind: 'opening', epoch: 5 },
  ],
  [
    'without a network nothing is tried',
    unborn,
    { kind: 'connect' },
    at(0, { isOffline: true }),
    [],
    { kind: 'waiting', retryAt: never },
  ],
  [
    'a retry that falls due without one waits for it, and costs nothing',
    waiting,
    { kind: 'wake', heardAt: 0 },
    at(600, { isOffline: true }),
    [],
    { kind: 'waiting', retryAt: never, retries: 1, failures: 1, cause: lost },
  ],
  [
    'who insists tries all the same',
    waiting,
    { kind: 'reconnect' },
    at(0, { isOffline: true, restsUntil: 9 }),
    ['open'],
    { kind: 'opening' },
  ],
  [
    'reconnect after giving up',
    { kind: 'failed', epoch: 4, error: lost },
    { kind: 'reconnect' },
    at(7),
    ['open'],
    { kind: 'opening', epoch: 5 },
  ],
]

test.each(rows)('%s', (_, state, input, circumstances, effects, next) => {
  const done = step(state, input, circumstances)
  expect(done.effects.map((effect) => effect.kind)).toEqual(effects)
  expect(done.state).toMatchObject(next)
})

test.each([
  [unborn, undefined],
  [opening, 10_000],
  [open, 10_100],
  [{ ...open, stable: true }, 30_100],
  [{ ...open, stable: true, probedAt: 30_100 }, 40_100],
  [waiting, 600],
  [closing, 3_000],
  [closed, undefined],
] as const)('the deadline of %j', (state, expected) => {
  expect(deadline(state, options)).toBe(expected)
})

test('a breaker postpones a wait, and nothing else', () => {
  expect(postponed(waiting, 9_000)).toEqual({ ...waiting, retryAt: 9_000 })
  expect(postponed(waiting, 1)).toBe(waiting)
  expect(postponed(open, 9_000)).toBe(open)
})
