/** What the project set itself, beside what was reached. */
import { number, table } from './format.mjs'

const row = (part, key) => part?.rows?.find((each) => each.key === key)
const nodeRow = (parts, major, key) =>
  row(
    parts.nodes?.versions.find(({ node }) => node.startsWith(`${major}.`)),
    key,
  )
const latency = (parts, rate) => parts.latency?.rows.find((each) => each.rate === rate && each.key === 'tickwire')
const tickwire = (parts) => row(parts.throughput, 'tickwire')
const size = (key) => (parts) => row(parts.sizes, key)?.bytes / 1_000
const books = (parts, key) => row(parts.book, key)

const times = (value) => `${number(value)} ×`
/** Throughput beside another's, and the same by CPU time: on a machine that is shared the second is the steadier one. */
const speed = (figures) => ({
  show: times,
  of: (parts) => figures(parts)?.throughput?.median,
  byCpu: (parts) => figures(parts)?.cpu?.median,
})
const peer = (key) => speed((parts) => row(parts.throughput, key)?.tickwireTo)
const unit = (name) => (value) => `${number(value)} ${name}`

/** `least`: at least so much; `most`: at most. `goal` is what is reached for. */
const musts = [
  {
    what: 'throughput of validated events, whole mix, to `ws` + `JSON.parse`',
    least: 1.5,
    goal: 2,
    ...speed((parts) => tickwire(parts)?.toParse),
  },
  {
    what: '… Node 22',
    least: 1.3,
    goal: 1.8,
    ...speed((parts) => nodeRow(parts, 22, 'tickwire')?.toParse),
  },
  {
    what: '… Node 24',
    least: 1.3,
    goal: 1.8,
    ...speed((parts) => nodeRow(parts, 24, 'tickwire')?.toParse),
  },
  {
    what: '… small messages only',
    least: 1.2,
    goal: 1.6,
    ...speed((parts) => row(parts.throughput, 'tickwire-small')?.toParse),
  },
  {
    what: 'CPU a message to `ws` counting',
    most: 3.2,
    goal: 2.4,
    show: times,
    of: (parts) => 1 / tickwire(parts)?.toCount.cpu?.median,
  },
  { what: 'throughput to `@binance/spot`', least: 7, goal: 11, ...peer('binance-spot') },
  { what: 'throughput to `ccxt`', least: 8, goal: 13, ...peer('ccxt') },
  { what: 'throughput to `binance`, beautified', least: 3.5, goal: 5.5, ...peer('binance-beautified') },
  { what: 'throughput to `binance-api-node`', least: 2.5, goal: 3.7, ...peer('binance-api-node') },
  {
    what: 'latency at 20,000 a second: p50 above `ws` counting',
    most: 25,
    goal: 10,
    show: unit('µs'),
    of: (parts) => latency(parts, 20_000)?.p50More.median,
  },
  {
    what: '… p99 to `ws` counting',
    most: 1.5,
    goal: 1.2,
    show: times,
    of: (parts) => latency(parts, 20_000)?.p99Ratio.median,
  },
  {
    what: 'latency at 50,000 a second: p50 above `ws` counting',
    most: 25,
    goal: 10,
    show: unit('µs'),
    of: (parts) => latency(parts, 50_000)?.p50More.median,
  },
  {
    what: '… p99 to `ws` counting',
    most: 1.5,
    goal: 1.2,
    show: times,
    of: (parts) => latency(parts, 50_000)?.p99Ratio.median,
  },
  {
    what: 'another shape: throughput to `ws` + `JSON.parse`',
    least: 0.75,
    goal: 0.9,
    ...speed((parts) => row(parts.throughput, 'tickwire-changed')?.toParse),
  },
  {
    what: 'text → book, time to `JSON.parse` alone',
    most: 0.9,
    goal: 0.6,
    show: times,
    of: (parts) => books(parts, 'tickwire')?.toParse.median,
  },
  {
    what: 'text → book, `ccxt` to tickwire',
    least: 8,
    goal: 13,
    show: times,
    of: (parts) => books(parts, 'ccxt')?.toTickwire.median,
  },
  {
    what: 'text → book, `tardis-dev` to tickwire',
    least: 3.5,
    goal: 5.5,
    show: times,
    of: (parts) => books(parts, 'tardis-dev')?.toTickwire.median,
  },
  { what: 'best bid and ask read', most: 50, goal: 20, show: unit('ns'), of: (parts) => parts.book?.bestNs.median },
  {
    what: 'heap of a further subscription',
    most: 400,
    goal: 320,
    show: unit('B'),
    of: (parts) => parts.memory?.subscription.median,
  },
  {
    what: 'heap of an idle feed over a bare `ws`',
    most: 12,
    goal: 5,
    show: unit('kB'),
    of: (parts) => (parts.memory?.idleFeed.median - parts.memory?.idleSocket.median) / 1_000,
  },
  {
    what: 'heap after ten times as many messages',
    most: 1.05,
    goal: 1.02,
    show: times,
    of: (parts) => parts.memory?.long.median,
  },
  { what: 'a kept price', most: 100, goal: 80, show: unit('B'), of: (parts) => parts.memory?.keptPrice.median },
  { what: 'size: `createFeed` + `trades`', most: 9, goal: 6, show: unit('kB'), of: size('trades') },
  { what: 'size: … six kinds of events', most: 11, goal: 8, show: unit('kB'), of: size('six') },
  { what: 'size: … and order books', most: 13, goal: 10, show: unit('kB'), of: size('book') },
  { what: 'size: script-tag build', most: 20, goal: 16, show: unit('kB'), of: size('global') },
  {
    what: 'Chromium: throughput to the native socket counting',
    least: 0.9,
    goal: 0.97,
    show: times,
    of: (parts) => row(parts.browser, 'tickwire')?.toCount.median,
  },
  {
    what: 'Chromium: decoding to `JSON.parse` + mapping, main thread',
    most: 0.8,
    goal: 0.55,
    show: times,
    of: (parts) => parts.browser?.decodeRatio.median,
  },
  {
    what: 'import time over `ws`',
    most: 25,
    goal: 10,
    show: unit('ms'),
    of: (parts) => row(parts.imports, 'tickwire')?.overWs.median,
  },
  {
    what: 'decoding of any recorded frame',
    most: 1,
    goal: 1,
    show: unit('ms'),
    of: (parts) => parts.captures?.best.max.median / 1_000,
  },
]

/** A table of what was measured of it. */
export function mustTable(parts) {
  const rows = musts.flatMap(({ what, least, most, goal, show, of, byCpu }) => {
    const value = of(parts)
    if (value === undefined || Number.isNaN(value)) return []
    const bound = least ?? most
    const meets = (limit) => (least === undefined ? value <= limit : value >= limit)
    const sign = least === undefined ? '≤' : '≥'
    const verdict = meets(goal) ? 'reached, and what was reached for' : meets(bound) ? 'reached' : '**falls short**'
    const cpu = byCpu ? `; by CPU ${show(byCpu(parts))}` : ''
    return [[what, `${sign} ${show(bound)}`, `${sign} ${show(goal)}`, `${show(value)}${cpu}`, verdict]]
  })
  return table(['', 'must', 'reach for', 'measured', ''], rows)
}
