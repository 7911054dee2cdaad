/** Books over recorded sessions, through a real socket: at each update id that a book ticker names, book and ticker agree. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { binance, depth } from '../../src/binance'
import type { Book } from '../../src/book'
import type { BookFeed } from '../../src/book/book'
import { openBook } from '../../src/book/live-book'
import type { BookSource, PriceLevel } from '../../src/core/book-source'
import type { Channel, MarketEvent } from '../../src/core/channel'
import { compareDecimals, isPositive } from '../../src/core/decimal'
import type { Query } from '../../src/core/query'
import type { Venue } from '../../src/core/venue'
import { createFeed } from '../../src/node'
import { createLocalExchange } from '../../src/testing/exchange/server'
import { createTape, type TapeLine } from '../../src/testing/exchange/tape'
import { spotBook } from '../../src/venues/binance/book'
import { futuresBook } from '../../src/venues/binance/futures/book'

const folder = new URL('../../../shared/captures/', import.meta.url)
const isPresent = existsSync(folder)
const missing = `no recordings at ${folder.pathname}`
const files = isPresent ? readdirSync(folder).filter((name) => /^binance(us)?-\w+-.*depth.*\.ndjson$/.test(name)) : []

/** The source of futures, at the pace of the recording: one of them is of a pace that is not documented. */
function futuresSource(stream: string, symbol: string) {
  const source = futuresBook(symbol)
  return { ...source, channel: { ...source.channel, stream } }
}

interface Diff {
  readonly u: number
  readonly b: readonly PriceLevel[]
  readonly a: readonly PriceLevel[]
}

/** What a recording holds of one market. */
interface Recorded {
  readonly stream: string
  readonly diffs: Diff[]
  /** Tops by the update id they are of: bid, its quantity, ask, its quantity. */
  readonly tops: Map<number, readonly string[]>
  snapshot: unknown
  /** Diffs that came before it. */
  snapshotAt: number
}

type Line = TapeLine & { readonly frame: string }

function recording(name: string) {
  const lines = readFileSync(new URL(name, folder), 'utf8').trim().split('\n')
  const parsed = lines.map((line) => JSON.parse(line) as Line)
  const markets = new Map<string, Recorded>()
  const market = (symbol: string): Recorded => {
    const known = markets.get(symbol)
    if (known) return known
    const made = { stream: '', diffs: [], tops: new Map(), snapshot: undefined, snapshotAt: 0 }
    markets.set(symbol, made)
    return made
  }
  for (const { frame, rest } of parsed) {
    if (rest !== undefined) {
      const recorded = market(new URL(rest.split(' ')[1] as string).searchParams.get('symbol') as string)
      recorded.snapshot = JSON.parse(frame)
      recorded.snapshotAt = recorded.diffs.length
      continue
    }
    const { stream, data } = JSON.parse(frame)
    if (stream.includes('@depth')) {
      const recorded = market(data.s)
      Object.assign(recorded, { stream })
      recorded.diffs.push(data)
    }
    if (stream.endsWith('@bookTicker')) market(data.s).tops.set(data.u, [data.b, data.B, data.a, data.A])
  }
  return { lines: parsed, markets }
}

/** A market's book by plain maps, right after a diff: what a snapshot asked for then would be. */
function bookAfter({ snapshot, diffs }: Recorded, lastUpdateId: number) {
  const begin = snapshot as { lastUpdateId: number; bids: PriceLevel[]; asks: PriceLevel[] }
  const [bids, asks] = [new Map(begin.bids), new Map(begin.asks)]
  for (const { u, b, a } of diffs) {
    if (u <= begin.lastUpdateId || u > lastUpdateId) continue
    for (const [side, changes] of [
      [bids, b],
      [asks, a],
    ] as const)
      for (const [price, quantity] of changes) {
        if (isPositive(quantity)) side.set(price, quantity)
        else side.delete(price)
      }
  }
  const sorted = (side: Map<string, string>, direction: 1 | -1) =>
    [...side].sort((x, y) => compareDecimals(x[0], y[0]) * direction).slice(0, 1_000)
  return { lastUpdateId, bids: sorted(bids, -1), asks: sorted(asks, 1) }
}

interface Played {
  readonly book: Book
  agreed: number
  readonly differing: string[]
}

