/** The command: runs seeds, and of a failing one prints the shortest log that fails. */
import { run, type Scenario, scenarioOf } from './days'
import { shortest } from './shrink'

export { run, scenarioOf } from './days'
export { found } from './found'
export { shortest } from './shrink'

const usage = `simulate [--seed N] [--seeds COUNT] [--days D] [--minutes M] [--fresh] [--script JSON] [--hash] [--log LINES]
  --seed N       the first seed (1)
  --seeds COUNT  so many seeds from there on (1)
  --days D       days of each (2)
  --minutes M    goes on with further seeds until so many minutes are over: a night is 480
  --fresh        begins at a random seed, which is printed
  --script JSON  plays what a failure printed, instead of a seed
  --hash         prints the hash of each run
  --log LINES    prints the newest lines of what crossed the client's border in a failing run (40)`

const day = 86_400_000

export async function main(args: readonly string[], print: (line: string) => void): Promise<number> {
  const has = (name: string) => args.includes(`--${name}`)
  const value = (name: string) => args[args.indexOf(`--${name}`) + 1]
  const number = (name: string, usual: number) => (has(name) ? Number(value(name)) : usual)
  const strange = args.find((arg) => arg.startsWith('--') && !usage.includes(`  ${arg} `))
  const days = number('days', 2)
  const kept = number('log', 40)
  const first = has('fresh') ? Math.floor(Math.random() * 2 ** 31) : number('seed', 1)
  const count = number('seeds', has('minutes') ? Number.POSITIVE_INFINITY : 1)
  if (strange || has('help') || [days, kept, first, count].some(Number.isNaN)) {
    print(usage)
    return 2
  }
  if (has('script')) return report(JSON.parse(value('script') as string) as Scenario, 'the script', kept, print)
  const began = performance.now()
  const cpu = process.cpuUsage()
  const until = began + number('minutes', Number.POSITIVE_INFINITY) * 60_000
  let simulated = 0
  let seed = first
  for (; seed < first + count && performance.now() < until; seed += 1) {
    const scenario = scenarioOf(seed, days)
    const { offences, hash, tookMs } = await run(scenario)
    simulated += tookMs / day
    if (has('hash')) print(`seed ${seed}: ${hash}`)
    if (offences.length > 0) return report(scenario, `seed ${seed}, ${days} days`, kept, print)
  }
  const ms = performance.now() - began
  const { user, system } = process.cpuUsage(cpu)
  const each = `${(ms / simulated).toFixed(1)} ms each, ${((user + system) / 1_000 / simulated).toFixed(1)} of them at work`
  const range = seed - 1 > first ? `seeds ${first} to ${seed - 1}` : `seed ${first}`
  print(`${range}: ${simulated.toFixed(0)} days, ${each}; no promise was broken.`)
  return 0
}

/** Plays it, and where it fails prints what is left when all that does not matter is taken out. */
async function report(scenario: Scenario, what: string, kept: number, print: (line: string) => void): Promise<number> {
  const { offences } = await run(scenario)
  if (offences.length === 0) {
    print(`${what}: no promise was broken.`)
    return 0
  }
  print(`${what}: ${offences[0]}`)
  const least = await shortest(scenario)
  const { offences: left, lines, hash } = await run(least, kept)
  for (const line of lines.slice(-kept)) print(`  ${line}`)
  for (const offence of left.slice(0, 5)) print(`✗ ${offence}`)
  print(`${least.script.length} of ${scenario.script.length} acts are left (${hash}):`)
  print(`npm run simulate -- --script '${JSON.stringify(least)}'`)
  return 1
}
