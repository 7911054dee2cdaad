/** Partial depth of options: the best levels of a book, whole at each push. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { define, sameSymbol } from '../channel'
import { futuresDepthSchema } from '../futures/depth'
import { type Level, pairs } from '../levels'
import { checkedLevels, crossedLevels, type LevelCount, type LevelFacts, ordered } from '../partial-depth'
import { spellOption } from './contract'
import { type OptionSpeedOptions, optionSuffix } from './depth'

/** The best levels of a book as they stand. Quantities are contracts. */
export interface OptionPartialDepth extends MarketEvent {
  readonly type: 'partialDepth'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** When the book changed last, Unix ms. Wire: `T`. */
  readonly transactionTime: number
  /** The contract, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** Number of the last update of the book inside. Wire: `u`. */
  readonly lastUpdateId: number
  /** How many levels a side were asked for; a thin book has fewer. */
  readonly levels: LevelCount
  /** Bids, the best and highest first. Wire: `b`. */
  readonly bids: readonly Level[]
  /** Asks, the best and lowest first. Wire: `a`. */
  readonly asks: readonly Level[]
}

export interface OptionPartialDepthOptions extends OptionSpeedOptions {
  /** Levels a side. @default 20 */
  readonly levels?: LevelCount
}

const toPartialDepth = (
  wire: InferOutput<typeof futuresDepthSchema>,
  receiveTime: number,
  facts: LevelFacts,
): OptionPartialDepth => ({
  type: 'partialDepth',
  eventTime: wire.E,
  transactionTime: wire.T,
  symbol: wire.s,
  lastUpdateId: wire.u,
  levels: facts.levels,
  bids: pairs(wire.b),
  asks: pairs(wire.a),
  receiveTime,
})

const kind = /* @__PURE__ */ define<typeof futuresDepthSchema, OptionPartialDepth, LevelFacts>({
  type: 'partialDepth',
  family: 'options',
  schema: futuresDepthSchema,
  rules: [sameSymbol, /* @__PURE__ */ ordered('b', -1), /* @__PURE__ */ ordered('a', 1)],
  event: toPartialDepth,
  sequence: { number: (book) => book.lastUpdateId },
  suspect: crossedLevels,
})

/**
 * The best levels of an option's book.
 * @param symbol in either case: `BTC-261225-100000-C`
 * @throws FeedError INVALID_CHANNEL
 */
export function optionPartialDepth(
  symbol: string,
  options: OptionPartialDepthOptions = {},
): Channel<OptionPartialDepth> {
  const end = optionSuffix(options)
  const { lower, upper } = spellOption(symbol)
  const levels = checkedLevels(options.levels)
  return kind({ stream: `${lower}@depth${levels}${end}`, symbol: upper, silenceMs: 120_000, levels })
}
