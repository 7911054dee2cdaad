/** Partial depth: the best levels of a book, whole at each push. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../core/channel'
import { define, type Facts, type Rule } from './channel'
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

/** What a channel of the best levels knows. */
export interface LevelFacts extends Facts {
  readonly levels: LevelCount
}

function toPartialDepth(
  wire: InferOutput<typeof partialDepthSchema>,
  receiveTime: number,
  facts: LevelFacts,
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

/**
 * What holds of one side of the best levels.
 * @__NO_SIDE_EFFECTS__
 */
export function ordered<Side extends string>(
  path: Side,
  direction: 1 | -1,
): Rule<Readonly<Record<Side, readonly Level[]>>, LevelFacts> {
  return {
    path,
    must: 'no more levels than the stream names, the best first',
    holds: ({ [path]: list }, { levels }) => list.length <= levels && isOrdered(list, direction),
  }
}

/**
 * A number of levels the exchange has.
 * @throws FeedError INVALID_CHANNEL
 */
export function checkedLevels(levels: LevelCount = 20): LevelCount {
  if (levels !== 5 && levels !== 10 && levels !== 20) throw refuse('levels', '5, 10 or 20', levels)
  return levels
}

/** A best bid that is not below the best ask, of any market's best levels. */
export const crossedLevels = ({ bids: [bid], asks: [ask] }: Pick<PartialDepth, 'bids' | 'asks'>) =>
  bid && ask && crossed(bid[0], ask[0], 'bids')

const kind = /* @__PURE__ */ define<typeof partialDepthSchema, PartialDepth, LevelFacts>({
  type: 'partialDepth',
  schema: partialDepthSchema,
  rules: [/* @__PURE__ */ ordered('bids', -1), /* @__PURE__ */ ordered('asks', 1)],
  event: toPartialDepth,
  sequence: { number: (book) => book.lastUpdateId },
  suspect: crossedLevels,
})

/**
 * The best levels of a market's book.
 * @param symbol in either case: `BTCUSDT`
 * @throws FeedError INVALID_CHANNEL
 */
export function partialDepth(symbol: string, options: PartialDepthOptions = {}): Channel<PartialDepth> {
  const end = suffix(options)
  const { lower, upper } = spell(symbol)
  const levels = checkedLevels(options.levels)
  return kind({ stream: `${lower}@depth${levels}${end}`, symbol: upper, silenceMs: 60_000, levels })
}
