/** Many order books on real sockets, cut all at once: the exchange's own count of request weight is the judge. */
import { afterEach, expect, test } from 'vitest'
import { type BinanceEvent, binance, bookTicker } from '../../src/binance'
import { orderBook } from '../../src/book'
import { createFeed } from '../../src/node'
import { createLocalExchange } from '../../src/testing'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

test('100 books come back after everything was cut, within half of the budget and without a refusal', {
  timeout: 120_000,
}, async () => {
  const exchange = await createLocalExchange({ symbols: 100, ordersPerSecond: 10, historyMs: 0 })
  const { url, restUrl } = exchange
  const feed = createFeed<BinanceEvent>({ venue: binance({ url, restUrl }), retry: { baseMs: 100 } })
  open.push(exchange, feed)
  const symbols = [...exchange.market!.instruments.keys()]
  // 5 of the budget of 6,000 a minute each, 50 with the usual depth.
  const books = symbols.map((symbol) => orderBook(feed, symbol, { depth: 100 }))
  await Promise.all(books.map((book) => book.ready()))
  const first = exchange.record.weight.total
  const lost = new Promise<unknown>((resolve) => feed.on('disconnected', resolve))
  exchange.faults.cut('streams')
  await lost
  expect(books.map(({ state }) => state.kind)).toEqual(books.map(() => 'stale'))
  for await (const _ of feed) if (books.every(({ state }) => state.kind === 'live')) break
  const { weight, requests } = exchange.record
  expect(first).toBe(500)
  expect(weight).toMatchObject({ limited: 0, banned: 0 })
  expect(weight.worst).toBeLessThanOrEqual(3_000)
  expect(requests.every(({ target, status }) => target.includes('depth') && status === 200)).toBe(true)
  // At most once more each, for what the cut lost; those that lost nothing ask nothing.
  expect(weight.total - first).toBeLessThanOrEqual(500)
  // Agrees with the exchange's own best prices, where both speak of one update.
  let agreed = 0
  for (const symbol of symbols.slice(0, 5)) feed.subscribe(bookTicker(symbol))
  for await (const item of feed) {
    if (item.type !== 'bookTicker') continue
    const book = books[symbols.indexOf(item.symbol)]!
    if (book.state.kind !== 'live' || book.lastUpdateId !== item.updateId) continue
    const { bid, ask } = book.best()
    expect([bid?.price, bid?.quantity, ask?.price, ask?.quantity]).toEqual([
      ...[item.bidPrice, item.bidQuantity, item.askPrice, item.askQuantity],
    ])
    agreed += 1
    if (agreed === 20) break
  }
})
