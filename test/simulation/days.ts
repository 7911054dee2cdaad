/** A seed's days: how the client is set up, and what happens to it from morning to night. */
import { seeded } from '../../src/testing/exchange/random'
import { type Act, type ActKind, calmKinds, type Plan, troubles } from './plan'
import { Tally } from './tally'
import { Trace } from './trace'
import { Trial } from './trial'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** What a seed stands for. */
export interface Scenario {
  readonly plan: Plan
  readonly script: readonly Act[]
}

/** What came of a run. */
export interface Outcome {
  /** What must never happen, and did: the first of it, at its time. */
  readonly offences: readonly string[]
  /** Of all that crossed the border of the client. */
  readonly hash: string
  /** The newest lines of what crossed it, where they were kept. */
  readonly lines: readonly string[]
  /** How long it was in virtual time, in ms. */
  readonly tookMs: number
}

/** Acts of a day, but for those that close it. */
const actsOfADay = 22

/** @param days how many; each ends in good weather, and with everything proved */
export function scenarioOf(seed: number, days: number): Scenario {
  const random = seeded(Math.imul(seed, 0x9e3779b1) ^ 0x5eed)
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!
  const isFine = random() < 0.08
  const plan: Plan = {
    seed: seed & 0xffff,
    isShort: false,
    redundancy: 1,
    capacity: 8,
    canPing: random() < 0.5,
    controlFrames: pick([5, 5, 2, 3]),
    answersClose: random() < 0.7,
    attempts: pick([300, 300, 60]),
    pingEveryMs: isFine ? 20_000 : 180_000,
    ...(!isFine && { probeAfterMs: 240_000 }),
    ...(random() < 0.1 && { maxAttempts: 3 }),
    events: 30,
  }
  const script: Act[] = [['subscribe', Math.floor(random() * 256), 2_000]]
  for (let today = 0; today < days; today += 1) {
    if (random() < 0.06) {
      script.push(...still(random))
      continue
    }
    let left = day - hour
    for (let turn = 0; turn < actsOfADay; turn += 1) {
      const kind: ActKind = random() < 0.3 ? pick(calmKinds) : pick(troubles)
      // As many short waits as long ones: troubles must meet.
      const wait = Math.min(left, Math.floor(random() < 0.6 ? 10 ** (1 + random() * 3.5) : random() * 2 * hour))
      left -= wait
      script.push([kind, Math.floor(random() * 256), wait])
      // Several connections are looked at each second, so they have an hour, not a day.
      if (kind === 'reopen') script.push(...several(random))
    }
    script.push(['fair', 0, left], ['prove', 0, 1_000])
  }
  return { plan, script }
}

/** A day on which nothing goes wrong, so that connections live until they must be replaced. */
function still(random: () => number): Act[] {
  const acts: Act[] = [['settle', 0, 2_000]]
  for (let turn = 0; turn < 6; turn += 1) {
    const kind = calmKinds[Math.floor(random() * calmKinds.length)]!
    acts.push([kind, Math.floor(random() * 256), 4 * hour + Math.floor(random() * 20 * minute)])
  }
  return [...acts, ['prove', 0, 1_000]]
}

/** Some trouble for a feed of several connections, and back to one. */
function several(random: () => number): Act[] {
  const acts: Act[] = [['subscribe', 1 + Math.floor(random() * 255), 3_000]]
  for (let turn = 0; turn < 6; turn += 1) {
    const kind = troubles[Math.floor(random() * troubles.length)]!
    if (kind !== 'reopen') acts.push([kind, Math.floor(random() * 256), Math.floor(random() * random() * 2 * minute)])
  }
  return [...acts, ['prove', 0, 1_000], ['settle', 0, 1_000]]
}

/** @param kept how many of the newest lines of its log are kept. @default 0 */
export async function run({ plan, script }: Scenario, kept = 0): Promise<Outcome> {
  const tally = new Tally()
  // Nobody reads where an error was made, and to find out takes longer than to make it.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    const trial = new Trial(plan, new Trace(kept), tally)
    const { exchange, trace, clock } = trial
    const isWrong = () => exchange.offences.length > 0
    for (const act of script) {
      await trial.perform(act)
      if (isWrong()) break
    }
    if (!isWrong()) await trial.close()
    return { offences: exchange.offences, hash: trace.hash, lines: trace.lines, tookMs: clock.now() }
  } finally {
    Error.stackTraceLimit = stackTraceLimit
    tally.stop()
  }
}
