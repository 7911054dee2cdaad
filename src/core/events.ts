/** What a feed tells about itself: its state, its events, its figures. */
import type { MarketEvent } from './channel'
import type { FeedError } from './errors'

/** Where a feed is in its life. Times are Unix ms by the local clock. */
export type FeedState =
  /** Nothing was asked for yet; the first subscription connects. */
  | { readonly kind: 'idle' }
  /** A socket is being opened: 0 is the first attempt, `attempt` counts retries since a connection last was stable. */
  | { readonly kind: 'connecting'; readonly attempt: number }
  | { readonly kind: 'open'; readonly since: number }
  /** The `attempt`th retry is made at `retryAt`; `error` is why one is needed. */
  | { readonly kind: 'waiting'; readonly attempt: number; readonly retryAt: number; readonly error: FeedError }
  | { readonly kind: 'closing' }
  | { readonly kind: 'closed' }
  /** Gave up; `reconnect()` tries again. */
  | { readonly kind: 'failed'; readonly error: FeedError }

/** A hole in a stream: what lies between the two events around it was not delivered. Stands in the stream at its place. */
export interface Gap {
  readonly type: 'gap'
  readonly stream: string
  /**
   * `reconnect`: the connection was lost in between. `sequence`: the numbers jump on one connection.
   * `reset`: the numbers start again from below, so that nobody can say what lies between.
   * `hidden`: left out while the page was hidden, because the subscription said so.
   */
  readonly reason: 'reconnect' | 'sequence' | 'reset' | 'hidden'
  /** First and last missing sequence number; undefined where the stream has none. */
  readonly from: number | undefined
  readonly to: number | undefined
  /**
   * When the last event before and the first after the hole arrived, Unix ms. A private stream that had brought none yet
   * gives the time at which it was subscribed.
   */
  readonly fromTime: number
  readonly toTime: number
}

/** An event, or the hole before it. */
export type Item<E extends MarketEvent = MarketEvent> = E | Gap

/** A connection that another one has replaced. */
export interface Rotated {
  /** `age`: before the exchange cuts it. `shutdown`: the exchange announced its end. `request`: `rotate()` was called. */
  readonly reason: 'age' | 'shutdown' | 'request'
  /** Address of the connection that was replaced. */
  readonly from: string
  /** Address of its successor. */
  readonly url: string
  /** Streams it took over. */
  readonly streams: number
  /** Of these, how many said nothing while both were open. */
  readonly silent: number
  /** From the successor's first attempt to the end of the old connection, in ms. */
  readonly tookMs: number
}

/** A frame or a field that breaks a rule. */
export interface Invalid {
  /** The stream it came on, where it names one. */
  readonly stream: string | undefined
  /** Where in the payload, as `k.h`; `$` is the whole. */
  readonly path: string
  readonly reason: string
  /** The beginning of the frame: at most 200 characters of a text, or bytes of a binary one as decimal numbers. */
  readonly sample: string
  /** False: skipped. True: a rule with known exceptions was broken, the event was delivered all the same. */
  readonly delivered: boolean
}

/** A reader that does not keep up. */
export interface Lagged {
  /** The streams the reader reads; empty for a reader of the whole feed. */
  readonly streams: readonly string[]
  /** Events this reader has lost so far. */
  readonly dropped: number
}

/** Every event of a feed and what it carries. */
export interface FeedEvents {
  /** The state changed. */
  state: FeedState
  /** A socket opened. `retries` connections were lost or refused since the last stable one. */
  connected: { readonly url: string; readonly retries: number }
  /** An open socket is gone, or was let go. */
  disconnected: { readonly error: FeedError }
  /** An attempt failed or a connection was lost, and the `attempt`th retry is due in `delayMs`. */
  retrying: { readonly attempt: number; readonly delayMs: number; readonly error: FeedError }
  /** The exchange has taken these on: by address, or by an acknowledgement, which proves little on some exchanges. */
  subscribed: { readonly streams: readonly string[] }
  unsubscribed: { readonly streams: readonly string[] }
  gap: Gap
  /** A connection was replaced by a younger one while it still worked. */
  rotated: Rotated
  /** A reader loses events; told at the first loss, then each time the count has doubled. */
  lagged: Lagged
  invalid: Invalid
  /** Something failed; the feed goes on unless its state says otherwise. */
  error: FeedError
}

