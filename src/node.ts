/** The door for Node: the `ws` package by name, with headers and agents; options also from the environment. */
import { withVariables } from './client/environment'
import type { Feed, FeedOptions } from './client/feed'
import { openFeed } from './client/open'
import type { MarketEvent } from './core/channel'
import { environment } from './runtime/environment'
import { nodeTransport } from './transports/node-ws'

export * from './client/public'
export type { NodeSocketOptions } from './transports/node-socket'
export { nodeTransport } from './transports/node-ws'

/**
 * Makes a feed over `ws`; nothing is opened before the first subscription or `connect()`.
 * Variables named TICKWIRE_… fill in what the options leave open.
 * @param options `venue` is required; `transport: nodeTransport({ agent, headers })` goes through a proxy
 * @throws FeedError INVALID_OPTION naming option, bounds and the value received
 * @example
 * const feed = createFeed({ venue: binance() })
 * for await (const trade of feed.subscribe(trades('BTCUSDT'))) draw(trade.price)
 */
export function createFeed<E extends MarketEvent>(options: FeedOptions<E>): Feed<E> {
  return openFeed(withVariables(options, environment()), nodeTransport())
}
