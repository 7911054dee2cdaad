/** One client, one case: a fresh exchange, a proxy before it, and the client in a process of its own. */
import { fork } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLocalExchange } from '../../dist/testing.js'
import { judge } from './judge.mjs'

const symbols = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT']
/** How long it is watched at least after the fault, and after it is back. */
const leastMs = 5_000
const afterMs = 3_000
/** What is on its way when the count is made. */
const settleMs = 1_500
/** How long a closed client may keep its process. */
export const closingMs = 40_000

/**
 * @param name of a file in `clients`
 * @param patienceMs how long the client may take to come back
 */
export async function trial(name, aCase, { createTcpProxy, patienceMs }) {
  const exchange = await createLocalExchange({
    historyMs: 0,
    symbols: 3,
    ordersPerSecond: 40,
    recordLimit: 1_000_000,
    bufferLimit: 64 * 1024 * 1024,
  })
  const proxy = await createTcpProxy({ target: exchange.port })
  const log = []
  const dialled = []
  const newest = new Map()
  const counts = new Map()
  let stoppedAt
  let exit
  let errors = ''
  const world = { exchange, proxy, later: (ms, act) => setTimeout(act, ms) }
  if (aCase.isAtStart) {
    log.push(['fault'])
    await aCase.begin(world)
  }

  const file = new URL('client.mjs', import.meta.url).pathname
  const child = fork(file, [name, `ws://127.0.0.1:${proxy.port}`, exchange.restUrl, ...symbols], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  child.stderr.on('data', (data) => {
    errors = (errors + data).slice(-4_000)
  })
  child.on('error', () => {})
  const ended = new Promise((resolve) =>
    child.on('exit', (code, signal) => {
      exit = { code, signal, at: Date.now() }
      resolve()
    }),
  )
  const marks = {}
  child.on('message', ([kind, ...rest]) => {
    if (kind === 'dialled') dialled.push(rest[0])
    else if (kind === 'ready' || kind === 'closed') marks[kind] = rest[0]
    else {
      log.push([kind, ...rest])
      if (kind === 'stopped') stoppedAt = Date.now()
      if (kind === 'trade' && symbols.includes(rest[0])) {
        newest.set(rest[0], Math.max(Number(rest[1]), newest.get(rest[0]) ?? 0))
        counts.set(rest[0], (counts.get(rest[0]) ?? 0) + 1)
      }
    }
  })
  /** Resolves when it holds, when the client is gone or when time is up. */
  const until = async (holds, ms) => {
    for (const from = Date.now(); Date.now() - from < ms; await sleep(50)) {
      if (holds()) return true
      if (exit) return false
    }
    return false
  }
  const lastIds = () =>
    new Map(symbols.map((symbol) => [symbol, exchange.market.instruments.get(symbol).trades.last.id]))
  const result = { client: name }

  try {
    await until(() => marks.ready !== undefined, 30_000)
    if (!aCase.isAtStart && !(await until(() => symbols.every((symbol) => counts.get(symbol) >= 5), 30_000)))
      return { ...result, failure: 'never started', errors }
    // How much is said, for those who throttle it.
    const { bytes, fromMs } = { bytes: sentBytes(exchange), fromMs: exchange.record.connections[0]?.openedAt }
    world.bytesPerSecond = fromMs === undefined ? 0 : (bytes * 1_000) / (exchange.now() - fromMs)

    const from = Date.now()
    if (!aCase.isAtStart) {
      log.push(['fault'])
      await aCase.begin(world)
    }
    if (aCase.isClosing) {
      child.send('close')
      await Promise.race([ended, sleep(closingMs)])
      result.closedMs = marks.closed && marks.closed - from
      result.endedMs = exit && exit.at - from
    } else {
      // A client that stands still now is broken by the fault; one that goes on was not.
      await Promise.race([ended, sleep(aCase.forMs ?? 0)])
      await aCase.end?.(world)
      const mendedAt = Date.now()
      const mark = lastIds()
      const isBack = () => symbols.every((symbol) => newest.get(symbol) > mark.get(symbol))
      result.isStopped = stoppedAt !== undefined
      if (result.isStopped) child.send('resume')
      await until(isBack, patienceMs)
      if (isBack()) result.backMs = Date.now() - mendedAt
      await until(() => false, Math.max(afterMs, leastMs - (Date.now() - mendedAt)))
      result.outageMs = (result.backMs === undefined ? Date.now() : mendedAt + result.backMs) - from
      result.attempts = dialled.filter((at) => at >= from).length
      // In the time that is the same for all: until it was mended, or 8 s.
      const untilAt = Math.max(mendedAt, from + 8_000)
      result.attemptsInFault = dialled.filter((at) => at >= from && at <= untilAt).length
      result.faultMs = untilAt - from
      if (aCase.retryAfterMs !== undefined) {
        const [first] = exchange.record.refusals
        const { attempts } = exchange.record
        result.tooEarly = attempts.filter((at) => first && at > first.at && at < first.at + aCase.retryAfterMs).length
      }
      const last = lastIds()
      await until(() => false, settleMs)
      const sent = new Map(
        symbols.map((symbol) => [symbol, pricesOf(exchange.record.sent(`${symbol.toLowerCase()}@trade`))]),
      )
      Object.assign(result, judge(log.slice(), sent, last))
    }
    const { connections } = exchange.record
    result.worstSecond = exchange.record.worstSecond()
    result.cutOff = connections.filter(({ closeCode }) => closeCode === 1_008).length
    result.connections = connections.length
    result.told = log.filter(([kind]) => kind === 'told' || kind === 'stopped').length
    if (exit && !(aCase.isClosing && exit.code === 0)) result.crashed = firstLine(errors) ?? `exit ${exit.code}`
    return result
  } finally {
    if (!exit) child.kill('SIGKILL')
    await ended
    await proxy.close()
    await exchange.close()
  }
}

const pricesOf = (payloads) =>
  new Map(
    payloads.map((payload) => {
      const { t, p } = JSON.parse(payload)
      return [t, p]
    }),
  )

const sentBytes = ({ record }) =>
  symbols.reduce(
    (sum, symbol) =>
      sum + record.sent(`${symbol.toLowerCase()}@trade`).reduce((all, { length }) => all + length + 45, 0),
    0,
  )

/** What a process said when it died. */
const firstLine = (text) => /^\s*\w*(?:Error|rejection)[^\n]*$/m.exec(text)?.[0].trim().slice(0, 120)
