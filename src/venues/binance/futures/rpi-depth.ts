/** RPI depth: the changes of an order book with the orders for retail price improvement in it. USD-M has it. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { define } from '../channel'
import { spell } from '../symbol'
import { type FuturesDepthFields, futuresDepthRules, futuresDepthSchema, futuresDepthSequence, toDepth } from './depth'

/** Changed levels of a book over a range of its updates, orders for retail price improvement included. */
export interface RpiDepth extends MarketEvent, FuturesDepthFields {
  readonly type: 'rpiDepth'
}

const kind = /* @__PURE__ */ define<typeof futuresDepthSchema, RpiDepth>({
  type: 'rpiDepth',
  family: 'futures',
  schema: futuresDepthSchema,
  rules: futuresDepthRules,
  event: (wire: InferOutput<typeof futuresDepthSchema>, receiveTime) => ({
    ...toDepth(wire, receiveTime),
    type: 'rpiDepth',
  }),
  sequence: futuresDepthSequence,
})

/**
 * The changes of a USD-M contract's book every 500 ms, orders for retail price improvement included: those are in no other
 * book stream. Its numbers are a chain of its own.
 * @param symbol in either case: `BTCUSDT`
 * @throws FeedError INVALID_CHANNEL
 */
export function rpiDepth(symbol: string): Channel<RpiDepth> {
  const { lower, upper } = spell(symbol)
  return kind({ stream: `${lower}@rpiDepth@500ms`, symbol: upper, silenceMs: 60_000 })
}
