/**
 * Two tabs that share a connection, against the local exchange: `npm run build`, then `node examples/tabs.mjs`. In Node there
 * are no tabs: ports stand for them. In a browser `worker` starts a SharedWorker, and the worker's file calls `serveFeed`.
 */
import { binance, stream, trades } from 'tickwire/binance'
import { createFeed } from 'tickwire/node'
import { attachFeed, serveFeed } from 'tickwire/shared'
import { createLocalExchange } from 'tickwire/testing'

const exchange = await createLocalExchange({ historyMs: 0, tickMs: 5 })
const venue = binance({ url: exchange.url })
const ways = [new MessageChannel(), new MessageChannel()]

// The worker: one feed for all. It makes the channels itself, since functions cannot be sent to it.
const stop = serveFeed(() => createFeed({ venue }), { channel: stream, ports: ways.map(({ port2 }) => port2) })

// The tabs: feeds like any other.
const tabs = ways.map(({ port1 }) => attachFeed({ venue, worker: () => port1 }))
const readers = tabs.map((feed) => feed.subscribe(trades('BTCUSDT'), { gaps: false })[Symbol.asyncIterator]())
const ids = await Promise.all(
  readers.map(async (reader) => {
    const seen = []
    while (seen.length < 20) seen.push((await reader.next()).value.tradeId)
    return seen
  }),
)
const [first, second] = ids
if (String(first) !== String(second)) throw new Error('The tabs were given different trades.')

const { connections } = tabs[0].stats()
console.log(`2 tabs, ${connections} connection; both have ${first[0]} to ${first.at(-1)}, ${first.length} trades each`)

await Promise.all(tabs.map((feed) => feed.close()))
stop()
await exchange.close()
