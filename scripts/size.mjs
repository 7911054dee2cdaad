/** Measures what an import costs in a browser bundle, minified and gzipped, and fails above the budgets. */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const root = new URL('..', import.meta.url).pathname
const gzip = (text) => gzipSync(text, { level: 9 }).length

/** Budgets in bytes, min + gzip; a goal is what a budget is meant to become. */
export const budgets = [
  {
    what: 'createFeed + Binance trades, browser',
    entry: `export { createFeed } from './dist/browser.js'; export { binance, trades } from './dist/binance.js'`,
    limit: 20_000,
    goal: 9_000,
  },
  { what: 'orderBook, browser', entry: `export { orderBook } from './dist/book.js'`, limit: 9_800 },
  { what: 'CDN global', file: 'dist/tickwire.global.js', limit: 24_200, goal: 16_000 },
  { what: 'CDN global, order book', file: 'dist/tickwire.book.global.js', limit: 10_000 },
  { what: 'CDN global, futures', file: 'dist/tickwire.futures.global.js', limit: 8_700 },
  { what: 'CDN global, options', file: 'dist/tickwire.options.global.js', limit: 6_800 },
]

/** What a page loads at once for an entry, and what only when it is used: the parts behind `import()`. */
async function bundle(entry) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: entry, resolveDir: root },
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
  const over = rows.filter((row) => row.gzip > row.limit)
  for (const { what, gzip: size, limit } of over)
    console.error(`${what}: ${size} bytes, ${size - limit} over its budget of ${limit}`)
  process.exitCode = over.length > 0 ? 1 : 0
}
