/** What must hold of data, over payloads drawn at random: whole ones pass as they are, broken ones are refused or told. */
import fc from 'fast-check'
import { test } from 'vitest'

import {
  aggTrades,
  avgPrice,
  blockTrades,
  bookTicker,
  type Depth,
  depth,
  type intervals,
  klines,
  miniTicker,
  partialDepth,
  referencePrice,
  stream,
  type TickerWindow,
  ticker,
  trades,
  windowTicker,
} from '../../../src/binance'
import type { Channel, MarketEvent } from '../../../src/core/channel'
import type { Sequence } from '../../../src/core/sequence'
import * as draw from './generators'
import { fate, refusedFor, suspectedFor } from './payloads'

/** What is no decimal, or none above zero. */
const noDecimal = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '.',
    '-',
    '+1',
    '-1',
    '1.',
    '.5',
    '1e5',
    '1E5',
    '0x1',
    '1,5',
    '1_0',
    ' 1',
    '1 ',
    '1\n',
    'NaN',
  ),
  fc.constantFrom('Infinity', '١', '1.2.3', '--1', 1, 1.5, 0, null, true, [], {}, ['1']),
  draw.positive.map((text) => `${text}x`),
)
const nothing = fc.nat(18).map((places) => draw.written(0n, places))

const bar = (wire: { s: string; k: { i: (typeof intervals)[number] } }) => klines(wire.s, wire.k.i)

/** Whether a payload is delivered, and nothing about it is odd. */
const clean = (channel: Channel<MarketEvent>, wire: object) =>
  refusedFor(channel, wire) === undefined && suspectedFor(channel, wire) === undefined

const check = <T>(arbitrary: fc.Arbitrary<T>, holds: (drawn: T) => boolean) => fc.assert(fc.property(arbitrary, holds))

test('price is positive and parseable', () => {
  check(fc.tuple(draw.tradeWire, draw.aggTradeWire), ([trade, agg]) => {
    const prices = [trades(trade.s), aggTrades(agg.s)].map((channel, i) =>
      fate<MarketEvent & { price?: string }>(channel, [trade, agg][i]),
    )
    return prices.every((outcome) => 'event' in outcome && Number(outcome.event.price) > 0)
  })
  check(fc.tuple(draw.tradeWire, draw.aggTradeWire, fc.oneof(noDecimal, nothing)), ([trade, agg, p]) => {
    return refusedFor(trades(trade.s), { ...trade, p }) === 'p' && refusedFor(aggTrades(agg.s), { ...agg, p }) === 'p'
  })
})

test('quantity is positive and parseable', () => {
  check(fc.tuple(draw.tradeWire, draw.aggTradeWire), ([trade, agg]) => {
    const outcomes = [trades(trade.s), aggTrades(agg.s)].map((channel, i) =>
      fate<MarketEvent & { quantity?: string }>(channel, [trade, agg][i]),
    )
    return outcomes.every((outcome) => 'event' in outcome && Number(outcome.event.quantity) > 0)
  })
  check(fc.tuple(draw.tradeWire, draw.aggTradeWire, fc.oneof(noDecimal, nothing)), ([trade, agg, q]) => {
    return refusedFor(trades(trade.s), { ...trade, q }) === 'q' && refusedFor(aggTrades(agg.s), { ...agg, q }) === 'q'
  })
})

test('trade time does not exceed event time, or is told', () => {
  check(fc.tuple(draw.tradeWire, draw.aggTradeWire, fc.integer({ min: -9_999, max: 9_999 })), ([trade, agg, after]) => {
    const told = after > 0 ? 'tradeTime' : undefined
    return (
      suspectedFor(trades(trade.s), { ...trade, T: trade.E + after }) === told &&
      suspectedFor(aggTrades(agg.s), { ...agg, T: agg.E + after }) === told
    )
  })
})

test('OHLC holds', () => {
  check(draw.klineWire, (wire) => clean(bar(wire), wire))
  const inner = fc.constantFrom('o', 'c')
  check(fc.tuple(draw.klineWire, inner, draw.rising({ min: 2, max: 2 })), ([wire, key, [low, high]]) => {
    const flat = { ...wire.k, o: low, c: low, h: low, l: low }
    const channel = bar(wire)
    return (
      refusedFor(channel, { ...wire, k: { ...flat, [key]: high } }) === 'k.h' &&
      refusedFor(channel, { ...wire, k: { ...flat, l: high } }) === 'k.h' &&
      refusedFor(channel, { ...wire, k: { ...flat, o: high, c: high, h: high, [key]: low, l: high } }) === 'k.l'
    )
  })
})

