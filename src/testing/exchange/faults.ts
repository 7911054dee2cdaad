/** What can be broken on command. */

import type { ControlError } from './control'

/** How control replies travel: at once, not at all, or late. */
export type Acks = 'normal' | 'lost' | { readonly delayMs: number }

export interface RestFault {
  /** HTTP status of every REST answer, for example 429, 418 or 503. */
  readonly status: number
  /** Value of the `Retry-After` header, in seconds. Default: no such header. */
  readonly retryAfterSeconds?: number
}

/** Nothing is broken at first; whatever is switched on stays on until it is switched off. */
export interface Faults {
  /** Destroys every WebSocket's TCP connection at once, without a close frame. Returns how many. */
  cut(): number
  /** Closes all connections politely. Returns how many. Default: 1000, no reason. */
  close(code?: number, reason?: string): number
  /**
   * Half-open: TCP stays, nothing is sent (no data, acks, pings, pongs or close answers) and input is thrown away.
   * Handshakes wait meanwhile and are answered once it is switched off. REST is not touched.
   */
  blackHole(on: boolean): void
  /** Answers handshakes with this HTTP status, such as 403, 429, 451 or 500; `undefined` accepts them again. */
  refuse(status: number | undefined, headers?: Readonly<Record<string, string>>): void
  /** Accepts TCP and never answers the upgrade, not even after this is switched off. */
  hangHandshake(on: boolean): void
  /** Never answers a close frame and keeps TCP open after it. */
  ignoreClose(on: boolean): void
  /** What becomes of the replies to control messages; data is not touched. */
  acks(mode: Acks): void
  /** SUBSCRIBE messages naming one of these are answered by an error and change nothing; `undefined` = off. Default error: code 2. */
  reject(names: readonly string[] | undefined, error?: ControlError): void
  /** Sends so many pings at once to everybody, each with its own payload. Default: 1. */
  ping(count?: number): void
  /** Sends a text or binary frame as it is to everybody, or to the subscribers of one stream. Returns how many got it. */
  send(data: string | Uint8Array, options?: { readonly stream?: string }): number
  /** Sends the `serverShutdown` notice, and cuts everything so many ms later. Default: never cuts. */
  shutdown(afterMs?: number): void
  /** Loses the next `count` events of a stream on the way to everybody; they show up in `record.swallowed`. */
  hold(stream: string, count: number): void
  /** Breaks REST (not the control routes); `undefined` = off. */
  rest(fault: RestFault | undefined): void
  /** Stops listening and drops every connection. Resolves when the port is free. */
  down(): Promise<void>
  /** Listens again on the same port. */
  up(): Promise<void>
}

/** The switches, as the connections read them. */
export interface FaultState {
  blackHole: boolean
  refuse: { readonly status: number; readonly headers: Readonly<Record<string, string>> } | undefined
  hangHandshake: boolean
  ignoreClose: boolean
  acks: Acks
  reject: { readonly names: ReadonlySet<string>; readonly error: ControlError } | undefined
  rest: RestFault | undefined
}

/** What breaking things needs from the server. */
export interface FaultHost {
  cut(): number
  close(code: number, reason: string): number
  ping(count: number): void
  send(data: string | Uint8Array, stream: string | undefined): number
  shutdown(): void
  hold(stream: string, count: number): void
  /** Answers the handshakes that waited in a black hole. */
  release(): void
  later(ms: number, act: () => void): void
  down(): Promise<void>
  up(): Promise<void>
}

export function whole(): FaultState {
  return {
    blackHole: false,
    refuse: undefined,
    hangHandshake: false,
    ignoreClose: false,
    acks: 'normal',
    reject: undefined,
    rest: undefined,
  }
}

export function createFaults(state: FaultState, host: FaultHost): Faults {
  return {
    cut: () => host.cut(),
    close: (code = 1_000, reason = '') => host.close(code, reason),
    blackHole: (on) => {
      state.blackHole = on
      if (!on) host.release()
    },
    refuse: (status, headers = {}) => {
      state.refuse = status === undefined ? undefined : { status, headers }
    },
    hangHandshake: (on) => {
      state.hangHandshake = on
    },
    ignoreClose: (on) => {
      state.ignoreClose = on
    },
    acks: (mode) => {
      state.acks = mode
    },
    reject: (names, error = { code: 2, msg: 'Invalid request: stream not available' }) => {
      state.reject = names === undefined ? undefined : { names: new Set(names), error }
    },
    ping: (count = 1) => host.ping(count),
    send: (data, options) => host.send(data, options?.stream),
    shutdown: (afterMs) => {
      host.shutdown()
      if (afterMs !== undefined) host.later(afterMs, () => host.cut())
    },
    hold: (stream, count) => host.hold(stream, count),
    rest: (fault) => {
      state.rest = fault
    },
    down: () => host.down(),
    up: () => host.up(),
  }
}
