/** Open interest of options: how many contracts are held. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { marketRoute } from '../futures/product'
import { defineRows, type Rows } from '../futures/rows'
import { decimal, integer, only, record, text } from '../wire'
import { checkedExpiry, spellUnderlying } from './contract'

/** How much of a contract is held. */
export interface OptionOpenInterest extends MarketEvent {
  readonly type: 'openInterest'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** The contract, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** In contracts; a decimal. Wire: `o`. */
  readonly openInterest: string
  /** What that is worth in USDT; a decimal. Wire: `h`. */
  readonly notional: string
}

/** Open interest of the contracts of one expiry. */
export interface OptionOpenInterests extends Rows<OptionOpenInterest> {
  readonly type: 'openInterests'
}

export const optionOpenInterestSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('openInterest'),
  E: integer,
  s: text,
  o: decimal,
  h: decimal,
})

type Wire = InferOutput<typeof optionOpenInterestSchema>

const toOpenInterest = (wire: Wire, receiveTime: number): OptionOpenInterest => ({
  type: 'openInterest',
  eventTime: wire.E,
  symbol: wire.s,
  openInterest: wire.o,
  notional: wire.h,
  receiveTime,
})

const rowsKind = /* @__PURE__ */ defineRows<typeof optionOpenInterestSchema, OptionOpenInterests>({
  type: 'openInterests',
  family: 'options',
  schema: optionOpenInterestSchema,
  row: toOpenInterest,
})

/**
 * Open interest of all options on an underlying that expire on a day, each minute.
 * @param underlying in either case: `BTCUSDT`
 * @param expiry the day, yymmdd: `261225`
 * @throws FeedError INVALID_CHANNEL
 */
export function optionOpenInterest(underlying: string, expiry: string): Channel<OptionOpenInterests> {
  const { lower, upper } = spellUnderlying(underlying)
  const stream = `${lower}@openInterest@${checkedExpiry(expiry)}`
  return rowsKind({ stream, symbol: upper, silenceMs: 180_000, route: marketRoute })
}
