/** The contract between a connection and whatever carries its frames. */

import type { FeedError } from './errors'

/** How a socket ended. */
export interface SocketEnd {
  /** Close code; 1006 where the peer sent none. */
  readonly code: number
  /** Close reason as the peer sent it, or why the handshake was refused; else ''. */
  readonly reason: string
  /** What the host reported, where it reports anything. */
  readonly cause?: unknown
  /** HTTP status of a refused handshake, where the host shows it (Node `ws`). */
  readonly status?: number
  /** How long the server asks to be left alone, in ms, where it says and the host shows it. */
  readonly retryAfterMs?: number
  /** Nothing of the server was reached: no name, no route, no network. */
  readonly isUnreached?: boolean
  /** What the end means, where whoever dials knows better than code and reason tell: see `Venue.dial`. */
  readonly error?: FeedError
}

/** A frame as it came: a text, or bytes. */
export type Frame = string | Uint8Array

/** What a socket tells its owner. After `closed`, or after `abandon()`, nothing more comes. */
export interface SocketEvents {
  opened(): void
  /** A text frame. */
  text(frame: string): void
  /** A binary frame. Its bytes are lent: the host may use their memory again. */
  binary(frame: Uint8Array): void
  /** Reported once, also for a socket that never opened. */
  closed(end: SocketEnd): void
  /** A ping that the owner must answer by `pong(payload)`; only from hosts that do not answer by themselves. */
  pinged?(payload: Uint8Array): void
  /** Any sign of life that is not a frame for the owner, such as a pong. */
  heard?(): void
}

export interface Socket {
  send(frame: string): void
  /** Asks the peer for a sign of life below the frames; absent where the host cannot. */
  readonly ping?: (() => void) | undefined
  readonly pong?: ((payload: Uint8Array) => void) | undefined
  /** Starts a polite close; `closed` follows when the peer answers, or never. */
  close(code: number, reason: string): void
  /** Detaches every listener and drops the socket without waiting for anybody. */
  abandon(): void
}

export interface Transport {
  readonly name: string
  /** Whether it can send headers with a handshake; a browser cannot. @default false */
  readonly sendsHeaders?: boolean
  /**
   * Opens a socket. May call nothing before it returns.
   * @param headers for the handshake, perhaps secret; none come where `sendsHeaders` is not true
   * @throws FeedError NO_WEBSOCKET where the host has none
   */
  open(url: string, events: SocketEvents, headers?: Readonly<Record<string, string>>): Socket
}