test('kline times hold', () => {
  check(fc.tuple(draw.klineWire, fc.integer({ min: 1, max: 999 })), ([wire, ms]) => {
    const channel = bar(wire)
    const told = wire.k.i === '1M' ? undefined : 'closeTime'
    return (
      refusedFor(channel, { ...wire, k: { ...wire.k, T: wire.k.t - ms } }) === 'k.T' &&
      suspectedFor(channel, { ...wire, k: { ...wire.k, T: wire.k.T + ms } }) === told &&
      suspectedFor(channel, { ...wire, k: { ...wire.k, T: wire.k.T - ms } }) === told
    )
  })
})

test('volume is non-negative and taker volume within it', () => {
  check(fc.tuple(draw.klineWire, draw.rising({ min: 2, max: 2 }), draw.positive), ([wire, [less, more], size]) => {
    const channel = bar(wire)
    return (
      refusedFor(channel, { ...wire, k: { ...wire.k, v: less, V: more } }) === 'k.V' &&
      refusedFor(channel, { ...wire, k: { ...wire.k, q: less, Q: more } }) === 'k.Q' &&
      ['v', 'q', 'V', 'Q'].every(
        (key) => refusedFor(channel, { ...wire, k: { ...wire.k, [key]: `-${size}` } }) === `k.${key}`,
      )
    )
  })
  check(fc.tuple(draw.tickerWire, draw.miniTickerWire, draw.positive), ([full, mini, size]) => {
    return ['v', 'q'].every(
      (key) =>
        refusedFor(ticker(full.s), { ...full, [key]: `-${size}` }) === key &&
        refusedFor(miniTicker(mini.s), { ...mini, [key]: `-${size}` }) === key,
    )
  })
})

test('depth sequence: first ≤ final', () => {
  check(fc.tuple(draw.depthWire, fc.integer({ min: 1, max: 999 })), ([wire, back]) => {
    const channel = depth(wire.s)
    const outcome = fate(channel, wire)
    if (!('event' in outcome)) return false
    const { number, follows } = channel.sequence as Required<Sequence<Depth>>
    const { event } = outcome
    return (
      follows(event) === wire.U - 1 &&
      number(event) === wire.u &&
      refusedFor(channel, { ...wire, U: wire.u + back }) === 'u'
    )
  })
})

test('spread is positive, or is told', () => {
  check(fc.tuple(draw.bookTickerWire, draw.tickerWire, draw.rising({ min: 2, max: 2 })), ([top, full, [low, high]]) => {
    const book = partialDepth('BTCUSDT')
    const crossed = { lastUpdateId: 1, bids: [[high, '1']], asks: [[low, '1']] }
    return (
      clean(bookTicker(top.s), top) &&
      clean(ticker(full.s), full) &&
      suspectedFor(bookTicker(top.s), { ...top, b: high, a: low }) === 'bidPrice' &&
      suspectedFor(bookTicker(top.s), { ...top, b: low, a: low }) === 'bidPrice' &&
      suspectedFor(ticker(full.s), { ...full, b: high, a: low }) === 'bestBidPrice' &&
      suspectedFor(book, crossed) === 'bids' &&
      clean(bookTicker(top.s), { ...top, a: '0.00000000' })
    )
  })
})

test('book order: bids descending, asks ascending', () => {
  check(draw.partialDepthWire, (wire) => clean(partialDepth('BTCUSDT'), wire))
  check(fc.tuple(draw.rising({ min: 2, max: 20 }), fc.nat(), fc.boolean()), ([prices, place, twice]) => {
    const at = place % (prices.length - 1)
    const broken = [...prices]
    const [one, other] = [prices[at] as string, prices[at + 1] as string]
    broken.splice(at, 2, twice ? one : other, one)
    const rows = broken.map((price) => [price, '1'])
    const book = partialDepth('BTCUSDT')
    return (
      refusedFor(book, { lastUpdateId: 1, bids: [...rows].reverse(), asks: [] }) === 'bids' &&
      refusedFor(book, { lastUpdateId: 1, bids: [], asks: rows }) === 'asks'
    )
  })
})

test('symbol format, non-ASCII included', () => {
  check(fc.tuple(draw.tradeWire, fc.boolean()), ([wire, lower]) => {
    const typed = lower ? wire.s.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : wire.s
    const channel = trades(typed)
    const outcome = fate(channel, wire)
    return 'event' in outcome && outcome.event.symbol === wire.s && stream(channel.stream).symbol === wire.s
  })
  check(fc.tuple(draw.tradeWire, draw.symbol), ([wire, other]) => {
    return other === wire.s || refusedFor(trades(other), wire) === 's'
  })
  check(
    fc.tuple(draw.symbol, fc.constantFrom(...' \t\n\u0000@/!?&#%,"\'`\\\u2028'), draw.symbol),
    ([before, mark, after]) => {
      try {
        trades(before + mark + after)
        return false
      } catch (error) {
        return (error as { code?: string }).code === 'INVALID_CHANNEL'
      }
    },
  )
})

