/** Candles of futures: of a contract, and of whichever contract of a pair is the current one. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { define, sameSymbol } from '../channel'
import { refuse, spell } from '../symbol'
import { integer, only, record, text } from '../wire'
import {
  type BarFacts,
  barSequence,
  checkedInterval,
  type FuturesInterval,
  type TradedBar,
  tradedBar,
  tradedRules,
} from './bar'
import { marketRoute } from './product'

/** A candle of a contract as it stood when the event was sent. */
export interface FuturesKline extends MarketEvent, TradedBar {
  readonly type: 'kline'
  /** The market, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** Number of the first trade, -1 where there was none; of a backfilled candle always -1: not told. Wire: `k.f`. */
  readonly firstTradeId: number
  /** Number of the last trade so far, -1 where there was none; of a backfilled candle always -1: not told. Wire: `k.L`. */
  readonly lastTradeId: number
}

/** Which contract of a pair; the quarterly ones change hands when one is delivered. */
export type ContractType = 'perpetual' | 'current_quarter' | 'next_quarter' | 'tradifi_perpetual'

/** A candle of a pair's contract of one type. */
export interface ContinuousKline extends MarketEvent, TradedBar {
  readonly type: 'continuousKline'
  /** The pair, as the exchange writes it: `BTCUSDT`, `BTCUSD`. Wire: `ps`. */
  readonly pair: string
  /** Which of its contracts. Wire: `ct`. */
  readonly contractType: ContractType
  /** Number of the first update inside, -1 where there was none; not of a trade. Wire: `k.f`. */
  readonly firstUpdateId: number
  /** Number of the last update inside, -1 where there was none; not of a trade. Wire: `k.L`. */
  readonly lastUpdateId: number
}

export const futuresKlineSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('kline'),
  E: integer,
  s: text,
  k: tradedBar,
})

export const continuousKlineSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('continuous_kline'),
  E: integer,
  ps: text,
  ct: text,
  k: tradedBar,
})

interface ContinuousFacts extends BarFacts {
  readonly contractType: ContractType
}

function toKline(wire: InferOutput<typeof futuresKlineSchema>, receiveTime: number, facts: BarFacts): FuturesKline {
  const bar = wire.k
  return {
    type: 'kline',
    eventTime: wire.E,
    symbol: wire.s,
    interval: facts.interval,
    startTime: bar.t,
    closeTime: bar.T,
    open: bar.o,
    high: bar.h,
    low: bar.l,
    close: bar.c,
    volume: bar.v,
    numTrades: bar.n,
    isClosed: bar.x,
    firstTradeId: bar.f,
    lastTradeId: bar.L,
    quoteVolume: bar.q,
    takerBuyVolume: bar.V,
    takerBuyQuoteVolume: bar.Q,
    receiveTime,
  }
}

function toContinuousKline(
  wire: InferOutput<typeof continuousKlineSchema>,
  receiveTime: number,
  facts: ContinuousFacts,
): ContinuousKline {
  const bar = wire.k
  return {
    type: 'continuousKline',
    eventTime: wire.E,
    pair: wire.ps,
    contractType: facts.contractType,
    interval: facts.interval,
    startTime: bar.t,
    closeTime: bar.T,
    open: bar.o,
    high: bar.h,
    low: bar.l,
    close: bar.c,
    volume: bar.v,
    numTrades: bar.n,
    isClosed: bar.x,
    firstUpdateId: bar.f,
    lastUpdateId: bar.L,
    quoteVolume: bar.q,
    takerBuyVolume: bar.V,
    takerBuyQuoteVolume: bar.Q,
    receiveTime,
  }
}

const contractKind = /* @__PURE__ */ define<typeof futuresKlineSchema, FuturesKline, BarFacts>({
  type: 'kline',
  family: 'futures',
  schema: futuresKlineSchema,
  rules: /* @__PURE__ */ tradedRules<InferOutput<typeof futuresKlineSchema>, BarFacts>([sameSymbol]),
  event: toKline,
  sequence: barSequence,
  history: async (facts, admit) => (await import('./history')).futuresKlineHistory(facts, admit),
})

const continuousKind = /* @__PURE__ */ define<typeof continuousKlineSchema, ContinuousKline, ContinuousFacts>({
  type: 'continuousKline',
  family: 'futures',
  schema: continuousKlineSchema,
  rules: /* @__PURE__ */ tradedRules<InferOutput<typeof continuousKlineSchema>, ContinuousFacts>([
    { path: 'ps', must: 'the pair of the stream', holds: ({ ps }, facts) => ps === facts.symbol },
    {
      path: 'ct',
      must: 'the type of contract of the stream',
      holds: ({ ct }, { contractType }) => ct === contractType.toUpperCase(),
    },
  ]),
  event: toContinuousKline,
  sequence: barSequence,
})

/**
 * Candles of a contract, in UTC: each change of the running one, and its end. None comes where nothing is traded.
 * @param symbol in either case: `BTCUSDT`, `BTCUSD_PERP`
 * @param interval as on spot, without `1s`; mind `1m`, a minute, and `1M`, a month
 * @throws FeedError INVALID_CHANNEL
 */
export function futuresKlines(symbol: string, interval: FuturesInterval): Channel<FuturesKline> {
  const { lower, upper } = spell(symbol)
  const stream = `${lower}@kline_${checkedInterval(interval)}`
  return contractKind({ stream, symbol: upper, silenceMs: 60_000, route: marketRoute, interval })
}

/**
 * Candles of a pair's contract of one type, over its deliveries.
 * @param pair in either case: `BTCUSDT`, `BTCUSD`
 * @param contractType `tradifi_perpetual`, so spelled, are the shares and metals of USD-M
 * @param interval as on spot, without `1s`
 * @throws FeedError INVALID_CHANNEL
 */
export function continuousKlines(
  pair: string,
  contractType: ContractType,
  interval: FuturesInterval,
): Channel<ContinuousKline> {
  const { lower, upper } = spell(pair)
  const types = ['perpetual', 'current_quarter', 'next_quarter', 'tradifi_perpetual']
  if (!types.includes(contractType)) throw refuse('contractType', `one of ${types.join(' ')}`, contractType)
  const stream = `${lower}_${contractType}@continuousKline_${checkedInterval(interval)}`
  return continuousKind({ stream, symbol: upper, silenceMs: 60_000, route: marketRoute, interval, contractType })
}
