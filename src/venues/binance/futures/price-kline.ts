/** Candles of a price that nobody trades at: the index of a pair, and the mark price of a contract. COIN-M has them. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { define } from '../channel'
import { spell } from '../symbol'
import { decimal, flag, integer, only, optional, record, text } from '../wire'
import { type Bar, type BarFacts, barRules, barSequence, checkedInterval, type FuturesInterval } from './bar'
import { marketRoute } from './product'

/** A candle of prices alone; the volumes that the wire has are always zero. */
export interface PriceBar extends Bar {
  /** The pair, as the exchange writes it: `BTCUSD`. Wire: `ps`. */
  readonly pair: string
  /** How often the price was worked out so far. Wire: `k.n`. */
  readonly numPrices: number
  /** When it was first, Unix ms. Wire: `k.f`. */
  readonly firstPriceTime: number
  /** When it was last, Unix ms. Wire: `k.L`. */
  readonly lastPriceTime: number
}

/** A candle of the index that a pair's contracts follow. */
export interface IndexPriceKline extends MarketEvent, PriceBar {
  readonly type: 'indexPriceKline'
}

/** A candle of the price by which a contract's margins are reckoned. */
export interface MarkPriceKline extends MarketEvent, PriceBar {
  readonly type: 'markPriceKline'
  /** The contract, as the exchange writes it. Wire: `k.s`. */
  readonly symbol: string
}

// `k.s` of an index is "0", and `k.v`, `k.q`, `k.V` and `k.Q` are "0" of both: nobody reads them.
const priceBarSchema = /* @__PURE__ */ record(
  {
    t: integer,
    T: integer,
    s: /* @__PURE__ */ optional(text),
    i: text,
    f: integer,
    L: integer,
    o: decimal,
    c: decimal,
    h: decimal,
    l: decimal,
    n: integer,
    x: flag,
  },
  // Of an index nothing is traded: all of them are zero.
  'v q V Q B',
)

export const indexPriceKlineSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('indexPrice_kline'),
  E: integer,
  ps: text,
  k: priceBarSchema,
})

export const markPriceKlineSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('markPrice_kline'),
  E: integer,
  ps: text,
  k: priceBarSchema,
})

interface WirePrices {
  readonly E: number
  readonly ps: string
  readonly k: InferOutput<typeof priceBarSchema>
}

function priceBar(wire: WirePrices, { interval }: BarFacts): PriceBar {
  const bar = wire.k
  return {
    eventTime: wire.E,
    pair: wire.ps,
    interval,
    startTime: bar.t,
    closeTime: bar.T,
    open: bar.o,
    high: bar.h,
    low: bar.l,
    close: bar.c,
    isClosed: bar.x,
    numPrices: bar.n,
    firstPriceTime: bar.f,
    lastPriceTime: bar.L,
  }
}

const indexKind = /* @__PURE__ */ define<typeof indexPriceKlineSchema, IndexPriceKline, BarFacts>({
  type: 'indexPriceKline',
  family: 'futures',
  schema: indexPriceKlineSchema,
  rules: /* @__PURE__ */ barRules([
    { path: 'ps', must: 'the pair of the stream', holds: ({ ps }, facts) => ps === facts.symbol },
  ]),
  event: (wire, receiveTime, facts) => ({ type: 'indexPriceKline', ...priceBar(wire, facts), receiveTime }),
  sequence: barSequence,
})

const markKind = /* @__PURE__ */ define<typeof markPriceKlineSchema, MarkPriceKline, BarFacts>({
  type: 'markPriceKline',
  family: 'futures',
  schema: markPriceKlineSchema,
  rules: /* @__PURE__ */ barRules([
    { path: 'k.s', must: 'the symbol of the stream', holds: ({ k }, facts) => k.s === facts.symbol },
  ]),
  event: (wire, receiveTime, facts) => ({
    ...{ type: 'markPriceKline', symbol: facts.symbol },
    ...priceBar(wire, facts),
    receiveTime,
  }),
  sequence: barSequence,
})

/**
 * Candles of the index of a COIN-M pair.
 * @param pair in either case: `BTCUSD`
 * @param interval as on spot, without `1s`
 * @throws FeedError INVALID_CHANNEL
 */
export function indexPriceKlines(pair: string, interval: FuturesInterval): Channel<IndexPriceKline> {
  const { lower, upper } = spell(pair)
  const stream = `${lower}@indexPriceKline_${checkedInterval(interval)}`
  return indexKind({ stream, symbol: upper, silenceMs: 60_000, route: marketRoute, interval })
}

/**
 * Candles of the mark price of a COIN-M contract.
 * @param symbol in either case: `BTCUSD_PERP`
 * @param interval as on spot, without `1s`
 * @throws FeedError INVALID_CHANNEL
 */
export function markPriceKlines(symbol: string, interval: FuturesInterval): Channel<MarkPriceKline> {
  const { lower, upper } = spell(symbol)
  const stream = `${lower}@markPriceKline_${checkedInterval(interval)}`
  return markKind({ stream, symbol: upper, silenceMs: 60_000, route: marketRoute, interval })
}
