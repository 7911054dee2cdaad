/**
 * Puts one deliberate fault at a time into the client, and looks whether the simulation catches it.
 * `npm run simulate:mutants -- [--seeds 200] [--days 2] [--only TEXT]`: fails where one is not caught.
 */
import { mutations } from '../test/simulation/mutations.mjs'
import { load } from './simulation.mjs'

const value = (name, usual) => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? usual : process.argv[at + 1]
}
const [seeds, days, only] = [Number(value('seeds', 200)), Number(value('days', 2)), value('only', '')]

/** The first seed that fails, and how. */
async function caught(mutation) {
  const { run, scenarioOf } = await load(mutation)
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { offences } = await run(scenarioOf(seed, days))
    if (offences.length > 0) return { seed, how: offences[0] }
  }
  return undefined
}

const began = performance.now()
let missed = 0
const chosen = mutations.filter(({ what }) => what.includes(only))
for (const mutation of chosen) {
  const found = await caught(mutation)
  if (!found) missed += 1
  console.log(
    found ? `✓ ${mutation.what}: seed ${found.seed}, ${found.how}` : `✗ ${mutation.what}: not in ${seeds} seeds`,
  )
}
const seconds = Math.round((performance.now() - began) / 1_000)
console.log(`${chosen.length - missed} of ${chosen.length} faults caught in ${seconds} s.`)
process.exitCode = missed === 0 ? 0 : 1
