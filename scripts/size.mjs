/** Measures what an import costs in a browser bundle, minified and gzipped, and fails above the budgets. */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { makers } from './channels.mjs'

const root = new URL('..', import.meta.url).pathname
/** Bytes of a text, gzipped. */
export const gzip = (text) => gzipSync(text, { level: 9 }).length

/** Budgets in bytes, min + gzip; a goal is what a budget is meant to become. */
export const budgets = [
  {
    what: 'createFeed + Binance trades, browser',
    entry: `export { createFeed } from './dist/browser.js'; export { binance, trades } from './dist/binance.js'`,
    limit: 22_450,
    goal: 9_000,
  },
  { what: 'orderBook, browser', entry: `export { orderBook } from './dist/book.js'`, limit: 10_500 },
  {
    what: 'attachFeed + Binance trades, browser',
    entry: `export { attachFeed } from './dist/shared.js'; export { binance, trades } from './dist/binance.js'`,
    limit: 18_700,
  },
  {
    what: 'serveFeed beside createFeed + Binance trades, worker',
    entry: `export { serveFeed } from './dist/shared.js'; export { createFeed } from './dist/browser.js'; export { binance, trades } from './dist/binance.js'`,
    limit: 25_500,
  },
  { what: 'CDN global', file: 'dist/tickwire.global.js', limit: 26_800, goal: 16_000 },
  { what: 'CDN global, order book', file: 'dist/tickwire.book.global.js', limit: 10_700 },
  { what: 'CDN global, futures', file: 'dist/tickwire.futures.global.js', limit: 9_200 },
  { what: 'CDN global, options', file: 'dist/tickwire.options.global.js', limit: 7_200 },
  { what: 'CDN global, private streams', file: 'dist/tickwire.account.global.js', limit: 11_250 },
]

/** What a page loads at once for an entry, and what only when it is used: the parts behind `import()`. */
export async function bundle(entry) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: entry, resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    write: false,
    metafile: true,
    outdir: root,
    logLevel: 'error',
  })
  const outputs = Object.entries(metafile.outputs)
  const pending = [outputs.find(([, { entryPoint }]) => entryPoint === '<stdin>')[0]]
  const first = new Set(pending)
  for (const name of pending) {
    for (const { path, kind } of metafile.outputs[name].imports) {
      if (kind !== 'import-statement' || first.has(path)) continue
      first.add(path)
      pending.push(path)
    }
  }
  const text = (wanted) =>
    outputFiles
      .filter(({ path }) => first.has(path.slice(root.length)) === wanted)
      .map((file) => file.text)
      .join('')
  return { first: text(true), later: text(false) }
}

/** Sizes of everything that has a budget. */
export async function measure() {
  const rows = []
  for (const { what, entry, file, limit, goal = limit } of budgets) {
    const { first, later } = entry
      ? await bundle(entry)
      : { first: readFileSync(root + file, 'utf8').replace(/\/\/# sourceMappingURL.*\s*$/, ''), later: '' }
    rows.push({ what, min: first.length, gzip: gzip(first), later: later && gzip(later), limit, goal })
  }
  return rows
}

/** What a channel may add to a page that shows trades, candles, quotes and a book of its market: what they share is paid. */
const channelLimit = 600

/**
 * What costs more, and why; by a few bytes this hangs on what else is in the bundle. Candles bring twenty members, seven
 * rules, and the comparison of decimals, which others use too. Lists of spot are read row by row, so that a bad row loses no other: that is 300 bytes, beside the row itself.
 */
const dearer = { klines: 780, allWindowTickers: 840, allMiniTickers: 605 }

const pages = {
  spot: ['trades', 'klines', 'bookTicker', 'depth'],
  futures: ['futuresAggTrades', 'futuresKlines', 'futuresBookTicker', 'futuresDepth'],
  options: ['optionTrades', 'optionKlines', 'optionBookTicker', 'optionDepth'],
}

/** What each channel adds to the page of its market, and what such a page is above a feed without a channel; dearest first. */
export async function measureChannels() {
  const sizeWith = async (names) => {
    const door = `export { ${['binance', ...names].join(', ')} } from './dist/binance.js'`
    return gzip((await bundle(`export { createFeed } from './dist/browser.js'; ${door}`)).first)
  }
  const bare = await sizeWith([])
  const rows = []
  for (const page of Object.values(pages)) {
    const base = await sizeWith(page)
    rows.push({ what: page.join(', '), gzip: base - bare, limit: 4_600, goal: 4_100 })
    const market = makers.find(({ maker }) => maker === page[0]).markets
    for (const { maker, markets } of makers) {
      if (!markets.some((each) => market.includes(each))) continue
      // Those of the page itself: what it would be less without them.
      const others = page.filter((each) => each !== maker)
      const cost = page.includes(maker) ? base - (await sizeWith(others)) : (await sizeWith([...page, maker])) - base
      rows.push({ what: maker, gzip: cost, limit: dearer[maker] ?? channelLimit, goal: channelLimit })
    }
  }
  return rows.sort((a, b) => b.gzip - a.gzip)
}

/** What each source module adds to the first budget: the size with it less the size without it. */
async function explain() {
  const contents = `export { createFeed } from './src/browser'; export { binance, trades } from './src/binance'`
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    minifySyntax: true,
    minifyIdentifiers: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    write: false,
  })
  const parts = new Map()
  let module = ''
  for (const line of outputFiles[0].text.split('\n')) {
    module = /^\/\/ (\S+)/.exec(line)?.[1] ?? module
    if (!line.startsWith('//')) parts.set(module, `${parts.get(module) ?? ''}${line.trim()}\n`)
  }
  const whole = gzip([...parts.values()].join(''))
  const rows = [...parts].map(([name, text]) => {
    const without = gzip(
      [...parts]
        .filter(([other]) => other !== name)
        .map(([, code]) => code)
        .join(''),
    )
    return { module: name, min: text.length, gzip: whole - without }
  })
  console.table(rows.sort((a, b) => b.gzip - a.gzip))
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  if (process.argv.includes('--why')) await explain()
  const rows = await measure()
  console.table(rows)
  const channels = await measureChannels()
  console.table(channels)
  const over = [...rows, ...channels].filter((row) => row.gzip > row.limit)
  for (const { what, gzip: size, limit } of over)
    console.error(`${what}: ${size} bytes, ${size - limit} over its budget of ${limit}`)
  process.exitCode = over.length > 0 ? 1 : 0
}
