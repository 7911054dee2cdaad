/** Average price: the mean over some minutes that the exchange's own price filters use. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../core/channel'
import { byEventTime, define, sameSymbol } from './channel'
import { spell } from './symbol'
import { decimal, integer, only, record, text } from './wire'

/** The average price of a market. */
export interface AvgPrice extends MarketEvent {
  readonly type: 'avgPrice'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** The market, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** What the average is taken over, such as `5m`. Wire: `i`. */
  readonly interval: string
  /** The average, in the quote asset; a decimal. Wire: `w`. */
  readonly price: string
  /** When the last trade inside happened, Unix ms. Wire: `T`. */
  readonly lastTradeTime: number
}

export const avgPriceSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('avgPrice'),
  E: integer,
  s: text,
  i: text,
  w: decimal,
  T: integer,
})

function toAvgPrice(wire: InferOutput<typeof avgPriceSchema>, receiveTime: number): AvgPrice {
  return {
    type: 'avgPrice',
    eventTime: wire.E,
    symbol: wire.s,
    interval: wire.i,
    price: wire.w,
    lastTradeTime: wire.T,
    receiveTime,
  }
}

const kind = /* @__PURE__ */ define<typeof avgPriceSchema, AvgPrice>({
  type: 'avgPrice',
  schema: avgPriceSchema,
  rules: [sameSymbol],
  event: toAvgPrice,
  sequence: byEventTime,
})

/**
 * Average price of a market, each second.
 * @param symbol in either case: `BTCUSDT`
 * @throws FeedError INVALID_CHANNEL
 */
export function avgPrice(symbol: string): Channel<AvgPrice> {
  const { lower, upper } = spell(symbol)
  // Spot streams: pushed each second, whether or not anything traded.
  return kind({ stream: `${lower}@avgPrice`, symbol: upper, silenceMs: 10_000 })
}
