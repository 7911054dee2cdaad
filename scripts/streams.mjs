/** Writes the tables of streams into the documentation, between their marks; `--check` only says whether they are true. */
import { readFileSync, writeFileSync } from 'node:fs'
import { makers } from './channels.mjs'

const root = new URL('../', import.meta.url)

const families = { spot: ['spot'], futures: ['usdm', 'coinm'], options: ['options'] }
const labels = { usdm: 'USD-M', coinm: 'COIN-M' }

const line = (cells) => `| ${cells.join(' | ')} |`

/** A Markdown table. */
const table = (head, rows) => [line(head), line(head.map(() => '---')).replaceAll(' --- ', '---'), ...rows.map(line)]

/** The makers of a family, each with the channel of its sample call. */
function channelsOf(binance, family) {
  return makers
    .filter(({ markets }) => markets.some((market) => families[family].includes(market)))
    .map((each) => ({ ...each, channel: binance[each.maker](...each.args) }))
}

/** The family's streams with all that is known of them. */
function whole(binance, family) {
  const isSpot = family === 'spot'
  const rows = channelsOf(binance, family).map(({ maker, params, markets, every, what, channel }) => {
    const { sequence, history, route, type, stream } = channel
    const only = !isSpot && markets.length < families[family].length ? ` (${labels[markets[0]]})` : ''
    return [
      `\`${maker}(${params})\`${only}`,
      `\`${stream}\``,
      ...[`\`${type}\``, what, every],
      ...(isSpot ? [] : [`\`/${route ?? 'public'}\``]),
      // Others are told by the times around a reconnect.
      ...[sequence?.follows ? 'exact' : 'by time', history ? 'yes' : ''],
    ]
  })
  const route = isSpot ? [] : ['route']
  return table(['maker', 'stream, for one', 'event', 'is', 'every', ...route, 'gaps', 'backfill'], rows)
}

/** The family's streams in short. */
function brief(binance, family) {
  const rows = channelsOf(binance, family).map(({ maker, params, what, channel }) => [
    ...[`\`${maker}(${params})\``, `\`${channel.stream}\``, what],
  ])
  return table(['channel', 'stream, for one', 'events'], rows)
}

/** What the other markets have, by name. */
function markets(binance) {
  const names = (family) => channelsOf(binance, family).map(({ maker }) => `\`${maker}\``)
  return table(
    ['market', 'channels'],
    [
      ["[Futures](docs/futures.md): `binance({ market: 'usdm' })`, `'coinm'`", names('futures').join(', ')],
      ["[Options](docs/options.md): `binance({ market: 'options' })`", names('options').join(', ')],
    ],
  )
}

const places = [
  ['README.md', 'spot', (binance) => brief(binance, 'spot')],
  ['README.md', 'others', markets],
  ['docs/spot.md', 'spot', (binance) => whole(binance, 'spot')],
  ['docs/futures.md', 'futures', (binance) => whole(binance, 'futures')],
  ['docs/options.md', 'options', (binance) => whole(binance, 'options')],
]

/**
 * The documents as they should be, by name.
 * @param {Readonly<Record<string, any>>} binance what the door `tickwire/binance` exports
 * @returns {Map<string, { readonly is: string, readonly should: string }>}
 */
export function documents(binance) {
  const found = new Map()
  for (const [file, mark, render] of places) {
    const is = found.get(file)?.is ?? readFileSync(new URL(file, root), 'utf8')
    const region = new RegExp(`(<!-- streams: ${mark} -->\n)[^]*?(<!-- end of streams -->)`)
    const before = found.get(file)?.should ?? is
    if (!region.test(before)) throw new Error(`${file} has no place for the streams "${mark}".`)
    const should = before.replace(region, (_, begin, end) => `${begin}${render(binance).join('\n')}\n${end}`)
    found.set(file, { is, should })
  }
  return found
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const isCheck = process.argv.includes('--check')
  for (const [file, { is, should }] of documents(await import('../dist/binance.js'))) {
    if (is === should) continue
    if (isCheck) {
      console.error(`${file}: its table of streams is not that of the channels: npm run docs:streams`)
      process.exitCode = 1
    } else {
      writeFileSync(new URL(file, root), should)
      console.log(file)
    }
  }
}
