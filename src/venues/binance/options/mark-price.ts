/** Mark prices of options: what each contract on an underlying is worth by the exchange's model, and its Greeks. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { marketRoute } from '../futures/product'
import { defineRows, type Rows } from '../futures/rows'
import { decimal, integer, only, record, signedDecimal, text } from '../wire'
import { spellUnderlying } from './contract'

/** A contract by the exchange's model. */
export interface OptionMarkPrice extends MarketEvent {
  readonly type: 'markPrice'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** The contract, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** The mark price; a decimal. Wire: `mp`. */
  readonly markPrice: string
  /** The index of the underlying; a decimal. Wire: `i`. */
  readonly indexPrice: string
  /** What settlement would be at; a decimal that means something only in the half hour before it. Wire: `P`. */
  readonly settlePrice: string
  /** Highest bid; a decimal, zero where there is none. Wire: `bo`. */
  readonly bidPrice: string
  /** How much is bid there, in contracts; a decimal. Wire: `bq`. */
  readonly bidQuantity: string
  /** Lowest ask; a decimal, zero where there is none. Wire: `ao`. */
  readonly askPrice: string
  /** How much is asked there, in contracts; a decimal. Wire: `aq`. */
  readonly askQuantity: string
  /** Volatility that the bid implies, of one; a decimal. Undefined without a bid, where the wire has -1. Wire: `b`. */
  readonly bidVolatility: string | undefined
  /** Volatility that the ask implies, of one; a decimal. Undefined without an ask, where the wire has -1. Wire: `a`. */
  readonly askVolatility: string | undefined
  /** Volatility behind the mark price, of one; a decimal. Wire: `vo`. */
  readonly markVolatility: string
  /** Highest price that may be bid; a decimal. Wire: `hl`. */
  readonly maxBuyPrice: string
  /** Lowest price that may be asked; a decimal. Wire: `ll`. */
  readonly minSellPrice: string
  /** Rate without risk, of one; a decimal that may be negative. Wire: `rf`. */
  readonly riskFreeRate: string
  /** Change of the price with that of the underlying; a decimal that may be negative. Wire: `d`. */
  readonly delta: string
  /** Change of the price with a day; a decimal, as a rule negative. Wire: `t`. */
  readonly theta: string
  /** Change of delta with the underlying; a decimal that may be negative. Wire: `g`. */
  readonly gamma: string
  /** Change of the price with volatility; a decimal that may be negative. Wire: `v`. */
  readonly vega: string
}

/** Mark prices of the options on an underlying. A tick may come in several frames: put rows in a table by their symbol. */
export interface OptionMarkPrices extends Rows<OptionMarkPrice> {
  readonly type: 'markPrices'
}

export const optionMarkPriceSchema = /* @__PURE__ */ record({
  s: text,
  mp: decimal,
  E: integer,
  e: /* @__PURE__ */ only('markPrice'),
  i: decimal,
  P: decimal,
  bo: decimal,
  ao: decimal,
  bq: decimal,
  aq: decimal,
  b: signedDecimal,
  a: signedDecimal,
  hl: decimal,
  ll: decimal,
  vo: signedDecimal,
  rf: signedDecimal,
  d: signedDecimal,
  t: signedDecimal,
  g: signedDecimal,
  v: signedDecimal,
})

const quoted = (volatility: string) => (volatility.startsWith('-') ? undefined : volatility)

const toMarkPrice = (wire: InferOutput<typeof optionMarkPriceSchema>, receiveTime: number): OptionMarkPrice => ({
  type: 'markPrice',
  eventTime: wire.E,
  symbol: wire.s,
  markPrice: wire.mp,
  indexPrice: wire.i,
  settlePrice: wire.P,
  bidPrice: wire.bo,
  bidQuantity: wire.bq,
  askPrice: wire.ao,
  askQuantity: wire.aq,
  bidVolatility: quoted(wire.b),
  askVolatility: quoted(wire.a),
  markVolatility: wire.vo,
  maxBuyPrice: wire.hl,
  minSellPrice: wire.ll,
  riskFreeRate: wire.rf,
  delta: wire.d,
  theta: wire.t,
  gamma: wire.g,
  vega: wire.v,
  receiveTime,
})

const rowsKind = /* @__PURE__ */ defineRows<typeof optionMarkPriceSchema, OptionMarkPrices>({
  type: 'markPrices',
  family: 'options',
  schema: optionMarkPriceSchema,
  row: toMarkPrice,
})

/**
 * Mark prices, volatilities and Greeks of all options on an underlying, each second.
 * @param underlying in either case: `BTCUSDT`
 * @throws FeedError INVALID_CHANNEL
 */
export function optionMarkPrices(underlying: string): Channel<OptionMarkPrices> {
  const { lower, upper } = spellUnderlying(underlying)
  return rowsKind({ stream: `${lower}@optionMarkPrice`, symbol: upper, silenceMs: 20_000, route: marketRoute })
}
