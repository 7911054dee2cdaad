/** The local exchange, as a test holds it. */

import type { LocalFuturesAccount } from './accounts/futures-account'
import type { LocalAccount } from './accounts/spot-account'
import type { Faults } from './faults'
import type { Market } from './market'
import type { ExchangeRecord, Marketplace } from './record'

/** Where a market is served, as options of `binance({ market, … })`. */
export interface MarketAddress {
  readonly url: string
  readonly restUrl: string
  /** Address of the WebSocket API, to the letter; spot alone has one. */
  readonly apiUrl?: string
}

/** What is traded on a market of contracts, and what can be made to happen there. */
export interface LocalContracts {
  /** Upper-case names: those that end carry the day. */
  readonly symbols: readonly string[]
  /** Tells of a contract on `!contractInfo`, or on `!optionSymbol`. */
  announce(symbol: string): void
  /** Liquidates somebody: `SELL` ends a long position. Told on `forceOrder` at the next full second. */
  liquidate(symbol: string, side: 'BUY' | 'SELL'): void
}

export interface LocalExchange {
  /** Base of the socket addresses, `ws://127.0.0.1:PORT`; append `/stream`, `/ws` or `/ws-api/v3`. */
  readonly url: string
  /** Base of the REST addresses, `http://127.0.0.1:PORT`. */
  readonly restUrl: string
  readonly port: number
  /** The engine behind the data of spot; `undefined` while a tape is played. */
  readonly market: Market | undefined
  readonly faults: Faults
  readonly record: ExchangeRecord
  /**
   * Where a market is served: `binance({ market: 'usdm', ...exchange.address('usdm') })`.
   * @param market any of the four, whatever `options.market` was
   */
  address(market: Marketplace): MarketAddress
  /**
   * One of the accounts given as `accounts`, to trade with on spot.
   * @throws RangeError when there is none of that key
   */
  account(apiKey: string): LocalAccount
  /**
   * The same, to trade with on futures and options.
   * @throws RangeError when there is none of that key
   */
  futuresAccount(apiKey: string, market: Exclude<Marketplace, 'spot'>): LocalFuturesAccount
  /**
   * A market of contracts; it begins with the first that asks for it.
   * @throws Error while a tape is played
   */
  contracts(market: Exclude<Marketplace, 'spot'>): LocalContracts
  /** Exchange time, in ms since 1970, with a fraction. */
  now(): number
  /** Drops every connection and frees the port. Closing twice is closing. */
  close(): Promise<void>
}
