/** Heap: of a subscription, an idle feed, a buffered event, a kept text, a long run. Each in a process of its own. */
import { run, say, spread, startServer } from '../harness.mjs'

const feeds = [5, 45]
const per = ({ heaps }, marks) => (heaps[1] - heaps[0]) / (marks[1] - marks[0])

const measures = (isFull) => [
  { key: 'subscription', name: 'subscriptions', mode: 'each', marks: [100, 900], figure: per },
  { key: 'idleFeed', name: 'idle feed', mode: 'silent', marks: feeds, figure: per },
  { key: 'idleSocket', name: 'idle socket', mode: 'silent', marks: feeds, figure: per },
  { key: 'buffered', name: 'buffered', mode: 'endless', marks: [20_000, 120_000], figure: per },
  { key: 'keptPrice', name: 'kept price', mode: 'endless', marks: [20_000, 120_000], figure: per },
  { key: 'keptLevel', name: 'kept level', mode: 'endless', marks: [5_000, 30_000], figure: per },
  { key: 'keptPriceParsed', name: 'kept price, parsed', mode: 'endless', marks: [20_000, 120_000], figure: per },
  {
    key: 'long',
    name: 'long',
    mode: 'endless',
    marks: isFull ? [1_000_000, 10_000_000] : [300_000, 3_000_000],
    rounds: 1,
    figure: ({ heaps: [early, late] }) => late / early,
  },
  {
    key: 'slow',
    name: 'slow',
    mode: 'endless',
    marks: [5_000, 300_000],
    rounds: 1,
    figure: ({ heaps: [early, late] }) => late - early,
  },
]

export async function measure({ rounds, isFull = false }) {
  const server = await startServer()
  const result = { rounds: Math.min(rounds, 3) }
  for (const { key, name, mode, marks, figure, rounds: own = result.rounds } of measures(isFull)) {
    const figures = []
    let last
    for (let round = 1; round <= own; round += 1) {
      await server.serve({ mode })
      last = await run(
        'memory-client.mjs',
        { name, url: server.url, marks },
        { flags: ['--expose-gc'], limitMs: 600_000 },
      )
      figures.push(figure(last, marks))
      say(`memory ${name}: ${figures.at(-1).toFixed(3)}`)
    }
    result[key] = { ...spread(figures), marks, heaps: last.heaps, ...(last.dropped && { dropped: last.dropped }) }
  }
  server.stop()
  return result
}
