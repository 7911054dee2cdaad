/** Depth of futures: the changes of an order book, each naming the one before it. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import type { Sequence } from '../../../core/sequence'
import { define, type Facts, type Rule, sameSymbol } from '../channel'
import { type Level, levels, pairs } from '../levels'
import { refuse, spell } from '../symbol'
import { integer, only, record, text } from '../wire'
import { marketOf, type OfProduct, pair, product } from './product'

/** What every stream of a book's changes tells. */
export interface FuturesDepthFields extends OfProduct {
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** When the book changed last, Unix ms. Wire: `T`. */
  readonly transactionTime: number
  /** The contract, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** Number of the first update inside; updates are numbered over all contracts, so it follows nothing. Wire: `U`. */
  readonly firstUpdateId: number
  /** Number of the last update inside. Wire: `u`. */
  readonly finalUpdateId: number
  /** `finalUpdateId` of the event before, on this stream. Wire: `pu`. */
  readonly previousUpdateId: number
  /** Changed bids, in no promised order: what stands at the price now, and zero where nothing does. Wire: `b`. */
  readonly bids: readonly Level[]
  /** Changed asks, likewise. Wire: `a`. */
  readonly asks: readonly Level[]
}

/** Changed levels of a book, over a range of its updates. Orders for retail price improvement are not in it. */
export interface FuturesDepth extends MarketEvent, FuturesDepthFields {
  readonly type: 'depth'
}

/** How often a book stream of futures pushes. */
export interface FuturesSpeedOptions {
  /** Time between pushes, in ms. @default 250 */
  readonly speed?: 500 | 250 | 100
}

/** Of changes and of the best levels alike: only the name of the stream tells which. */
export const futuresDepthSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('depthUpdate'),
  E: integer,
  T: integer,
  s: text,
  ps: pair,
  U: integer,
  u: integer,
  pu: integer,
  b: levels,
  a: levels,
  st: product,
})

type Wire = InferOutput<typeof futuresDepthSchema>

export function toDepth(wire: Wire, receiveTime: number): FuturesDepth {
  return {
    type: 'depth',
    eventTime: wire.E,
    transactionTime: wire.T,
    symbol: wire.s,
    firstUpdateId: wire.U,
    finalUpdateId: wire.u,
    previousUpdateId: wire.pu,
    bids: pairs(wire.b),
    asks: pairs(wire.a),
    pair: wire.ps,
    market: marketOf(wire.st),
    receiveTime,
  }
}

// Futures, local order book, step 6: an event's pu is the u of the event before.
export const futuresDepthSequence: Required<Sequence<Pick<FuturesDepth, 'finalUpdateId' | 'previousUpdateId'>>> = {
  number: (depth) => depth.finalUpdateId,
  follows: (depth) => depth.previousUpdateId,
}

export const futuresDepthRules: readonly Rule<Wire, Facts>[] = [
  sameSymbol,
  { path: 'u', must: 'at least U', holds: (wire) => wire.U <= wire.u },
  { path: 'pu', must: 'below u', holds: (wire) => wire.pu < wire.u },
]

const kind = /* @__PURE__ */ define<typeof futuresDepthSchema, FuturesDepth>({
  type: 'depth',
  family: 'futures',
  schema: futuresDepthSchema,
  rules: futuresDepthRules,
  event: toDepth,
  sequence: futuresDepthSequence,
})

/**
 * The end of a book stream's name.
 * @throws FeedError INVALID_CHANNEL
 */
export function futuresSuffix(options: FuturesSpeedOptions): '' | '@100ms' | '@500ms' {
  if (options !== Object(options)) throw refuse('options', 'an object', options)
  const { speed = 250 } = options
  // The bare name is the pace of 250 ms; written out it is acknowledged and silent.
  if (speed === 250) return ''
  if (speed === 100 || speed === 500) return `@${speed}ms`
  throw refuse('speed', '500, 250 or 100', speed)
}

/**
 * The changes of a contract's book. A book is made of these and a snapshot.
 * @param symbol in either case: `BTCUSDT`, `BTCUSD_PERP`
 * @throws FeedError INVALID_CHANNEL
 */
export function futuresDepth(symbol: string, options: FuturesSpeedOptions = {}): Channel<FuturesDepth> {
  const { lower, upper } = spell(symbol)
  return kind({ stream: `${lower}@depth${futuresSuffix(options)}`, symbol: upper, silenceMs: 60_000 })
}
