/** Whatever the numbers, the sizes and the version: what was written is what is read; whatever the bytes: nothing is thrown. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { binanceSbe, sbeBookTicker, sbeDepth, sbePartialDepth, sbeTrades } from '../../../../src/binance'
import { isFeedError } from '../../../../src/core/errors'
import { decimal } from '../../../../src/venues/binance/sbe/numbers'
import { bestFrame, bookFrame, type Growth, tradesFrame, type WireLevel } from './encoder'

const venue = binanceSbe({ apiKey: 'none' })
const channels = [sbeTrades, sbeBookTicker, sbeDepth, sbePartialDepth].map((make) => make('BTCUSDT'))
const [ofTrades, ofBest, ofDepth, ofBook] = [sbeTrades, sbeBookTicker, sbeDepth, sbePartialDepth].map((make) =>
  make('X'),
)

/** The value as a fraction, whatever its text looks like. */
function fractionOf(text: string): readonly [digits: bigint, scale: bigint] {
  const [whole = '', rest = ''] = text.split('.')
  return [BigInt(whole + rest), 10n ** BigInt(rest.length)]
}

const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n]
const edges = [
  least,
  least + 1n,
  -1n,
  0n,
  1n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 53n + 1n,
  most,
]
const any = fc.oneof(fc.constantFrom(...edges), fc.bigInt(least, most), fc.bigInt(-(10n ** 10n), 10n ** 10n))

test('a decimal is its mantissa times ten to the exponent, exactly, with as many places as the exponent says', () => {
  fc.assert(
    fc.property(any, fc.integer({ min: -20, max: 20 }), fc.nat(9), (mantissa, exponent, at) => {
      const bytes = new Uint8Array(at + 8)
      new DataView(bytes.buffer).setBigInt64(at, mantissa, true)
      const text = decimal(bytes, at, exponent)
      const [digits, scale] = fractionOf(text)
      const value = exponent >= 0 ? mantissa * 10n ** BigInt(exponent) : mantissa
      const places = exponent >= 0 ? 0 : -exponent
      return digits === value && scale === 10n ** BigInt(places) && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text)
    }),
    { numRuns: 5_000 },
  )
})

const time = fc.bigInt(0n, 4_000_000_000_000_000n)
const id = fc.bigInt(0n, BigInt(Number.MAX_SAFE_INTEGER))
const amount = fc.oneof(fc.bigInt(0n, most), fc.bigInt(0n, 10n ** 9n), fc.constantFrom(0n, most, 2n ** 53n))
const positive = amount.map((value) => value || 1n)
const exponent = fc.integer({ min: -12, max: 3 })
const symbol = fc.constantFrom('BTCUSDT', 'X', '1000SATSUSDT', '这是测试币456', 'A'.repeat(64))
const growth: fc.Arbitrary<Growth> = fc.record({
  root: fc.nat(40),
  entry: fc.nat(20),
  version: fc.nat(65_535),
  tail: fc.nat(9),
})
const common = { eventTime: time, priceExponent: exponent, qtyExponent: exponent, symbol }
const level = fc.tuple(amount, amount) as fc.Arbitrary<WireLevel>

/** The text that a mantissa must become, by arithmetic of its own. */
function textOf(mantissa: bigint, exponent: number): string {
  if (exponent >= 0) return String(mantissa * 10n ** BigInt(exponent))
  const digits = String(mantissa).padStart(1 - exponent, '0')
  return `${digits.slice(0, exponent)}.${digits.slice(exponent)}`
}

const ms = (us: bigint) => Number(us / 1_000n)
const stream = (symbol: string, suffix: string) => symbol.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) + suffix
const streamOf = (frame: Uint8Array) => {
  const reading = venue.readBinary!(frame)
  return reading.kind === 'event' ? reading.stream : reading
}

test('trades, any number of them', () => {
  const trade = fc.record({ id, price: positive, qty: positive, isBuyerMaker: fc.nat(1) })
  const wire = fc.record({ ...common, transactTime: time, trades: fc.array(trade, { maxLength: 30 }) })
  fc.assert(
    fc.property(wire, growth, (given, growth) => {
      const frame = tradesFrame(given, growth)
      expect(streamOf(frame)).toBe(stream(given.symbol, '@trade'))
      expect(sbeTrades(given.symbol).decodeBinary!(frame, 5, 'always')).toEqual(
        given.trades.map(({ id, price, qty, isBuyerMaker }) => ({
          type: 'trade',
          eventTime: ms(given.eventTime),
          symbol: given.symbol,
          tradeId: Number(id),
          price: textOf(price, given.priceExponent),
          quantity: textOf(qty, given.qtyExponent),
          tradeTime: ms(given.transactTime),
          isBuyerMaker: isBuyerMaker === 1,
          receiveTime: 5,
          eventTimeUs: Number(given.eventTime),
          tradeTimeUs: Number(given.transactTime),
        })),
      )
    }),
  )
})

test('best bid and ask', () => {
  fc.assert(
    fc.property(fc.record({ ...common, bookUpdateId: id, bid: level, ask: level }), growth, (given, growth) => {
      const frame = bestFrame(given, growth)
      const { priceExponent, qtyExponent, bid, ask } = given
      expect(streamOf(frame)).toBe(stream(given.symbol, '@bestBidAsk'))
      expect(sbeBookTicker(given.symbol).decodeBinary!(frame, 5, 'always')).toEqual([
        {
          type: 'bookTicker',
          updateId: Number(given.bookUpdateId),
          symbol: given.symbol,
          bidPrice: textOf(bid[0], priceExponent),
          bidQuantity: textOf(bid[1], qtyExponent),
          askPrice: textOf(ask[0], priceExponent),
          askQuantity: textOf(ask[1], qtyExponent),
          receiveTime: 5,
          eventTimeUs: Number(given.eventTime),
        },
      ])
    }),
  )
})

