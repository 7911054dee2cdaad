/** Block trades: large matches agreed on beside the book. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../core/channel'
import { isPositive } from '../../core/decimal'
import { define, sameSymbol } from './channel'
import { spell } from './symbol'
import { beforeItsTime } from './trade'
import { decimal, flag, integer, only, record, text } from './wire'

/** One match agreed on beside the book; it is none of the market's trades. */
export interface BlockTrade extends MarketEvent {
  readonly type: 'blockTrade'
  /** When the exchange sent the event, Unix ms; often some hundred ms after `tradeTime`. Wire: `E`. */
  readonly eventTime: number
  /** The market, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** Number of the block trade; a count of its own, not that of trades. Wire: `t`. */
  readonly blockTradeId: number
  /** Price of one unit of the base asset, in the quote asset; a decimal. Wire: `p`. */
  readonly price: string
  /** How much of the base asset changed hands; a decimal. Wire: `q`. */
  readonly quantity: string
  /** When the match happened, Unix ms. Wire: `T`. */
  readonly tradeTime: number
  /** Whether the buyer was the maker, so that the taker sold. Wire: `m`. */
  readonly isBuyerMaker: boolean
}

export const blockTradeSchema = /* @__PURE__ */ record({
  e: /* @__PURE__ */ only('blockTrade'),
  E: integer,
  s: text,
  t: integer,
  p: decimal,
  q: decimal,
  T: integer,
  m: flag,
})

function toBlockTrade(wire: InferOutput<typeof blockTradeSchema>, receiveTime: number): BlockTrade {
  return {
    type: 'blockTrade',
    eventTime: wire.E,
    symbol: wire.s,
    blockTradeId: wire.t,
    price: wire.p,
    quantity: wire.q,
    tradeTime: wire.T,
    isBuyerMaker: wire.m,
    receiveTime,
  }
}

const kind = /* @__PURE__ */ define<typeof blockTradeSchema, BlockTrade>({
  type: 'blockTrade',
  schema: blockTradeSchema,
  rules: [
    sameSymbol,
    { path: 'p', must: 'above zero', holds: (wire) => isPositive(wire.p) },
    { path: 'q', must: 'above zero', holds: (wire) => isPositive(wire.q) },
  ],
  event: toBlockTrade,
  suspect: beforeItsTime,
  // Nothing promises that the numbers of one market have no holes.
  sequence: { number: (trade) => trade.blockTradeId },
})

/**
 * Block trades of a market. They come rarely, and the exchange gives none of them afterwards.
 * @param symbol in either case: `BTCUSDT`
 * @throws FeedError INVALID_CHANNEL
 */
export function blockTrades(symbol: string): Channel<BlockTrade> {
  const { lower, upper } = spell(symbol)
  // Most markets have none for days: a silence tells nothing before that.
  return kind({ stream: `${lower}@blockTrade`, symbol: upper, silenceMs: 86_400_000 })
}
