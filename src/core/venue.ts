/** The contract of an exchange: addresses, limits, control frames, and how a frame is read. */

import type { BookSource } from './book-source'
import type { Host } from './clock'
import type { Query } from './query'
import type { Transport } from './transport'

/** What an exchange allows; options can tighten these, never loosen. */
export interface VenueLimits {
  /** Client frames (control, ping, pong) in any rolling second of one connection. */
  readonly controlFrames: number
  /** Streams one connection may carry. */
  readonly streams: number
  /** Names in one control frame. */
  readonly namesPerFrame: number
  /** UTF-8 bytes of one control frame. */
  readonly frameBytes: number
  /** Connection attempts in any rolling span of `attemptSpanMs`. */
  readonly attempts: number
  readonly attemptSpanMs: number
  /** Age at which the exchange cuts a connection, in ms; Infinity where it never does. */
  readonly lifetimeMs: number
  /** Characters, or bytes, of the largest frame that is read at all. */
  readonly messageLength: number
}

/** Where to connect, and which of the wanted streams the address already carries. */
export interface Address {
  readonly url: string
  /** A prefix of the names that were asked for. */
  readonly carried: readonly string[]
}

/** What a frame turned out to be, before anything of its payload is parsed. */
export type Reading =
  /** An event of a stream, its payload in the frame from `start` to `end`; or a binary frame of it, with any number of events. */
  | { readonly kind: 'event'; readonly stream: string; readonly start: number; readonly end: number }
  /** The answer to a control frame; `error` is set where the exchange refused. */
  | { readonly kind: 'reply'; readonly id: number | undefined; readonly error: ReplyError | undefined }
  /** The exchange announces that it is about to close the connection. */
  | { readonly kind: 'notice'; readonly name: string }
  /** Nothing this venue knows. */
  | { readonly kind: 'unknown'; readonly reason: string }

export interface ReplyError {
  readonly code: number
  readonly message: string
}

/** What came of a question to the exchange. */
export type Outcome =
  /** `used` is the exchange's own count of the weight in this window, where it gives one. */
  | { readonly kind: 'ok'; readonly value: unknown; readonly used: number | undefined }
  /** It will not be answered, however often it is asked. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: number | undefined; readonly message: string }
  /** Too much was asked; nothing more until `retryAt`, Unix ms, where the exchange says so. */
  | { readonly kind: 'limited'; readonly status: number; readonly retryAt: number | undefined }
  /** The exchange is at fault. */
  | { readonly kind: 'failed'; readonly status: number; readonly message: string }
  /** Not in the exchange's language. */
  | { readonly kind: 'invalid'; readonly reason: string }

/** How an exchange is asked beside its streams, by HTTP or over a request socket. Weight is counted in UTC windows. */
export interface VenueRequests {
  /** Whose budget it is: all feeds whose venues name the same share one. */
  readonly budget: string
  /** Weight allowed in each window. */
  readonly weight: number
  /** Length of a window, in ms. */
  readonly spanMs: number
  /** Where the question is asked by HTTP; undefined where it cannot be. */
  url(query: Query): string | undefined
  /**
   * What an HTTP answer says.
   * @param time Unix ms
   */
  readHttp(status: number, body: string, header: (name: string) => string | null, time: number): Outcome
  /** Where questions are asked by frames, if anywhere. */
  readonly socketUrl: string | undefined
  /** The question as a frame. */
  frame(id: number, query: Query): string
  /** What a frame says, and to which question; anything for an `id` where it answers none. */
  readFrame(frame: string): { readonly id: unknown; readonly outcome: Outcome }
}

/** Named strings, as a process environment is. */
export type Variables = Readonly<Record<string, string | undefined>>

/**
 * An exchange, as a value. `E` is the union of the events its channels deliver.
 */
export interface Venue<E = unknown> {
  readonly name: string
  /** Which of its worlds: `live`, `testnet`, … or `custom` for an address of the caller's own. */
  readonly environment: string
  /** The address without the streams: what connections are counted and rested by, and what messages name. */
  readonly endpoint: string
  /** The family of markets it serves: channels of another are refused. Undefined takes any. */
  readonly family?: string
  readonly limits: VenueLimits
  /**
   * The address for these streams; what does not fit is left for control frames.
   * @param route of the streams, where the venue has several: see `Channel.route`
   */
  address(streams: readonly string[], route?: string): Address
  read(frame: string): Reading
  /** The same for a binary frame, whose events are all of one stream; absent where the exchange sends none. */
  readBinary?(frame: Uint8Array): Reading
  /**
   * What handshakes must carry. Asked when a feed is made and at each opening, and held nowhere: it may be secret.
   * @throws FeedError INVALID_OPTION where this transport sends no headers, or where the caller left out what they need
   */
  headers?(transport: Transport): Readonly<Record<string, string>>
  subscribe(id: number, streams: readonly string[]): string
  unsubscribe(id: number, streams: readonly string[]): string
  /** A control frame that changes nothing and is always answered. */
  probe(id: number): string
  /** How it is asked beside its streams, where its addresses for that are known; loaded when it is needed. */
  readonly requests?: (() => Promise<VenueRequests>) | undefined
  /** Why what its streams miss cannot be fetched although it can be asked, as a sentence goes on. */
  readonly noHistory?: string
  /** The source of a market's order book, where it is another than its family's usual one. */
  readonly book?: (symbol: string, options: object) => BookSource
  /**
   * How its streams are connected to where that takes more than an address: a login, a key that must be kept alive. What it
   * opens counts as open when all of that is done, and its first frame is one of `read`'s.
   */
  dial?(transport: Transport, host: Host): Transport
  /**
   * The same venue with what the environment names and the caller left open.
   * @param readFile the text of a file; throws where it cannot be read
   */
  withVariables?(variables: Variables, readFile?: (path: string) => string): Venue<E>
  /** Never set: carries the event type. */
  readonly eventType?: E
}
