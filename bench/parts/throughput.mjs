/** Throughput and CPU a message of the whole process, each client on the same frames, fed as fast as it reads. */
import { streamsOf } from '../frames.mjs'
import { ratios, run, say, spread, startServer } from '../harness.mjs'

/** What is measured, and which of them it is compared to. `slow` ones get fewer messages. */
export const clients = [
  { key: 'ws-count', label: '`ws`, counting' },
  { key: 'ws-parse', label: '`ws` + `JSON.parse`' },
  { key: 'tickwire', label: 'tickwire' },
  { key: 'tickwire-iterated', label: 'tickwire, by `for await`' },
  { key: 'tickwire-unchecked', label: "tickwire, `validation: 'never'`" },
  { key: 'partysocket', label: '`partysocket` + `JSON.parse`' },
  { key: 'binance', label: '`binance`, raw events' },
  { key: 'binance-beautified', label: '`binance`, beautified' },
  { key: 'tardis-dev', label: '`tardis-dev`, raw events' },
  { key: 'binance-api-node', label: '`binance-api-node`' },
  { key: 'node-binance-api', label: '`node-binance-api`' },
  { key: 'binance-spot', label: '`@binance/spot`', slow: true },
  { key: 'ccxt', label: '`ccxt`', slow: true },
  { key: 'ws-count-small', client: 'ws-count', mix: 'small', label: '`ws`, counting' },
  { key: 'ws-parse-small', client: 'ws-parse', mix: 'small', label: '`ws` + `JSON.parse`' },
  { key: 'tickwire-small', client: 'tickwire', mix: 'small', label: 'tickwire' },
  { key: 'ws-parse-normalised', client: 'ws-parse', mix: 'normalised', label: '`ws` + `JSON.parse`' },
  { key: 'tickwire-normalised', client: 'tickwire', mix: 'normalised', label: 'tickwire' },
  { key: 'tardis-normalised', mix: 'normalised', label: '`tardis-dev`, normalised' },
  { key: 'ws-parse-changed', client: 'ws-parse', reordered: true, label: '`ws` + `JSON.parse`' },
  { key: 'tickwire-changed', client: 'tickwire', reordered: true, label: 'tickwire' },
]

export async function measure({ rounds, only, messages = 200_000, execPath, subset = clients }) {
  const chosen = subset.filter(({ key }) => only.length === 0 || only.includes(key) || key === 'ws-parse')
  const server = await startServer()
  const results = Object.fromEntries(chosen.map(({ key }) => [key, []]))
  for (let round = 1; round <= rounds; round += 1) {
    for (const { key, client = key, mix = 'full', reordered = false, slow = false } of chosen) {
      const count = slow ? messages * 0.4 : messages
      const warm = count / 5
      await server.serve({ mode: 'flood', need: warm + count, streams: streamsOf(mix), reordered })
      const result = await run('client.mjs', { name: client, url: server.url, mix, warm, count }, { execPath })
      results[key].push(result)
      say(`throughput ${round}/${rounds} ${key}: ${result.cpuUs.toFixed(2)} µs, ${result.perSecond} a second`)
    }
  }
  server.stop()
  return { rounds, messages, rows: chosen.map((each) => rowOf(each, results)) }
}

/** A client beside the bare sockets that read the same frames in the same rounds. */
function rowOf({ key, mix = 'full', reordered = false, label }, results) {
  const suffix = mix === 'full' ? (reordered ? '-changed' : '') : `-${mix}`
  const list = (of, figure) => results[of]?.map((each) => each[figure])
  const beside = (other) => ({
    ...(results[other]?.length && {
      cpu: ratios(list(other, 'cpuUs'), list(key, 'cpuUs')),
      throughput: ratios(list(key, 'perSecond'), list(other, 'perSecond')),
    }),
  })
  const handed = list(key, 'handed')?.[0]
  return {
    key,
    label,
    mix: reordered ? 'changed' : mix,
    cpuUs: spread(list(key, 'cpuUs')),
    perSecond: spread(list(key, 'perSecond')),
    rssMb: spread(list(key, 'rssMb')),
    toParse: beside(`ws-parse${suffix}`),
    toCount: beside(`ws-count${mix === 'small' ? '-small' : ''}`),
    // The other way round: how many of it a message of tickwire costs.
    tickwireTo: results[`tickwire${suffix}`] && {
      cpu: ratios(list(key, 'cpuUs'), list(`tickwire${suffix}`, 'cpuUs')),
      throughput: ratios(list(`tickwire${suffix}`, 'perSecond'), list(key, 'perSecond')),
    },
    ...(handed !== undefined && { handed }),
  }
}
