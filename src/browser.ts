/** The door for browsers: the native WebSocket, no environment, nothing of Node. */
import type { Feed, FeedOptions } from './client/feed'
import { openFeed } from './client/open'
import type { MarketEvent } from './core/channel'
import { webSocketTransport } from './transports/web-socket'

export type { EventOf, Feed, FeedOptions, Signal, SubscribeOptions } from './client/feed'
export type { Subscription } from './client/subscription'
export type { BreakerOptions } from './core/breaker'
export type { BufferOptions, Overflow } from './core/buffer'
export type { Channel, MarketEvent, Span, Suspicion, Validation } from './core/channel'
export type { Clock, Host, Stop } from './core/clock'
export { type ErrorContext, FeedError, type FeedErrorCode, type FeedErrorOptions, isFeedError } from './core/errors'
export type { FeedEvents, FeedState, FeedStats, Gap, Invalid, Lagged, StreamStats, StreamStatus } from './core/events'
export type { RetryOptions, Tuning } from './core/options'
export type { Socket, SocketEnd, SocketEvents, Transport } from './core/transport'
export type { Address, Reading, ReplyError, Variables, Venue, VenueLimits } from './core/venue'
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
