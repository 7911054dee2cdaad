/** A soak: a day of exchange time, or a few, on real sockets; faults all along, the exchange's own record as the judge. */
import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { createLocalExchange, seeded } from '../../dist/testing.js'
import { faults } from './faults.mjs'
import { bookFlaw, isCounted, Produced, StreamJudge } from './judge.mjs'
import { slopeOf } from './slope.mjs'

const here = (path) => new URL(path, import.meta.url).pathname
const hourMs = 3_600_000

/**
 * What a runtime learns of a program counts as its heap, and it learns for hours: with these it knows all it will know of a
 * function when that has run once.
 */
const still = [
  ...['--no-opt', '--no-sparkplug', '--no-lazy-feedback-allocation', '--no-flush-bytecode'],
  '--retain-maps-for-n-gc=0',
]

/** Part of the run after which the heap is looked at. */
const warmUp = 0.25

/** Holes the client remembers of a stream: as many are made at first, so that it forgets one for each that comes. */
const remembered = 200

/** What the client is told, so that its times go with those of the exchange; nothing in real time. */
function tuningFor(scale, lifeMs) {
  if (scale === 1) return { retry: { maxAttempts: Number.POSITIVE_INFINITY } }
  const scaled = (ms, least) => Math.max(Math.round(ms / scale), least)
  const realLifeMs = lifeMs / scale
  return {
    retry: { baseMs: scaled(1_000, 50), capMs: scaled(60_000, 1_000), maxAttempts: 1_000_000 },
    breaker: { cooldownMs: scaled(60_000, 1_000) },
    openTimeoutMs: scaled(10_000, 2_000),
    subscribeTimeoutMs: scaled(5_000, 2_000),
    closeTimeoutMs: scaled(3_000, 1_000),
    probeAfterMs: scaled(30_000, 1_500),
    staleAfterMs: scaled(40_000, 2_500),
    stableAfterMs: scaled(10_000, 500),
    retireAfterMs: scaled(30_000, 500),
    // Of a life, as much as the usual hour and ten minutes are of a day, but for what a machine needs to hand over.
    rotation: {
      beforeMs: 86_400_000 - Math.round(realLifeMs * 0.85),
      jitterMs: Math.round(realLifeMs * 0.05),
      handoverMs: scaled(10_000, 1_000),
    },
  }
}

/**
 * @param options `realMs`: how long it takes; `scale`: how many times faster the exchange ages; `lifeHours`: of a connection,
 * in its time; `faultEveryMs`, `sampleEveryMs`: in real time; `seed` of the faults; `log` is told what happens
 */
