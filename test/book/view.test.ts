import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exact, minus, over, plus, text, times } from '../../src/book/exact'
import { change, createLadders, load } from '../../src/book/ladder'
import { createView } from '../../src/book/view'

function viewOf(depth = 100) {
  const ladders = createLadders()
  const bids = [
    ['99.50', '1.5'],
    ['99.00', '2.0'],
    ['98.00', '10.0'],
  ] as const
  const asks = [
    ['100.25', '0.5'],
    ['101.00', '1.0'],
    ['103.00', '4.0'],
  ] as const
  load(ladders, { bids, asks }, depth)
  return { ladders, view: createView(ladders) }
}

test('best is one object until it changes', () => {
  const { ladders, view } = viewOf()
  const best = view.best()
  expect(best).toEqual({
    bid: { price: '99.50', quantity: '1.5', verified: true },
    ask: { price: '100.25', quantity: '0.5', verified: true },
  })
  change(ladders, { bids: [['98.00', '9.0']], asks: [] })
  expect(view.best()).toBe(best)
  change(ladders, { bids: [['99.50', '0.0']], asks: [] })
  expect(view.best().bid?.price).toBe('99.00')
})

test('levels come best first, as many as asked for', () => {
  const { view } = viewOf()
  expect(view.bids().map(({ price }) => price)).toEqual(['99.50', '99.00', '98.00'])
  expect(view.asks(2).map(({ price }) => price)).toEqual(['100.25', '101.00'])
  expect(view.asks(9)).toHaveLength(3)
})

test.each([
  ['99.5', '1.5'],
  ['99.500', '1.5'],
  ['103', '4.0'],
  ['99.75', undefined],
  ['99.000000000000000000001', undefined],
])('at %s stands %s', (price, quantity) => {
  expect(viewOf().view.at(price)).toBe(quantity)
})

test.each([
  ['99.5', '1.5'],
  ['99.4', '1.5'],
  ['99', '3.5'],
  ['0', '13.5'],
  ['100', '0'],
  ['100.25', '0.5'],
  ['102.9999', '1.5'],
  ['5000', '5.5'],
])('to %s stand %s', (price, quantity) => {
  expect(viewOf().view.depthTo(price)).toBe(quantity)
})

test.each([
  ['0.5', 'buy', { price: '100.25', filled: '0.5', isComplete: true, isReliable: true }],
  ['1', 'buy', { price: '100.625', filled: '1.0', isComplete: true, isReliable: true }],
  ['1.5', 'buy', { price: '100.75', filled: '1.5', isComplete: true, isReliable: true }],
  // (1.5 × 99.5 + 1.5 × 99) / 3
  ['3', 'sell', { price: '99.25', filled: '3.0', isComplete: true, isReliable: true }],
  // (0.5 × 100.25 + 0.25 × 101) / 0.75
  ['0.75', 'buy', { price: '100.50', filled: '0.75', isComplete: true, isReliable: true }],
  // 0.5 × 100.25 + 0.1 × 101 = 60.225, / 0.6 = 100.375; and a third that never ends
  ['0.6', 'buy', { price: '100.375', filled: '0.6', isComplete: true, isReliable: true }],
  ['0.7', 'buy', { price: '100.4642857143', filled: '0.7', isComplete: true, isReliable: true }],
  ['100', 'buy', { price: '102.3863636364', filled: '5.5', isComplete: false, isReliable: true }],
] as const)('taking %s to %s', (quantity, side, average) => {
  expect(viewOf().view.vwap(quantity, side)).toEqual(average)
})

test('beyond the snapshot nothing is certain, and it says so', () => {
  const { ladders, view } = viewOf(3)
  change(ladders, { bids: [['97.00', '1.0']], asks: [] })
  expect(view.reliable).toEqual({ bid: '98.00', ask: '103.00' })
  expect(view.vwap('13.5', 'sell').isReliable).toBe(true)
  expect(view.vwap('14', 'sell')).toMatchObject({ isComplete: true, isReliable: false })
  expect(view.vwap('6', 'buy')).toMatchObject({ isComplete: false, isReliable: false })
})

test('spread, middle, imbalance', () => {
  const { ladders, view } = viewOf()
  expect([view.spread(), view.mid()]).toEqual(['0.75', '99.875'])
  change(ladders, { bids: [], asks: [['100.00', '4.5']] })
  expect([view.spread(), view.mid()]).toEqual(['0.50', '99.75'])
  expect([view.imbalance(), view.imbalance(99)]).toEqual([-0.5, (13.5 - 10) / 23.5])
})

test('an empty book has nothing to tell', () => {
  const view = createView(createLadders())
  expect(view.best()).toEqual({ bid: undefined, ask: undefined })
  expect([view.spread(), view.mid(), view.imbalance(), view.at('1'), view.depthTo('1')]).toEqual([
    ...[undefined, undefined, undefined, undefined],
    '0',
  ])
  expect(view.vwap('1', 'buy')).toEqual({ price: undefined, filled: '0', isComplete: false, isReliable: true })
})

test.each([1 as never, '', '-1', '1e3', 'x'])('the price %o is refused', (price) => {
  const { view } = viewOf()
  expect(() => view.at(price)).toThrow('price must be a decimal')
  expect(() => view.depthTo(price)).toThrow('price must be a decimal')
  expect(() => view.vwap(price, 'buy')).toThrow('quantity must be a decimal')
})

test('sums are exact, averages rounded half up', () => {
  const decimal = fc.tuple(fc.bigInt(0n, 10n ** 20n), fc.nat(10)).map(([units, places]) => ({ units, places }))
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      const same = text(exact(text(a))) === text(a)
      const back = text(minus(plus(a, b), b))
      const product = times(a, b)
      const whole = b.units === 0n || text(over(product, b, a.places)) === text(a)
      return (
        same && whole && exact(back).units * 10n ** BigInt(a.places) === a.units * 10n ** BigInt(exact(back).places)
      )
    }),
  )
  expect([text(over(exact('1'), exact('3'), 4)), text(over(exact('2'), exact('3'), 4))]).toEqual(['0.3333', '0.6667'])
  expect(text(over(exact('1'), exact('8'), 2))).toBe('0.13')
})