/** Every text of a value that looks like a decimal, in order of place. */
function decimals(value: unknown, found: string[] = []): string[] {
  if (typeof value === 'string') {
    if (/^-?\d+(\.\d+)?$/.test(value)) found.push(value)
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) decimals(inner, found)
  }
  return found
}

/** A channel with a payload of its own that breaks no rule. */
const whole: fc.Arbitrary<readonly [Channel<MarketEvent>, object]> = fc.oneof(
  draw.tradeWire.map((wire) => [trades(wire.s), wire] as const),
  draw.aggTradeWire.map((wire) => [aggTrades(wire.s), wire] as const),
  draw.klineWire.map((wire) => [bar(wire), wire] as const),
  draw.depthWire.map((wire) => [depth(wire.s), wire] as const),
  draw.partialDepthWire.map((wire) => [partialDepth('BTCUSDT'), wire] as const),
  draw.tickerWire.map((wire) => [ticker(wire.s), wire] as const),
  draw.miniTickerWire.map((wire) => [miniTicker(wire.s), wire] as const),
  draw.bookTickerWire.map((wire) => [bookTicker(wire.s), wire] as const),
  draw.avgPriceWire.map((wire) => [avgPrice(wire.s), wire] as const),
  draw.blockTradeWire.map((wire) => [blockTrades(wire.s), wire] as const),
  draw.windowTickerWire.map((wire) => [windowTicker(wire.s, wire.e.slice(0, 2) as TickerWindow), wire] as const),
  draw.referencePriceWire.map((wire) => [referencePrice(wire.s), wire] as const),
)

/** A payload without what no event shows: symbols that look like numbers, and what the exchange says to ignore. */
function shown(wire: object): object {
  const { s, k, ...rest } = wire as { s?: unknown; k?: { s: unknown; B: unknown } }
  if (k === undefined) return rest
  const { s: again, B, ...inner } = k
  return { ...rest, k: inner }
}

test('precision is kept: every decimal leaves as it came', () => {
  check(whole, ([channel, wire]) => {
    const outcome = fate(channel, wire)
    if (!('event' in outcome)) return false
    const { symbol, ...event } = outcome.event as MarketEvent & { symbol: string }
    return decimals(event).sort().join() === decimals(shown(wire)).sort().join()
  })
})

test('validation refuses what breaks a rule and nothing else', () => {
  check(fc.tuple(whole, fc.dictionary(fc.string(), fc.jsonValue())), ([[channel, wire], extra]) => {
    return clean(channel, wire) && clean(channel, { ...extra, ...wire })
  })
  // Left out: what is ignored, what is an object of its own, and the interval of an average, which is any text.
  const members = whole.chain(([channel, wire]) =>
    fc.tuple(
      fc.constant(channel),
      fc.constant(wire),
      fc.constantFrom(...Object.keys(wire).filter((key) => !['M', 'k', 'i'].includes(key))),
      fc.constantFrom(undefined, 'r' in wire ? true : null, {}, -1.5, 2 ** 60, 'x'),
    ),
  )
  check(members, ([channel, wire, key, value]) => refusedFor(channel, { ...wire, [key]: value }) === key)
})

test('what is new in a payload is reported by its path, wherever it stands, and nothing else is', () => {
  const news = (channel: Channel<MarketEvent>, wire: object) => {
    const paths: string[] = []
    channel.decode(JSON.stringify(wire), 1, 'always', { foreign: (path) => paths.push(path), slow() {} })
    return paths.join()
  }
  const name = fc.string({ minLength: 3 }).filter((text) => text !== '__proto__' && text !== 'lastUpdateId')
  check(fc.tuple(whole, name, fc.jsonValue(), fc.boolean()), ([[channel, wire], key, value, isFirst]) => {
    const grown = isFirst ? { [key]: value, ...wire } : { ...wire, [key]: value }
    const isPlain = !(key in wire)
    const { k } = wire as { k?: object }
    const deep = k ? news(channel, { ...wire, k: { ...k, [key]: value } }) === `k.${key}` : true
    return news(channel, wire) === '' && (!isPlain || news(channel, grown) === key) && deep
  })
})
