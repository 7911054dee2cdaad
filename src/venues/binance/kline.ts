/** Candles: open, high, low and close of an interval while it runs and when it closes. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent, Suspicion } from '../../core/channel'
import { compareDecimals } from '../../core/decimal'
import type { Sequence } from '../../core/sequence'
import { define, type Facts, type Rule, sameSymbol } from './channel'
import { refuse, spell } from './symbol'
import { decimal, flag, integer, integerOrNone, only, record, text } from './wire'

/** The intervals spot has: seconds, minutes, hours, days, weeks, and `1M`, a calendar month. */
export const intervals = [
  ...(['1s', '1m', '3m', '5m', '15m', '30m', '1h', '2h'] as const),
  ...(['4h', '6h', '8h', '12h', '1d', '3d', '1w', '1M'] as const),
] as const

/** Length of a candle. */
export type Interval = (typeof intervals)[number]

/** Where days, weeks and months begin otherwise than in UTC. */
export type Timezone = '+08:00'

export interface KlineOptions {
  /** Moves the boundaries of candles to this clock; times stay Unix ms. @default UTC */
  readonly timezone?: Timezone | undefined
}

/** A candle as it stood when the event was sent. */
export interface Kline extends MarketEvent {
  readonly type: 'kline'
  /** When the exchange sent the event, Unix ms; of a closed candle after `closeTime`, of a backfilled one equal to it. Wire: `E`. */
  readonly eventTime: number
  /** The market, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** Length of the candle. Wire: `k.i`. */
  readonly interval: Interval
  /** First instant of the candle, Unix ms. Wire: `k.t`. */
  readonly startTime: number
  /** Last instant of the candle, Unix ms. Wire: `k.T`. */
  readonly closeTime: number
  /** Price of the first trade, in the quote asset; a decimal. Wire: `k.o`. */
  readonly open: string
  /** Highest price, in the quote asset; a decimal. Wire: `k.h`. */
  readonly high: string
  /** Lowest price, in the quote asset; a decimal. Wire: `k.l`. */
  readonly low: string
  /** Price of the last trade so far, in the quote asset; a decimal. Wire: `k.c`. */
  readonly close: string
  /** Traded so far, in the base asset; a decimal. Wire: `k.v`. */
  readonly volume: string
  /** Number of trades so far. Wire: `k.n`. */
  readonly numTrades: number
  /** Whether the candle is complete; such an event is the last of its candle. Wire: `k.x`. */
  readonly isClosed: boolean
  /** Number of the first trade, -1 where there was none; of a backfilled candle always -1: not told. Wire: `k.f`. */
  readonly firstTradeId: number
  /** Number of the last trade so far, -1 where there was none; of a backfilled candle always -1: not told. Wire: `k.L`. */
  readonly lastTradeId: number
  /** Traded so far, in the quote asset; a decimal. Wire: `k.q`. */
  readonly quoteVolume: string
  /** Part of `volume` that takers bought, in the base asset; a decimal. Wire: `k.V`. */
  readonly takerBuyVolume: string
  /** Part of `quoteVolume` that takers bought, in the quote asset; a decimal. Wire: `k.Q`. */
  readonly takerBuyQuoteVolume: string
  /** Only on candles of another clock than UTC; from the name of the stream, for the payload does not say. */
  readonly timezone?: Timezone
}

export const klineSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('kline'),
  E: integer,
  s: text,
  k: /* @__PURE__ */ record(
    {
      t: integer,
      T: integer,
      s: text,
      i: text,
      f: integerOrNone,
      L: integerOrNone,
      o: decimal,
      c: decimal,
      h: decimal,
      l: decimal,
      v: decimal,
      n: integer,
      x: flag,
      q: decimal,
      V: decimal,
      Q: decimal,
    },
    // To be ignored, says the exchange.
    'B',
  ),
})

type Wire = InferOutput<typeof klineSchema>

export interface KlineFacts extends Facts {
  readonly interval: Interval
  /** Length in ms; undefined for a month. */
  readonly lengthMs: number | undefined
  readonly timezone?: Timezone
}

