/** The past of streams: questions for what was missed, whose rows are put into the form of payloads and checked as these are. */
import type { MarketEvent } from '../../core/channel'
import { refusal } from '../../core/errors'
import type { History, Query } from '../../core/query'
import type { Sequence } from '../../core/sequence'
import { type AggTrade, aggTradeSequence } from './aggregate-trade'
import type { Admit, Facts } from './channel'
import { type Kline, type KlineFacts, klineSequence } from './kline'
import { type Trade, tradeSequence } from './trade'

/** Where a kind of event is asked for, and how its rows are read. */
export interface Source<Event, Known> {
  readonly path: string
  readonly method: string
  readonly weight: number
  /** Where the members of a payload stand in a row. */
  readonly columns: Readonly<Record<string, string | number>>
  /** The payload of these members. */
  readonly payload: (members: Readonly<Record<string, unknown>>, facts: Known) => unknown
  readonly sequence: Sequence<Event>
}

/** Rows in one answer, at most. */
const rows = 1_000

/** The question for rows of a source. */
export function question<Event extends MarketEvent, Known extends Facts>(
  { path, method, weight, columns, payload, sequence }: Source<Event, Known>,
  facts: Known,
  admit: Admit<Event>,
  params: Query['params'],
): Query<readonly Event[]> {
  const refuse = (at: string, must: string, value: unknown) =>
    refusal('INVALID_ANSWER', `${path}: ${at}`, `must be ${value === undefined ? 'present' : must}`, value, {
      path: at,
    })
  return {
    path,
    method,
    params: { symbol: facts.symbol, limit: rows, ...params },
    weight,
    read(answer, receiveTime) {
      if (!Array.isArray(answer)) throw refuse('$', 'an array', answer)
      let last = Number.NEGATIVE_INFINITY
      return answer.map((row, i) => {
        const members: Record<string, unknown> = {}
        for (const key in columns) members[key] = Object(row)[columns[key]!]
        const event = admit(payload(members, facts), receiveTime, (flaw) =>
          refuse(`[${i}].${columns[flaw.path.replace('k.', '')]}`, flaw.must, flaw.value),
        )
        const number = sequence.number(event)
        if (number <= last) throw refuse(`[${i}]`, 'after the row before it', number)
        last = number
        return { ...event, backfilled: true }
      })
    },
  }
}

/** The past of a stream whose events are numbered one by one. */
export function byId<Event extends MarketEvent>(
  source: Source<Event, Facts>,
  facts: Facts,
  admit: Admit<Event>,
): History<Event> {
  const { number } = source.sequence
  return {
    missing(after, before) {
      const fromId = number(after) + 1
      const count = number(before) - fromId
      return count > 0 ? question(source, facts, admit, { fromId, limit: Math.min(count, rows) }) : undefined
    },
  }
}

const tradeSource: Source<Trade, Facts> = {
  path: 'historicalTrades',
  method: 'trades.historical',
  weight: 25,
  columns: { E: 'time', t: 'id', p: 'price', q: 'qty', T: 'time', m: 'isBuyerMaker' },
  payload: (members, { symbol }) => ({ ...members, e: 'trade', s: symbol }),
  sequence: tradeSequence,
}

export const tradeHistory = (facts: Facts, admit: Admit<Trade>) => byId(tradeSource, facts, admit)

const aggTradeSource: Source<AggTrade, Facts> = {
  path: 'aggTrades',
  method: 'trades.aggregate',
  weight: 4,
  columns: { E: 'T', a: 'a', p: 'p', q: 'q', f: 'f', l: 'l', T: 'T', m: 'm' },
  payload: (members, { symbol }) => ({ ...members, e: 'aggTrade', s: symbol }),
  sequence: aggTradeSequence,
}

export const aggTradeHistory = (facts: Facts, admit: Admit<AggTrade>) => byId(aggTradeSource, facts, admit)

/** Candles as rows, in this order: open time, o, h, l, c, volume, close time, quote volume, trades, both taker volumes. */
const klineSource: Source<Kline, KlineFacts> = {
  path: 'klines',
  method: 'klines',
  weight: 2,
  columns: { E: 6, t: 0, T: 6, o: 1, c: 4, h: 2, l: 3, v: 5, n: 8, q: 7, V: 9, Q: 10 },
  payload: ({ E, ...bar }, { symbol, interval }) => ({
    e: 'kline',
    E,
    s: symbol,
    k: { ...bar, s: symbol, i: interval, f: -1, L: -1, x: true },
  }),
  sequence: klineSequence,
}

export const klineHistory = (facts: KlineFacts, admit: Admit<Kline>): History<Kline> => ({
  missing(after, before) {
    // The last open candle is asked for again: it may have closed meanwhile. That of `before` is still told by the stream.
    const startTime = after.isClosed ? after.closeTime + 1 : after.startTime
    const endTime = before.startTime - 1
    // Moves the boundaries alone: both times stay in UTC.
    const zone = facts.timezone && { timeZone: '8' }
    const params = { interval: facts.interval, startTime, endTime, ...zone }
    return startTime <= endTime ? question(klineSource, facts, admit, params) : undefined
  },
})
