/** What decoding of futures must do whatever comes: an event or a refusal with a path, and the same by either way of looking. */
import fc from 'fast-check'
import { expect, test } from 'vitest'

import {
  allLiquidations,
  allMarkPrices,
  compositeIndex,
  futuresAggTrades,
  futuresDepth,
  contractInfo as info,
} from '../../../../src/binance'
import type { Channel, MarketEvent } from '../../../../src/core/channel'
import { futuresAggTradeSchema } from '../../../../src/venues/binance/futures/aggregate-trade'
import { assetIndexSchema } from '../../../../src/venues/binance/futures/asset-index'
import { futuresBookTickerSchema } from '../../../../src/venues/binance/futures/book-ticker'
import { contractInfoSchema } from '../../../../src/venues/binance/futures/contract-info'
import { futuresDepthSchema } from '../../../../src/venues/binance/futures/depth'
import { continuousKlineSchema, futuresKlineSchema } from '../../../../src/venues/binance/futures/kline'
import { liquidationSchema } from '../../../../src/venues/binance/futures/liquidation'
import { markPriceSchema } from '../../../../src/venues/binance/futures/mark-price'
import { futuresMiniTickerSchema } from '../../../../src/venues/binance/futures/mini-ticker'
import { futuresTickerSchema } from '../../../../src/venues/binance/futures/ticker'
import { futuresTradeSchema } from '../../../../src/venues/binance/futures/trade'
import { tradingSessionSchema } from '../../../../src/venues/binance/futures/trading-session'
import type { Wire } from '../../../../src/venues/binance/wire'
import { fate } from '../payloads'
import { wire } from './payloads'

const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('1.', '1e5', '-1', '0', '', 'NaN', -1, 0.5, 2 ** 53, '1.0', 7, null, true, [['1', '2']], undefined),
)

/** Payloads with some members replaced, left out, added, or in another order. */
const mutated = (payload: object) =>
  fc
    .record({
      changes: fc.dictionary(fc.constantFrom(...Object.keys(payload), 'st', 'ps', 'nq', 'added'), odd, { maxKeys: 3 }),
      turn: fc.boolean(),
    })
    .map(({ changes, turn }) => {
      const whole = Object.entries({ ...payload, ...changes })
      return JSON.stringify(Object.fromEntries(turn ? whole.reverse() : whole))
    })

const { bks: _, ...contractInfo } = wire.contractInfo

const schemas: Readonly<Record<string, readonly [Wire<unknown>, object]>> = {
  trade: [futuresTradeSchema, wire.trade],
  aggTrade: [futuresAggTradeSchema, wire.aggTrade],
  kline: [futuresKlineSchema, wire.kline],
  continuousKline: [continuousKlineSchema, wire.continuousKline],
  markPrice: [markPriceSchema, wire.markPrice],
  ticker: [futuresTickerSchema, wire.ticker],
  miniTicker: [futuresMiniTickerSchema, wire.miniTicker],
  bookTicker: [futuresBookTickerSchema, wire.bookTicker],
  depth: [futuresDepthSchema, wire.depth],
  liquidation: [liquidationSchema, wire.liquidation],
  contractInfo: [contractInfoSchema, contractInfo],
  assetIndex: [assetIndexSchema, wire.assetIndex],
  tradingSession: [tradingSessionSchema, wire.tradingSession],
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
  ['an aggregate', futuresAggTrades('BTCUSDT'), wire.aggTrade],
  ['a book', futuresDepth('BTCUSDT'), wire.depth],
  ['a liquidation', allLiquidations(), wire.liquidation],
  ['a basket', compositeIndex('DEFIUSDT'), wire.compositeIndex],
  ['a contract', info(), wire.contractInfo],
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
      const outcome = fate(allMarkPrices(), `[${texts.join()}]`, isTrusted ? 'never' : undefined)
      return 'event' in outcome ? outcome.event.rows.length === texts.length : typeof outcome.path === 'string'
    }),
  )
})
