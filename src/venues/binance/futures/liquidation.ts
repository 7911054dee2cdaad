/** Liquidations: orders by which the exchange closes positions. A sample: one a contract and second at most. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { byEventTime, define, type Facts } from '../channel'
import { spell } from '../symbol'
import { decimal, integer, only, record, text } from '../wire'
import { marketOf, marketRoute, type OfProduct, pair, product } from './product'

/** A liquidation order as it stood when the event was sent. */
export interface Liquidation extends MarketEvent, OfProduct {
  readonly type: 'liquidation'
  /** When the exchange sent the event, Unix ms; up to a second after `tradeTime`. Wire: `E`. */
  readonly eventTime: number
  /** The contract, as the exchange writes it. Wire: `o.s`. */
  readonly symbol: string
  /** Side of the order: `SELL` closes a long position, `BUY` a short one. Wire: `o.S`. */
  readonly side: 'BUY' | 'SELL'
  /** Type of the order, `LIMIT`. Wire: `o.o`. */
  readonly orderType: string
  /** How long it stands, `IOC`. Wire: `o.f`. */
  readonly timeInForce: string
  /** How much it is over: coins in USD-M, contracts in COIN-M; a decimal. Wire: `o.q`. */
  readonly quantity: string
  /** Its price, at which it would be filled at worst; a decimal. Wire: `o.p`. */
  readonly price: string
  /** What it was filled at on average; a decimal. Wire: `o.ap`. */
  readonly averagePrice: string
  /** Where it is in its life, `FILLED`. Wire: `o.X`. */
  readonly status: string
  /** How much was filled last; a decimal. Wire: `o.l`. */
  readonly lastFilledQuantity: string
  /** How much was filled so far; a decimal, which in old recordings may be below the last. Wire: `o.z`. */
  readonly filledQuantity: string
  /** When it was filled last, Unix ms. Wire: `o.T`. */
  readonly tradeTime: number
}

export const liquidationSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('forceOrder'),
  E: integer,
  // Pair and product stand inside or outside of the order.
  o: /* @__PURE__ */ record({
    s: text,
    ps: pair,
    S: text,
    o: text,
    f: text,
    q: decimal,
    p: decimal,
    ap: decimal,
    X: text,
    l: decimal,
    z: decimal,
    T: integer,
    st: product,
  }),
  ps: pair,
  st: product,
})

type Wire = InferOutput<typeof liquidationSchema>

function toLiquidation(wire: Wire, receiveTime: number): Liquidation {
  const order = wire.o
  return {
    type: 'liquidation',
    eventTime: wire.E,
    symbol: order.s,
    side: order.S as Liquidation['side'],
    orderType: order.o,
    timeInForce: order.f,
    quantity: order.q,
    price: order.p,
    averagePrice: order.ap,
    status: order.X,
    lastFilledQuantity: order.l,
    filledQuantity: order.z,
    tradeTime: order.T,
    pair: wire.ps ?? order.ps,
    market: marketOf(wire.st ?? order.st),
    receiveTime,
  }
}

interface LiquidationFacts extends Facts {
  readonly route: string
}

const kind = /* @__PURE__ */ define<typeof liquidationSchema, Liquidation, LiquidationFacts>({
  type: 'liquidation',
  family: 'futures',
  schema: liquidationSchema,
  rules: [
    {
      path: 'o.s',
      must: 'the symbol of the stream',
      holds: ({ o }, { symbol }) => symbol === '' || o.s === symbol,
    },
    { path: 'o.S', must: '"BUY" or "SELL"', holds: ({ o }) => o.S === 'BUY' || o.S === 'SELL' },
  ],
  event: toLiquidation,
  sequence: byEventTime,
})

/**
 * Liquidations of a contract, one a second at most: a sample, not a tape. The stream is silent for as long as there are none.
 * @param symbol in either case: `BTCUSDT`, `BTCUSD_PERP`
 * @throws FeedError INVALID_CHANNEL
 */
export function liquidations(symbol: string): Channel<Liquidation> {
  const { lower, upper } = spell(symbol)
  return kind({ stream: `${lower}@forceOrder`, symbol: upper, silenceMs: 86_400_000, route: marketRoute })
}

/** The same of all contracts, one an event and one a contract and second at most; USD-M and COIN-M alike. */
export function allLiquidations(): Channel<Liquidation> {
  return kind({ stream: '!forceOrder@arr', symbol: '', silenceMs: 600_000, route: marketRoute })
}
