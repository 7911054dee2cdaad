/** What decoding of options must do whatever comes: an event or a refusal with a path, and the same by either way of looking. */
import fc from 'fast-check'
import { expect, test } from 'vitest'

import { optionDepth, optionMarkPrices, optionTickers, optionTrades } from '../../../../src/binance'
import type { Channel, MarketEvent } from '../../../../src/core/channel'
import { futuresBookTickerSchema } from '../../../../src/venues/binance/futures/book-ticker'
import { futuresDepthSchema } from '../../../../src/venues/binance/futures/depth'
import { futuresKlineSchema } from '../../../../src/venues/binance/futures/kline'
import { futuresTickerSchema } from '../../../../src/venues/binance/futures/ticker'
import { optionIndexPriceSchema } from '../../../../src/venues/binance/options/index-price'
import { optionMarkPriceSchema } from '../../../../src/venues/binance/options/mark-price'
import { newOptionSchema } from '../../../../src/venues/binance/options/new-option'
import { optionOpenInterestSchema } from '../../../../src/venues/binance/options/open-interest'
import { optionTradeSchema } from '../../../../src/venues/binance/options/trade'
import type { Wire } from '../../../../src/venues/binance/wire'
import { fate } from '../payloads'
import { symbol, wire } from './payloads'

const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('1.', '1e5', '-1', '0', '', -1, 0.5, 2 ** 53, 7, null, true, [['1', '2']], undefined),
)

/** Payloads with some members replaced, left out, added, or in another order. */
const mutated = (payload: object) =>
  fc
    .record({
      changes: fc.dictionary(fc.constantFrom(...Object.keys(payload), 'added'), odd, { maxKeys: 3 }),
      turn: fc.boolean(),
    })
    .map(({ changes, turn }) => {
      const whole = Object.entries({ ...payload, ...changes })
      return JSON.stringify(Object.fromEntries(turn ? whole.reverse() : whole))
    })

const schemas: Readonly<Record<string, readonly [Wire<unknown>, object]>> = {
  trade: [optionTradeSchema, wire.trade],
  bookTicker: [futuresBookTickerSchema, wire.bookTicker],
  depth: [futuresDepthSchema, wire.depth],
  ticker: [futuresTickerSchema, wire.ticker],
  kline: [futuresKlineSchema, wire.kline],
  markPrice: [optionMarkPriceSchema, wire.markPrice],
  indexPrice: [optionIndexPriceSchema, wire.indexPrice],
  openInterest: [optionOpenInterestSchema, wire.openInterest],
  newOption: [newOptionSchema, wire.newOption],
}

test.each(Object.entries(schemas))(
  '%s: what looks usual is without flaw, and what is sent today looks usual',
  (_, [schema, payload]) => {
    const usual = new RegExp(`^${schema.pattern}$`)
    expect(usual.test(JSON.stringify(payload))).toBe(true)
    fc.assert(
      fc.property(mutated(payload), (text) => !usual.test(text) || schema.flaw(JSON.parse(text), '$') === undefined),
    )
  },
)

test.each<[string, Channel<MarketEvent>, object]>([
  ['a trade', optionTrades(symbol), wire.trade],
  ['a book', optionDepth(symbol), wire.depth],
  ['a list or a row', optionTickers('BTCUSDT', '261225'), wire.ticker],
])('%s: whatever comes is an event or a refusal', (_, channel, payload) => {
  fc.assert(
    fc.property(fc.oneof(mutated(payload), fc.json(), fc.string()), fc.boolean(), (text, isTrusted) => {
      const outcome = fate(channel, text, isTrusted ? 'never' : undefined)
      return 'event' in outcome ? outcome.event.type === channel.type : typeof outcome.path === 'string'
    }),
  )
})

test('a list: whatever its rows are', () => {
  const rows = fc.array(fc.oneof(mutated(wire.markPrice), fc.json()), { maxLength: 4 })
  fc.assert(
    fc.property(rows, fc.boolean(), (texts, isTrusted) => {
      const outcome = fate(optionMarkPrices('BTCUSDT'), `[${texts.join()}]`, isTrusted ? 'never' : undefined)
      return 'event' in outcome ? outcome.event.rows.length === texts.length : typeof outcome.path === 'string'
    }),
  )
})
