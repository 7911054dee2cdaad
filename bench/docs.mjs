/** Writes what was measured into the documentation: `docs/performance.json` is the data, the rest is made of it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { chart } from './report/chart.mjs'
import { number, range, table } from './report/format.mjs'
import { mustTable } from './report/musts.mjs'
import { tableOf } from './report/tables.mjs'

const root = new URL('../', import.meta.url)
const read = (path) => readFileSync(new URL(path, root), 'utf8')
const data = 'docs/performance.json'

const clean = (label) => label.replaceAll('`', '')

function drawing({ parts: { throughput } }) {
  const rows = throughput.rows.filter(({ mix }) => mix === 'full')
  const bars = rows
    .toSorted((a, b) => a.cpuUs.median - b.cpuUs.median)
    .map(({ key, label, cpuUs: { median, min, max } }) => ({
      label: clean(label),
      value: median,
      min,
      max,
      isOurs: key.startsWith('tickwire'),
      note: `${number(median)} µs`,
    }))
  const subtitle = `Whole process, the same mixed market for all, as fast as it reads; median, least and most of ${throughput.rounds} rounds. Node ${throughput.node}.`
  return chart('CPU time a message', subtitle, bars)
}

function platform({ machine: { cores, cpu, memoryGb, os }, versions }) {
  const names = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return `${cores} cores of ${cpu}, ${memoryGb} GB, ${os}. ${names.join(', ')}.`
}

/** The few rows that the README shows. */
function brief({ parts: { throughput } }) {
  const keys = ['ws-parse', 'tickwire', 'tickwire-unchecked', 'binance', 'binance-beautified', 'binance-spot', 'ccxt']
  const rows = keys.map((key) => throughput.rows.find((row) => row.key === key))
  return table(
    ['client', 'CPU µs a message', 'throughput beside `ws` + `JSON.parse`, median (min–max)'],
    rows.map(({ key, label, cpuUs, toParse }) => [
      label,
      number(cpuUs.median, 1),
      key === 'ws-parse' ? '1' : range(toParse.throughput),
    ]),
  )
}

/** Every document with what stands between its marks, by path. */
export function documents(measured = JSON.parse(read(data))) {
  const { parts } = measured
  const sections = {
    platform: platform(measured),
    musts: mustTable(parts),
    ...Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, tableOf(name, part)])),
  }
  return {
    'docs/performance.svg': drawing(measured),
    'docs/performance.md': filled('docs/performance.md', sections),
    'README.md': filled('README.md', { brief: brief(measured) }),
  }
}

function filled(path, sections) {
  let page = read(path)
  for (const [name, text] of Object.entries(sections)) {
    const [begin, end] = [`<!-- bench: ${name} -->`, `<!-- end of ${name} -->`]
    const [from, to] = [page.indexOf(begin), page.indexOf(end)]
    if (from < 0 || to < from) throw new Error(`${path} has no place for ${name}.`)
    page = `${page.slice(0, from + begin.length)}\n${text}\n${page.slice(to)}`
  }
  return page
}

/** Keeps what was measured; parts that were not stay as they were. */
export function write(measured) {
  let kept = { parts: {} }
  try {
    kept = JSON.parse(read(data))
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
  const all = measured ? { ...measured, parts: { ...kept.parts, ...measured.parts } } : kept
  if (measured) writeFileSync(new URL(data, root), `${JSON.stringify(all, shortened, 1)}\n`)
  for (const [path, text] of Object.entries(documents(JSON.parse(JSON.stringify(all, shortened)))))
    writeFileSync(new URL(path, root), text)
}

/** Five figures say all there is to say. */
const shortened = (_, value) =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value

if (process.argv[1] === new URL(import.meta.url).pathname) write()
