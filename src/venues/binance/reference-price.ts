/** Reference price: what the exchange takes a market's price to be, apart from its last trade. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../core/channel'
import { define, sameSymbol } from './channel'
import { spell } from './symbol'
import { decimalOrNull, integer, only, record, text } from './wire'

/** The reference price of a market. */
export interface ReferencePrice extends MarketEvent {
  readonly type: 'referencePrice'
  /** The market, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** The price, in the quote asset; a decimal, null while there is none. Wire: `r`. */
  readonly price: string | null
  /** When it was the price, Unix ms by the exchange's engine; when it was sent is not told. Wire: `t`. */
  readonly priceTime: number
}

export const referencePriceSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('referencePrice'),
  s: text,
  r: decimalOrNull,
  t: integer,
})

function toReferencePrice(wire: InferOutput<typeof referencePriceSchema>, receiveTime: number): ReferencePrice {
  return { type: 'referencePrice', symbol: wire.s, price: wire.r, priceTime: wire.t, receiveTime }
}

const kind = /* @__PURE__ */ define<typeof referencePriceSchema, ReferencePrice>({
  type: 'referencePrice',
  schema: referencePriceSchema,
  rules: [sameSymbol],
  event: toReferencePrice,
  sequence: { number: (reference) => reference.priceTime },
})

/**
 * Reference price of a market, each second.
 * @param symbol in either case: `BTCUSDT`
 * @throws FeedError INVALID_CHANNEL
 */
export function referencePrice(symbol: string): Channel<ReferencePrice> {
  const { lower, upper } = spell(symbol)
  // Pushed each second, but not for markets that never had one.
  return kind({ stream: `${lower}@referencePrice`, symbol: upper, silenceMs: 60_000 })
}
