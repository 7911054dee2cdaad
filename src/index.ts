/** The door for everywhere: sockets through isomorphic-ws, options also from the environment where there is one. */
import { withVariables } from './client/environment'
import type { Feed, FeedOptions } from './client/feed'
import { openFeed } from './client/open'
import type { MarketEvent } from './core/channel'
import { environment } from './runtime/environment'
import { isomorphicTransport } from './transports/isomorphic'

export * from './client/public'
export { isomorphicTransport } from './transports/isomorphic'
export { type StandardSocket, type StandardSocketClass, webSocketTransport } from './transports/web-socket'

/**
 * Makes a feed; nothing is opened before the first subscription or `connect()`.
 * Variables named TICKWIRE_… fill in what the options leave open, where there is a process environment.
 * @param options `venue` is required; everything else has a default
 * @throws FeedError INVALID_OPTION naming option, bounds and the value received
 * @example
 * const feed = createFeed({ venue: binance() })
 * feed.subscribe(trades('BTCUSDT')).on((trade) => draw(trade.price))
 */
export function createFeed<E extends MarketEvent>(options: FeedOptions<E>): Feed<E> {
  return openFeed(withVariables(options, environment()), isomorphicTransport())
}
