/** Decoding alone, by kind of event, beside JSON.parse of the same payloads. */
import { build } from 'esbuild'
import { makers } from '../../scripts/channels.mjs'
import { here, ratios, run, say, spread } from '../harness.mjs'

/** Those of the mix share a process, as they do in a client. */
const mix = [
  { maker: 'bookTicker', args: ['BTCUSDT'] },
  { maker: 'trades', args: ['BTCUSDT'] },
  { maker: 'aggTrades', args: ['BTCUSDT'] },
  { maker: 'depth', args: ['BTCUSDT', { speed: 100 }] },
  { maker: 'klines', args: ['BTCUSDT', '1m'] },
  { maker: 'ticker', args: ['BTCUSDT'] },
]

export async function measure({ rounds }) {
  const examples = await loadExamples()
  const own = new Set(mix.map(({ maker }) => maker))
  const others = makers
    .filter(({ maker }) => !own.has(maker) && examples[maker])
    .map(({ maker, args }) => ({ maker, args, example: examples[maker][0] }))
  const rows = []
  for (const kinds of [mix, ...others.map((kind) => [kind])]) {
    const { results } = await run('micro-client.mjs', { kinds, rounds: Math.max(rounds, 5) })
    for (const { maker, bytes, slow, decodeNs, parseNs } of results) {
      const row = { maker, bytes, slow, decodeNs: spread(decodeNs), parseNs: spread(parseNs) }
      rows.push({ ...row, ratio: ratios(decodeNs, parseNs), inMix: own.has(maker) })
      say(`micro ${maker}: ${row.decodeNs.median.toFixed(0)} ns, JSON.parse ${row.parseNs.median.toFixed(0)} ns`)
    }
  }
  return { rounds: Math.max(rounds, 5), rows }
}

/** A payload of each kind: those of the tests. */
async function loadExamples() {
  const { outputFiles } = await build({
    entryPoints: [here('../test/support/examples.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
    logLevel: 'warning',
  })
  const { examples } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`)
  return examples
}
