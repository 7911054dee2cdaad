/** What all parts share: the server in its process, clients in theirs, and what is made of their figures. */
import { execFileSync, fork, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'

export const here = (path) => new URL(path, import.meta.url).pathname

/** The server; `serve` says how the next client is served, `result` is what it has to tell when it is done. */
export async function startServer() {
  const child = fork(here('server.mjs'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const told = (kind) =>
    new Promise((resolve) => {
      const listener = (message) => {
        if (message.kind !== kind) return
        child.off('message', listener)
        resolve(message)
      }
      child.on('message', listener)
    })
  const { port } = await told('listening')
  return {
    url: `ws://127.0.0.1:${port}`,
    async serve(order) {
      const ready = told('ready')
      child.send(order)
      await ready
    },
    result: async () => (await told('result')).result,
    stop: () => child.kill(),
  }
}

/** Runs a script in a process of its own; resolves to the JSON it prints last. */
export function run(script, given, { execPath = process.execPath, flags = [], limitMs = 180_000 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(execPath, [...flags, here(script), JSON.stringify(given)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    let errors = ''
    child.stdout.on('data', (data) => {
      text += data
    })
    child.stderr.on('data', (data) => {
      errors = (errors + data).slice(-2_000)
    })
    // A client that loses frames never gets to its end.
    const timer = setTimeout(() => child.kill('SIGKILL'), limitMs)
    child.on('close', () => {
      clearTimeout(timer)
      try {
        resolve(JSON.parse(text.slice(text.lastIndexOf('\n{') + 1)))
      } catch {
        reject(new Error(`${script} ${JSON.stringify(given)} printed no result. ${errors}`))
      }
    })
  })
}

const sorted = (values) => [...values].sort((a, b) => a - b)

/** Median, least and greatest. */
export function spread(values) {
  const list = sorted(values)
  return { median: list[Math.floor(list.length / 2)], min: list[0], max: list.at(-1) }
}

/** The ratio of two lists, round by round, so that a machine whose speed drifts does not lie. */
export const ratios = (of, to) => spread(of.map((value, i) => value / to[i]))

export const quantile = (values, share) => {
  const list = sorted(values)
  return list[Math.min(list.length - 1, Math.floor(list.length * share))]
}

export const say = (text) => process.stderr.write(`${text}\n`)

const version = (path) => JSON.parse(readFileSync(here(path), 'utf8')).version

/** Of everything that is measured. */
export const versions = () => ({
  tickwire: version('../package.json'),
  ws: version('../node_modules/ws/package.json'),
  ...Object.fromEntries(
    Object.keys(JSON.parse(readFileSync(here('package.json'), 'utf8')).dependencies).map((name) => [
      name,
      version(`node_modules/${name}/package.json`),
    ]),
  ),
})

/** The machine, without its name. */
export const machine = () => ({
  cores: cpus().length,
  cpu: cpus()[0].model.trim(),
  memoryGb: Math.round(totalmem() / 2 ** 30),
  os: process.platform,
})

/** Of other programs as well: processes that wanted a core, over the last minute. */
export const load = () => Number(loadavg()[0].toFixed(2))

/** The path of another version of Node, fetched by its package where it is not there. */
export function nodePath(major) {
  const args = ['-y', '-p', `node@${major}`, 'node', '-p', 'process.execPath']
  return execFileSync('npx', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
}
