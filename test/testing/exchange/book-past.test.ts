import { expect, test } from 'vitest'
import type { BookView } from '../../../src/testing/exchange/book-past'
import { createMarket } from '../../../src/testing/exchange/market'

const start = Date.UTC(2026, 10, 22, 12, 0, 0)

function open(ordersPerSecond = 200) {
  const market = createMarket({ startTime: start, historyMs: 0, seed: 9, symbols: 1, ordersPerSecond })
  return { market, instrument: market.instruments.get('BTCUSDT')! }
}

const shown = (view: BookView) => ({
  updateId: view.updateId,
  bids: view.levels('bids', 5_000).map(({ price, quantity }) => [price, quantity]),
  asks: view.levels('asks', 5_000).map(({ price, quantity }) => [price, quantity]),
})

test('a book of so many ms or updates ago is the book as it was then', () => {
  const { market, instrument } = open()
  const books = new Map<number, ReturnType<typeof shown>>()
  for (let at = start; at <= start + 3_000; at += 10) {
    market.advance(at)
    books.set(at, shown(instrument.view(undefined, at)))
  }
  const now = start + 3_000
  for (const ms of [0, 10, 250, 1_000, 2_500]) {
    expect(shown(instrument.view({ ms }, now))).toEqual(books.get(now - ms))
  }
  const current = instrument.book.updateId
  let compared = 0
  for (const book of books.values()) {
    const view = shown(instrument.view({ updates: current - book.updateId }, now))
    if (JSON.stringify(view) !== JSON.stringify(book)) break
    compared++
  }
  expect(compared).toBe(books.size)
})

test('the past is forgotten after ten seconds, and whole updates at a time', () => {
  const { market, instrument } = open(2_000)
  market.advance(start + 60_000)
  const view = shown(instrument.view({ updates: 1_000_000 }, market.now))
  expect(instrument.book.updateId - view.updateId).toBeGreaterThan(5_000)
  expect(instrument.book.updateId - view.updateId).toBeLessThan(20_001)
  expect(view.bids[0]![0]).toBeLessThan(view.asks[0]![0]!)
})

test('a young book is shown as it was at first', () => {
  const { market, instrument } = open()
  const first = shown(instrument.view(undefined, start))
  market.advance(start + 500)
  expect(shown(instrument.view({ ms: 10_000 }, market.now))).toEqual(first)
})