/** Tells the feed's listeners. */
export type Emit = <K extends keyof FeedEvents>(event: K, value: FeedEvents[K]) => void

/** How far a stream has come. */
export type StreamStatus =
  /** Wanted, not yet asked for on this connection. */
  | 'wanted'
  /** Carried by the exchange's word, no event yet. */
  | 'subscribed'
  /** An event has come within the time proper to its kind. */
  | 'live'
  /** Silent for longer, as such a stream may be when its market is. */
  | 'quiet'
  /** Silent for longer although it always speaks, or has never spoken on this connection. */
  | 'stale'

export interface StreamStats {
  readonly status: StreamStatus
  readonly events: number
  readonly invalid: number
  /** Arrival of the newest event, Unix ms. */
  readonly lastTime: number | undefined
  /** How long ago that was, in ms. */
  readonly ageMs: number | undefined
}

/** What became of a stream's events, since it was subscribed. */
export interface StreamLedger {
  /** Events delivered, those fetched afterwards among them. */
  readonly delivered: number
  /** Events that were missed and fetched. */
  readonly backfilled: number
  /** Copies suppressed because the event had been delivered. */
  readonly duplicates: number
  /** Holes so far. */
  readonly gapCount: number
  /** The newest hundred of them, each filled or not. */
  readonly gaps: readonly LedgerGap[]
}

export interface LedgerGap extends Gap {
  /** Whether what was missing was fetched and delivered at its place. */
  readonly filled: boolean
}

/** Members of a stream's payloads that its channel does not know: the exchange has changed something. The events are delivered. */
export interface Drift {
  /** Events that had one. */
  readonly events: number
  /** Where the first stood in its payload, as `k.z`. */
  readonly path: string
  /** The beginning of that payload, at most 200 characters. */
  readonly sample: string
}

/** By stream. */
export type Ledger = Readonly<Record<string, StreamLedger>>

/** Figures of the questions asked beside the streams. */
export interface RequestStats {
  /** Questions put, those that were called off before they left among them. */
  readonly asked: number
  /** Rejected, whatever for. */
  readonly failed: number
  /** Weight used in the present window, by all feeds at this address, and by others as far as the exchange told. */
  readonly weight: number
  /** Until when the exchange forbade more, Unix ms; 0 where it never did. */
  readonly blockedUntil: number
}

/** One open socket. */
export interface SocketStats {
  readonly url: string
  /** Streams that hang on it. */
  readonly streams: number
  /** When it opened, Unix ms. */
  readonly since: number
  /** On its way out: another takes over. */
  readonly isLeaving: boolean
}

/** Figures since the feed was made; a fresh plain object each time. */
export interface FeedStats {
  /** Events delivered to the streams' readers and listeners. */
  readonly events: number
  /** Frames or events that were refused. */
  readonly invalid: number
  /** Events delivered although a rule with known exceptions was broken. */
  readonly suspect: number
  /** Frames of streams left a moment ago. */
  readonly late: number
  /** Copies of events that were delivered already: of a rotation, of redundancy, of an exchange that repeats itself. */
  readonly duplicates: number
  readonly gaps: number
  /** Events lost by readers that did not keep up. */
  readonly dropped: number
  /** Sockets that opened. */
  readonly connections: number
  /** Sockets that are open now. */
  readonly sockets: readonly SocketStats[]
  /** Client frames sent, pings and pongs included, and how many more may leave now on the busiest connection. */
  readonly controlFrames: { readonly sent: number; readonly left: number }
  readonly breaker: 'closed' | 'open' | 'half-open'
  /** Questions beside the streams. */
  readonly requests: RequestStats
  readonly streams: Readonly<Record<string, StreamStats>>
  /** What the exchange added to its payloads and this version does not know, by stream; empty while nothing is. */
  readonly drift: Readonly<Record<string, Drift>>
  /** Events whose payload was not to the letter as the exchange writes it, by stream: they cost twice as much, and are none the less right. */
  readonly slowPath: Readonly<Record<string, number>>
}
