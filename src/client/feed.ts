/** The feed's public face: what can be asked of it and what it can be told. */
import type { BufferOptions } from '../core/buffer'
import type { Channel, MarketEvent } from '../core/channel'
import type { Host, Stop } from '../core/clock'
import type { FeedEvents, FeedState, FeedStats, Gap, Ledger } from '../core/events'
import type { Hidden, Tuning } from '../core/options'
import type { Query } from '../core/query'
import type { Transport } from '../core/transport'
import type { Venue } from '../core/venue'
import type { AskOptions } from '../runtime/requests'
import type { Signal } from './signal'
import type { Subscription } from './subscription'

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
  /**
   * Fetches what the streams miss, in order, each event once, marked `backfilled`, while live events wait (at most 10,000);
   * what cannot be had is told as a gap. A stream is filled for all its readers as soon as one asks for it. @default false
   */
  readonly backfill?: boolean
  /**
   * What becomes of events while the page is hidden: `keep`, `conflate` (only the newest of each stream, when it is seen again)
   * or `pause` (the streams are left after five seconds). What was left out is a gap with reason `hidden`. @default 'keep'
   */
  readonly hidden?: Hidden
  /** False leaves holes out of what the subscription gives; they are still told by `feed.on('gap')`. @default true */
  readonly gaps?: boolean
}

/** The events of a channel, or of any of several. */
export type EventOf<C> = C extends Channel<infer E> ? E : never

/** What a subscription gives: events, and the holes between them unless these are left out. */
export type ItemOf<C, O> = EventOf<C> | (O extends { readonly gaps: false } ? never : Gap)

/** Everything subscribed at one exchange, over as many connections as that takes. */
export interface Feed<E extends MarketEvent = MarketEvent> extends AsyncIterable<E | Gap> {
  /** The exchange. */
  readonly venue: Venue<E>
  /** Where the feed is in its life; of several connections, that of the least well. */
  readonly state: FeedState
  /**
   * Subscribes one channel or several; connects if need be. All that one tick subscribes leaves as one frame.
   * Safe in every state but closed: what is wanted is kept, and carried as soon as there is a connection.
   * Holes stand among the events as items of type `gap`, unless `gaps: false` leaves them out.
   * @throws FeedError FEED_CLOSED after `close()`; INVALID_CHANNEL; INVALID_OPTION
   */
  subscribe<C extends Channel<E>, const O extends SubscribeOptions = SubscribeOptions>(
    channel: C | readonly C[],
    options?: O,
  ): Subscription<ItemOf<C, O>>
  /**
   * Listens to the feed itself.
   * @returns the way to stop
   */
  on<K extends keyof FeedEvents>(event: K, listener: (event: FeedEvents[K]) => void): Stop
  /**
   * Connects now rather than at the first subscription. Resolves when every connection that is needed is open.
   * Rejects with RETRIES_EXHAUSTED or FEED_CLOSED, or with what asking again does not change: ACCESS_DENIED, LOGIN_REFUSED.
   */
  connect(): Promise<void>
  /** Drops every connection and makes new ones at once, whatever was being waited for. Resolves as {@link Feed.connect} does. */
  reconnect(): Promise<void>
  /**
   * Replaces every open connection by a younger one while it still works, so that nothing is missed.
   * Resolves when all of them are replaced or gone; a successor that fails leaves the old one in service and is tried again.
   */
  rotate(): Promise<void>
  /** Ends everything; resolves when no socket and no timer is left, within `closeTimeoutMs`. Twice is once. */
  close(): Promise<void>
  /**
   * Asks the exchange beside the streams, by REST or its WebSocket API, within its budget of weight.
   * @param options `afterMs`: not before that; `signal`: gives up
   * @throws FeedError REQUEST_FAILED, REQUEST_REFUSED, INVALID_ANSWER, FEED_CLOSED, ABORTED
   */
  request<A>(query: Query<A>, options?: AskOptions): Promise<A>
  /** Figures since the feed was made. */
  stats(): FeedStats
  /** What became of the events of each stream that is subscribed, or was when the feed closed: delivered, copies, missing, fetched. */
  ledger(): Ledger
  /** Everything subscribed, one event after the other, through a buffer of its own. Leaving the loop leaves the subscriptions alone. */
  [Symbol.asyncIterator](): AsyncIterableIterator<E | Gap>
  /** The same as {@link Feed.close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}
