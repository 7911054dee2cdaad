/** Candles of options. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { define, sameSymbol } from '../channel'
import { type Bar, type BarFacts, barSequence, type FuturesInterval, tradedRules } from '../futures/bar'
import { futuresKlineSchema } from '../futures/kline'
import { marketRoute } from '../futures/product'
import { intervals } from '../kline'
import { refuse } from '../symbol'
import { spellOption } from './contract'

/** Length of a candle of options: those of futures but for eight hours and a month. */
export type OptionInterval = Exclude<FuturesInterval, '8h' | '1M'>

/** A candle of a contract as it stood when the event was sent. */
export interface OptionKline extends MarketEvent, Bar {
  readonly type: 'kline'
  /** The contract, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** Length of the candle. Wire: `k.i`. */
  readonly interval: OptionInterval
  /** Traded so far, in contracts; a decimal. Wire: `k.v`. */
  readonly volume: string
  /** Number of trades so far. Wire: `k.n`. */
  readonly numTrades: number
  /** Number of the first trade, 0 where there was none. Wire: `k.f`. */
  readonly firstTradeId: number
  /** Number of the last trade so far, 0 where there was none. Wire: `k.L`. */
  readonly lastTradeId: number
  /** Traded so far, in the quote asset; a decimal. Wire: `k.q`. */
  readonly quoteVolume: string
  /** Part of `volume` that takers bought; a decimal. Wire: `k.V`. */
  readonly takerBuyVolume: string
  /** Part of `quoteVolume` that takers bought; a decimal. Wire: `k.Q`. */
  readonly takerBuyQuoteVolume: string
}

interface OptionBarFacts extends BarFacts {
  readonly interval: OptionInterval
}

type Wire = InferOutput<typeof futuresKlineSchema>

function toKline(wire: Wire, receiveTime: number, { interval }: OptionBarFacts): OptionKline {
  const bar = wire.k
  return {
    type: 'kline',
    eventTime: wire.E,
    symbol: wire.s,
    interval,
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

const kind = /* @__PURE__ */ define<typeof futuresKlineSchema, OptionKline, OptionBarFacts>({
  type: 'kline',
  family: 'options',
  schema: futuresKlineSchema,
  rules: /* @__PURE__ */ tradedRules<Wire, OptionBarFacts>([sameSymbol]),
  event: toKline,
  sequence: barSequence,
})

/**
 * Candles of an option, in UTC, each second in which they changed. None comes where nothing is traded.
 * @param symbol in either case: `BTC-261225-100000-C`
 * @param interval `1m 3m 5m 15m 30m 1h 2h 4h 6h 12h 1d 3d 1w`
 * @throws FeedError INVALID_CHANNEL
 */
export function optionKlines(symbol: string, interval: OptionInterval): Channel<OptionKline> {
  const { lower, upper } = spellOption(symbol)
  const all: readonly string[] = intervals.filter((each) => !/^(?:1s|8h|1M)$/.test(each))
  if (!all.includes(interval)) throw refuse('interval', `one of ${all.join(' ')}`, interval)
  return kind({
    stream: `${lower}@kline_${interval}`,
    symbol: upper,
    silenceMs: 3_600_000,
    route: marketRoute,
    interval,
  })
}
