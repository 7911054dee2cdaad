/** Depth: the changes of an order book, from which a local book is kept. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../core/channel'
import { define, sameSymbol } from './channel'
import { type Level, levels, pairs } from './levels'
import { refuse, spell } from './symbol'
import { integer, only, record, text } from './wire'

/** Changed levels of a book, over a range of its updates. */
export interface Depth extends MarketEvent {
  readonly type: 'depth'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** The market, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** Number of the first update inside; one more than the last of the event before. Wire: `U`. */
  readonly firstUpdateId: number
  /** Number of the last update inside. Wire: `u`. */
  readonly finalUpdateId: number
  /** Changed bids, in no promised order: what stands at the price now, and zero where nothing does. Wire: `b`. */
  readonly bids: readonly Level[]
  /** Changed asks, likewise. Wire: `a`. */
  readonly asks: readonly Level[]
}

/** How often a book stream pushes. */
export interface SpeedOptions {
  /** Time between pushes, in ms. @default 1_000 */
  readonly speed?: 1_000 | 100
}

export const depthSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('depthUpdate'),
  E: integer,
  s: text,
  U: integer,
  u: integer,
  b: levels,
  a: levels,
})

function toDepth(wire: InferOutput<typeof depthSchema>, receiveTime: number): Depth {
  return {
    type: 'depth',
    eventTime: wire.E,
    symbol: wire.s,
    firstUpdateId: wire.U,
    finalUpdateId: wire.u,
    bids: pairs(wire.b),
    asks: pairs(wire.a),
    receiveTime,
  }
}

const kind = /* @__PURE__ */ define<typeof depthSchema, Depth>({
  type: 'depth',
  schema: depthSchema,
  rules: [sameSymbol, { path: 'u', must: 'at least U', holds: (wire) => wire.U <= wire.u }],
  event: toDepth,
  // Spot, local order book: an event's first update is one more than the last of the event before.
  sequence: { number: (depth) => depth.finalUpdateId, follows: (depth) => depth.firstUpdateId - 1 },
})

/**
 * The end of a book stream's name.
 * @throws FeedError INVALID_CHANNEL
 */
export function suffix(options: SpeedOptions): '' | '@100ms' {
  if (options !== Object(options)) throw refuse('options', 'an object', options)
  const { speed = 1_000 } = options
  // Spot streams: the bare name is the pace of a second.
  if (speed === 1_000) return ''
  if (speed === 100) return '@100ms'
  throw refuse('speed', '1000 or 100', speed)
}

/**
 * The changes of a market's book. A book is made of these and a snapshot.
 * @param symbol in either case: `BTCUSDT`
 * @throws FeedError INVALID_CHANNEL
 */
export function depth(symbol: string, options: SpeedOptions = {}): Channel<Depth> {
  const { lower, upper } = spell(symbol)
  return kind({ stream: `${lower}@depth${suffix(options)}`, symbol: upper, silenceMs: 60_000 })
}
