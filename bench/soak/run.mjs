/**
 * `npm run soak`: a day of exchange time in four and a half minutes. `-- --hours 24`: a day in real time, nothing scaled.
 * Prints what it saw and fails on any violation, on anything left and on a heap that grows; keeps all of it in reports/soak.json.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { soak } from './soak.mjs'

const { values } = parseArgs({
  options: {
    /** Real time, nothing scaled. */
    hours: { type: 'string' },
    /** How long the day takes that is compressed. */
    minutes: { type: 'string', default: '4.5' },
    seed: { type: 'string', default: '1' },
  },
})
const isReal = values.hours !== undefined
const realMs = isReal ? Number(values.hours) * 3_600_000 : Number(values.minutes) * 60_000
if (!(realMs >= 20_000)) {
  process.stderr.write('soak [--hours H | --minutes M] [--seed N]: at least 20 seconds.\n')
  process.exit(2)
}
const result = await soak({
  realMs,
  scale: isReal ? 1 : 86_400_000 / realMs,
  // In the compressed day connections live four hours, so that each is replaced for its age.
  lifeHours: isReal ? 24 : 4,
  // Two an hour, in either time.
  faultEveryMs: isReal ? 1_800_000 : Math.max(realMs / 48, 2_500),
  sampleEveryMs: Math.max(realMs / 90, 2_000),
  seed: Number(values.seed),
  log: (line) => process.stderr.write(`${line}\n`),
})
mkdirSync(new URL('../../reports', import.meta.url), { recursive: true })
writeFileSync(new URL('../../reports/soak.json', import.meta.url), JSON.stringify(result, undefined, 2))

const { offences, hours, realSeconds, streams, events, gaps, missed, books, connections, slope, margin, heap } = result
const mb = (bytes) => (bytes / 1_048_576).toFixed(2)
const isGrowing = slope - margin > 0
const { resources, sockets, timers, listeners, reachable } = result.left ?? {}
console.log(`
exchange time      ${hours.toFixed(1)} h in ${realSeconds} s, Node ${process.versions.node}
streams, events    ${streams}, ${events}
holes, events told ${gaps}, ${missed}
books compared     ${books}
faults             ${Object.values(result.faults).reduce((sum, count) => sum + count, 0)}: ${Object.entries(
  result.faults,
)
  .map(([name, count]) => `${name} ${count}`)
  .join(', ')}
connections        ${connections}, ${result.attempts} attempts; ${result.worstSecond} frames in the worst second (this process stood still ${result.stalls} times), weight ${result.weight} in the worst minute
heap after GC      ${mb(Math.min(...heap))} to ${mb(Math.max(...heap))} MB over ${heap.length} samples; slope ${slope.toFixed(0)} ± ${margin.toFixed(0)} KiB a day (95 %): ${isGrowing ? 'it grows' : 'not distinguishable from 0'}
left after close() ${sockets} sockets, ${timers} timers, ${listeners?.length} listeners, ${reachable?.length} reachable of what was made, resources [${resources}]; closed in ${result.closeMs} ms, the process ended ${result.lingeredMs} ms later
violations         ${offences.length}${offences.length > 0 ? `: ${offences.slice(0, 5).join('; ')}` : ''}`)
process.exitCode = offences.length > 0 || isGrowing ? 1 : 0
