/** One connection's side of Binance spot's WebSocket API, without a socket: time comes in, frames go out. */

import type { UserSession } from './accounts/user-session'
import { unauthorized } from './accounts/user-session'
import type { Desk } from './desk'
import type { Acks } from './faults'
import { inMicroseconds } from './microseconds'
import { Pulse, type PulseOptions, type PulseWire } from './pulse'
import { rateLimitsText, readRequest, responseText } from './requests'

export interface RequestSessionOptions extends PulseOptions {
  /** Whether responses carry `rateLimits`; a request's own parameter of that name goes before it. */
  readonly returnRateLimits: boolean
  /** Whether times are in µs. @default false */
  readonly inMicroseconds?: boolean
}

/** What a connection answers besides market data. */
export type Guest = Pick<UserSession, 'prepare' | 'lostItsKey' | 'end'>

export interface RequestWire extends PulseWire {
  /** Notices. */
  data(text: string): void
  /** Responses; `travel` is how this one goes, where it goes another way than all. */
  reply(text: string, travel?: Acks): void
}

export class RequestSession {
  /** It is in no audience. */
  readonly combined = false
  private readonly pulse: Pulse

  constructor(
    private readonly options: RequestSessionOptions,
    private readonly wire: RequestWire,
    private readonly desk: Pick<Desk, 'serve' | 'weightLimit'>,
    /** Whoever logs on here; without it there are no accounts. */
    private readonly user?: Guest,
  ) {
    this.pulse = new Pulse(options, wire, () => this.end())
  }

  start(): void {}

  /** A text frame of the client. Requests are limited by weight, not by number: only pings and pongs count as frames. */
  text(text: string, now: number): void {
    if (this.pulse.over) return
    const { id: given, method: target, endpoint: named, params } = readRequest(text)
    // Binance spot, WebSocket API: a key that was taken away is told by the next answer, whatever was asked.
    const hasNoKey = this.user?.lostItsKey() ?? false
    const id = hasNoKey ? 'null' : given
    const endpoint = hasNoKey ? unauthorized : (this.user?.prepare(target, params, now) ?? named)
    const { answer, used, travel } = this.desk.serve({ via: 'socket', target, endpoint, params }, now)
    const isWanted =
      params.returnRateLimits === undefined ? this.options.returnRateLimits : params.returnRateLimits !== 'false'
    const rateLimits = isWanted ? rateLimitsText(this.desk.weightLimit, used) : undefined
    this.wire.reply(this.timed(responseText(id, answer, rateLimits, now)), travel)
  }

  ping(payload: string, now: number): void {
    this.pulse.ping(payload, now)
  }

  pong(payload: string, now: number): void {
    this.pulse.pong(payload, now)
  }

  tick(now: number): void {
    this.pulse.tick(now)
  }

  sendPing(now: number): void {
    this.pulse.sendPing(now)
  }

  deadline(): number {
    return this.pulse.deadline()
  }

  /** Announces the end of the server, as an event without a subscription. */
  shutdown(now: number): void {
    if (!this.pulse.over) this.wire.data(this.timed(`{"event":{"e":"serverShutdown","E":${Math.floor(now)}}}`))
  }

  /** Ignores every later input; the wire is not told. */
  end(): void {
    this.pulse.over = true
    this.user?.end()
  }

  private timed(text: string): string {
    return this.options.inMicroseconds ? inMicroseconds(text) : text
  }
}
