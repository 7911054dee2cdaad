/** Bytes of a browser bundle, minified and gzipped. */
import { bundle, gzip, measure as measureBudgets } from '../../scripts/size.mjs'
import { here, say } from '../harness.mjs'

const feed = `export { createFeed } from './dist/browser.js'`
const six = `export { binance, trades, aggTrades, bookTicker, depth, klines, ticker } from './dist/binance.js'`

/** As an application imports them. */
const entries = [
  {
    key: 'trades',
    label: '`createFeed` + `trades`',
    entry: `${feed}; export { binance, trades } from './dist/binance.js'`,
  },
  { key: 'six', label: '… with six kinds of events', entry: `${feed}; ${six}` },
  { key: 'book', label: '… and order books', entry: `${feed}; ${six}; export { orderBook } from './dist/book.js'` },
]

export async function measure() {
  const rows = []
  for (const { key, label, entry } of entries) rows.push({ key, label, bytes: gzip((await bundle(entry)).first) })
  const global = (await measureBudgets()).find(({ what }) => what === 'CDN global')
  rows.push({ key: 'global', label: 'script-tag build', bytes: global.gzip })
  const peer = `export { WebSocket } from '${here('node_modules/partysocket/dist/index.js')}'`
  rows.push({
    key: 'partysocket',
    label: '`partysocket`, a socket that reconnects',
    bytes: gzip((await bundle(peer)).first),
  })
  for (const { key, bytes } of rows) say(`sizes ${key}: ${bytes} bytes`)
  return { rows }
}
