/** Runs the parts of the bench, or those that are named, one after the other, and prints their tables; `--write` keeps them in docs. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { write } from './docs.mjs'
import { here, load, machine, say, versions } from './harness.mjs'
import { tables } from './report/tables.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    /** Measured messages of a run of throughput. */
    messages: { type: 'string', default: '200000' },
    /** Clients of throughput, by name; the bare socket with JSON.parse is among them always. */
    only: { type: 'string', multiple: true, default: [] },
    /** The long run of ten million messages, rather than of three. */
    full: { type: 'boolean', default: false },
    /** Keeps what was measured in docs/performance.json, and what is made of it. */
    write: { type: 'boolean', default: false },
  },
})

const names = ['throughput', 'latency', 'memory', 'micro', 'book', 'browser', 'imports', 'captures', 'sizes', 'nodes']
for (const name of positionals) if (!names.includes(name)) fail(`No part '${name}'; known: ${names.join(', ')}.`)
const [rounds, messages] = [Number(values.rounds), Number(values.messages)]
if (!(Number.isInteger(rounds) && rounds > 0 && messages > 0)) fail('--rounds and --messages are numbers above zero.')
if (values.write && values.only.length > 0) fail('--write keeps whole tables only: leave out --only.')

const isInstalled = (name) => existsSync(here(`node_modules/${name}/package.json`))
if (!Object.keys(JSON.parse(readFileSync(here('package.json'), 'utf8')).dependencies).every(isInstalled))
  execFileSync('npm', ['ci', '--silent'], { cwd: here('.'), stdio: 'inherit' })

const parts = {}
const failed = []
for (const name of positionals.length > 0 ? positionals : names) {
  const { measure } = await import(`./parts/${name}.mjs`)
  const before = load()
  const startedAt = Date.now()
  let figures
  try {
    figures = await measure({ rounds, messages, only: values.only, isFull: values.full })
  } catch (error) {
    // The other parts are worth having all the same.
    say(`${name}: ${error.stack}`)
    failed.push(name)
  }
  // What it needs is not there; it has said so.
  if (!figures) continue
  const minutes = Number(((Date.now() - startedAt) / 60_000).toFixed(1))
  const date = new Date().toISOString().slice(0, 10)
  parts[name] = { date, node: process.versions.node, load: [before, load()], minutes, ...figures }
  say(`${name}: ${minutes} minutes`)
}
const measured = { machine: machine(), versions: versions(), parts }
process.stdout.write(`${tables(measured)}\n`)
mkdirSync(here('../reports'), { recursive: true })
writeFileSync(here('../reports/bench.json'), JSON.stringify(measured, undefined, 2))
if (values.write) write(measured)
// A part that failed may have left its server behind.
if (failed.length > 0) fail(`Failed: ${failed.join(', ')}.`)

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}
