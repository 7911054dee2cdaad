/** Mark price: the price by which margins are reckoned, the index behind it, and what funding will cost. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { isDecimal } from '../../../core/decimal'
import { byEventTime, define, type Facts, sameSymbol } from '../channel'
import { refuse, spell } from '../symbol'
import { atom, copied, decimal, integer, only, optional, record, text } from '../wire'
import { type FuturesMarket, marketOf, marketRoute, product } from './product'
import { defineRows, type Rows } from './rows'

/** The mark price of a contract. */
export interface MarkPrice extends MarketEvent {
  readonly type: 'markPrice'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** The contract, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** The mark price; a decimal. Wire: `p`. */
  readonly markPrice: string
  /** Its moving average; a decimal. USD-M, since 2026. Wire: `ap`. */
  readonly averagePrice: string | undefined
  /** The index it follows; a decimal. Undefined in old recordings of COIN-M. Wire: `i`. */
  readonly indexPrice: string | undefined
  /** What settlement would be at; a decimal that means something only in the hour before it. Wire: `P`. */
  readonly settlePrice: string
  /** What the longs pay the shorts at `nextFundingTime`; a decimal that may be negative. Undefined without funding. Wire: `r`. */
  readonly fundingRate: string | undefined
  /** When funding is paid next, Unix ms; undefined for contracts without funding. Wire: `T`. */
  readonly nextFundingTime: number | undefined
  /** Which product it is of; undefined where the event does not say. Wire: `st`. */
  readonly market: FuturesMarket | undefined
}

/** Mark prices of many contracts. Each tick comes in several frames: put rows in a table by their symbol, replace none. */
export interface MarkPrices extends Rows<MarkPrice> {
  readonly type: 'markPrices'
}

/** How often mark prices are pushed. */
export interface MarkPriceOptions {
  /** Time between pushes, in ms. @default 3_000 */
  readonly speed?: 3_000 | 1_000
}

/** The rate of a contract without funding is an empty text. */
const rate = /* @__PURE__ */ atom<string>(
  '"((?:-?\\d+(?:\\.\\d+)?)?)"',
  (cursor, group) => () => copied(cursor.match[group]!),
  (value) => value === '' || isDecimal(value),
  'a decimal or nothing in a string',
)

export const markPriceSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('markPriceUpdate'),
  E: integer,
  s: text,
  p: decimal,
  ap: /* @__PURE__ */ optional(decimal),
  P: decimal,
  i: /* @__PURE__ */ optional(decimal),
  r: /* @__PURE__ */ optional(rate),
  T: /* @__PURE__ */ optional(integer),
  st: product,
})

function toMarkPrice(wire: InferOutput<typeof markPriceSchema>, receiveTime: number): MarkPrice {
  return {
    type: 'markPrice',
    eventTime: wire.E,
    symbol: wire.s,
    markPrice: wire.p,
    averagePrice: wire.ap,
    indexPrice: wire.i,
    settlePrice: wire.P,
    fundingRate: wire.r || undefined,
    nextFundingTime: wire.T || undefined,
    market: marketOf(wire.st),
    receiveTime,
  }
}

interface MarkFacts extends Facts {
  readonly route: string
}

const kind = /* @__PURE__ */ define<typeof markPriceSchema, MarkPrice, MarkFacts>({
  type: 'markPrice',
  family: 'futures',
  schema: markPriceSchema,
  rules: [sameSymbol],
  event: toMarkPrice,
  sequence: byEventTime,
})

const rowsKind = /* @__PURE__ */ defineRows<typeof markPriceSchema, MarkPrices>({
  type: 'markPrices',
  schema: markPriceSchema,
  row: toMarkPrice,
})

/** The name of a stream at a speed, and how long that may be silent. */
function paced(name: string, options: MarkPriceOptions): { readonly stream: string; readonly silenceMs: number } {
  if (options !== Object(options)) throw refuse('options', 'an object', options)
  const { speed = 3_000 } = options
  if (speed !== 3_000 && speed !== 1_000) throw refuse('speed', '3000 or 1000', speed)
  // The bare name is the pace of three seconds.
  return speed === 1_000 ? { stream: `${name}@1s`, silenceMs: 10_000 } : { stream: name, silenceMs: 20_000 }
}

/**
 * Mark price, index and funding rate of a contract.
 * @param symbol in either case: `BTCUSDT`, `BTCUSD_PERP`
 * @throws FeedError INVALID_CHANNEL
 */
export function markPrice(symbol: string, options: MarkPriceOptions = {}): Channel<MarkPrice> {
  const { lower, upper } = spell(symbol)
  return kind({ ...paced(`${lower}@markPrice`, options), symbol: upper, route: marketRoute })
}

/**
 * Mark prices of all contracts, USD-M and COIN-M alike: a row's `market` says of which.
 * @throws FeedError INVALID_CHANNEL
 */
export function allMarkPrices(options: MarkPriceOptions = {}): Channel<MarkPrices> {
  return rowsKind({ ...paced('!markPrice@arr', options), symbol: '', route: marketRoute })
}

/**
 * Mark prices of all contracts of a COIN-M pair.
 * @param pair in either case: `BTCUSD`
 * @throws FeedError INVALID_CHANNEL
 */
export function pairMarkPrices(pair: string, options: MarkPriceOptions = {}): Channel<MarkPrices> {
  const { lower, upper } = spell(pair)
  return rowsKind({ ...paced(`${lower}@markPrice`, options), symbol: upper, route: marketRoute })
}
