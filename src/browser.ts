/** The door for browsers: the native WebSocket, no environment, nothing of Node. */
import type { Feed, FeedOptions } from './client/feed'
import { openFeed } from './client/open'
import type { MarketEvent } from './core/channel'
import { webSocketTransport } from './transports/web-socket'

export * from './client/public'
export { type StandardSocket, type StandardSocketClass, webSocketTransport } from './transports/web-socket'

/**
 * Makes a feed over the browser's own WebSocket; nothing is opened before the first subscription or `connect()`.
 * @param options `venue` is required; everything else has a default
 * @throws FeedError INVALID_OPTION naming option, bounds and the value received
 * @example
 * const feed = createFeed({ venue: binance() })
 * feed.subscribe(trades('BTCUSDT')).on((trade) => draw(trade.price))
 */
export function createFeed<E extends MarketEvent>(options: FeedOptions<E>): Feed<E> {
  return openFeed(options, webSocketTransport())
}
