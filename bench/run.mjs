/** Measures all clients in turn on the same frames from the same server, and prints ratios to the bare socket with JSON.parse. */
import { execFileSync, fork, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'

const here = (path) => new URL(path, import.meta.url).pathname
const option = (name, usual) =>
  Number(process.argv.find((each) => each.startsWith(`--${name}=`))?.split('=')[1] ?? usual)
const rounds = option('rounds', 5)
const messages = option('messages', 300_000)
const only = process.argv.filter((each) => !each.startsWith('-')).slice(2)

if (!existsSync(here('node_modules'))) execFileSync('npm', ['ci', '--silent'], { cwd: here('.'), stdio: 'inherit' })
if (!existsSync(here('../dist/index.js')))
  execFileSync('npm', ['run', 'build', '--silent'], { cwd: here('..'), stdio: 'inherit' })

const all = ['ws-count', 'ws-parse', 'tickwire', 'tickwire-unchecked', 'binance', 'binance-spot']
const names = only.length > 0 ? ['ws-parse', ...only] : all
const server = fork(here('server.mjs'), [String(messages)])
const port = await new Promise((resolve) => server.once('message', resolve))

const results = new Map(names.map((name) => [name, []]))
for (let round = 1; round <= rounds; round += 1) {
  for (const name of names) {
    const result = await measure(name)
    results.get(name).push(result)
    process.stderr.write(
      `round ${round}: ${name} ${result.cpuUs.toFixed(2)} µs a message, ${result.perSecond} messages a second\n`,
    )
  }
}
server.kill()

function measure(name) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [here('client.mjs'), name, `ws://127.0.0.1:${port}`, String(messages)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let text = ''
    child.stdout.on('data', (data) => {
      text += data
    })
    // A client that loses frames never gets to its end.
    const timer = setTimeout(() => child.kill('SIGKILL'), 180_000)
    child.on('close', () => {
      clearTimeout(timer)
      try {
        resolve(JSON.parse(text.slice(text.lastIndexOf('{'))))
      } catch {
        reject(new Error(`${name} printed no result`))
      }
    })
  })
}

const sorted = (values) => [...values].sort((a, b) => a - b)
const median = (values) => sorted(values)[Math.floor(values.length / 2)]
const range = (values, digits) =>
  `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)})`
const base = results.get('ws-parse')
/** Round by round, so that a machine whose speed drifts does not lie. */
const ratios = (own, of) => own.map((result, i) => of(result, base[i]))

const rows = names.map((name) => {
  const own = results.get(name)
  return {
    client: name,
    'CPU µs a message': range(
      own.map((each) => each.cpuUs),
      2,
    ),
    'CPU ratio to ws + JSON.parse': range(
      ratios(own, (mine, bare) => bare.cpuUs / mine.cpuUs),
      2,
    ),
    'messages a second': median(own.map((each) => each.perSecond)).toFixed(0),
    'throughput ratio': range(
      ratios(own, (mine, bare) => mine.perSecond / bare.perSecond),
      2,
    ),
    'RSS MB': median(own.map((each) => each.rssMb)),
  }
})
const columns = Object.keys(rows[0])
const version = (path) => JSON.parse(readFileSync(here(path), 'utf8')).version
const versions = {
  tickwire: version('../package.json'),
  ws: version('../node_modules/ws/package.json'),
  binance: version('node_modules/binance/package.json'),
  '@binance/spot': version('node_modules/@binance/spot/package.json'),
}
const table = [
  `| ${columns.join(' | ')} |`,
  `|${columns.map(() => '---').join('|')}|`,
  ...rows.map((row) => `| ${columns.map((column) => row[column]).join(' | ')} |`),
].join('\n')
const about = `${messages} messages a run, ${rounds} rounds, interleaved; medians (min–max). Node ${process.versions.node}, ${cpus().length} × ${cpus()[0].model}. ${Object.entries(
  versions,
)
  .map(([name, each]) => `${name} ${each}`)
  .join(', ')}.`
process.stdout.write(`${about}\n\n${table}\n`)
mkdirSync(here('../reports'), { recursive: true })
writeFileSync(
  here('../reports/bench.json'),
  JSON.stringify({ about, results: Object.fromEntries(results) }, undefined, 2),
)
