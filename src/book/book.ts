/** A local order book's public face: what it tells, and what it needs of a feed. */
import type { PriceLevel } from '../core/book-source'
import type { Channel } from '../core/channel'
import type { Stop } from '../core/clock'
import type { FeedError } from '../core/errors'
import type { FeedState, Gap, StreamStatus } from '../core/events'
import type { Query } from '../core/query'
import type { Breach } from './sync'
import type { BookView } from './view'

/** The part of the standard AbortSignal that is used. */
export interface BookSignal {
  readonly aborted: boolean
  readonly reason?: unknown
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/**
 * Why a book begins anew. `reconnect`, `sequence`, `reset`: events are missing, see {@link Gap.reason}. `crossed`: the best
 * bid was not below the best ask. `exhausted`: the market left the range of the snapshot. `requested`: by `resync()`.
 */
export type ResyncReason = Exclude<Gap['reason'], 'hidden'> | Exclude<Breach, 'overflow'> | 'requested'

/** Where a book is in its life. */
export type BookState =
  /** There is no book yet. */
  | { readonly kind: 'syncing' }
  /** Every update up to `lastUpdateId` is in it; `since` is the update of its snapshot. */
  | { readonly kind: 'live'; readonly since: number }
  /**
   * What it held last can be read, and is out of date: a new snapshot is on its way, or, where `reason` is `disconnected`,
   * the connection was lost and the next event, or on a quiet market a snapshot, decides. A book that was `crossed` is empty.
   */
  | { readonly kind: 'stale'; readonly reason: ResyncReason | 'disconnected'; readonly lastUpdateId: number }
  /** Gave up, and let go of its stream; what it held last can be read. `resync()` tries again. */
  | { readonly kind: 'failed'; readonly error: FeedError }
  | { readonly kind: 'closed' }

/** A book stands on its snapshot. */
export interface BookSynced {
  readonly symbol: string
  readonly lastUpdateId: number
  /** Events that had waited for the snapshot and were applied to it. */
  readonly tookUpdates: number
}

/** An event was applied, whole. */
export interface BookUpdate {
  readonly symbol: string
  readonly lastUpdateId: number
  /** Bids that changed, as the exchange told them, in no promised order: what stands there now, zero where nothing does. */
  readonly bids: readonly PriceLevel[]
  /** Asks that changed, likewise. */
  readonly asks: readonly PriceLevel[]
  /** When the event arrived, Unix ms. */
  readonly receiveTime: number
}

/** A live book became stale. */
export interface BookResync {
  readonly symbol: string
  readonly reason: ResyncReason
  /** The last update it holds. */
  readonly lastUpdateId: number
}

/** Every event of a book and what it carries. */
export interface BookEvents {
  /** The book is live, for the first time or again. */
  synced: BookSynced
  update: BookUpdate
  resync: BookResync
  /** It failed, its connection gave up, or a listener threw; told by `code`. */
  error: FeedError
}

/** Figures since the book was made; a fresh plain object each time. */
export interface BookStats {
  readonly symbol: string
  readonly lastUpdateId: number | undefined
  /** Events applied. */
  readonly updates: number
  /** Events that were in the snapshot already. */
  readonly old: number
  /** Answers and refusals to the question for a snapshot. */
  readonly snapshots: number
  /** How often a live book became stale, by reason. */
  readonly resyncs: Readonly<Record<ResyncReason, number>>
  /** Times that more events than 10,000 came during one wait for a snapshot, so that it began anew. */
  readonly overflows: number
  /** Events that wait for a snapshot. */
  readonly waiting: number
  /** Levels held of each side. */
  readonly bids: number
  readonly asks: number
  /** Arrival of the newest event, Unix ms: what the age of the book is counted from. */
  readonly lastTime: number | undefined
  /** Why the last snapshot was of no use, if it was not. */
  readonly lastError: FeedError | undefined
}

/** A copy of one market's order book, kept in step with the exchange. */
export interface Book extends BookView, AsyncIterable<Book> {
  /** The market, as the exchange writes it. */
  readonly symbol: string
  readonly state: BookState
  /** Number of the last update in the book; undefined before the first snapshot. */
  readonly lastUpdateId: number | undefined
  /**
   * Resolves when the book is live, at once where it is. Rejects with what ends the wait: BOOK_SYNC_FAILED, REQUEST_REFUSED
   * (as for a symbol that does not exist), RETRIES_EXHAUSTED, SUBSCRIBE_REJECTED, FEED_CLOSED or ABORTED. Never times out by itself.
   */
  ready(): Promise<void>
  /**
   * Listens to the book. What a listener throws is told as LISTENER_FAILED and disturbs nobody.
   * @returns the way to stop
   */
  on<K extends keyof BookEvents>(event: K, listener: (event: BookEvents[K]) => void): Stop
  /** Begins anew from a fresh snapshot: a stale or failed book at once, a live one too. Nothing on a closed one. */
  resync(): void
  stats(): BookStats
  /** Lets go of the stream and of any request; iterators end, listeners are forgotten. What was held can still be read. Twice is once. */
  close(): void
  /**
   * Hands out the book itself each time it changed, at the reader's pace: however many events came in between, there is one
   * turn, and what is read in it is the newest. Leaving the loop leaves the book open. Throws what makes the book fail.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<Book>
  /** The same as {@link Book.close}, for `using`. */
  [Symbol.dispose](): void
  /** The same as {@link Book.close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}

/** What a book needs of a feed; every feed of this package has it. */
export interface BookFeed {
  readonly venue: { readonly name: string }
  readonly state: { readonly kind: FeedState['kind'] }
  /** Whatever the feed's own events are: the source knows what its channel delivers. */
  subscribe(channel: Channel<never>): { on(listener: (item: Gap) => void): Stop; unsubscribe(): void }
  request<A>(query: Query<A>, options: { readonly afterMs: number; readonly signal: BookSignal }): Promise<A>
  on(event: 'state', listener: (state: FeedState) => void): Stop
  on(event: 'subscribed', listener: (news: { readonly streams: readonly string[] }) => void): Stop
  on(event: 'disconnected', listener: () => void): Stop
  on(event: 'error', listener: (error: FeedError) => void): Stop
  stats(): { readonly streams: Readonly<Record<string, { readonly status: StreamStatus }>> }
}
