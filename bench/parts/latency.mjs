/** From the server's write to the user's callback, at a pace: one monotonic clock for both processes, as of one machine. */
import { streamsOf } from '../frames.mjs'
import { quantile, run, say, spread, startServer } from '../harness.mjs'

const rates = [20_000, 50_000]
const clients = [
  { key: 'ws-count', label: '`ws`, counting' },
  { key: 'ws-parse', label: '`ws` + `JSON.parse`' },
  { key: 'tickwire', label: 'tickwire' },
]
const quantiles = { p50: 0.5, p99: 0.99, p999: 0.999 }

/** @param seconds of each run; the first third is for the compiler */
export async function measure({ rounds, seconds = 3 }) {
  const server = await startServer()
  const rows = []
  for (const rate of rates) {
    const results = Object.fromEntries(clients.map(({ key }) => [key, []]))
    for (let round = 1; round <= rounds; round += 1) {
      for (const { key } of clients) {
        const need = rate * seconds
        await server.serve({ mode: 'pace', need, streams: streamsOf('full'), rate })
        const sent = server.result()
        const { arrivedAt } = await run('timed-client.mjs', { name: key, url: server.url, mix: 'full', count: need })
        const { sentAt } = await sent
        const waits = arrivedAt.slice(need / 3).map((at, i) => (at - sentAt[need / 3 + i]) * 1_000)
        const result = Object.fromEntries(
          Object.entries(quantiles).map(([name, share]) => [name, quantile(waits, share)]),
        )
        // What was really written, for a busy machine keeps no pace.
        result.rate = Math.round((need - 1) / ((sentAt.at(-1) - sentAt[0]) / 1_000))
        results[key].push(result)
        say(
          `latency ${round}/${rounds} ${rate} a second, ${key}: ${Object.keys(quantiles).map((name) => `${name} ${result[name].toFixed(0)} µs`)}`,
        )
      }
    }
    for (const { key, label } of clients) rows.push(rowOf(rate, key, label, results))
  }
  server.stop()
  return { rounds, seconds, rows }
}

function rowOf(rate, key, label, results) {
  const bare = results['ws-count']
  const own = results[key]
  const list = (name) => own.map((each) => each[name])
  return {
    rate,
    key,
    label,
    ...Object.fromEntries(Object.keys(quantiles).map((name) => [name, spread(list(name))])),
    written: spread(list('rate')),
    /** Beside the bare socket of the same round. */
    p50More: spread(own.map(({ p50 }, i) => p50 - bare[i].p50)),
    p99Ratio: spread(own.map(({ p99 }, i) => p99 / bare[i].p99)),
    p999Ratio: spread(own.map(({ p999 }, i) => p999 / bare[i].p999)),
  }
}
