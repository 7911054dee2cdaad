/** What can be broken on command. */

import type { Refusal } from './answers'
import { type Lag, pastMs } from './book-past'
import type { ControlError } from './control'
import type { Door } from './record'

/** How control replies travel: at once, not at all, or late. */
export type Acks = 'normal' | 'lost' | { readonly delayMs: number }

/** What becomes of the answers to one kind of request: an error in their place, no answer, or a late one. */
export type AnswerFault = Acks | { readonly status: number; readonly code: number; readonly msg: string }

export interface RestFault {
  /** HTTP status of the REST answers, for example 429, 418 or 503. */
  readonly status: number
  /** Answers it breaks before it is over. Default: all until it is switched off. */
  readonly count?: number
  /** Value of the `Retry-After` header, in seconds. Default: no such header. */
  readonly retryAfterSeconds?: number
}

/** Nothing is broken at first; whatever is switched on stays on until it is switched off. */
export interface Faults {
  /**
   * Destroys every WebSocket's TCP connection at once, without a close frame; or only those for streams, or for requests.
   * Returns how many.
   */
  cut(only?: Door): number
  /**
   * Destroys the TCP connection of one stream connection, by its place among the open ones, oldest first. Returns whether
   * there was one. Default: 0, the oldest.
   */
  cutOne(index?: number): boolean
  /** Closes all connections politely. Returns how many. Default: 1000, no reason. */
  close(code?: number, reason?: string): number
  /**
   * Half-open: TCP stays, nothing is sent (no data, acks, pings, pongs or close answers) and input is thrown away.
   * Handshakes wait meanwhile and are answered once it is switched off. REST is not touched.
   */
  blackHole(on: boolean): void
  /**
   * Answers handshakes with this HTTP status, such as 403, 429, 451 or 500; `undefined` accepts them again. Default: no
   * further headers, and handshakes for streams and for requests alike.
   */
  refuse(status: number | undefined, headers?: Readonly<Record<string, string>>, only?: Door): void
  /** Accepts TCP and never answers the upgrade, not even after this is switched off. */
  hangHandshake(on: boolean): void
  /** Never answers a close frame and keeps TCP open after it. */
  ignoreClose(on: boolean): void
  /** What becomes of the replies to control messages and to requests on a socket; data is not touched. */
  acks(mode: Acks): void
  /** SUBSCRIBE messages naming one of these are answered by an error and change nothing; `undefined` = off. Default error: code 2. */
  reject(names: readonly string[] | undefined, error?: ControlError): void
  /** Sends so many pings at once to everybody, request sockets included, each with its own payload. Default: 1. */
  ping(count?: number): void
  /**
   * Sends a text or binary frame as it is to everybody, request sockets included, or to the subscribers of one stream.
   * Returns how many got it.
   */
  send(data: string | Uint8Array, options?: { readonly stream?: string }): number
  /**
   * Sends the `serverShutdown` notice, and cuts everything so many ms later; or does both to one stream connection, by its
   * place among the open ones, oldest first. Default: never cuts, and means everybody.
   */
  shutdown(afterMs?: number, index?: number): void
  /**
   * Sends whatever goes to one stream connection so many ms late, in order; 0 = off, and what is on the way arrives at
   * once. The connection is told by its place among the open ones, oldest first; what it sends is heard as ever. A delay
   * of hours silences it. Returns whether there was one.
   */
  lag(index: number, ms: number): boolean
  /**
   * Loses the next `count` events of a stream on the way to everybody: they are produced and never sent, and show up in
   * `record.swallowed`. Counted only while somebody is subscribed.
   */
  hold(stream: string, count: number): void
  /** Sends the next `count` events of a stream twice in a row to everybody. */
  duplicate(stream: string, count: number): void
  /**
   * Answers depth requests, on REST and on sockets, with the book of so many ms or so many update ids ago, up to 10,000 ms;
   * a book that is younger is shown as it was at first. `undefined` = off. Streams are not touched.
   */
  laggingSnapshots(by: Lag | undefined): void
  /**
   * Starts ids again, as the monthly wipe of a test environment does: trades and aggregate trades from 1, books at 1; trades
   * and bars from before are gone. Prices, resting orders, time and subscriptions go on. Nothing happens to a tape.
   */
  resetIds(): void
  /**
   * Breaks REST (not the control routes); `undefined` = off. Such answers cost their weight as well, but are not limited
   * by it. Requests on a socket are not touched.
   */
  rest(fault: RestFault | undefined): void
  /**
   * What becomes of the answers to one method of the WebSocket API, such as `session.logon`, or one path of REST, such as
   * `/fapi/v1/listenKey`; `undefined` = nothing any more. `count` answers, then it is over. Default: all.
   */
  answers(target: string, fault: AnswerFault | undefined, count?: number): void
  /** Stops listening and drops every connection. Resolves when the port is free. */
  down(): Promise<void>
  /** Listens again on the same port. */
  up(): Promise<void>
}

