/** One market by SBE and in JSON, over real sockets: the same events. */
import { inspect } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import {
  type BinanceEvent,
  binance,
  binanceSbe,
  bookTicker,
  depth,
  partialDepth,
  type SbeEvent,
  sbeBookTicker,
  sbeDepth,
  sbePartialDepth,
  sbeTrades,
  trades,
} from '../../../../src/binance'
import { orderBook } from '../../../../src/book'
import type { Channel } from '../../../../src/core/channel'
import { createFeed } from '../../../../src/node'
import { createLocalExchange, type LocalExchangeOptions } from '../../../../src/testing/exchange/server'

const apiKey = 'local'

async function world(options: LocalExchangeOptions = {}) {
  const exchange = await createLocalExchange({ tickMs: 5, historyMs: 0, ordersPerSecond: 400, ...options })
  const { url, restUrl } = exchange
  const retry = { baseMs: 20, capMs: 100 }
  const sbe = createFeed<SbeEvent>({ venue: binanceSbe({ url: `${url}/sbe`, restUrl, apiKey }), retry })
  const json = createFeed<BinanceEvent>({ venue: binance({ url, restUrl }), retry })
  onTestFinished(async () => {
    await Promise.all([sbe.close(), json.close()])
    await exchange.close()
  })
  return { exchange, sbe, json }
}

/** An event without what the arrival adds, and what SBE adds, its decimals without zeros at the end. */
function value(event: object): string {
  const { receiveTime: _, eventTimeUs: __, tradeTimeUs: ___, ...rest } = event as Record<string, unknown>
  return JSON.stringify(rest, (___, each) =>
    typeof each === 'string' && /^\d+\.\d+$/.test(each) ? each.replace(/\.?0+$/, '') : each,
  )
}

type Kind = readonly [name: string, sbe: Channel<SbeEvent>, json: Channel<BinanceEvent>, id: (event: never) => number]

const kinds = (symbol: string): readonly Kind[] => [
  ['trades', sbeTrades(symbol), trades(symbol), (event: { tradeId: number }) => event.tradeId],
  ['best bid and ask', sbeBookTicker(symbol), bookTicker(symbol), (event: { updateId: number }) => event.updateId],
  [
    'book changes',
    sbeDepth(symbol),
    depth(symbol, { speed: 100 }),
    (event: { finalUpdateId: number }) => event.finalUpdateId,
  ],
  [
    'books',
    sbePartialDepth(symbol),
    partialDepth(symbol, { levels: 20, speed: 100 }),
    (event: { lastUpdateId: number }) => event.lastUpdateId,
  ],
]

test.each(
  ['BTCUSDT', '这是测试币456'].flatMap((symbol) => kinds(symbol).map((kind) => [kind[0], symbol, kind] as const)),
)('%s of %s are the same by SBE and in JSON', async (_, __, [, sbeChannel, jsonChannel, idOf]) => {
  const { sbe, json } = await world()
  const count = 12
  const jsonById = new Map<number, string>()
  const sbeById = new Map<number, string>()
  await new Promise<void>((resolve) => {
    // Of both, so many that the other has as well.
    const check = () => {
      if ([...sbeById.keys()].filter((id) => jsonById.has(id)).length >= count) resolve()
    }
    const into = (map: Map<number, string>) => (event: object) => {
      map.set(idOf(event as never), value(event))
      check()
    }
    sbe.subscribe(sbeChannel, { gaps: false }).on(into(sbeById))
    json.subscribe(jsonChannel, { gaps: false }).on(into(jsonById))
  })
  const common = [...sbeById.keys()].filter((id) => jsonById.has(id))
  expect(common.map((id) => sbeById.get(id))).toEqual(common.map((id) => jsonById.get(id)))
  expect([sbe.stats(), json.stats()]).toMatchObject([
    { invalid: 0, gaps: 0 },
    { invalid: 0, gaps: 0 },
  ])
})

