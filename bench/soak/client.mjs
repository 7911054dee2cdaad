/**
 * The client of a soak, in a process of its own (`node --expose-gc client.mjs OPTIONS`): feeds, books, readers and users who
 * come and go. All that reaches a user goes to the parent; at the end it counts what is left.
 */
import { subscribe } from 'node:diagnostics_channel'
import { getEventListeners, setMaxListeners } from 'node:events'
import { getHeapStatistics } from 'node:v8'

const { url, restUrl, port, symbols, tuning, churnMs } = JSON.parse(process.argv[2])
const real = { setTimeout, clearTimeout }
const sleep = (ms) => new Promise((resolve) => real.setTimeout(resolve, ms))

/** Timers that are set, but for those of the host's own fetch; the library looks its host up when it uses it. */
const timers = new Set()
const isOfHost = () => new Error().stack.split('\n')[3]?.includes('node:internal')
globalThis.setTimeout = (act, ms, ...rest) => {
  const timer = real.setTimeout(() => {
    timers.delete(timer)
    act(...rest)
  }, ms)
  if (!isOfHost()) timers.add(timer)
  return timer
}
globalThis.clearTimeout = (timer) => {
  timers.delete(timer)
  real.clearTimeout(timer)
}

/** Every socket that was dialled to the exchange's streams, and all else that must not outlive its end. */
let dialled = 0
const sockets = new Set()
let made = []
subscribe('net.client.socket', ({ socket }) => {
  socket.once('connect', () => {
    if (socket.remotePort !== port) return
    made.push(new WeakRef(socket))
    sockets.add(socket)
  })
  socket.once('close', () => sockets.delete(socket))
  dialled += 1
})

// The host's own list of what it has fetched.
performance.setResourceTimingBufferSize(0)

const tell = (...message) => process.connected && process.send(message)
process.on('warning', ({ name, message }) => tell('offence', `a warning: ${name} ${message}`))

const { aggTrades, avgPrice, binance, bookTicker, depth, klines, miniTicker, partialDepth, stream, ticker, trades } =
  await import('../../dist/binance.js')
const { orderBook } = await import('../../dist/book.js')
const { createFeed } = await import('../../dist/index.js')

/** Outlives everything, as the signal of a page does. */
const controller = new AbortController()
setMaxListeners(0, controller.signal)

let batch = []
const flush = () => {
  if (batch.length > 0) tell('items', batch)
  batch = []
}

function report(feed, name, { type, ...item }) {
  if (type === 'gap') batch.push([feed, item.stream, 'gap', item.from, item.to, item.reason])
  else if (type === 'trade') batch.push([feed, name, String(item.tradeId), item.tradeId, item.tradeId, worth(item)])
  else if (type === 'aggTrade')
    batch.push([feed, name, String(item.aggTradeId), item.aggTradeId, item.aggTradeId, worth(item)])
  else if (type === 'depth')
    batch.push([feed, name, String(item.finalUpdateId), item.firstUpdateId, item.finalUpdateId])
  else
    batch.push([
      feed,
      name,
      type === 'kline'
        ? `${item.eventTime} ${item.isClosed}`
        : String(item.updateId ?? item.lastUpdateId ?? item.eventTime),
    ])
}

const worth = ({ price, quantity }) => `${Number(price)} ${Number(quantity)}`