/** The switches, as the connections read them. */
export interface FaultState {
  blackHole: boolean
  refuse: HandshakeFault | undefined
  hangHandshake: boolean
  ignoreClose: boolean
  acks: Acks
  reject: { readonly names: ReadonlySet<string>; readonly error: ControlError } | undefined
  /** With the answers it still has to break. */
  rest: { readonly fault: RestFault; left: number } | undefined
  snapshotLag: Lag | undefined
  /** By method or path. */
  readonly answers: Map<string, { readonly fault: AnswerFault; left: number }>
}

export interface HandshakeFault {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly only?: Door | undefined
}

/** What breaking things needs from the server. */
export interface FaultHost {
  cut(only: Door | undefined): number
  cutOne(index: number): boolean
  close(code: number, reason: string): number
  ping(count: number): void
  send(data: string | Uint8Array, stream: string | undefined): number
  shutdown(afterMs: number | undefined, index: number | undefined): void
  lag(index: number, ms: number): boolean
  hold(stream: string, count: number): void
  duplicate(stream: string, count: number): void
  resetIds(): void
  /** Answers the handshakes that waited in a black hole. */
  release(): void
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
    snapshotLag: undefined,
    answers: new Map(),
  }
}

/** The error that stands in for the acknowledgement of a SUBSCRIBE, if there is one. */
export function rejection({ reject }: FaultState, names: readonly string[]): ControlError | undefined {
  return reject !== undefined && names.some((name) => reject.names.has(name)) ? reject.error : undefined
}

/** What a broken REST answers at `now`, if it is broken; counts the answer. */
export function brokenRest(state: FaultState, now: number): Refusal | undefined {
  if (state.rest === undefined) return undefined
  const { status, retryAfterSeconds } = state.rest.fault
  if (--state.rest.left <= 0) state.rest = undefined
  const retryAt = retryAfterSeconds === undefined ? undefined : { retryAt: now + retryAfterSeconds * 1_000 }
  return { status, code: -1003, msg: 'Too many requests.', ...retryAt }
}

/** What becomes of the answer to a request by a fault of its own; counts the answer. */
export function answerFault(
  { answers }: FaultState,
  target: string,
): { readonly error?: Refusal; readonly travel?: Acks } {
  const found = answers.get(target)
  if (found === undefined) return {}
  if (--found.left <= 0) answers.delete(target)
  const { fault } = found
  return typeof fault === 'object' && 'status' in fault ? { error: fault } : { travel: fault }
}

export function createFaults(state: FaultState, host: FaultHost): Faults {
  return {
    cut: (only) => host.cut(only),
    cutOne: (index = 0) => host.cutOne(index),
    close: (code = 1_000, reason = '') => host.close(code, reason),
    blackHole: (on) => {
      state.blackHole = on
      if (!on) host.release()
    },
    refuse: (status, headers = {}, only) => {
      state.refuse = status === undefined ? undefined : { status, headers, only }
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
    shutdown: (afterMs, index) => host.shutdown(afterMs, index),
    lag: (index, ms) => host.lag(index, ms),
    hold: (stream, count) => host.hold(stream, count),
    duplicate: (stream, count) => host.duplicate(stream, count),
    laggingSnapshots: (by) => {
      if (by !== undefined && 'ms' in by && !(by.ms >= 0 && by.ms <= pastMs)) {
        throw new RangeError(`laggingSnapshots: ms must be from 0 to ${pastMs}; received ${by.ms}.`)
      }
      state.snapshotLag = by
    },
    resetIds: () => host.resetIds(),
    rest: (fault) => {
      state.rest = fault && { fault, left: fault.count ?? Number.POSITIVE_INFINITY }
    },
    answers: (target, fault, count = Number.POSITIVE_INFINITY) => {
      if (fault === undefined) state.answers.delete(target)
      else state.answers.set(target, { fault, left: count })
    },
    down: () => host.down(),
    up: () => host.up(),
  }
}
