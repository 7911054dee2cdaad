import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyOf, longKeyOf, placesOf, widened } from '../../src/book/keys'
import {
  change,
  clear,
  createLadders,
  isCrossed,
  isExhausted,
  type Ladder,
  load,
  topOf,
  trim,
} from '../../src/book/ladder'
import { compareDecimals, isPositive } from '../../src/core/decimal'

/** A price below 10^12 with up to twelve places, and as many zeros behind it as the exchange may write. */
const priceWith = (digits: fc.Arbitrary<bigint>) =>
  fc.tuple(digits, fc.nat(12), fc.nat(3)).map(([units, places, zeros]) => {
    const text = units.toString().padStart(places + 1, '0')
    const fraction = text.slice(text.length - places) + '0'.repeat(zeros)
    return `${text.slice(0, text.length - places)}${places + zeros > 0 ? `.${places > 0 ? fraction : '0'.repeat(zeros)}` : ''}`
  })
const anyPrice = priceWith(fc.oneof(fc.bigInt(0n, 999n), fc.bigInt(0n, 10n ** 24n)))
/** Few enough to meet again. */
const somePrice = priceWith(fc.bigInt(1n, 40n))
const key = (price: string, places: number) => {
  const short = keyOf(price, places)
  return Number.isNaN(short) ? longKeyOf(price, places) : short
}

test('keys are ordered as the prices are, and equal only where those are', () => {
  fc.assert(
    fc.property(anyPrice, anyPrice, fc.nat(4), (a, b, more) => {
      const places = Math.max(placesOf(a), placesOf(b)) + more
      const [one, other] = [key(a, places), key(b, places)]
      const order = Math.sign(compareDecimals(a, b))
      return (one === other) === (order === 0) && one < other === order < 0
    }),
    { numRuns: 3_000 },
  )
})

test('a key in more places is the key with places added', () => {
  fc.assert(
    fc.property(anyPrice, fc.nat(6), (price, more) => {
      const places = placesOf(price)
      return key(price, places + more) === widened(key(price, places), more)
    }),
    { numRuns: 2_000 },
  )
})

test('the short way of reading never gives a wrong key', () => {
  fc.assert(
    fc.property(anyPrice, fc.nat(14), (price, places) => {
      const short = keyOf(price, places)
      return Number.isNaN(short) || (placesOf(price) <= places && short === longKeyOf(price, places))
    }),
    { numRuns: 3_000 },
  )
})

const quantity = fc.constantFrom('0', '0.000', '0.00000000', '1', '2.50', '0.00000001')
const levels = fc.array(fc.tuple(somePrice, quantity), { maxLength: 30 })

/** The plain way: a map by normal spelling, sorted on demand. */
function reference() {
  const held = new Map<string, readonly [string, string]>()
  const normal = (price: string) => (price.includes('.') ? price.replace(/\.?0+$/, '') : price)
  return {
    put(list: readonly (readonly [string, string])[]) {
      for (const [price, quantity] of list)
        if (isPositive(quantity)) held.set(normal(price), [price, quantity])
        else held.delete(normal(price))
    },
    sorted: (direction: 1 | -1) => [...held.values()].sort((a, b) => compareDecimals(a[0], b[0]) * direction),
  }
}

/** The worst first. */
const plain = (ladder: Ladder) =>
  topOf(ladder)
    .reverse()
    .map(({ price, quantity: size }) => [price, size])

test('whatever comes, in whatever spelling, the levels are those of a plain map, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(levels, levels), { maxLength: 12 }), (changes) => {
      const ladders = createLadders()
      const [bids, asks] = [reference(), reference()]
      for (const [b, a] of changes) {
        change(ladders, { bids: b, asks: a })
        bids.put(b)
        asks.put(a)
      }
      return (
        JSON.stringify(plain(ladders.bids)) === JSON.stringify(bids.sorted(1)) &&
        JSON.stringify(plain(ladders.asks)) === JSON.stringify(asks.sorted(-1))
      )
    }),
    { numRuns: 500 },
  )
})

test('prices too long for numbers are kept as exactly as others', () => {
  const ladders = createLadders()
  const bids = ['9007199254740993.1', '9007199254740993.2', '0.000000000001', '9007199254740993.10', '5'].map(
    (price, i) => [price, `${i + 1}`] as const,
  )
  change(ladders, { bids, asks: [] })
  expect(plain(ladders.bids)).toEqual([
    ['0.000000000001', '3'],
    ['5', '5'],
    ['9007199254740993.10', '4'],
    ['9007199254740993.2', '2'],
  ])
})

test('crossed is what has a bid at or above an ask', () => {
  const ladders = createLadders()
  change(ladders, { bids: [['10.0', '1']], asks: [['10.01', '1']] })
  expect(isCrossed(ladders)).toBe(false)
  change(ladders, { bids: [['10.010', '1']], asks: [] })
  expect(isCrossed(ladders)).toBe(true)
  clear(ladders)
  expect(isCrossed(ladders)).toBe(false)
})

test('a full snapshot has an edge, one that is not full has none', () => {
  const ladders = createLadders()
  load(
    ladders,
    {
      bids: [
        ['10', '1'],
        ['9', '1'],
      ],
      asks: [['11', '1']],
    },
    2,
  )
  expect([ladders.bids.edgePrice, ladders.asks.edgePrice]).toEqual(['9', undefined])
  change(ladders, {
    bids: [
      ['8', '1'],
      ['9.5', '1'],
    ],
    asks: [['99', '1']],
  })
  expect(topOf(ladders.bids).map(({ price, verified }) => [price, verified])).toEqual([
    ['10', true],
    ['9.5', true],
    ['9', true],
    ['8', false],
  ])
  expect(topOf(ladders.asks).map(({ verified }) => verified)).toEqual([true, true])
  // Everything above the edge goes: what is best now may not be.
  change(ladders, {
    bids: [
      ['10', '0'],
      ['9.5', '0'],
      ['9.0', '0'],
    ],
    asks: [
      ['11', '0'],
      ['99', '0'],
    ],
  })
  expect([isExhausted(ladders.bids), isExhausted(ladders.asks)]).toEqual([true, false])
})

test('the worst levels go when there are too many, and the edge moves in', () => {
  const ladders = createLadders()
  const many = Array.from({ length: 100 }, (_, i) => [`${i + 1}`, '1'] as const)
  load(ladders, { bids: [...many].reverse(), asks: [] }, 1_000)
  trim(ladders, 100)
  expect([ladders.bids.runs.size, ladders.bids.edgePrice]).toEqual([100, undefined])
  change(ladders, { bids: [['100.5', '1']], asks: [] })
  trim(ladders, 100)
  expect([ladders.bids.runs.size, ladders.bids.edgePrice]).toEqual([88, '14'])
})
