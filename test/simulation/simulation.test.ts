/** Days of the whole client, from the same bundle as the command runs: seeds that are always run, and fresh ones. */
import { readFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { load, mutated } from '../../scripts/simulation.mjs'
import type * as Simulation from './main'
import { mutations } from './mutations.mjs'

/** How many times as many seeds as usual. */
const factor = Number(process.env.TICKWIRE_RUNS ?? 1)
const days = 2

let simulation: typeof Simulation

beforeAll(async () => {
  simulation = await load()
})

async function play(seed: number): Promise<void> {
  const { run, scenarioOf, shortest } = simulation
  const scenario = scenarioOf(seed, days)
  const { offences } = await run(scenario)
  if (offences.length === 0) return
  const script = JSON.stringify(await shortest(scenario))
  throw new Error(`seed ${seed} of ${days} days: ${offences[0]}\nnpm run simulate -- --script '${script}'`)
}

test('the seeds that are always run: no promise is broken', async () => {
  for (let seed = 1; seed <= 250 * factor; seed += 1) await play(seed)
}, 3_600_000)

test('fresh seeds', async () => {
  const first = Math.floor(Math.random() * 2 ** 31)
  process.stdout.write(`simulation: fresh seeds from ${first} on\n`)
  for (let seed = first; seed < first + 100 * factor; seed += 1) await play(seed)
}, 3_600_000)

test('what was found once is found no more', async () => {
  const { found, run } = simulation
  for (const scenario of found) {
    const { offences } = await run(scenario)
    expect([scenario.what, offences]).toEqual([scenario.what, []])
  }
})

test('a seed is the same run each time, and another seed is another', async () => {
  const { run, scenarioOf } = simulation
  const [first, again, other] = [await run(scenarioOf(7, 2)), await run(scenarioOf(7, 2)), await run(scenarioOf(8, 2))]
  expect(again).toEqual(first)
  expect(other.hash).not.toBe(first.hash)
})

test('every deliberate fault still has its place', async () => {
  expect(mutations.length).toBeGreaterThanOrEqual(15)
  for (const mutation of mutations) {
    const text = await readFile(new URL(`../../src/${mutation.file}`, import.meta.url), 'utf8')
    expect(mutated(text, mutation)).not.toBe(text)
  }
})

test.each(['one more through', 'a hole is not told', 'copy of the newest'])(
  '%s: caught, and shortened',
  async (what) => {
    const mutation = mutations.find((each) => each.what.includes(what))!
    const { run, scenarioOf, shortest } = await load(mutation)
    let seed = 1
    while (seed < 200 && (await run(scenarioOf(seed, 1))).offences.length === 0) seed += 1
    const scenario = scenarioOf(seed, 1)
    const least = await shortest(scenario)
    expect(least.script.length).toBeLessThan(scenario.script.length / 2)
    expect((await run(least)).offences).not.toEqual([])
  },
  600_000,
)
