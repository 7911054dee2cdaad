/** Reading and checking over damaged frames: nothing throws, and the guard says what the schema says. */
import fc from 'fast-check'
import { safeParse } from 'valibot'
import { expect, test } from 'vitest'

import { binance, stream } from '../../../src/binance'
import { isFeedError } from '../../../src/core/errors'
import { aggTradeSchema } from '../../../src/venues/binance/aggregate-trade'
import { avgPriceSchema } from '../../../src/venues/binance/average-price'
import { bookTickerSchema } from '../../../src/venues/binance/book-ticker'
import { depthSchema } from '../../../src/venues/binance/depth'
import { guard } from '../../../src/venues/binance/guard'
import { klineSchema } from '../../../src/venues/binance/kline'
import { miniTickerSchema } from '../../../src/venues/binance/mini-ticker'
import { partialDepthSchema } from '../../../src/venues/binance/partial-depth'
import { tickerSchema } from '../../../src/venues/binance/ticker'
import { tradeSchema } from '../../../src/venues/binance/trade'
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
}
const kinds = Object.keys(schemas) as (keyof typeof schemas)[]

const names: Readonly<Record<keyof typeof schemas, string>> = {
  ...{ trade: 'btcusdt@trade', aggTrade: 'btcusdt@aggTrade', kline: 'btcusdt@kline_1m', depth: 'btcusdt@depth' },
  ...{ partialDepth: 'btcusdt@depth20', ticker: 'btcusdt@ticker', miniTicker: 'btcusdt@miniTicker' },
  ...{ bookTicker: 'btcusdt@bookTicker', avgPrice: 'btcusdt@avgPrice' },
}

const frames = [
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
        if (!Object.values(names).includes(reading.stream)) return
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

const odd = fc.oneof(
  fc.constantFrom(undefined, null, true, false, '', '0', '1.5', '-1.5', '-0', 'x', 0, -1, -2, 1.5, 2 ** 53, Number.NaN),
  fc.constantFrom([], {}, [['1', '2']], [['1']], [['1', '2', []]], [[1, 2]], [null], 'trade', 'kline', '1m', 'BTCUSDT'),
  fc.jsonValue({ maxDepth: 2 }),
)

test('guard and schema agree on every payload, whole or changed', () => {
  const guards = Object.fromEntries(kinds.map((kind) => [kind, guard(schemas[kind])]))
  let accepted = 0
  let refused = 0
  const changes = fc.array(fc.tuple(fc.nat(), odd, fc.boolean()), { maxLength: 2 })
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.constantFrom(...kinds), changes, (kind, like, changed) => {
      const payload: Record<string, unknown> = structuredClone(wire[like])
      for (const [place, value, gone] of changed) {
        const inside = place % 3 === 0 && typeof payload.k === 'object' && payload.k !== null
        const target = (inside ? payload.k : payload) as Record<string, unknown>
        const keys = Object.keys(target)
        const key = keys[place % Math.max(keys.length, 1)] ?? 'e'
        if (gone) delete target[key]
        else target[key] = value
      }
      const answer = guards[kind]?.(payload)
      if (answer) accepted += 1
      else refused += 1
      return answer === safeParse(schemas[kind], payload).success
    }),
    { numRuns: 5_000 },
  )
  fc.assert(
    fc.property(
      fc.constantFrom(...kinds),
      odd,
      (kind, value) => guards[kind]?.(value) === safeParse(schemas[kind], value).success,
    ),
  )
  expect(accepted > 100 && refused > 1_000).toBe(true)
})