test('some frames hold several trades; all of them come, each once, also over a cut that REST fills', async () => {
  const { exchange, sbe } = await world()
  const ids: number[] = []
  const times = new Map<number, number>()
  const subscription = sbe.subscribe(sbeTrades('BTCUSDT'), { backfill: true, gaps: false })
  await new Promise<void>((resolve) => {
    subscription.on((trade) => {
      ids.push(trade.tradeId)
      if (trade.tradeTimeUs !== undefined) times.set(trade.tradeTimeUs, (times.get(trade.tradeTimeUs) ?? 0) + 1)
      if (ids.length === 40) exchange.faults.cut('streams')
      if (ids.length > 100 && sbe.stats().connections > 1) resolve()
    })
  })
  expect(ids).toEqual(ids.map((_, i) => ids[0]! + i))
  expect(Math.max(...times.values())).toBeGreaterThan(1)
  expect(sbe.ledger()['btcusdt@trade']).toMatchObject({ duplicates: 0 })
})

test('an order book over SBE is that of the exchange', async () => {
  const { exchange, sbe } = await world({ ordersPerSecond: 100 })
  const tops = new Map<number, readonly string[]>()
  const market = exchange.market as NonNullable<typeof exchange.market>
  const stop = market.listen((event) => {
    if (event.kind !== 'depth' || event.speedMs !== 100) return
    const { top } = event.instrument
    const texts = [top.bid / 100, top.bidQuantity / 100_000, top.ask / 100, top.askQuantity / 100_000].map(String)
    if (event.instrument.symbol === 'BTCUSDT') tops.set(event.diff.lastUpdateId, texts)
  })
  const book = orderBook(sbe, 'BTCUSDT')
  await book.ready()
  let compared = 0
  for await (const { lastUpdateId } of book) {
    const top = tops.get(lastUpdateId ?? 0)
    if (!top) continue
    const { bid, ask } = book.best()
    const texts = [bid, ask].flatMap((level) => [String(Number(level?.price)), String(Number(level?.quantity))])
    expect(texts).toEqual(top)
    if ((compared += 1) === 5) break
  }
  stop()
  book.close()
})

test('without a key the handshake is refused, and the refusal does not show the key that was sent', async () => {
  const exchange = await createLocalExchange({ historyMs: 0 })
  onTestFinished(() => exchange.close())
  const bare = await new Promise((resolve) => {
    const socket = new WebSocket(`${exchange.url}/sbe/stream?streams=btcusdt@trade`)
    socket.onerror = () => resolve('refused')
    socket.onopen = () => resolve('open')
  })
  expect([bare, exchange.record.refusals]).toMatchObject(['refused', [{ status: 401 }]])
  exchange.faults.refuse(401)
  const feed = createFeed<SbeEvent>({
    venue: binanceSbe({ url: `${exchange.url}/sbe`, apiKey: 'secretsecretsecret' }),
    retry: { maxAttempts: 1, baseMs: 20, capMs: 100 },
  })
  onTestFinished(() => feed.close())
  const error = await feed.connect().catch((each: unknown) => each)
  const text = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })
  expect(text).toContain('HTTP 401: it does not accept the key')
  expect(text).not.toContain('secretsecretsecret')
})

test('control frames are answered as text: a channel that is added later joins, and one that is left goes', async () => {
  const { exchange, sbe } = await world()
  const first = sbe.subscribe(sbeTrades('BTCUSDT'), { gaps: false })
  await first.ready()
  const second = sbe.subscribe(sbeBookTicker('ETHUSDT'))
  await second.ready()
  const left = new Promise((resolve) => sbe.on('unsubscribed', resolve))
  first.unsubscribe()
  expect(await left).toEqual({ streams: ['btcusdt@trade'] })
  const texts = exchange.record.connections[0]!.frames.filter(({ kind }) => kind === 'text').map(({ text }) => text)
  expect(texts.map((text) => JSON.parse(text!).method)).toEqual(['SUBSCRIBE', 'UNSUBSCRIBE'])
  expect(exchange.record.connections[0]!.path).toBe('/sbe/stream')
  exchange.faults.shutdown()
  await new Promise((resolve) => sbe.on('rotated', resolve))
  expect(sbe.stats()).toMatchObject({ connections: 2, invalid: 0 })
})
