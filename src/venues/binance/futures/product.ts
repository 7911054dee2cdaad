/** What futures events have in common: which product they are of, and which back end serves them. */
import { integer, optional, text } from '../wire'

/** The two kinds of futures: margined in stablecoins, or in the coin itself. */
export type FuturesMarket = 'usdm' | 'coinm'

/** What an event says of its product. The exchange has said so since 2026, in most events. */
export interface OfProduct {
  /** What the contract is on, `BTCUSD` of `BTCUSD_PERP`; undefined where the event does not say. Wire: `ps`. */
  readonly pair: string | undefined
  /**
   * Which product the contract is of; undefined where the event does not say. Streams of all markets carry both
   * products, and those of COIN-M count contracts where USD-M counts coins. Wire: `st`.
   */
  readonly market: FuturesMarket | undefined
}

export const pair = /* @__PURE__ */ optional(text)
export const product = /* @__PURE__ */ optional(integer)

/** The product by its number on the wire. */
export function marketOf(product: number | undefined): FuturesMarket | undefined {
  if (product === 1) return 'usdm'
  return product === 2 ? 'coinm' : undefined
}

/**
 * The back end of what is not read off a book. The other, of books and single trades, is the one without a name: it is
 * what USD-M takes an address without route for.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/Connect
 */
export const marketRoute = 'market'
