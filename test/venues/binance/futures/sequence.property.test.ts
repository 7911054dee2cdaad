/** What the sequence of each futures stream must do whatever comes: tell every hole, and none that is not there. */
import fc from 'fast-check'
import { expect, test } from 'vitest'

import {
  allMarkPrices,
  type FuturesDepth,
  futuresAggTrades,
  futuresBookTicker,
  futuresDepth,
  futuresKlines,
  futuresTrades,
} from '../../../../src/binance'
import type { Channel, MarketEvent } from '../../../../src/core/channel'
import { missing, type Sequence } from '../../../../src/core/sequence'
import { wire } from './payloads'

const read = <E extends MarketEvent>(channel: Channel<E>, payload: object): E =>
  channel.decode(JSON.stringify(payload), 7, 'always')

/** The stream of a book: update ids that other contracts share, so that they have holes. */
const depthStream = fc
  .array(fc.record({ skip: fc.nat(50), span: fc.nat(20) }), { minLength: 3, maxLength: 40 })
  .map((steps) => {
    let last = 11_300_000_000_000
    return steps.map(({ skip, span }) => {
      const [pu, U] = [last, last + 1 + skip]
      last = U + span
      return read(futuresDepth('BTCUSDT'), { ...wire.depth, pu, U, u: last })
    })
  })

const sequence = futuresDepth('BTCUSDT').sequence as Required<Sequence<FuturesDepth>>

test('depth: ids with holes are no gap, and any event that is left out is one at the next', () => {
  fc.assert(
    fc.property(depthStream, fc.nat(), (events, pick) => {
      const gaps = (seen: readonly FuturesDepth[]) =>
        seen.flatMap((event, i) => (i > 0 && missing(sequence, sequence.number(seen[i - 1]!), event) ? [event] : []))
      const lost = 1 + (pick % (events.length - 2))
      const rest = events.filter((_, i) => i !== lost)
      return gaps(events).length === 0 && gaps(rest)[0] === events[lost + 1] && gaps(rest).length === 1
    }),
  )
})

test('aggregates: what is missing between two is told to the number', () => {
  const channel = futuresAggTrades('BTCUSDT')
  fc.assert(
    fc.property(fc.nat(2 ** 40), fc.integer({ min: 1, max: 1e6 }), (first, step) => {
      const range = missing(channel.sequence!, first, read(channel, { ...wire.aggTrade, a: first + step }))
      return step === 1 ? range === undefined : range?.from === first + 1 && range.to === first + step - 1
    }),
  )
})

test.each<[string, Channel<MarketEvent>, (number: number) => object]>([
  ['trades', futuresTrades('BTCUSDT'), (t) => ({ ...wire.trade, t })],
  ['tops of books', futuresBookTicker('BTCUSDT'), (u) => ({ ...wire.bookTicker, u })],
  ['lists', allMarkPrices(), (E) => [{ ...wire.markPrice, E: E + 1 }]],
])('%s: numbers grow, and no hole proves anything', (_, channel, payload) => {
  fc.assert(
    fc.property(fc.nat(2 ** 40), fc.integer({ min: 1, max: 1e6 }), (first, step) => {
      const [one, other] = [read(channel, payload(first)), read(channel, payload(first + step))]
      const { number } = channel.sequence!
      return number(one) < number(other) && missing(channel.sequence!, number(one), other) === undefined
    }),
  )
})

test('candles: the end of one stands after all of it and before the next, whenever it was told', () => {
  const channel = futuresKlines('BTCUSDT', '1m')
  const { t, T } = wire.kline.k
  const at = (E: number, x: boolean, shift = 0) =>
    channel.sequence!.number(
      read(channel, { ...wire.kline, E, k: { ...wire.kline.k, x, t: t + shift, T: T + shift } }) as never,
    )
  fc.assert(
    fc.property(fc.integer({ min: t, max: T + 5_000 }), fc.integer({ min: T + 1, max: T + 5_000 }), (E, end) => {
      return at(E, false) < at(end, true) && at(end, true) < at(end + 1, false, 60_000)
    }),
  )
  expect(at(T + 2_000, true)).toBe(T + 0.5)
})
