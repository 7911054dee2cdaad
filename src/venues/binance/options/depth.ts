/** Depth of options: the changes of an order book, each naming the one before it. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { define } from '../channel'
import { futuresDepthRules, futuresDepthSchema, futuresDepthSequence } from '../futures/depth'
import { type Level, pairs } from '../levels'
import { refuse } from '../symbol'
import { spellOption } from './contract'

/** Changed levels of a book, over a range of its updates. Quantities are contracts. */
export interface OptionDepth extends MarketEvent {
  readonly type: 'depth'
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

/** How often a book stream of options pushes. */
export interface OptionSpeedOptions {
  /** Time between pushes, in ms. @default 500 */
  readonly speed?: 500 | 100
}

const toDepth = (wire: InferOutput<typeof futuresDepthSchema>, receiveTime: number): OptionDepth => ({
  type: 'depth',
  eventTime: wire.E,
  transactionTime: wire.T,
  symbol: wire.s,
  firstUpdateId: wire.U,
  finalUpdateId: wire.u,
  previousUpdateId: wire.pu,
  bids: pairs(wire.b),
  asks: pairs(wire.a),
  receiveTime,
})

const kind = /* @__PURE__ */ define<typeof futuresDepthSchema, OptionDepth>({
  type: 'depth',
  family: 'options',
  schema: futuresDepthSchema,
  rules: futuresDepthRules,
  event: toDepth,
  sequence: futuresDepthSequence,
})

/**
 * The end of a book stream's name. Unlike that of futures it always says a speed.
 * @throws FeedError INVALID_CHANNEL
 */
export function optionSuffix(options: OptionSpeedOptions): '@100ms' | '@500ms' {
  if (options !== Object(options)) throw refuse('options', 'an object', options)
  const { speed = 500 } = options
  if (speed === 100 || speed === 500) return `@${speed}ms`
  throw refuse('speed', '500 or 100', speed)
}

/**
 * The changes of an option's book. A book is made of these and a snapshot.
 * @param symbol in either case: `BTC-261225-100000-C`
 * @throws FeedError INVALID_CHANNEL
 */
export function optionDepth(symbol: string, options: OptionSpeedOptions = {}): Channel<OptionDepth> {
  const { lower, upper } = spellOption(symbol)
  return kind({ stream: `${lower}@depth${optionSuffix(options)}`, symbol: upper, silenceMs: 120_000 })
}
