/** Reading and checking over damaged frames: nothing throws, and the usual shape promises no more than the schema. */
import fc from 'fast-check'
import { safeParse } from 'valibot'
import { expect, test } from 'vitest'

import { binance, stream } from '../../../src/binance'
import { isFeedError } from '../../../src/core/errors'
import { aggTradeSchema } from '../../../src/venues/binance/aggregate-trade'
import { avgPriceSchema } from '../../../src/venues/binance/average-price'
import { blockTradeSchema } from '../../../src/venues/binance/block-trade'
import { bookTickerSchema } from '../../../src/venues/binance/book-ticker'
import { depthSchema } from '../../../src/venues/binance/depth'
import { klineSchema } from '../../../src/venues/binance/kline'
import { miniTickerSchema } from '../../../src/venues/binance/mini-ticker'
import { partialDepthSchema } from '../../../src/venues/binance/partial-depth'
import { referencePriceSchema } from '../../../src/venues/binance/reference-price'
import { tickerSchema } from '../../../src/venues/binance/ticker'
import { tradeSchema } from '../../../src/venues/binance/trade'
import { windowTickerSchema } from '../../../src/venues/binance/window-ticker'
import { wire } from './payloads'

const schemas = {
  trade: tradeSchema,
  aggTrade: aggTradeSchema,
  kline: klineSchema,
  depth: depthSchema,
  partialDepth: partialDepthSchema,
  ticker: tickerSchema,
  miniTicker: miniTickerSchema,
  bookTicker: bookTickerSchema,
  avgPrice: avgPriceSchema,
  blockTrade: blockTradeSchema,
  windowTicker: windowTickerSchema,
  referencePrice: referencePriceSchema,
}
const kinds = Object.keys(schemas) as (keyof typeof schemas)[]

const names: Readonly<Record<keyof typeof schemas, string>> = {
  ...{ trade: 'btcusdt@trade', aggTrade: 'btcusdt@aggTrade', kline: 'btcusdt@kline_1m', depth: 'btcusdt@depth' },
  ...{ partialDepth: 'btcusdt@depth20', ticker: 'btcusdt@ticker', miniTicker: 'btcusdt@miniTicker' },
  ...{ bookTicker: 'btcusdt@bookTicker', avgPrice: 'btcusdt@avgPrice' },
  ...{ blockTrade: 'btcusdt@blockTrade', windowTicker: 'btcusdt@ticker_1h' },
  referencePrice: 'btcusdt@referencePrice',
}

const lists: Readonly<Record<string, readonly object[]>> = {
  '!miniTicker@arr': [wire.miniTicker, { ...wire.miniTicker, s: 'ETHUSDT' }, { ...wire.miniTicker, s: '币' }],
  '!ticker_1h@arr': [wire.windowTicker, { ...wire.windowTicker, s: 'ETHUSDT' }],
}

const frames = [
  ...Object.entries(lists).map(([name, rows]) => `{"stream":"${name}","data":${JSON.stringify(rows)}}`),
  ...kinds.map((kind) => `{"stream":"${names[kind]}","data":${JSON.stringify(wire[kind])}}`),
  ...['{"result":null,"id":7}', '{"code":2,"msg":"no","id":12}', '{"error":{"code":4,"msg":"no"},"id":13}'],
  ...['{"e":"serverShutdown","E":1}', '{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}'],
  JSON.stringify({ stream: names.kline, data: wire.kline }, undefined, 2),
]

/** Characters that matter to JSON come more often than others. */
const character = fc.oneof(
  fc.constantFrom(...'{}[]",:\\ \n-.e0tn'),
  fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }),
)

type Damage = (frame: string) => string

const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }).map(
    (part): Damage =>
      (frame) =>
        frame.slice(0, frame.length * part),
  ),
  fc.double({ min: 0, max: 1, noNaN: true }).map(
    (part): Damage =>
      (frame) =>
        frame.slice(frame.length * part),
  ),
  fc.tuple(fc.nat(), fc.nat(3), fc.array(character, { maxLength: 3 })).map(
    ([place, removed, put]): Damage =>
      (frame) => {
        const at = place % (frame.length + 1)
        return frame.slice(0, at) + put.join('') + frame.slice(at + removed)
      },
  ),
)

