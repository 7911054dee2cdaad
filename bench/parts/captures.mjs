/** What decoding takes for each of the frames that were recorded from the exchange, where the recordings are at hand. */
import { existsSync } from 'node:fs'
import { here, run, say, spread } from '../harness.mjs'

const folder = here('../../shared/captures')

/** Undefined without recordings. */
export async function measure({ rounds }) {
  if (!existsSync(folder)) return void say(`captures: none at ${folder}`)
  const results = []
  for (let round = 0; round < rounds; round += 1)
    results.push(await run('capture-client.mjs', { folder }, { flags: ['--expose-gc'] }))
  const of = (pass) =>
    Object.fromEntries(['p50', 'p99', 'max'].map((name) => [name, spread(results.map((each) => each[pass][name]))]))
  return { rounds, frames: results[0].frames, cold: of('cold'), warm: of('warm'), best: of('best') }
}
