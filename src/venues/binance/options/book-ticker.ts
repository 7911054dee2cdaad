/** Book ticker of options: the best bid and the best ask, at each change. */
import type { InferOutput } from 'valibot'

import type { Channel, MarketEvent } from '../../../core/channel'
import { define, sameSymbol } from '../channel'
import { futuresBookTickerSchema } from '../futures/book-ticker'
import { crossed } from '../levels'
import { spellOption } from './contract'

/** The top of a contract's book. */
export interface OptionBookTicker extends MarketEvent {
  readonly type: 'bookTicker'
  /** When the exchange sent the event, Unix ms. Wire: `E`. */
  readonly eventTime: number
  /** When the book changed, Unix ms. Wire: `T`. */
  readonly transactionTime: number
  /** Number of the update of the book; grows, with holes. Wire: `u`. */
  readonly updateId: number
  /** The contract, as the exchange writes it. Wire: `s`. */
  readonly symbol: string
  /** Highest bid, in the quote asset; a decimal, zero where there is none. Wire: `b`. */
  readonly bidPrice: string
  /** How much is bid there, in contracts; a decimal. Wire: `B`. */
  readonly bidQuantity: string
  /** Lowest ask, in the quote asset; a decimal, zero where there is none. Wire: `a`. */
  readonly askPrice: string
  /** How much is asked there, in contracts; a decimal. Wire: `A`. */
  readonly askQuantity: string
}

const toBookTicker = (wire: InferOutput<typeof futuresBookTickerSchema>, receiveTime: number): OptionBookTicker => ({
  type: 'bookTicker',
  eventTime: wire.E,
  transactionTime: wire.T,
  updateId: wire.u,
  symbol: wire.s,
  bidPrice: wire.b,
  bidQuantity: wire.B,
  askPrice: wire.a,
  askQuantity: wire.A,
  receiveTime,
})

const kind = /* @__PURE__ */ define<typeof futuresBookTickerSchema, OptionBookTicker>({
  type: 'bookTicker',
  family: 'options',
  schema: futuresBookTickerSchema,
  rules: [sameSymbol],
  event: toBookTicker,
  sequence: { number: (ticker) => ticker.updateId },
  suspect: ({ bidPrice, askPrice }) => crossed(bidPrice, askPrice, 'bidPrice'),
})

/**
 * Best bid and ask of an option, at each change.
 * @param symbol in either case: `BTC-261225-100000-C`
 * @throws FeedError INVALID_CHANNEL
 */
export function optionBookTicker(symbol: string): Channel<OptionBookTicker> {
  const { lower, upper } = spellOption(symbol)
  return kind({ stream: `${lower}@bookTicker`, symbol: upper, silenceMs: 120_000 })
}
