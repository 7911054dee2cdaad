/** The promises, over the whole client: an exchange that fails in every way at any time, in virtual time. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Act, type ActKind, actKinds, type Plan, streams } from '../simulation/plan'
import { Trial } from '../simulation/trial'

/** How many times as many runs as usual. */
const factor = Number(process.env.TICKWIRE_RUNS ?? 1)

const plans: fc.Arbitrary<Plan> = fc.record({
  seed: fc.nat(0xffff),
  isShort: fc.boolean(),
  redundancy: fc.constantFrom(1, 2),
  capacity: fc.constantFrom(2, 3, 8),
  canPing: fc.boolean(),
  controlFrames: fc.constantFrom(5, 5, 2, 3),
  answersClose: fc.boolean(),
})

/** Waits between acts, in ms: most of them shorter than the way to the exchange and back. */
const waits = fc.constantFrom(0, 0, 5, 40, 120, 300, 800, 2_000, 5_000, 12_000, 45_000)

const acts = (kinds: readonly ActKind[], maxLength = 30): fc.Arbitrary<Act[]> =>
  fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat(255), waits), { maxLength, size: 'max' })

async function play(plan: Plan, script: readonly Act[]): Promise<Trial> {
  const trial = new Trial(plan)
  for (const act of script) await trial.perform(act)
  return trial
}

const check = <T extends unknown[]>(runs: number, property: fc.IAsyncProperty<T>) =>
  fc.assert(property, { numRuns: Math.ceil(runs * factor) })

const isCalm = (kind: ActKind) => ['pass', 'subscribe', 'unsubscribe'].includes(kind)

/** Only what must lose nothing; after each fault there is time to come back. */
async function playGently(plan: Plan, script: readonly Act[]): Promise<Trial> {
  const trial = new Trial(plan)
  await trial.perform(['subscribe', 0xff, 2_000])
  for (const act of script) {
    await trial.perform(act)
    if (isCalm(act[0])) continue
    if (!(await trial.heal())) trial.exchange.offend(`does not heal: ${trial.isWell()}`)
    // Where nothing at all was said on a new connection, nobody can know that nothing was missed.
    for (const name of streams) trial.exchange.produce(name)
    await trial.pass(1_000)
  }
  return trial
}

/** Holds end and begin, but none of the first, so that each stream is wanted all the time. */
const gentle = (kinds: readonly ActKind[]) => acts([...kinds, 'pass', 'pass', 'subscribe'], 10)

async function conclude(trial: Trial): Promise<void> {
  const { exchange } = trial
  if (await trial.heal()) await trial.prove()
  else exchange.offend(`does not heal: ${trial.isWell()}`)
  await trial.close()
  expect(exchange.offences).toEqual([])
}

const plain: Plan = {
  seed: 0,
  isShort: false,
  redundancy: 1,
  capacity: 2,
  canPing: false,
  controlFrames: 5,
  answersClose: false,
}

/** What goes wrong, and how to bring it about. */
interface Finding {
  readonly what: string
  readonly plan?: Partial<Plan>
  readonly script: readonly Act[]
  readonly isClosedAtOnce?: true
}

