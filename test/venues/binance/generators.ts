/** Payloads drawn at random that break no rule: decimals of any length, symbols of any script. */
import fc from 'fast-check'

import { type Interval, intervals } from '../../../src/binance'

/** A number of units of 10^-places as a decimal; written with all its places, or short where it ends in zeros. */
export function written(units: bigint, places: number, short = false): string {
  const sign = units < 0n ? '-' : ''
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0')
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`
  return sign + (short && places > 0 ? text.replace(/\.?0+$/, '') : text)
}

const units = (min: bigint) =>
  fc.oneof(fc.bigInt({ min, max: min + 20n }), fc.bigInt({ min, max: 10n ** 14n }), fc.bigInt({ min, max: 10n ** 30n }))

const style = fc.record({ places: fc.integer({ min: 0, max: 18 }), short: fc.boolean() })

const decimalFrom = (min: bigint) => fc.tuple(units(min), style).map(([n, s]) => written(n, s.places, s.short))

/** Above zero. */
export const positive = decimalFrom(1n)

/** Zero or above. */
export const unsigned = decimalFrom(0n)

export const signed = fc.tuple(unsigned, fc.boolean()).map(([text, minus]) => (minus ? `-${text}` : text))

/** Decimals that rise strictly, each written in its own way. */
export const rising = (count: { readonly min: number; readonly max: number }) =>
  fc
    .tuple(
      fc.uniqueArray(fc.bigInt({ min: 1n, max: 10n ** 16n }), { minLength: count.min, maxLength: count.max }),
      fc.array(fc.boolean(), { minLength: count.max, maxLength: count.max }),
    )
    .map(([list, short]) => list.sort((a, b) => (a < b ? -1 : 1)).map((n, i) => written(n, 8, short[i] as boolean)))

/** Decimals of one scale from low to high, where neighbours may be equal in value. */
export const ordered = (count: number) =>
  fc
    .tuple(
      fc.array(fc.oneof(fc.bigInt({ min: 0n, max: 3n }), fc.bigInt({ min: 0n, max: 10n ** 16n })), {
        minLength: count,
        maxLength: count,
      }),
      fc.array(fc.boolean(), { minLength: count, maxLength: count }),
    )
    .map(([list, short]) =>
      list.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).map((n, i) => written(n, 8, short[i] as boolean)),
    )

export const integer = fc.oneof(fc.integer({ min: 0, max: 2 ** 31 }), fc.maxSafeNat())

export const time = fc.integer({ min: 1_500_000_000_000, max: 2_500_000_000_000 })

/** A symbol as events write it: no lower-case ASCII, any script. */
export const symbol = fc
  .array(fc.constantFrom(...'ABIKTUSDZ0159_-.', '币', '安', 'ß', 'İ', 'ı', 'é', '𝔹', '😀'), {
    minLength: 1,
    maxLength: 20,
  })
  .map((letters) => letters.join(''))

export const tradeWire = fc
  .record({ s: symbol, t: integer, p: positive, q: positive, E: time, before: fc.nat(10_000), m: fc.boolean() })
  .map(({ before, ...wire }) => ({ e: 'trade', ...wire, T: wire.E - before, M: true }))

export const aggTradeWire = fc
  .record({
    s: symbol,
    a: integer,
    p: positive,
    q: positive,
    f: fc.nat(),
    inside: fc.nat(500),
    E: time,
    m: fc.boolean(),
  })
  .map(({ inside, ...wire }) => ({ e: 'aggTrade', ...wire, l: wire.f + inside, T: wire.E, M: true }))

const unit: Readonly<Record<string, number>> = { s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5, M: 2678400e3 }

/** Length of an interval in ms; of a month, 31 days. */
export const length = (interval: Interval) => Number.parseInt(interval, 10) * (unit[interval.slice(-1)] as number)

export const klineWire = fc
  .record({
    s: symbol,
    i: fc.constantFrom(...intervals),
    t: time,
    late: fc.nat(5_000),
    first: fc.nat(),
    n: fc.integer({ min: 1, max: 9_999 }),
    prices: ordered(4),
    upward: fc.boolean(),
    volumes: ordered(2),
    quotes: ordered(2),
    x: fc.boolean(),
  })
  .map(({ s, i, t, late, first, n, prices, upward, volumes, quotes, x }) => {
    const [l, one, other, h] = prices as [string, string, string, string]
    const T = t + length(i) - 1
    const [o, c] = upward ? [one, other] : [other, one]
    const k = {
      t,
      T,
      s,
      i,
      f: first,
      L: first + n - 1,
      o,
      c,
      h,
      l,
      v: volumes[1],
      n,
      x,
      q: quotes[1],
      V: volumes[0],
      Q: quotes[0],
    }
    return { e: 'kline', E: T + late, s, k: { ...k, B: '0' } }
  })

const levelsOf = (prices: readonly string[], quantity: string) => prices.map((price) => [price, quantity])

export const depthWire = fc
  .record({
    ...{ s: symbol, E: time, U: fc.nat(), covered: fc.nat(1_000), quantity: unsigned },
    ...{ bids: fc.array(unsigned, { maxLength: 20 }), asks: fc.array(unsigned, { maxLength: 20 }) },
  })
  .map(({ s, E, U, covered, quantity, bids, asks }) => {
    return { e: 'depthUpdate', E, s, U, u: U + covered, b: levelsOf(bids, quantity), a: levelsOf(asks, quantity) }
  })

export const partialDepthWire = fc
  .record({ lastUpdateId: integer, prices: rising({ min: 0, max: 40 }), bidding: fc.nat(20), quantity: unsigned })
  .map(({ lastUpdateId, prices, bidding, quantity }) => ({
    lastUpdateId,
    bids: levelsOf(prices.slice(0, bidding).reverse(), quantity),
    asks: levelsOf(prices.slice(bidding, bidding + 20), quantity),
  }))

export const bookTickerWire = fc
  .record({ u: integer, s: symbol, prices: rising({ min: 2, max: 2 }), B: unsigned, A: unsigned })
  .map(({ prices, ...wire }) => ({ ...wire, b: prices[0] as string, a: prices[1] as string }))

export const miniTickerWire = fc
  .record({ s: symbol, E: time, prices: ordered(3), o: unsigned, v: unsigned, q: unsigned })
  .map(({ prices, ...wire }) => ({ e: '24hrMiniTicker', ...wire, l: prices[0], c: prices[1], h: prices[2] }))

export const tickerWire = fc
  .record({
    ...{ mini: miniTickerWire, book: bookTickerWire, p: signed, P: signed, w: unsigned, x: unsigned, Q: unsigned },
    ...{ O: time, F: fc.constantFrom(-1, 0, 5), n: integer },
  })
  .map(({ mini, book: { b, B, a, A }, ...wire }) => {
    return { ...mini, e: '24hrTicker', b, B, a, A, ...wire, C: wire.O + 864e5, L: wire.F }
  })

export const blockTradeWire = fc
  .record({ s: symbol, t: integer, p: positive, q: positive, E: time, before: fc.nat(10_000), m: fc.boolean() })
  .map(({ before, ...wire }) => ({ e: 'blockTrade', ...wire, T: wire.E - before }))

export const windowTickerWire = fc
  .record({
    ...{ mini: miniTickerWire, window: fc.constantFrom('1h', '4h', '1d'), p: signed, P: signed, w: unsigned, O: time },
    ...{ F: fc.constantFrom(-1, 0, 5), n: integer },
  })
  .map(({ mini, window, ...wire }) => ({ ...mini, e: `${window}Ticker`, ...wire, C: wire.O + 36e5, L: wire.F }))

export const referencePriceWire = fc
  .record({ s: symbol, r: fc.option(unsigned), t: time })
  .map((wire) => ({ e: 'referencePrice', ...wire }))

export const avgPriceWire = fc
  .record({ s: symbol, E: time, T: time, w: unsigned })
  .map((wire) => ({ e: 'avgPrice', ...wire, i: '5m' }))