test('reading and decoding never throw but INVALID_MESSAGE, whatever became of a frame', () => {
  const { read } = binance()
  const kindsSeen = new Set<string>()
  const strangers: string[] = []
  fc.assert(
    fc.property(
      fc.constantFrom(...frames),
      fc.array(damage, { maxLength: 4 }),
      fc.boolean(),
      (frame, damages, trust) => {
        const text = damages.reduce((damaged, harm) => harm(damaged), frame)
        const reading = read(text)
        kindsSeen.add(reading.kind)
        if (reading.kind !== 'event') return
        if (reading.start < 0 || reading.end > text.length || reading.start > reading.end) strangers.push(text)
        if (![...Object.values(names), ...Object.keys(lists)].includes(reading.stream)) return
        try {
          stream(reading.stream).decode(text.slice(reading.start, reading.end), 7, trust ? 'never' : 'always')
        } catch (error) {
          if (!isFeedError(error, 'INVALID_MESSAGE')) throw error
        }
      },
    ),
    { numRuns: 5_000 },
  )
  expect([...kindsSeen].sort()).toEqual(['event', 'notice', 'reply', 'unknown'])
  expect(strangers).toEqual([])
})

test('any text is read', () => {
  const { read } = binance()
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => typeof read(text).kind === 'string'),
  )
})

test('what is read does not depend on white space and order', () => {
  const { read } = binance()
  const space = fc.string({ unit: fc.constantFrom(' ', '\n', '\t', '\r'), maxLength: 3 })
  fc.assert(
    fc.property(
      fc.constantFrom(...kinds),
      fc.array(space, { minLength: 9, maxLength: 9 }),
      fc.boolean(),
      (kind, s, turned) => {
        const payload = JSON.stringify(wire[kind])
        const name = `"stream"${s[0]}:${s[1]}"${names[kind]}"`
        const data = `"data"${s[2]}:${s[3]}${payload}`
        const [one, two] = turned ? [data, name] : [name, data]
        const text = `${s[4]}{${s[5]}${one}${s[6]},${s[7]}${two}}${s[8]}`
        const reading = read(text)
        return (
          reading.kind === 'event' &&
          reading.stream === names[kind] &&
          text.slice(reading.start, reading.end).trim() === payload
        )
      },
    ),
  )
})

/** Payloads as the exchange writes them: the composed ones, with the key that it sends and nobody reads. */
const payloads = kinds.map((kind) => ({ kind, text: JSON.stringify(wire[kind]) }))
const usual = Object.fromEntries(kinds.map((kind) => [kind, new RegExp(`^${schemas[kind].pattern}$`)]))

test('what the exchange sends today has the usual shape', () => {
  expect(payloads.filter(({ kind, text }) => !usual[kind]?.test(text))).toEqual([])
})

test('a text of the usual shape is one that the schema accepts, whatever was changed in it', () => {
  const bit = fc.constantFrom(
    '"',
    ',',
    ':',
    '{',
    '}',
    '[',
    ']',
    '\\',
    '.',
    '-',
    '0',
    '7',
    '1e5',
    'null',
    'true',
    ',"p":5',
    ',"E":"1"',
    ',"x":[]',
    ' ',
  )
  const swap = fc.tuple(fc.nat(), fc.nat(4), bit)
  let shaped = 0
  let parsed = 0
  fc.assert(
    fc.property(
      fc.constantFrom(...payloads),
      fc.array(swap, { minLength: 1, maxLength: 2 }),
      ({ kind, text }, swaps) => {
        const changed = swaps.reduce((before, [place, removed, put]) => {
          const at = place % (before.length + 1)
          return before.slice(0, at) + put + before.slice(at + removed)
        }, text)
        let value: unknown
        try {
          value = JSON.parse(changed)
        } catch {
          return true
        }
        parsed += 1
        if (!usual[kind]?.test(changed)) return true
        shaped += 1
        return safeParse(schemas[kind], value).success
      },
    ),
    { numRuns: 20_000 },
  )
  expect([shaped > 100, parsed > 1_000]).toEqual([true, true])
})

test('an unusual text is decoded all the same: other order, other spacing, other keys', () => {
  for (const { kind, text } of payloads) {
    const value = JSON.parse(text) as Record<string, unknown>
    const channel = stream(names[kind])
    const expected = channel.decode(text, 7, 'always')
    const turned = JSON.stringify(
      { news: { of: ['today'] }, ...Object.fromEntries(Object.entries(value).reverse()) },
      undefined,
      1,
    )
    expect(usual[kind]?.test(turned)).toBe(false)
    expect(channel.decode(turned, 7, 'always')).toEqual(expected)
  }
})