/** Plays a recording to one book for each market of it; `without` is the place of a diff that is left out. */
async function play(name: string, without?: { readonly symbol: string; readonly at: number }) {
  const { lines, markets } = recording(name)
  let count = -1
  const played = lines.filter(({ frame, rest }) => {
    const isHis = rest === undefined && without && frame.includes('@depth') && frame.includes(`"s":"${without.symbol}"`)
    if (isHis) count += 1
    return !(isHis && count === without.at)
  })
  const tape = createTape(played, { speed: 40, begin: 'started' })
  const exchange = await createLocalExchange({ tape })
  // The exchange here has no routes: the venue of spot carries whatever it is given.
  const { family: _, withVariables: __, ...venue } = binance({ url: exchange.url }) as Venue<MarketEvent>
  const feed = createFeed<MarketEvent>({ venue })
  const books = new Map<string, Played>()
  const closed: Promise<void>[] = []
  for (const [symbol, recorded] of markets) {
    const { stream, diffs, tops, snapshot, snapshotAt } = recorded
    const isSpot = /^binance(us)?-spot/.test(name)
    const source = (isSpot ? spotBook(symbol) : futuresSource(stream, symbol)) as BookSource
    expect(source.channel.stream).toBe(stream)
    let heard = 0
    let last = 0
    let asked = 0
    let come: () => void = () => {}
    const arrived = new Promise<void>((resolve) => {
      come = resolve
    })
    let finish: () => void = () => {}
    closed.push(
      new Promise((resolve) => {
        finish = resolve
      }),
    )
    const shim: BookFeed = {
      ...feed,
      venue: { name: 'binance' },
      get state() {
        return feed.state
      },
      async request<A>(query: Query<A>) {
        asked += 1
        if (asked > 1) return query.read(bookAfter(recorded, last), 0)
        // The recorded snapshot, where it stood in the recording.
        if (snapshotAt > 0) await arrived
        return query.read(snapshot, 0)
      },
    }
    const expected = diffs.length - (without?.symbol === symbol ? 1 : 0)
    feed.subscribe(source.channel as Channel<MarketEvent>).on((event) => {
      if (event.type === 'gap') return
      heard += 1
      last = source.sequence.number(event as never)
      if (heard === snapshotAt) come()
      if (heard === expected) setTimeout(finish, 50)
    })
    const book = openBook(shim, source)
    const result: Played = { book, agreed: 0, differing: [] }
    const compare = ({ lastUpdateId }: { lastUpdateId: number }) => {
      const top = tops.get(lastUpdateId)
      if (!top) return
      const { bid, ask } = book.best()
      const held = [bid?.price, bid?.quantity, ask?.price, ask?.quantity]
      if (held.join() === top.join()) result.agreed += 1
      else result.differing.push(`${lastUpdateId}: ${held.join()} instead of ${top.join()}`)
    }
    book.on('update', compare)
    book.on('synced', compare)
    books.set(symbol, result)
  }
  await feed.connect()
  tape.start()
  await Promise.all(closed)
  const stats = feed.stats()
  await feed.close()
  await exchange.close()
  return { books, markets, stats }
}

const prices = (side: readonly { price: string; quantity: string }[]) =>
  side.map(({ price, quantity }) => [price, quantity])

describe.skipIf(!isPresent)(isPresent ? 'recorded books' : `recorded books (skipped: ${missing})`, () => {
  /** At how many update ids at least a book and a ticker meet: some fewer than were seen, for a late snapshot costs some. */
  const agreements: Readonly<Record<string, number>> = {
    'binance-coinm-10symbols-depth-kline-aggtrade-bookticker.ndjson': 200,
    'binance-coinm-ethusdperp-depth-trade-bookticker.ndjson': 200,
    'binance-spot-4symbols-depth-kline-aggtrade-bookticker.ndjson': 20,
    'binance-spot-btcusdt-depth-trade-bookticker.ndjson': 185,
    'binance-usdm-4symbols-depth-kline-aggtrade-bookticker.ndjson': 35,
    'binance-usdm-btcusdt-depth-trade-bookticker-markprice.ndjson': 300,
    'binanceus-spot-4symbols-depth-kline-aggtrade-bookticker.ndjson': 35,
  }

  test('the recordings are there', () => {
    expect(files).toEqual(expect.arrayContaining(Object.keys(agreements)))
  })

  test.each(files)('%s: every book agrees with its tickers, none is crossed', { timeout: 60_000 }, async (name) => {
    const { books, markets, stats } = await play(name)
    let agreed = 0
    for (const [symbol, { book, agreed: each, differing }] of books) {
      agreed += each
      expect(differing).toEqual([])
      const { resyncs, updates, snapshots, lastUpdateId } = book.stats()
      expect({ symbol, snapshots, resyncs }).toEqual({
        ...{ symbol, snapshots: 1 },
        resyncs: { reconnect: 0, sequence: 0, reset: 0, crossed: 0, exhausted: 0, requested: 0 },
      })
      const { diffs } = markets.get(symbol) as Recorded
      expect(lastUpdateId).toBe(diffs.at(-1)?.u)
      expect(updates).toBeGreaterThan(0)
      const truth = bookAfter(markets.get(symbol) as Recorded, lastUpdateId as number)
      expect(prices(book.bids(500))).toEqual(truth.bids.slice(0, 500))
      expect(prices(book.asks(500))).toEqual(truth.asks.slice(0, 500))
    }
    expect(stats).toMatchObject({ invalid: 0, connections: 1 })
    expect(agreed).toBeGreaterThanOrEqual(agreements[name] ?? 1)
  })

  test.each([
    ['binance-spot-4symbols-depth-kline-aggtrade-bookticker.ndjson', 'NKNUSDT'],
    ['binance-usdm-4symbols-depth-kline-aggtrade-bookticker.ndjson', 'SUSHIUSDT'],
  ])('%s without one event of %s: that book alone begins anew', { timeout: 60_000 }, async (name, symbol) => {
    const at = (recording(name).markets.get(symbol) as Recorded).diffs.length >> 1
    const { books, markets, stats } = await play(name, { symbol, at })
    for (const [each, { book, differing }] of books) {
      const { resyncs, lastUpdateId } = book.stats()
      expect([each, resyncs.sequence, differing, book.state.kind]).toEqual([
        each,
        each === symbol ? 1 : 0,
        [],
        'closed',
      ])
      const truth = bookAfter(markets.get(each) as Recorded, lastUpdateId as number)
      expect([lastUpdateId, prices(book.bids(200)), prices(book.asks(200))]).toEqual([
        ...[markets.get(each)?.diffs.at(-1)?.u, truth.bids.slice(0, 200), truth.asks.slice(0, 200)],
      ])
    }
    expect(stats.connections).toBe(1)
  })
})

test('a spot book is over the stream that a user subscribes', () => {
  expect(spotBook('btcusdt').channel.stream).toBe(depth('BTCUSDT', { speed: 100 }).stream)
})