const levels = fc.array(level, { maxLength: 40 })

test('changes of a book', () => {
  fc.assert(
    fc.property(fc.record({ ...common, first: id, last: id, bids: levels, asks: levels }), growth, (given, growth) => {
      const ids = (given.first < given.last ? [given.first, given.last] : [given.last, given.first]) as [bigint, bigint]
      const { priceExponent, qtyExponent } = given
      const frame = bookFrame({ ...given, ids }, growth)
      const texts = (list: readonly WireLevel[]) =>
        list.map(([price, quantity]) => [textOf(price, priceExponent), textOf(quantity, qtyExponent)])
      expect(streamOf(frame)).toBe(stream(given.symbol, '@depth'))
      expect(sbeDepth(given.symbol).decodeBinary!(frame, 5, 'always')).toEqual([
        {
          type: 'depth',
          eventTime: ms(given.eventTime),
          symbol: given.symbol,
          firstUpdateId: Number(ids[0]),
          finalUpdateId: Number(ids[1]),
          bids: texts(given.bids),
          asks: texts(given.asks),
          receiveTime: 5,
          eventTimeUs: Number(given.eventTime),
        },
      ])
    }),
  )
})

test('books of up to twenty levels', () => {
  const prices = fc.uniqueArray(amount, { maxLength: 20 })
  fc.assert(
    fc.property(fc.record({ ...common, id, up: prices, down: prices }), growth, (given, growth) => {
      const ordered = (list: readonly bigint[], sign: number): WireLevel[] =>
        [...list].sort((a, b) => sign * (a < b ? -1 : 1)).map((price) => [price, price / 3n])
      const [bids, asks] = [ordered(given.down, -1), ordered(given.up, 1)]
      const frame = bookFrame({ ...given, ids: [given.id], bids, asks }, growth)
      const texts = (list: readonly WireLevel[]) =>
        list.map(([price, qty]) => [textOf(price, given.priceExponent), textOf(qty, given.qtyExponent)])
      expect(streamOf(frame)).toBe(stream(given.symbol, '@depth20'))
      expect(sbePartialDepth(given.symbol).decodeBinary!(frame, 5, 'always')).toMatchObject([
        { type: 'partialDepth', lastUpdateId: Number(given.id), bids: texts(bids), asks: texts(asks) },
      ])
    }),
  )
})

const whole = [
  tradesFrame({
    eventTime: 1n,
    transactTime: 1n,
    priceExponent: -2,
    qtyExponent: -5,
    symbol: 'X',
    trades: [1n, 2n, 3n].map((id) => ({ id, price: 5n, qty: 5n, isBuyerMaker: 0 })),
  }),
  bestFrame({
    eventTime: 1n,
    priceExponent: 0,
    qtyExponent: 0,
    symbol: 'X',
    bookUpdateId: 1n,
    bid: [1n, 1n],
    ask: [2n, 1n],
  }),
  bookFrame({
    eventTime: 1n,
    priceExponent: 0,
    qtyExponent: 0,
    symbol: 'X',
    ids: [1n],
    bids: [[1n, 1n]],
    asks: [[2n, 1n]],
  }),
  bookFrame({
    eventTime: 1n,
    priceExponent: 0,
    qtyExponent: 0,
    symbol: 'X',
    ids: [1n, 2n],
    bids: [[1n, 1n]],
    asks: [],
  }),
]

test('a frame that is cut off anywhere is unknown', () => {
  for (const frame of whole) {
    expect(venue.readBinary!(frame).kind).toBe('event')
    for (let length = 0; length < frame.length; length += 1)
      expect(venue.readBinary!(frame.slice(0, length)).kind).toBe('unknown')
  }
})

/** What comes of a frame in the client: a reading, and then events or an error of one kind. */
function outcome(frame: Uint8Array): 'unknown' | 'stranger' | 'events' | 'invalid' {
  const reading = venue.readBinary!(frame)
  if (reading.kind !== 'event') return 'unknown'
  const channel = [...channels, ofTrades!, ofBest!, ofDepth!, ofBook!].find(({ stream }) => stream === reading.stream)
  if (!channel) return 'stranger'
  try {
    channel.decodeBinary!(frame, 5, 'never')
    return channel.decodeBinary!(frame, 5, 'always') && 'events'
  } catch (error) {
    if (!isFeedError(error, 'INVALID_MESSAGE')) throw error
    return 'invalid'
  }
}

test('changed bytes and garbage are read, refused or unknown, and never anything else', () => {
  const seen = new Set<string>()
  const change = fc.tuple(fc.nat(200), fc.nat(255))
  fc.assert(
    fc.property(fc.constantFrom(...whole), fc.array(change, { maxLength: 6 }), (frame, changes) => {
      const bytes = Uint8Array.from(frame)
      for (const [at, value] of changes) bytes[at % bytes.length] = value
      seen.add(outcome(bytes))
    }),
    { numRuns: 4_000 },
  )
  expect([...seen].sort()).toEqual(['events', 'invalid', 'stranger', 'unknown'])
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => outcome(bytes) === 'unknown'))
})
