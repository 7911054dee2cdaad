/** Index price: what a COIN-M pair is worth by the markets outside, from which its mark prices follow. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { byEventTime, define, type Facts } from '../channel'
import { spell } from '../symbol'
import { decimal, integer, only, record } from '../wire'
import { marketRoute, pair } from './product'

/** The index of a pair. */
export interface IndexPrice extends MarketEvent {
  readonly type: 'indexPrice'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** The pair, as the exchange writes it: `BTCUSD`. Wire: `i`, or `s` as documented since 2026. */
  readonly pair: string
  /** The index; a decimal. Wire: `p`. */
  readonly price: string
}

export const indexPriceSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('indexPriceUpdate'),
  E: integer,
  i: pair,
  s: pair,
  p: decimal,
})

type Wire = InferOutput<typeof indexPriceSchema>

const toIndexPrice = (wire: Wire, receiveTime: number, { symbol }: Facts): IndexPrice => ({
  ...{ type: 'indexPrice', eventTime: wire.E, pair: symbol },
  ...{ price: wire.p, receiveTime },
})

interface IndexFacts extends Facts {
  readonly route: string
}

const kind = /* @__PURE__ */ define<typeof indexPriceSchema, IndexPrice, IndexFacts>({
  type: 'indexPrice',
  family: 'futures',
  schema: indexPriceSchema,
  rules: [{ path: 'i', must: 'the pair of the stream', holds: ({ i, s }, facts) => (i ?? s) === facts.symbol }],
  event: toIndexPrice,
  sequence: byEventTime,
})

/**
 * The index of a COIN-M pair, each second.
 * @param pair in either case: `BTCUSD`
 * @throws FeedError INVALID_CHANNEL
 */
export function indexPrice(pair: string): Channel<IndexPrice> {
  const { lower, upper } = spell(pair)
  // Documented with a speed before 2026; the bare name has always been there.
  return kind({ stream: `${lower}@indexPrice`, symbol: upper, silenceMs: 20_000, route: marketRoute })
}
