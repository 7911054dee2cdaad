/**
 * Runs the simulation of test/simulation from one bundle, so that it is the same run wherever it is started.
 * `npm run simulate -- --seed 7 --days 3`; see docs/reliability.md.
 */
import { load } from './simulation.mjs'

const { main } = await load()
process.exitCode = await main(process.argv.slice(2), (line) => console.log(line))