const found: readonly Finding[] = [
  {
    what: 'rotate() ends also when the old connection is lost before a successor has come',
    script: [
      ['subscribe', 0, 0],
      ['pass', 0, 2_000],
      ['rotateInside', 0, 0],
      ['refuse', 0, 2_000],
      ['cutAll', 0, 0],
    ],
  },
  {
    what: 'a connection that had long been dead gives way to its successor: the hole is told, of ordered streams too',
    script: [
      ['subscribe', 76, 0],
      ['pass', 0, 800],
      ['rotate', 0, 0],
      ['offline', 0, 0],
    ],
  },
  {
    what: 'a listener that lets go at a hole is the last one for whom the event after it counts',
    script: [
      ['subscribe', 0, 0],
      ['pass', 0, 2_000],
      ['reconnect', 0, 0],
      ['unsubscribeInside', 0, 2_000],
    ],
  },
  {
    what: 'left and joined again: frames of before are not the beginning of what comes',
    plan: { seed: 57_613, capacity: 8 },
    script: [
      ['pass', 0, 5_000],
      ['pass', 0, 40],
      ['pass', 0, 800],
      ['subscribe', 132, 300],
      ['unsubscribe', 0, 0],
      ['subscribe', 140, 5_000],
    ],
  },
  {
    what: 'a successor that is lost when it has a successor itself leaves no connection too many',
    script: [
      ['connect', 0, 0],
      ['pass', 0, 12_000],
      ['rotate', 0, 0],
      ['pass', 0, 800],
      ['shutdown', 1, 0],
    ],
  },
  {
    what: 'a connection that was wanted for less than a tick is not waited for',
    script: [
      ['subscribe', 3, 0],
      ['brief', 4, 0],
    ],
  },
  {
    what: 'what retires while connections are opened is not opened',
    plan: { maxAttempts: 1 },
    script: [
      ['brief', 55, 0],
      ['pass', 0, 45_000],
    ],
  },
  {
    what: 'a hole that shows while a successor comes in is filled by the old connection, or told, and nothing is put aside',
    plan: { seed: 8_994, maxAttempts: 1 },
    script: [
      ['subscribe', 0, 2_000],
      ['rotateInside', 0, 300],
      ['stall', 55, 800],
      ['skip', 3, 45_000],
    ],
  },
  {
    what: 'close() passes nothing on that was held back',
    plan: { isShort: true },
    script: [
      ['subscribe', 191, 45_000],
      ['rotate', 0, 0],
      ['offline', 0, 300],
      ['online', 0, 300],
    ],
    isClosedAtOnce: true,
  },
]

// What the properties have found, each as it was first seen.
test.each(found.map((each) => [each.what, each] as const))('%s', async (_, { plan, script, isClosedAtOnce }) => {
  const trial = await play({ ...plain, ...plan }, script)
  if (!isClosedAtOnce) return conclude(trial)
  await trial.close()
  expect(trial.exchange.offences).toEqual([])
})

test('what the old connection said just before the new one could hear it makes nobody ask anew', async () => {
  const script: readonly Act[] = [
    ['pass', 0, 12_000],
    ['rotate', 0, 2_000],
    ['rotate', 0, 120],
  ]
  const trial = await playGently({ ...plain, seed: 3, isShort: true, capacity: 8 }, script)
  await conclude(trial)
  expect(trial.gaps).toBe(0)
})

test('whatever fails: each event once and in order, each hole told, and all is well again afterwards', async () => {
  await check(
    300,
    fc.asyncProperty(plans, acts(actKinds), async (plan, script) => {
      await conclude(await play(plan, script))
    }),
  )
}, 3_600_000)

test('it may give up where it was told to, and reconnect() brings all of it back', async () => {
  await check(
    100,
    fc.asyncProperty(plans, acts(actKinds), fc.integer({ min: 1, max: 3 }), async (plan, script, maxAttempts) => {
      await conclude(await play({ ...plan, maxAttempts }, script))
    }),
  )
}, 3_600_000)

test('closed at any moment: nothing is left, nothing comes, and whoever waits is told', async () => {
  await check(
    200,
    fc.asyncProperty(plans, acts(actKinds, 12), async (plan, script) => {
      const trial = await play(plan, script)
      await trial.close()
      expect(trial.exchange.offences).toEqual([])
    }),
  )
}, 3_600_000)

test('two connections, of which one at a time is lost: no hole', async () => {
  await check(
    80,
    fc.asyncProperty(plans, gentle(['cut', 'cut', 'mute', 'rotate', 'shutdown']), async (plan, script) => {
      const trial = await playGently({ ...plan, redundancy: 2 }, script)
      await conclude(trial)
      expect(trial.gaps).toBe(0)
    }),
  )
}, 3_600_000)

test('connections are replaced, and nothing else happens: no hole', async () => {
  await check(
    80,
    fc.asyncProperty(
      plans,
      gentle(['rotate', 'rotate', 'rotateInside', 'repeat', 'slowAcks']),
      async (plan, script) => {
        // Acknowledgements that take longer than a dead connection is given would be another story.
        const swift = script.map(([act, pick, ms]): Act => [act, act === 'slowAcks' ? pick % 8 : pick, ms])
        const trial = await playGently(plan, swift)
        await conclude(trial)
        expect(trial.gaps).toBe(0)
      },
    ),
  )
}, 3_600_000)
