/** What all candles of futures have in common: intervals, prices, and how one follows another. */
import { compareDecimals } from '../../../core/decimal'
import type { Sequence } from '../../../core/sequence'
import type { Facts, Rule } from '../channel'
import { type Interval, intervals } from '../kline'
import { refuse } from '../symbol'
import { decimal, flag, integer, integerOrNone, optional, record, text } from '../wire'

/** Length of a candle of futures: those of spot but for a second. */
export type FuturesInterval = Exclude<Interval, '1s'>

/** What is known of a candle wherever it is from. */
export interface Bar {
  /** When the exchange sent the event, Unix ms; of a backfilled candle equal to `closeTime`. Wire: `E`. */
  readonly eventTime: number
  /** Length of the candle. Wire: `k.i`. */
  readonly interval: FuturesInterval
  /** First instant of the candle, Unix ms. Wire: `k.t`. */
  readonly startTime: number
  /** Last instant of the candle, Unix ms. Wire: `k.T`. */
  readonly closeTime: number
  /** First price; a decimal. Wire: `k.o`. */
  readonly open: string
  /** Highest price; a decimal. Wire: `k.h`. */
  readonly high: string
  /** Lowest price; a decimal. Wire: `k.l`. */
  readonly low: string
  /** Last price so far; a decimal. Wire: `k.c`. */
  readonly close: string
  /** Whether the candle is complete; such an event is the last of its candle. Wire: `k.x`. */
  readonly isClosed: boolean
}

/** A candle that counts what was traded in it. */
export interface TradedBar extends Bar {
  /** Traded so far: coins in USD-M, contracts in COIN-M; a decimal. Wire: `k.v`. */
  readonly volume: string
  /** Number of trades so far; may be less than their ids say. Wire: `k.n`. */
  readonly numTrades: number
  /** Traded so far: in the quote asset in USD-M, in the *base* asset in COIN-M; a decimal. Wire: `k.q`. */
  readonly quoteVolume: string
  /** Part of `volume` that takers bought; a decimal. Wire: `k.V`. */
  readonly takerBuyVolume: string
  /** Part of `quoteVolume` that takers bought; a decimal. Wire: `k.Q`. */
  readonly takerBuyQuoteVolume: string
}

/** The candle inside an event, where trades are counted. */
export const tradedBar = /* @__PURE__ */ record(
  {
    t: integer,
    T: integer,
    s: /* @__PURE__ */ optional(text),
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
)

interface WireBar {
  readonly k: {
    readonly t: number
    readonly T: number
    readonly i: string
    readonly o: string
    readonly c: string
    readonly h: string
    readonly l: string
  }
}

export interface BarFacts extends Facts {
  readonly route: string
  readonly interval: FuturesInterval
}

/**
 * What holds of every candle, after what holds of one kind.
 * @__NO_SIDE_EFFECTS__
 */
export function barRules<Wire extends WireBar, Known extends BarFacts>(
  own: readonly Rule<Wire, Known>[],
): readonly Rule<Wire, Known>[] {
  return [
    ...own,
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
  ]
}

interface WireVolumes extends WireBar {
  readonly k: WireBar['k'] & { readonly v: string; readonly q: string; readonly V: string; readonly Q: string }
}

/**
 * What holds of candles that count trades. How many they count is not among it: on futures, ids have holes.
 * @__NO_SIDE_EFFECTS__
 */
export function tradedRules<Wire extends WireVolumes, Known extends BarFacts>(
  own: readonly Rule<Wire, Known>[],
): readonly Rule<Wire, Known>[] {
  return barRules<Wire, Known>([
    ...own,
    { path: 'k.V', must: 'at most k.v', holds: ({ k }) => compareDecimals(k.V, k.v) <= 0 },
    { path: 'k.Q', must: 'at most k.q', holds: ({ k }) => compareDecimals(k.Q, k.q) <= 0 },
  ])
}

/** By candle, then by time; its end, whose eventTime is after closeTime, stands between it and the next. */
export const barSequence: Sequence<Bar> = {
  number: ({ isClosed, startTime, closeTime, eventTime }) =>
    isClosed ? closeTime + 0.5 : Math.min(closeTime, Math.max(startTime, eventTime)),
}

/**
 * The interval, where futures have it.
 * @throws FeedError INVALID_CHANNEL
 */
export function checkedInterval(interval: FuturesInterval): FuturesInterval {
  const all = intervals.filter((each) => each !== '1s')
  if (!all.includes(interval)) throw refuse('interval', `one of ${all.join(' ')}`, interval)
  return interval
}