/** Everything that lives: one feed of many streams, one of a few twice, books, readers, and who comes and goes. */
function begin() {
  const venue = () => binance({ url, restUrl })
  const wide = createFeed({ venue: venue(), signal: controller.signal, ...tuning })
  const twice = createFeed({ venue: venue(), redundancy: 2, signal: controller.signal, ...tuning })
  const alone = []
  const watch = (feed, name, channel, options) =>
    feed.subscribe(channel, { signal: controller.signal, ...options }).on((item) => report(name, channel.stream, item))
  /** A stream that nobody else reads: who reads it begins anew now and then. */
  const watchAlone = (feed, name, channel, options) => {
    const subscription = feed.subscribe(channel, { signal: controller.signal, ...options })
    subscription.on((item) => report(name, channel.stream, item))
    alone.push(() => {
      subscription.unsubscribe()
      batch.push([name, channel.stream, 'anew'])
      watchAlone(feed, name, channel, options)
    })
  }
  for (const [at, symbol] of symbols.entries()) {
    for (const channel of [trades(symbol), aggTrades(symbol)]) {
      if (at < 2) watchAlone(wide, 'wide', channel, { backfill: true })
      else watch(wide, 'wide', channel)
    }
    watch(wide, 'wide', depth(symbol, { speed: 100 }))
    watchAlone(wide, 'wide', bookTicker(symbol))
    if (at < 2) {
      const candles = [klines(symbol, '1s'), klines(symbol, '1m')]
      const states = [
        ticker(symbol),
        miniTicker(symbol),
        avgPrice(symbol),
        partialDepth(symbol, { levels: 5, speed: 100 }),
      ]
      for (const channel of [...candles, ...states]) watchAlone(wide, 'wide', channel)
    }
    if (at < 3) {
      for (const channel of [trades(symbol), depth(symbol, { speed: 100 })]) watch(twice, 'twice', channel)
      watchAlone(twice, 'twice', bookTicker(symbol))
    }
  }
  const books = symbols.slice(0, 3).map((symbol, at) => keepBook(wide, symbol, at === 0 ? 1_000 : 100))
  const readers = [
    read(wide, symbols.slice(2), undefined, 0),
    read(wide, symbols.slice(2), { capacity: 64, overflow: 'drop-oldest' }, 20),
    read(wide, symbols.slice(2), { capacity: 64, overflow: 'drop-newest' }, 20),
    read(wide, symbols.slice(2), { capacity: 64, overflow: 'latest' }, 5),
    read(twice, symbols.slice(0, 3), { capacity: 16, overflow: 'fail' }, 5),
  ]
  for (const feed of [wide, twice]) {
    feed.on('error', ({ code, message }) => {
      if (['LISTENER_FAILED', 'SUBSCRIBE_REJECTED', 'RETRIES_EXHAUSTED'].includes(code)) tell('offence', message)
    })
    made.push(new WeakRef(feed))
  }
  made.push(...books.map((book) => new WeakRef(book)))
  return { wide, twice, books, readers, alone, guests: [] }
}

function keepBook(feed, symbol, levels) {
  const book = orderBook(feed, symbol, { depth: levels, signal: controller.signal })
  let shownAt = 0
  book.on('update', () => {
    const now = performance.now()
    if (book.state.kind !== 'live' || now < shownAt + 500) return
    shownAt = now
    const top = (side) =>
      side(20)
        .filter(({ verified }) => verified)
        .map(({ price, quantity }) => [price, quantity])
    tell('book', symbol, { updateId: book.lastUpdateId, bids: top(book.bids), asks: top(book.asks) })
  })
  return book
}

/** Somebody who iterates trades at a pace of their own, begins anew where the buffer ends it, and finds them in order. */
async function read(feed, of, buffer, pauseMs) {
  for (let isOver = false; !isOver; ) {
    const newest = new Map()
    try {
      for await (const item of feed.subscribe(of.map(trades), { buffer })) {
        if (item.type === 'trade') {
          if (item.tradeId <= (newest.get(item.symbol) ?? 0)) tell('offence', `a reader got ${item.tradeId} again`)
          newest.set(item.symbol, item.tradeId)
        }
        if (pauseMs > 0) await sleep(pauseMs)
      }
      isOver = true
    } catch (error) {
      isOver = error.code !== 'BUFFER_OVERFLOW'
      if (isOver && error.code !== 'FEED_CLOSED') tell('offence', `a reader ended with ${error}`)
    }
  }
}