export async function soak({ realMs, scale, lifeHours, faultEveryMs, sampleEveryMs, seed = 1, log = () => {} }) {
  const lifeMs = lifeHours * hourMs
  const offences = []
  const offend = (what) => {
    if (offences.length < 50) log(`✗ ${what}`)
    offences.push(what)
  }
  const createTcpProxy = await proxyMaker()
  const exchange = await createLocalExchange({
    historyMs: 0,
    symbols: 6,
    ordersPerSecond: 12,
    timeScale: scale,
    maxAgeMs: lifeMs,
    recordLimit: 20_000,
    tradesKept: 100_000,
    bufferLimit: 64 * 1024 * 1024,
  })
  const proxy = await createTcpProxy({ target: exchange.port })
  const symbols = [...exchange.market.instruments.keys()]
  const realHours = realMs / hourMs
  const options = {
    url: `ws://127.0.0.1:${proxy.port}`,
    restUrl: exchange.restUrl,
    port: proxy.port,
    symbols,
    tuning: tuningFor(scale, lifeMs),
    churnMs: Math.max(faultEveryMs / 3, 500),
  }
  const child = fork(here('client.mjs'), [JSON.stringify(options, (_, value) => value)], {
    execArgv: ['--expose-gc', '--unhandled-rejections=strict', ...still],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let errors = ''
  child.stderr.on('data', (data) => {
    errors = (errors + data).slice(-4_000)
  })
  let exit
  const ended = new Promise((resolve) =>
    child.on('exit', (code, signal) => {
      exit = { code, signal, at: performance.now() }
      resolve()
    }),
  )
  const produced = new Map()
  const judges = new Map()
  /** Of those who began anew. */
  const former = []
  const samples = []
  const books = { compared: 0 }
  let isReady = false
  let final
  const order = (what) => exit || !child.connected || child.send(what)
  const began = performance.now()
  const startedAt = exchange.now()
  /** When this process went on after it had stood still for longer than frames may be bunched by the way. */
  const stalls = []
  let seenAt = began
  const watch = setInterval(() => {
    const now = performance.now()
    if (now - seenAt > 200) stalls.push(exchange.now())
    seenAt = now
  }, 50)

  function judgeOf(feed, stream) {
    const name = `${feed} ${stream}`
    const known = judges.get(name)
    if (known) return known
    const all = produced.get(stream) ?? new Produced(stream, () => exchange.record.sent(stream))
    produced.set(stream, all)
    const judge = new StreamJudge(all, isCounted(stream), (what) => offend(`${name}: ${what}`))
    judges.set(name, judge)
    return judge
  }

  const heard = {
    ready: () => {
      isReady = true
    },
    offence: offend,
    items(items) {
      for (const [feed, stream, key, from, to, worth] of items) {
        if (key === 'anew') {
          former.push(judgeOf(feed, stream))
          judges.delete(`${feed} ${stream}`)
          continue
        }
        const judge = judgeOf(feed, stream)
        if (key === 'gap') judge.gap(from, to)
        else judge.event(key, from, to, worth)
      }
    },
    book(symbol, shown) {
      const flaw = bookFlaw(shown, exchange.market.instruments.get(symbol), exchange.now())
      if (flaw) offend(`the book of ${symbol} at ${shown.updateId}: ${flaw}`)
      books.compared += 1
    },
    sample: ({ heap, rss }) => samples.push({ at: (performance.now() - began) / 1_000, heap, rss }),
    closed: (told) => {
      final = told
    },
  }
  child.on('message', ([what, ...rest]) => heard[what](...rest))
  const until = async (holds, ms) => {
    for (const from = performance.now(); !holds() && !exit && performance.now() - from < ms; ) await sleep(20)
    return holds()
  }

  const counts = {}
  try {
    if (!(await until(() => isReady, 30_000))) throw new Error(`The client did not start: ${errors}`)
    const world = { exchange, proxy, client: order, streams: [], blackened: 0 }
    const random = seeded(seed)
    let turn = []
    const forMs = Math.min(faultEveryMs / 2, scale === 1 ? 15_000 : 1_500)
    const sampler = setInterval(() => order('sample'), sampleEveryMs)
    const teller = setInterval(() => log(progress()), Math.max(realMs / 20, 10_000))
    const progress = () => {
      const [{ heap } = { heap: Number.NaN }] = samples.slice(-1)
      const events = [...former, ...judges.values()].reduce((sum, { delivered }) => sum + delivered, 0)
      const hours = ((performance.now() - began) * scale) / hourMs
      return `${hours.toFixed(1)} h: ${events} events, ${exchange.record.connections.length} connections, ${(heap / 1e6).toFixed(2)} MB, ${offences.length} violations`
    }
    let made = 0
    const maker = setInterval(
      () => {
        if ((made += 1) === remembered) clearInterval(maker)
        // Those that are filled would use up what may be asked of REST.
        const isFilled = (stream) =>
          symbols.slice(0, 2).some((symbol) => stream.startsWith(`${symbol.toLowerCase()}@`) && /trade/i.test(stream))
        for (const stream of produced.keys())
          if (isCounted(stream) && !isFilled(stream)) exchange.faults.hold(stream, 1)
      },
      (realMs * warmUp) / remembered / 1.5,
    )
    while (performance.now() - began < realMs - 4_000 && !exit) {
      await sleep(faultEveryMs * (0.5 + random()) - forMs)
      // Each as often as the others, in another order every time.
      if (turn.length === 0) turn = Object.keys(faults).toSorted(() => random() - 0.5)
      const name = turn.pop()
      counts[name] = (counts[name] ?? 0) + 1
      world.streams = [...produced.keys()]
      await faults[name].begin(world)
      await sleep(forMs)
      await faults[name].end?.(world)
    }
    clearInterval(maker)
    clearInterval(sampler)
    clearInterval(teller)
    // Everything comes through to what was newest when all was well again.
    await until(() => [...judges.values()].every(({ delivered }) => delivered > 0), 10_000)
    await sleep(scale === 1 ? 120_000 : 6_000)
    for (const each of produced.values()) each.pull()
    const marks = new Map(
      [...judges].map(
        ([
          name,
          {
            produced: { end },
          },
        ]) => [name, end],
      ),
    )
    const late = () => [...judges].filter(([name, { next = 0 }]) => next < marks.get(name))
    await until(() => late().length === 0, 10_000)
    for (const [name] of late()) offend(`${name} stands still`)
    order('sample')
    await sleep(300)
    order('close')
    if (!(await until(() => final !== undefined, 30_000))) offend(`close() takes too long ${errors}`)
    const closedAt = performance.now()
    await Promise.race([ended, sleep(10_000)])
    if (!exit) offend('the process does not end')
    else if (exit.code !== 0) offend(`the process ended with ${exit.code ?? exit.signal}: ${errors}`)
    const { record } = exchange
    for (const [what, left] of Object.entries(final?.left ?? {}))
      if (left > 0 || left.length > 0) offend(`left after close(): ${what} ${left}`)
    const crowd = crowded(record, stalls)
    if (crowd) offend(`6 frames in a second at ${Math.round(crowd - startedAt)} ms`)
    // Of lines that nothing passes through any more the exchange gets no pong.
    const silent = record.connections.filter(({ closeReason }) => closeReason === 'Pong timeout')
    if (silent.length > world.blackened) offend(`${silent.length} pings without an answer`)
    if (record.weight.limited + record.weight.banned > 0) offend(`${record.weight.limited} requests too many`)
    if (books.compared === 0) offend('no book was ever compared')
    const sum = (figure) => [...former, ...judges.values()].reduce((all, judge) => all + judge[figure], 0)
    const steady = samples.filter(({ at }) => at > (realMs / 1_000) * warmUp)
    const { slope, margin } = slopeOf(steady.map(({ at, heap }) => [(at * scale) / 86_400, heap / 1_024]))
    return {
      offences,
      hours: realHours * scale,
      realSeconds: Math.round((performance.now() - began) / 1_000),
      streams: judges.size,
      events: sum('delivered'),
      gaps: sum('gaps'),
      missed: sum('missed'),
      books: books.compared,
      faults: counts,
      connections: record.connections.length,
      attempts: record.attempts.length,
      worstSecond: record.worstSecond(),
      stalls: stalls.length,
      weight: record.weight.worst,
      samples,
      /** Of the heap after collection, in KiB a day of exchange time, with half its 95 % interval. */
      slope,
      margin,
      heap: steady.map(({ heap }) => heap),
      closeMs: final?.closeMs,
      lingeredMs: exit && Math.max(0, Math.round(exit.at - closedAt)),
      left: final?.left,
      client: final,
    }
  } finally {
    clearInterval(watch)
    if (!exit) child.kill('SIGKILL')
    await ended
    await proxy.close()
    await exchange.close()
  }
}

/**
 * When a client sent more frames in a second than it may; undefined where none did. Frames that came while this process stood
 * still are read all at once, and nobody knows when they came.
 */
function crowded({ connections }, stalls) {
  for (const { kind, frames } of connections) {
    if (kind !== 'streams') continue
    const times = frames.map(({ at }) => at)
    const found = times.find(
      (at, i) => at - times[i - 5] < 1_000 && !stalls.some((stall) => stall > at - 2_000 && stall <= at + 50),
    )
    if (found !== undefined) return found
  }
  return undefined
}

/** The proxy is that of the tests. */
async function proxyMaker() {
  const folder = await mkdtemp(join(tmpdir(), 'tickwire-soak-'))
  const outfile = join(folder, 'tcp-proxy.mjs')
  try {
    await build({
      entryPoints: [here('../../test/support/tcp-proxy.ts')],
      format: 'esm',
      platform: 'node',
      outfile,
      logLevel: 'error',
    })
    return (await import(pathToFileURL(outfile).href)).createTcpProxy
  } finally {
    await rm(folder, { recursive: true })
  }
}
