/** Every client through every case, some at a time, each in processes of its own; prints the tables, `--write` keeps them in docs/reliability.md. */
import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { cases } from './cases.mjs'
import { tables } from './table.mjs'

const here = (path) => new URL(path, import.meta.url).pathname
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    case: { type: 'string', multiple: true },
    write: { type: 'boolean', default: false },
    /** Trials at a time. */
    lanes: { type: 'string', default: '6' },
    /** How long a client may take to come back, in s; the longest that any of them documents between two attempts is 60. */
    patience: { type: 'string', default: '90' },
  },
})

const packages = {
  tickwire: '../../package.json',
  binance: '../node_modules/binance/package.json',
  'binance-spot': '../node_modules/@binance/spot/package.json',
  'node-binance-api': '../node_modules/node-binance-api/package.json',
  ccxt: '../node_modules/ccxt/package.json',
  partysocket: '../node_modules/partysocket/package.json',
}
if (!Object.values(packages).every((path) => existsSync(here(path))))
  execFileSync('npm', ['ci', '--silent'], { cwd: here('..'), stdio: 'inherit' })
const clients = known(positionals, Object.keys(packages), 'client')
const names = known(values.case ?? [], Object.keys(cases), 'case')
if (values.write && clients.length * names.length < Object.keys(packages).length * Object.keys(cases).length)
  fail('--write keeps whole tables only: leave out clients and --case.')

const temporary = mkdtempSync(join(tmpdir(), 'tickwire-faults-'))
const proxy = join(temporary, 'tcp-proxy.mjs')
await compileProxy()
const startedAt = Date.now()
// The slow ones first, so that nobody waits for them at the end.
const jobs = names
  .toSorted((a, b) => Number(b === 'black hole') - Number(a === 'black hole'))
  .flatMap((name) => clients.map((client) => ({ client, name })))
const results = Object.fromEntries(names.map((name) => [name, {}]))
await Promise.all(Array.from({ length: Number(values.lanes) }, lane))
rmSync(temporary, { recursive: true })

const about = {
  date: new Date().toISOString().slice(0, 10),
  node: process.versions.node,
  machine: `${cpus().length} × ${cpus()[0].model}`,
  patience: Number(values.patience),
  minutes: ((Date.now() - startedAt) / 60_000).toFixed(1),
  versions: clients.map((client) => {
    const { name, version } = JSON.parse(readFileSync(here(packages[client]), 'utf8'))
    return { client, name, version }
  }),
}
const text = tables(names, cases, about, results)
process.stdout.write(`${text}\n`)
mkdirSync(here('../../reports'), { recursive: true })
writeFileSync(here('../../reports/faults.json'), JSON.stringify({ about, results }, undefined, 2))
if (values.write) keep(here('../../docs/reliability.md'), text)

async function lane() {
  for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
    const { client, name } = job
    let result = await run(client, name)
    // A machine that is busy may starve a start; it is no fault of the client.
    if (result.failure) result = await run(client, name)
    results[name][client] = result
    process.stderr.write(`${name}, ${client}: ${JSON.stringify(result)}\n`)
  }
}

/** One trial; its exchange is a process of its own too, so that a client that floods burdens nobody else's. */
function run(client, name) {
  return new Promise((resolve) => {
    const args = [here('job.mjs'), client, name, proxy, values.patience]
    execFile(process.execPath, args, (error, stdout, stderr) =>
      resolve(error ? { client, failure: 'the trial failed', errors: stderr } : JSON.parse(stdout)),
    )
  })
}

/** The proxy is that of the tests. */
async function compileProxy() {
  await build({
    entryPoints: [here('../../test/support/tcp-proxy.ts')],
    format: 'esm',
    platform: 'node',
    outfile: proxy,
    logLevel: 'warning',
  })
}

/** What was asked for, or all; a name that nobody has is an error. */
function known(asked, all, what) {
  for (const each of asked) if (!all.includes(each)) fail(`No ${what} '${each}'; known: ${all.join(', ')}.`)
  return asked.length > 0 ? asked : all
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}

function keep(path, table) {
  const [begin, end] = ['<!-- faults: written by npm run bench:faults -- --write -->', '<!-- end of faults -->']
  const page = readFileSync(path, 'utf8')
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`${path} has no place for the table.`)
  writeFileSync(path, `${page.slice(0, from + begin.length)}\n${table}\n${page.slice(to)}`)
}
