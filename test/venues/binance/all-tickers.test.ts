import fc from 'fast-check'
import { safeParse } from 'valibot'
import { expect, test } from 'vitest'

import { allMiniTickers, allWindowTickers, type MiniTickers, miniTicker, windowTicker } from '../../../src/binance'
import { miniTickerSchema } from '../../../src/venues/binance/mini-ticker'
import { miniTickerWire } from './generators'
import { fate, suspectedFor, wire } from './payloads'

const all = allMiniTickers()
const mini = (change: object) => ({ ...wire.miniTicker, ...change })
const rows = [mini({ E: 5 }), mini({ s: 'ETHUSDT', E: 9 }), mini({ s: '币安人生USDT', E: 8 })]

const read = (payload: unknown, validation?: 'never') => {
  const outcome = fate(all, payload, validation)
  return 'event' in outcome ? outcome.event : outcome
}
const symbols = (payload: unknown) => (read(payload) as MiniTickers).tickers.map(({ symbol }) => symbol)

test.each(['always', 'never'] as const)(
  'a frame is one event, a row of it the event of its market (%s)',
  (validation) => {
    expect(all).toMatchObject({ type: 'miniTickers', stream: '!miniTicker@arr', symbol: '' })
    const tickers = rows.map((row) => miniTicker(row.s).decode(JSON.stringify(row), 7, 'always'))
    const event = all.decode(JSON.stringify(rows), 7, validation)
    expect(event).toEqual({ type: 'miniTickers', eventTime: 9, tickers, refused: [], receiveTime: 7 })
    expect(all.suspect?.(event)).toBeUndefined()
    expect(all.sequence?.number(event)).toBe(9)
  },
)

test('window tickers likewise, each stream its own window', () => {
  const hour = allWindowTickers('1h')
  expect(hour).toMatchObject({ type: 'windowTickers', stream: '!ticker_1h@arr', symbol: '' })
  const ticker = windowTicker('BTCUSDT', '1h').decode(JSON.stringify(wire.windowTicker), 7, 'always')
  expect(fate(hour, [wire.windowTicker])).toEqual({
    event: { type: 'windowTickers', eventTime: 1795305600123, tickers: [ticker], refused: [], receiveTime: 7 },
  })
  expect(fate(allWindowTickers('4h'), [wire.windowTicker])).toEqual({
    path: '[0].e',
    reason: 'must be the window of the stream; received "1hTicker"',
  })
})

test('a bad row is told by its place and key, and loses no other', () => {
  const frame = [rows[0], mini({ c: '1e5' }), rows[1], null, mini({ v: undefined }), rows[2]]
  expect(symbols(frame)).toEqual(['BTCUSDT', 'ETHUSDT', '币安人生USDT'])
  expect(read(frame)).toMatchObject({
    refused: [
      { path: '[1].c', reason: 'must be a decimal ≥ 0 in a string; received "1e5"' },
      { path: '[3]', reason: 'must be an object; received null' },
      { path: '[4].v', reason: 'must be present; received undefined' },
    ],
  })
  expect(all.suspect?.(read(frame) as MiniTickers)).toEqual({
    path: '[1].c',
    reason: 'must be a decimal ≥ 0 in a string; received "1e5"; only the other rows are delivered',
  })
})

test('an odd row is delivered and told by its place', () => {
  expect(suspectedFor(all, [rows[0], mini({ h: '91234.4' })])).toBe('tickers[1].lastPrice')
})

test.each([
  ['an object', wire.miniTicker, '$', 'must be a list of tickers; received an object'],
  ['an empty list', [], '$', 'must be a list of tickers; received an array'],
  ['a number', 5, '$', 'must be a list of tickers; received 5'],
  ['no JSON', '[', '$', expect.stringMatching(/JSON/)],
  ['no good row', [mini({ s: 1 }), null], '[0].s', 'must be a string; received 1'],
  ['rows in rows', [[wire.miniTicker]], '[0].e', 'must be present; received undefined'],
])('%s is refused', (_, payload, path, reason) => {
  expect(read(payload)).toEqual({ path, reason })
})

test.each([[{}], ['[null]'], ['{"length":1}'], ['[']])('without validation, %j is still refused', (payload) => {
  expect(read(payload, 'never')).toHaveProperty('path')
})

test('rows of other spacing and order are read all the same', () => {
  const turned = rows.map((row) => Object.fromEntries(Object.entries(row).reverse()))
  const expected = read(rows)
  expect(read(JSON.stringify(rows, undefined, 1))).toEqual(expected)
  expect(read(turned)).toEqual(expected)
  expect(read([rows[0], turned[1], rows[2]])).toEqual(expected)
  expect(read(` ${JSON.stringify(rows)}`)).toEqual(expected)
})

test('whatever rows there are, exactly the good ones are delivered', () => {
  const row = fc.oneof(
    { weight: 3, arbitrary: miniTickerWire },
    fc
      .tuple(miniTickerWire, fc.constantFrom('e', 'E', 's', 'c', 'o', 'h', 'l', 'v', 'q'), fc.jsonValue())
      .map(([ticker, key, value]) => ({ ...ticker, [key]: value })),
  )
  fc.assert(
    fc.property(fc.array(row, { maxLength: 12 }), (drawn) => {
      const good = drawn.filter((each) => safeParse(miniTickerSchema, each).success)
      const outcome = fate(all, drawn)
      if (!('event' in outcome)) return good.length === 0
      const { tickers, refused } = outcome.event
      return (
        tickers.map(({ volume }) => volume).join() === good.map(({ v }) => v).join() &&
        refused.length === drawn.length - good.length
      )
    }),
  )
})
