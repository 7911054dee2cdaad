/** What importing takes over importing `ws`, each in a fresh process. */
import { ratios, run, say, spread } from '../harness.mjs'

const imports = [
  { key: 'ws', label: '`ws`', modules: ['../node_modules/ws/wrapper.mjs'] },
  {
    key: 'tickwire',
    label: 'tickwire, with its Binance channels',
    modules: ['../dist/index.js', '../dist/binance.js'],
  },
  {
    key: 'tickwire-book',
    label: '… and order books',
    modules: ['../dist/index.js', '../dist/binance.js', '../dist/book.js'],
  },
  { key: 'partysocket', label: '`partysocket` and `ws`', modules: ['../node_modules/ws/wrapper.mjs', 'partysocket'] },
  { key: 'binance', label: '`binance`', modules: ['binance'] },
  { key: 'binance-spot', label: '`@binance/spot`', modules: ['@binance/spot'] },
  { key: 'binance-api-node', label: '`binance-api-node`', modules: ['binance-api-node'] },
  { key: 'node-binance-api', label: '`node-binance-api`', modules: ['node-binance-api'] },
  { key: 'tardis-dev', label: '`tardis-dev`', modules: ['tardis-dev'] },
  { key: 'ccxt', label: '`ccxt`', modules: ['ccxt'] },
]

export async function measure({ rounds }) {
  const own = Math.max(rounds, 7)
  const results = Object.fromEntries(imports.map(({ key }) => [key, []]))
  // The first time files come from the disk.
  for (let round = 0; round <= own; round += 1) {
    // Each is once after each other, for one that follows a large one finds a colder machine.
    const at = round % imports.length
    for (const { key, modules } of [...imports.slice(at), ...imports.slice(0, at)]) {
      const { ms } = await run('import-client.mjs', { modules })
      if (round > 0) results[key].push(ms)
    }
  }
  const rows = imports.map(({ key, label }) => ({
    key,
    label,
    ms: spread(results[key]),
    overWs: spread(results[key].map((ms, i) => ms - results.ws[i])),
    toWs: ratios(results[key], results.ws),
  }))
  for (const { key, ms } of rows) say(`imports ${key}: ${ms.median.toFixed(1)} ms`)
  return { rounds: own, rows }
}