function toKline(wire: Wire, receiveTime: number, facts: KlineFacts): Kline {
  const bar = wire.k
  const kline: Kline = {
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
  return facts.timezone ? { ...kline, timezone: facts.timezone } : kline
}

const rules: readonly Rule<Wire, KlineFacts>[] = [
  sameSymbol,
  { path: 'k.i', must: 'the interval of the stream', holds: ({ k }, facts) => k.i === facts.interval },
  { path: 'k.T', must: 'not before k.t', holds: ({ k }) => k.t <= k.T },
  {
    path: 'k.h',
    must: 'the highest of k.o, k.h, k.l and k.c',
    holds: ({ k }) =>
      compareDecimals(k.h, k.o) >= 0 && compareDecimals(k.h, k.c) >= 0 && compareDecimals(k.h, k.l) >= 0,
  },
  {
    path: 'k.l',
    must: 'the lowest of k.o, k.h, k.l and k.c',
    holds: ({ k }) => compareDecimals(k.l, k.o) <= 0 && compareDecimals(k.l, k.c) <= 0,
  },
  { path: 'k.V', must: 'at most k.v', holds: ({ k }) => compareDecimals(k.V, k.v) <= 0 },
  { path: 'k.Q', must: 'at most k.q', holds: ({ k }) => compareDecimals(k.Q, k.q) <= 0 },
]

function suspectKline(kline: Kline, { lengthMs }: KlineFacts): Suspicion | undefined {
  const { startTime, closeTime, numTrades, firstTradeId, lastTradeId, backfilled } = kline
  // No ms since 1970 are so many: these are µs.
  const perMs = startTime > 1e14 ? 1_000 : 1
  if (lengthMs !== undefined && closeTime !== startTime + lengthMs * perMs - 1) {
    return { path: 'closeTime', reason: `${closeTime} is not ${lengthMs} ms from startTime ${startTime}` }
  }
  const counted = lastTradeId < 0 ? 0 : lastTradeId - firstTradeId + 1
  if (numTrades !== counted && !backfilled) {
    return { path: 'numTrades', reason: `${numTrades} is not ${counted}, as firstTradeId and lastTradeId have it` }
  }
  return undefined
}

// By candle, then by time; its end, whose eventTime is after closeTime, stands between it and the next.
export const klineSequence: Sequence<Kline> = {
  number: ({ isClosed, startTime, closeTime, eventTime }) =>
    isClosed ? closeTime + 0.5 : Math.min(closeTime, Math.max(startTime, eventTime)),
}

const kind = /* @__PURE__ */ define<typeof klineSchema, Kline, KlineFacts>({
  type: 'kline',
  schema: klineSchema,
  rules,
  event: toKline,
  suspect: suspectKline,
  sequence: klineSequence,
  history: async (facts, admit) => (await import('./history')).klineHistory(facts, admit),
})

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/**
 * Candles of a market, in UTC or by another clock: each change of the running one, and its end.
 * @param symbol in either case: `BTCUSDT`
 * @param interval one of {@link intervals}; mind `1m`, a minute, and `1M`, a month
 * @throws FeedError INVALID_CHANNEL
 */
export function klines(symbol: string, interval: Interval, options: KlineOptions = {}): Channel<Kline> {
  if (options !== Object(options)) throw refuse('options', 'an object', options)
  const { lower, upper } = spell(symbol)
  if (!intervals.includes(interval)) throw refuse('interval', `one of ${intervals.join(' ')}`, interval)
  const { timezone } = options
  // The one the streams have.
  if (timezone !== undefined && timezone !== '+08:00') throw refuse('timezone', '+08:00 or left out', timezone)
  const unit = unitMs[interval.slice(-1)]
  return kind({
    stream: `${lower}@kline_${interval}${timezone ? `@${timezone}` : ''}`,
    symbol: upper,
    // Spot streams: candles push every 2 s, those of a second each second; of a quiet market not at all.
    silenceMs: interval === '1s' ? 10_000 : 60_000,
    interval,
    lengthMs: unit && unit * Number.parseInt(interval, 10),
    ...(timezone && { timezone }),
  })
}
