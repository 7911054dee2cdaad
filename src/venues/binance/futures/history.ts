/** The past of futures streams. Aggregates are kept for a day, candles for good; single trades are not given to everybody. */
import type { History } from '../../../core/query'
import type { Admit, Facts } from '../channel'
import { byId, question, type Source } from '../history'
import { type FuturesAggTrade, futuresAggTradeSequence } from './aggregate-trade'
import { type BarFacts, barSequence } from './bar'
import type { FuturesKline } from './kline'

const aggTradeSource: Source<FuturesAggTrade, Facts> = {
  path: 'aggTrades',
  method: 'trades.aggregate',
  weight: 20,
  columns: { E: 'T', a: 'a', p: 'p', q: 'q', nq: 'nq', f: 'f', l: 'l', T: 'T', m: 'm' },
  payload: (members, { symbol }) => ({ ...members, e: 'aggTrade', s: symbol }),
  sequence: futuresAggTradeSequence,
}

export const futuresAggTradeHistory = (facts: Facts, admit: Admit<FuturesAggTrade>) =>
  byId(aggTradeSource, facts, admit)

/** Candles as rows, in the order of spot's: open time, o, h, l, c, volume, close time, quote volume, trades, takers'. */
const klineSource: Source<FuturesKline, BarFacts> = {
  path: 'klines',
  method: 'klines',
  // Up to a thousand of them.
  weight: 5,
  columns: { E: 6, t: 0, T: 6, o: 1, c: 4, h: 2, l: 3, v: 5, n: 8, q: 7, V: 9, Q: 10 },
  payload: ({ E, ...bar }, { symbol, interval }) => ({
    e: 'kline',
    E,
    s: symbol,
    k: { ...bar, s: symbol, i: interval, f: -1, L: -1, x: true },
  }),
  sequence: barSequence,
}

export const futuresKlineHistory = (facts: BarFacts, admit: Admit<FuturesKline>): History<FuturesKline> => ({
  missing(after, before) {
    // The last open candle is asked for again: it may have closed meanwhile. That of `before` is still told by the stream.
    const startTime = after.isClosed ? after.closeTime + 1 : after.startTime
    const endTime = before.startTime - 1
    const params = { interval: facts.interval, startTime, endTime }
    return startTime <= endTime ? question(klineSource, facts, admit, params) : undefined
  },
})
