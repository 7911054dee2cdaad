import { expect, test } from 'vitest'
import { isFeedError } from '../../src/core/errors'
import { spotBook, spotSnapshot } from '../../src/venues/binance/book'

const thrown = (act: () => unknown) => {
  try {
    act()
  } catch (error) {
    return isFeedError(error) ? `${error.code}: ${error.message}` : error
  }
  return undefined
}

test.each([
  [1, 5],
  [100, 5],
  [101, 25],
  [500, 25],
  [501, 50],
  [1_000, 50],
  [1_001, 250],
  [5_000, 250],
])('a snapshot of %i levels costs %i', (limit, weight) => {
  expect(spotSnapshot('BTCUSDT', limit)).toMatchObject({
    ...{ path: 'depth', method: 'depth', weight },
    params: { symbol: 'BTCUSDT', limit },
  })
})

test('by default: a thousand levels, ten times a second', () => {
  const { symbol, channel, depth, snapshot } = spotBook('btcusdt')
  expect([symbol, channel.stream, depth, snapshot.weight]).toEqual(['BTCUSDT', 'btcusdt@depth@100ms', 1_000, 50])
  expect(spotBook('BTCUSDT', { speed: 1_000 }).channel.stream).toBe('btcusdt@depth')
})

test.each([
  [{ depth: 0 }, 'INVALID_OPTION: depth must be a whole number from 1 to 5000; received 0.'],
  [{ depth: 5_001 }, 'INVALID_OPTION: depth must be a whole number from 1 to 5000; received 5001.'],
  [{ depth: 1.5 }, 'INVALID_OPTION: depth must be a whole number from 1 to 5000; received 1.5.'],
  [{ speed: 250 as never }, 'INVALID_OPTION: speed must be 100 or 1000; received 250.'],
])('%o is refused', (options, message) => {
  expect(thrown(() => spotBook('BTCUSDT', options))).toBe(message)
})

const level = ['1.0', '2.0']

test.each<[unknown, string | undefined]>([
  [{ lastUpdateId: 1, bids: [], asks: [] }, undefined],
  [{ lastUpdateId: 1, bids: [['2', '1'], level], asks: [], E: 1, symbol: 'X' }, undefined],
  [null, 'INVALID_ANSWER: The snapshot of X: $ must be an object; received null.'],
  [{ bids: [], asks: [] }, 'INVALID_ANSWER: The snapshot of X: lastUpdateId must be present; received undefined.'],
  [
    { lastUpdateId: 1, bids: [level, level], asks: [] },
    'INVALID_ANSWER: The snapshot of X: bids must be ordered from high to low; received an array.',
  ],
  [
    { lastUpdateId: 1, bids: [], asks: [['2', '1'], level] },
    'INVALID_ANSWER: The snapshot of X: asks must be ordered from low to high; received an array.',
  ],
])('the answer %j', (answer, message) => {
  expect(thrown(() => spotSnapshot('X', 100).read(answer, 1))).toBe(message)
})

test('no float comes in: a level of numbers is refused', () => {
  expect(thrown(() => spotSnapshot('X', 100).read({ lastUpdateId: 1, bids: [[1, 2]], asks: [] }, 1))).toContain(
    'as level 0 is not',
  )
})
