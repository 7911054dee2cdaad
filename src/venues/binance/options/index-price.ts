/** Index prices of options: what their underlyings are worth by the markets outside. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { marketRoute } from '../futures/product'
import { defineRows, type Rows } from '../futures/rows'
import { decimal, integer, only, record, text } from '../wire'

/** The index of an underlying. */
export interface OptionIndexPrice extends MarketEvent {
  readonly type: 'indexPrice'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** The underlying, as the exchange writes it: `BTCUSDT`. Wire: `s`. */
  readonly symbol: string
  /** The index; a decimal. Wire: `p`. */
  readonly price: string
}

/** Indices of the underlyings. */
export interface OptionIndexPrices extends Rows<OptionIndexPrice> {
  readonly type: 'indexPrices'
}

export const optionIndexPriceSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('indexPrice'),
  E: integer,
  s: text,
  p: decimal,
})

type Wire = InferOutput<typeof optionIndexPriceSchema>

const toIndexPrice = (wire: Wire, receiveTime: number): OptionIndexPrice => ({
  type: 'indexPrice',
  eventTime: wire.E,
  symbol: wire.s,
  price: wire.p,
  receiveTime,
})

const rowsKind = /* @__PURE__ */ defineRows<typeof optionIndexPriceSchema, OptionIndexPrices>({
  type: 'indexPrices',
  family: 'options',
  schema: optionIndexPriceSchema,
  row: toIndexPrice,
})

/** The indices of all underlyings, each second. */
export function optionIndexPrices(): Channel<OptionIndexPrices> {
  return rowsKind({ stream: '!index@arr', symbol: '', silenceMs: 20_000, route: marketRoute })
}
