/** The contract of an exchange: addresses, limits, control frames, and how a frame is read. */

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
  /** Characters of the largest frame that is read at all. */
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
  /** An event of a stream; its payload stands in the frame from `start` to `end`. */
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
  readonly limits: VenueLimits
  /**
   * The address for these streams; what does not fit is left for control frames.
   * @param route of the streams, where the venue has several: see `Channel.route`
   */
  address(streams: readonly string[], route?: string): Address
  read(frame: string): Reading
  subscribe(id: number, streams: readonly string[]): string
  unsubscribe(id: number, streams: readonly string[]): string
  /** A control frame that changes nothing and is always answered. */
  probe(id: number): string
  /** The same venue with what the environment names and the caller left open. */
  withVariables?(variables: Variables): Venue<E>
  /** Never set: carries the event type. */
  readonly eventType?: E
}
