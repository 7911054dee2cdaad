/** Book ticker: the best bid and the best ask, at each change. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../core/channel'
import { define, sameSymbol } from './channel'
import { crossed } from './levels'
import { spell } from './symbol'
import { decimal, integer, record, text } from './wire'

/** The top of a book. It carries no time: only `updateId` orders it. */
export interface BookTicker extends MarketEvent {
  readonly type: 'bookTicker'
  /** Number of the update of the book; grows, with holes. Wire: `u`. */
  readonly updateId: number
  /** The market, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** Highest bid, in the quote asset; a decimal, zero where there is none. Wire: `b`. */
  readonly bidPrice: string
  /** How much is bid there, in the base asset; a decimal. Wire: `B`. */
  readonly bidQuantity: string
  /** Lowest ask, in the quote asset; a decimal, zero where there is none. Wire: `a`. */
  readonly askPrice: string
  /** How much is asked there, in the base asset; a decimal. Wire: `A`. */
  readonly askQuantity: string
}

export const bookTickerSchema = /* @__PURE__ */ record({
  u: integer,
  s: text,
  b: decimal,
  B: decimal,
  a: decimal,
  A: decimal,
})

function toBookTicker(wire: InferOutput<typeof bookTickerSchema>, receiveTime: number): BookTicker {
  return {
    type: 'bookTicker',
    updateId: wire.u,
    symbol: wire.s,
    bidPrice: wire.b,
    bidQuantity: wire.B,
    askPrice: wire.a,
    askQuantity: wire.A,
    receiveTime,
  }
}

const kind = /* @__PURE__ */ define<typeof bookTickerSchema, BookTicker>({
  type: 'bookTicker',
  schema: bookTickerSchema,
  rules: [sameSymbol],
  event: toBookTicker,
  sequence: { number: (ticker) => ticker.updateId },
  suspect: ({ bidPrice, askPrice }) => crossed(bidPrice, askPrice, 'bidPrice'),
})

/**
 * Best bid and ask of a market, at each change.
 * @param symbol in either case: `BTCUSDT`
 * @throws FeedError INVALID_CHANNEL
 */
export function bookTicker(symbol: string): Channel<BookTicker> {
  const { lower, upper } = spell(symbol)
  return kind({ stream: `${lower}@bookTicker`, symbol: upper, silenceMs: 120_000 })
}