/** Somebody leaves, and somebody else comes: streams, a book. */
function churn({ wide, alone, guests }) {
  for (const beginAnew of alone.splice(0, 2)) beginAnew()
  made = made.filter((each) => each.deref())
  for (const guest of guests.splice(0)) guest()
  const symbol = symbols[2 + Math.floor(Math.random() * (symbols.length - 2))]
  const subscription = wide.subscribe([stream(`${symbol.toLowerCase()}@kline_5m`), trades(symbol)])
  const book = orderBook(wide, symbol, { depth: 20 })
  const aborter = new AbortController()
  wide.subscribe(miniTicker(symbol), { signal: aborter.signal }).on(() => {})
  guests.push(
    () => subscription.unsubscribe(),
    () => book.close(),
    () => aborter.abort(),
  )
  made.push(new WeakRef(book))
}

const listeners = () => ({
  ...Object.fromEntries(process.eventNames().map((name) => [String(name), process.listenerCount(name)])),
  abort: getEventListeners(controller.signal, 'abort').length,
})

/** Holes that the ledgers remember, at most a hundred of each stream. */
const holes = (feed) => Object.values(feed.ledger()).reduce((sum, { gaps }) => sum + gaps.length, 0)

function sample({ wide, twice }) {
  const remembered = holes(wide) + holes(twice)
  gc()
  gc()
  return {
    holes: remembered,
    heap: getHeapStatistics().used_heap_size,
    rss: process.memoryUsage.rss(),
  }
}

/** What is left once all is closed: nothing, but for what was there before. */
async function leftovers(before) {
  const resources = process.getActiveResourcesInfo()
  for (const name of before.resources) {
    const at = resources.indexOf(name)
    if (at >= 0) resources.splice(at, 1)
  }
  const left = {
    resources,
    sockets: [...sockets].filter(({ destroyed }) => !destroyed).length,
    timers: timers.size,
    listeners: Object.entries(listeners()).filter(([name, count]) => count > (before.listeners[name] ?? 0)),
  }
  // What a promise or a turn of the loop still holds is not left.
  for (let turn = 0; turn < 5; turn += 1) {
    await sleep(20)
    gc()
  }
  return { ...left, reachable: made.filter((each) => each.deref()).map((each) => each.deref().constructor.name) }
}

const orders = {
  sample: ({ world }) => tell('sample', sample(world)),
  churn: ({ world }) => churn(world),
  resync({ world }) {
    for (const book of world.books) book.resync()
  },
  rotate: ({ world }) => [world.wide, world.twice].map((feed) => feed.rotate().catch(() => {})),
  reconnect: ({ world }) => [world.wide, world.twice].map((feed) => feed.reconnect().catch(() => {})),
  async close(holder) {
    for (const timer of holder.intervals) clearInterval(timer)
    flush()
    const stats = [holder.world.wide, holder.world.twice].map((feed) => feed.stats())
    const [connections, events, gaps, invalid, duplicates] = [
      'connections',
      'events',
      'gaps',
      'invalid',
      'duplicates',
    ].map((figure) => stats.reduce((sum, each) => sum + each[figure], 0))
    const began = performance.now()
    await Promise.all([holder.world.wide.close(), holder.world.twice.close()])
    const closeMs = Math.round(performance.now() - began)
    await Promise.all(holder.world.readers)
    holder.world = undefined
    const left = await leftovers(holder.before)
    tell('closed', { left, closeMs, dialled, connections, events, gaps, invalid, duplicates })
    process.off('message', hear)
    process.off('disconnect', abandoned)
    process.disconnect()
  },
}

const holder = { before: undefined, world: undefined, intervals: [] }
const hear = (order) => void orders[order](holder)
process.on('message', hear)
/** The parent is gone, and nobody is left to tell. */
const abandoned = () => process.exit(1)
process.on('disconnect', abandoned)
// Opened when it is first used.
void process.stderr
holder.before = { resources: process.getActiveResourcesInfo(), listeners: listeners() }
holder.world = begin()
holder.intervals.push(
  setInterval(flush, 100),
  setInterval(() => churn(holder.world), churnMs),
)
tell('ready')
