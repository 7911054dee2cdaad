/** The offline demo: the local exchange, the page over it, and the first typed events on the terminal. */
import { parseArgs } from 'node:util'
import { serve } from './serve.mjs'

const help = `npm run demo -- [options]

  --port N           port of the page; by default 5173 or the next free one
  --exchange-port N  port of the local exchange; by default any free one
  --once             end after the first events, as a check
  --help
`

/** Events that are printed, and how many of one kind at most, so that all kinds are seen. */
const shown = 5
const shownOfAKind = 2

function readArguments() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      'exchange-port': { type: 'string' },
      once: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  return {
    port: portOf('--port', values.port),
    exchangePort: portOf('--exchange-port', values['exchange-port']) ?? 0,
    once: values.once,
    help: values.help,
  }
}

function portOf(option, text) {
  if (text === undefined) return undefined
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new Error(`${option} takes an integer from 0 to 65535; received "${text}".`)
}

/** Reads the feed until enough was printed. */
async function printEvents(feed, channels) {
  const reader = feed[Symbol.asyncIterator]()
  feed.subscribe(channels)
  const seen = new Map()
  let printed = 0
  for await (const event of reader) {
    const count = (seen.get(event.type) ?? 0) + 1
    seen.set(event.type, count)
    if (count > shownOfAKind) continue
    console.log(JSON.stringify(event))
    if (++printed === shown) return
  }
}

async function run({ port, exchangePort, once }) {
  // The built package, as a user would have it; loaded here so that a missing build can be told in a sentence.
  const [{ createLocalExchange }, { createFeed }, { binance, klines, ticker, trades }] = await Promise.all([
    import('../dist/testing.js'),
    import('../dist/node.js'),
    import('../dist/binance.js'),
  ])
  const exchange = await createLocalExchange({ port: exchangePort })
  const closers = [() => exchange.close()]
  try {
    const site = await serve({
      port: port ?? 5_173,
      tries: port === undefined ? 50 : 1,
      config: { local: { socket: exchange.url, rest: exchange.restUrl } },
    })
    closers.unshift(() => site.close())
    console.log(`
  tickwire demo       ${site.url}
  local exchange      ${exchange.url}

  The local exchange generates its data: no price here is real.
  The page can also show Binance live or its testnet, where the network allows.
`)
    const feed = createFeed({ venue: binance({ url: exchange.url }) })
    closers.unshift(() => feed.close())
    const signalled = new Promise((resolve) => {
      process.once('SIGINT', resolve)
      process.once('SIGTERM', resolve)
    })
    console.log('The first typed events of trades, 1m klines and the ticker of BTCUSDT:\n')
    const printing = printEvents(feed, [trades('BTCUSDT'), klines('BTCUSDT', '1m'), ticker('BTCUSDT')])
    await Promise.race([printing, signalled])
    if (once) return
    await feed.close()
    console.log('\nServing until Ctrl-C.')
    await signalled
  } finally {
    for (const close of closers) await close()
  }
}

try {
  const asked = readArguments()
  if (asked.help) process.stdout.write(help)
  else await run(asked)
} catch (error) {
  const why =
    error.code === 'ERR_MODULE_NOT_FOUND' ? 'The package is not built: run npm run build first.' : error.message
  console.error(`demo: ${why}`)
  process.exitCode = 1
}
