/** Composite index: what the index of a basket is made of. USD-M has them. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { byEventTime, define, type Facts, sameSymbol } from '../channel'
import { spell } from '../symbol'
import { decimal, integer, listOf, only, record, text } from '../wire'
import { marketRoute } from './product'

/** One asset of a basket. */
export interface IndexComponent {
  /** Wire: `b`. */
  readonly baseAsset: string
  /** Wire: `q`. */
  readonly quoteAsset: string
  /** How much of it is in the basket; a decimal. Wire: `w`. */
  readonly weight: string
  /** Its share of the whole, of one; a decimal. Wire: `W`. */
  readonly share: string
  /** Its own index; a decimal. Wire: `i`. */
  readonly indexPrice: string
}

/** The index of a basket, and its parts. */
export interface CompositeIndex extends MarketEvent {
  readonly type: 'compositeIndex'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** The contract on it, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** The index; a decimal. Wire: `p`. */
  readonly price: string
  /** What its parts are: `baseAsset`. Wire: `C`. */
  readonly basis: string
  /** Its parts, in the exchange's order. Wire: `c`. */
  readonly components: readonly IndexComponent[]
}

const component = /* @__PURE__ */ record({ b: text, q: text, w: decimal, W: decimal, i: decimal })

export const compositeIndexSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('compositeIndex'),
  E: integer,
  s: text,
  p: decimal,
  C: text,
  c: /* @__PURE__ */ listOf(component, 'a part with b, q, w, W and i'),
})

function toCompositeIndex(wire: InferOutput<typeof compositeIndexSchema>, receiveTime: number): CompositeIndex {
  return {
    type: 'compositeIndex',
    eventTime: wire.E,
    symbol: wire.s,
    price: wire.p,
    basis: wire.C,
    components: wire.c.map((each) => ({
      baseAsset: each.b,
      quoteAsset: each.q,
      weight: each.w,
      share: each.W,
      indexPrice: each.i,
    })),
    receiveTime,
  }
}

interface IndexFacts extends Facts {
  readonly route: string
}

const kind = /* @__PURE__ */ define<typeof compositeIndexSchema, CompositeIndex, IndexFacts>({
  type: 'compositeIndex',
  family: 'futures',
  schema: compositeIndexSchema,
  rules: [sameSymbol],
  event: toCompositeIndex,
  sequence: byEventTime,
})

/**
 * The index of a USD-M basket contract and its parts, each second.
 * @param symbol in either case: `DEFIUSDT`
 * @throws FeedError INVALID_CHANNEL
 */
export function compositeIndex(symbol: string): Channel<CompositeIndex> {
  const { lower, upper } = spell(symbol)
  return kind({ stream: `${lower}@compositeIndex`, symbol: upper, silenceMs: 20_000, route: marketRoute })
}
