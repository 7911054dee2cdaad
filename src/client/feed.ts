/** The feed's public face: what can be asked of it and what it can be told. */
import type { BufferOptions } from '../core/buffer'
import type { Channel, MarketEvent } from '../core/channel'
import type { Host, Stop } from '../core/clock'
import type { FeedEvents, FeedState, FeedStats } from '../core/events'
import type { Tuning } from '../core/options'
import type { Transport } from '../core/transport'
import type { Venue } from '../core/venue'
import type { Subscription } from './subscription'

/** The part of the standard AbortSignal that is used. */
export interface Signal {
  readonly aborted: boolean
  readonly reason?: unknown
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

export interface FeedOptions<E extends MarketEvent = MarketEvent> extends Tuning {
  /** The exchange, as `binance()` makes it. */
  readonly venue: Venue<E>
  /** Closes the feed when it aborts. */
  readonly signal?: Signal
  /** What carries the frames. @default the door's own */
  readonly transport?: Transport
  /** Clock, chance and network signals. @default the host's */
  readonly host?: Host
}

export interface SubscribeOptions {
  /** Buffer of this subscription's iterators. @default the feed's */
  readonly buffer?: Partial<BufferOptions>
  /** Unsubscribes when it aborts. */
  readonly signal?: Signal
}

/** The events of a channel, or of any of several. */
export type EventOf<C> = C extends Channel<infer E> ? E : never

/** A live connection to one exchange, with everything subscribed on it. */
export interface Feed<E extends MarketEvent = MarketEvent> extends AsyncIterable<E> {
  /** Where the feed is in its life. */
  readonly state: FeedState
  /**
   * Subscribes one channel or several; connects if need be. All that one tick subscribes leaves as one frame.
   * Safe in every state but closed: what is wanted is kept, and carried as soon as there is a connection.
   * @throws FeedError FEED_CLOSED after `close()`; TOO_MANY_STREAMS beyond the venue's limit; INVALID_CHANNEL; INVALID_OPTION
   */
  subscribe<C extends Channel<E>>(channel: C | readonly C[], options?: SubscribeOptions): Subscription<EventOf<C>>
  /**
   * Listens to the feed itself.
   * @returns the way to stop
   */
  on<K extends keyof FeedEvents>(event: K, listener: (event: FeedEvents[K]) => void): Stop
  /**
   * Connects now rather than at the first subscription. Resolves when a socket is open; rejects with RETRIES_EXHAUSTED or FEED_CLOSED.
   */
  connect(): Promise<void>
  /** Drops the connection and makes a new one at once, whatever was being waited for. Resolves as {@link Feed.connect} does. */
  reconnect(): Promise<void>
  /** Ends everything; resolves when no socket and no timer is left, within `closeTimeoutMs`. Twice is once. */
  close(): Promise<void>
  /** Figures since the feed was made. */
  stats(): FeedStats
  /** Everything subscribed, one event after the other, through a buffer of its own. Leaving the loop leaves the subscriptions alone. */
  [Symbol.asyncIterator](): AsyncIterableIterator<E>
  /** The same as {@link Feed.close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}
