import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OrderBook, type Side } from '../../../src/testing/exchange/order-book'

const quiet = () => {}

test('a better price goes first, then the older order', () => {
  const book = new OrderBook(0, quiet)
  book.place('sell', 101, 5)
  book.place('sell', 100, 2)
  book.place('sell', 100, 3)
  expect(book.market('buy', 6)).toEqual([
    { price: 100, quantity: 2 },
    { price: 100, quantity: 3 },
    { price: 101, quantity: 1 },
  ])
  expect(book.asks.map(({ price, quantity }) => [price, quantity])).toEqual([[101, 4]])
  expect(book.updateId).toBe(4)
})

test('a limit order takes what it may and rests with the remainder', () => {
  const book = new OrderBook(0, quiet)
  book.place('sell', 100, 2)
  book.place('sell', 102, 2)
  expect(book.place('buy', 101, 5)).toEqual([{ price: 100, quantity: 2 }])
  expect(book.quantityAt('buy', 101)).toBe(3)
  expect(book.quantityAt('sell', 102)).toBe(2)
})

test('a market order on an empty side does nothing and takes no update id', () => {
  const book = new OrderBook(7, quiet)
  expect(book.market('buy', 1)).toEqual([])
  expect(book.updateId).toBe(7)
})

interface Act {
  readonly kind: 'place' | 'market' | 'cancel'
  readonly side: Side
  readonly price: number
  readonly quantity: number
}

const act: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom('place', 'place', 'market', 'cancel'),
  side: fc.constantFrom('buy', 'sell'),
  price: fc.integer({ min: 90, max: 110 }),
  quantity: fc.integer({ min: 1, max: 20 }),
})

test('whatever happens: never crossed, sorted, levels are the sum of their orders, quantity is conserved, all changes reported', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 200 }), (acts) => {
      const touched = new Set<string>()
      const book = new OrderBook(0, (side, price) => touched.add(`${side} ${price}`))
      const known = new Map<string, number>()
      for (const { kind, side, price, quantity } of acts) {
        const before = total(book)
        const id = book.updateId
        let expected = before
        if (kind === 'cancel') {
          const orders = book.resting[side]
          const order = orders[quantity % Math.max(1, orders.length)]
          if (order !== undefined) {
            expected -= order.quantity
            book.cancel(order)
          }
        } else {
          const fills = kind === 'place' ? book.place(side, price, quantity) : book.market(side, quantity)
          const taken = fills.reduce((sum, fill) => sum + fill.quantity, 0)
          expected += (kind === 'place' ? quantity - taken : 0) - taken
        }
        if (total(book) !== expected) return false
        if (book.updateId - id !== (touched.size > 0 ? 1 : 0)) return false
        for (const key of touched) {
          const [changedSide, at] = key.split(' ') as [Side, string]
          known.set(key, book.quantityAt(changedSide, Number(at)))
        }
        touched.clear()
      }
      const levels = [
        ...book.bids.map((level) => ['buy', level]),
        ...book.asks.map((level) => ['sell', level]),
      ] as const
      const shown = [...known].filter(([, quantity]) => quantity > 0)
      return (
        sorted(book) &&
        shown.length === levels.length &&
        [...book.bids, ...book.asks].every(
          (level) =>
            level.quantity > 0 && level.quantity === level.orders.reduce((sum, order) => sum + order.quantity, 0),
        ) &&
        (['buy', 'sell'] as const).every((side) => book.resting[side].every((order, slot) => order.slot === slot))
      )
    }),
  )
})

function total(book: OrderBook): number {
  return [...book.bids, ...book.asks].reduce((sum, level) => sum + level.quantity, 0)
}

function sorted(book: OrderBook): boolean {
  const prices = [...book.bids.map((level) => level.price).reverse(), ...book.asks.map((level) => level.price)]
  return prices.every((price, i) => i === 0 || prices[i - 1]! < price)
}
