/** One measure of memory in a process of its own: `node --expose-gc memory-client.mjs '{"name":…}'`. Heap after collection, in bytes. */
import WebSocket from 'ws'
import { binance, stream } from '../dist/binance.js'
import { createFeed } from '../dist/index.js'
import { streamsOf } from './frames.mjs'

const { name, url, marks = [] } = JSON.parse(process.argv[2])
const { gc } = globalThis

function heap() {
  for (let i = 0; i < 3; i += 1) gc()
  return process.memoryUsage().heapUsed
}
/** Once everything under way has come to rest. */
async function restingHeap() {
  for (let i = 0; i < 5; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    gc()
  }
  return heap()
}
const finish = (result) => process.stdout.write(JSON.stringify(result), () => process.exit(0))

const open = () => createFeed({ venue: binance({ url }) })
const symbolOf = (i) => `s${String(i).padStart(4, '0')}usdt`

/** Calls `then` when so many events have come. */
function counter(then) {
  let seen = 0
  return () => {
    seen += 1
    then(seen)
  }
}
/** The heap at each mark, within one flood: what both moments share falls out of their difference. */
function heapsAtMarks(more = () => ({})) {
  const heaps = []
  return counter((seen) => {
    if (seen !== marks[heaps.length]) return
    heaps.push(heap())
    if (heaps.length === marks.length) finish({ heaps, ...more() })
  })
}

/** What stays alive on purpose. */
const kept = []

const measures = {
  /** Streams with a listener each, which all have spoken. */
  async subscriptions() {
    const feed = open()
    let seen = 0
    const heaps = []
    for (let i = 0; i < marks.at(-1); i += 1) {
      kept.push(
        feed.subscribe(stream(`${symbolOf(i)}@trade`)).on((event) => {
          seen += event.tradeId & 1
        }),
      )
      if (i + 1 !== marks[heaps.length]) continue
      while (Object.values(feed.stats().streams).some(({ events }) => events < 3)) await pause(200)
      heaps.push(await restingHeap())
    }
    finish({ heaps, seen })
  },
  async 'idle feed'() {
    finish({
      heaps: await heapsOf(async () => {
        const feed = open()
        await feed.connect()
        return feed
      }),
    })
  },
  async 'idle socket'() {
    finish({
      heaps: await heapsOf(
        () =>
          new Promise((resolve) => {
            const socket = new WebSocket(`${url}/stream`, { perMessageDeflate: false })
            socket.on('message', () => {})
            socket.on('open', () => resolve(socket))
          }),
      ),
    })
  },
  /** Events that wait for a reader who does not come. */
  buffered() {
    const feed = open()
    const trades = feed.subscribe(tradeStreams(), { buffer: { capacity: 1_000_000 } })
    kept.push(trades[Symbol.asyncIterator]())
    trades.on(heapsAtMarks())
  },
  /** A reader who does not come, and a buffer as it is by default. */
  slow() {
    const feed = open()
    const all = feed.subscribe(streamsOf('full').map(stream))
    kept.push(all[Symbol.asyncIterator]())
    all.on(heapsAtMarks(() => ({ dropped: feed.stats().dropped })))
  },
  long() {
    open().subscribe(streamsOf('full').map(stream)).on(heapsAtMarks())
  },
  'kept price': () => keepOf('@trade', (event) => event.price),
  'kept level': () => keepOf('@depth@100ms', (event) => event.bids[0][0]),
  /** What `JSON.parse` makes of the same. */
  'kept price, parsed'() {
    const note = heapsAtMarks()
    const prices = new Array(marks.at(-1)).fill('')
    let at = 0
    kept.push(prices)
    new WebSocket(`${url}/stream?streams=${names('@trade').join('/')}`).on('message', (data) => {
      prices[at] = JSON.parse(data).data.p
      at += 1
      note()
    })
  },
}

const names = (suffix) => streamsOf('full').filter((each) => each.endsWith(suffix))
const tradeStreams = () => names('@trade').map(stream)
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Nothing of an event is kept but one text; the list that holds it was made before. */
function keepOf(suffix, pick) {
  const note = heapsAtMarks()
  const texts = new Array(marks.at(-1)).fill('')
  let at = 0
  kept.push(texts)
  open()
    .subscribe(names(suffix).map(stream))
    .on((event) => {
      texts[at] = pick(event)
      at += 1
      note()
    })
}

async function heapsOf(make) {
  const heaps = []
  for (let i = 1; i <= marks.at(-1); i += 1) {
    kept.push(await make())
    if (i === marks[heaps.length]) heaps.push(await restingHeap())
  }
  return heaps
}

await measures[name]()
