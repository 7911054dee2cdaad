/**
 * Breaks frames by chance, many of them, and looks at what comes of each: `npm run fuzz -- --frames 10000000 --seed 7`.
 * Of texts, `frames` made ones and as many recorded ones are broken, where recordings are at hand; see docs/reliability.md.
 */
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

const { values } = parseArgs({ options: { frames: { type: 'string', default: '10000000' }, seed: { type: 'string' } } })
const seed = values.seed ?? String(Math.floor(Math.random() * 2 ** 31))
console.log(`seed ${seed}, ${values.frames} frames`)
const tests = ['fuzz', 'equivalence'].map((name) => `test/venues/binance/${name}.test.ts`)
const vitest = new URL('../node_modules/vitest/vitest.mjs', import.meta.url).pathname
const env = { ...process.env, TICKWIRE_MUTATIONS: values.frames, TICKWIRE_SEED: seed }
const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'node', ...tests], {
  env,
  stdio: 'inherit',
})
process.exitCode = status ?? 1
