/** Partial depth: the best levels of a book, whole at each push. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../core/channel'
import { define, type Facts } from './channel'
import { type SpeedOptions, suffix } from './depth'
import { crossed, isOrdered, type Level, levels, pairs } from './levels'
import { refuse, spell } from './symbol'
import { integer, record } from './wire'

/** How many levels a side can be asked for. */
export type LevelCount = 5 | 10 | 20

/** The best levels of a book as they stand. */
export interface PartialDepth extends MarketEvent {
  readonly type: 'partialDepth'
  /** The market; from the name of the stream, for the payload does not say. */
  readonly symbol: string
  /** Number of the last update of the book inside. Wire: `lastUpdateId`. */
  readonly lastUpdateId: number
  /** How many levels a side were asked for; a thin book has fewer. */
  readonly levels: LevelCount
  /** Bids, the best and highest first. Wire: `bids`. */
  readonly bids: readonly Level[]
  /** Asks, the best and lowest first. Wire: `asks`. */
  readonly asks: readonly Level[]
}

export interface PartialDepthOptions extends SpeedOptions {
  /** Levels a side. @default 20 */
  readonly levels?: LevelCount
}

export const partialDepthSchema = /* @__PURE__ */ record({ lastUpdateId: integer, bids: levels, asks: levels })

interface PartialDepthFacts extends Facts {
  readonly levels: LevelCount
}

function toPartialDepth(
  wire: InferOutput<typeof partialDepthSchema>,
  receiveTime: number,
  facts: PartialDepthFacts,
): PartialDepth {
  return {
    type: 'partialDepth',
    symbol: facts.symbol,
    lastUpdateId: wire.lastUpdateId,
    levels: facts.levels,
    bids: pairs(wire.bids),
    asks: pairs(wire.asks),
    receiveTime,
  }
}

const kind = /* @__PURE__ */ define<typeof partialDepthSchema, PartialDepth, PartialDepthFacts>({
  type: 'partialDepth',
  schema: partialDepthSchema,
  rules: [
    {
      path: 'bids',
      must: 'no more levels than the stream names, from high to low',
      holds: ({ bids }, facts) => bids.length <= facts.levels && isOrdered(bids, -1),
    },
    {
      path: 'asks',
      must: 'no more levels than the stream names, from low to high',
      holds: ({ asks }, facts) => asks.length <= facts.levels && isOrdered(asks, 1),
    },
  ],
  event: toPartialDepth,
  sequence: { number: (book) => book.lastUpdateId },
  suspect({ bids: [bid], asks: [ask] }) {
    return bid && ask && crossed(bid[0], ask[0], 'bids')
  },
})

/**
 * The best levels of a market's book.
 * @param symbol in either case: `BTCUSDT`
 * @throws FeedError INVALID_CHANNEL
 */
export function partialDepth(symbol: string, options: PartialDepthOptions = {}): Channel<PartialDepth> {
  if (options !== Object(options)) throw refuse('options', 'an object', options)
  const { lower, upper } = spell(symbol)
  const { levels = 20, speed = 1_000 } = options
  if (levels !== 5 && levels !== 10 && levels !== 20) throw refuse('levels', '5, 10 or 20', levels)
  return kind({ stream: `${lower}@depth${levels}${suffix(speed)}`, symbol: upper, silenceMs: 60_000, levels })
}
