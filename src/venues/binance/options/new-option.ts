/** New options: contracts as they are listed. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { byEventTime, define, type Facts } from '../channel'
import { marketRoute } from '../futures/product'
import { decimal, integer, only, record, text } from '../wire'

/** A contract that was listed. */
export interface NewOption extends MarketEvent {
  readonly type: 'newOption'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** The contract, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** What it is on: the pair of the index. Wire: `ps`. */
  readonly underlying: string
  /** What it is paid in. Wire: `qa`. */
  readonly quoteAsset: string
  /** Whether it is a right to buy, or to sell. Wire: `d`. */
  readonly side: 'CALL' | 'PUT'
  /** The price of that; a decimal. Wire: `sp`. */
  readonly strikePrice: string
  /** When it is delivered, Unix ms. Wire: `dt`. */
  readonly deliveryTime: number
  /** Units of the underlying in one contract. Wire: `u`. */
  readonly unit: number
  /** When it was or will be listed, Unix ms. Wire: `ot`. */
  readonly onboardTime: number
  /** Where it is in its life: `TRADING`, … Wire: `cs`. */
  readonly status: string
}

export const newOptionSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('optionSymbol'),
  E: integer,
  s: text,
  ps: text,
  qa: text,
  d: text,
  sp: decimal,
  dt: integer,
  u: integer,
  ot: integer,
  cs: text,
})

const toNewOption = (wire: InferOutput<typeof newOptionSchema>, receiveTime: number): NewOption => ({
  type: 'newOption',
  eventTime: wire.E,
  symbol: wire.s,
  underlying: wire.ps,
  quoteAsset: wire.qa,
  side: wire.d as NewOption['side'],
  strikePrice: wire.sp,
  deliveryTime: wire.dt,
  unit: wire.u,
  onboardTime: wire.ot,
  status: wire.cs,
  receiveTime,
})

interface RoutedFacts extends Facts {
  readonly route: string
}

const kind = /* @__PURE__ */ define<typeof newOptionSchema, NewOption, RoutedFacts>({
  type: 'newOption',
  family: 'options',
  schema: newOptionSchema,
  rules: [{ path: 'd', must: '"CALL" or "PUT"', holds: ({ d }) => d === 'CALL' || d === 'PUT' }],
  event: toNewOption,
  sequence: byEventTime,
})

/** Contracts as they are listed, one an event; silent for as long as none is. */
export function newOptions(): Channel<NewOption> {
  return kind({ stream: '!optionSymbol', symbol: '', silenceMs: 86_400_000, route: marketRoute })
}
