/** One client's connection: its session, its record and the faults in between. The socket is anything of the right shape. */

import type { Audience } from './audience'
import type { Acks, FaultState } from './faults'
import type { Listener } from './hub'
import { SlowRoad } from './lag'
import type { ConnectionLog } from './record'
import type { SessionWire } from './session'

export interface Socket {
  /** Bytes accepted and not yet taken by the network. */
  readonly bufferedAmount: number
  send(data: string | Uint8Array): void
  ping(payload: string): void
  pong(payload: string): void
  /** Sends a close frame. */
  finish(code: number, reason: string): void
  /** Destroys TCP at once. */
  terminate(): void
}

export interface ConnectionContext {
  readonly faults: FaultState
  readonly bufferLimit: number
  now(): number
  later(ms: number, act: () => void): void
}

/** What the session of a stream connection and that of a request socket have in common. */
export interface SocketSession {
  readonly combined: boolean
  start(): void
  text(text: string, now: number): void
  ping(payload: string, now: number): void
  pong(payload: string, now: number): void
  tick(now: number): void
  sendPing(now: number): void
  shutdown(now: number): void
  end(): void
}

/** Where a session's frames go: texts, and whatever is binary. */
export type ConnectionWire = SessionWire & Pick<Connection, 'write'>

/** Who speaks on a connection, and where its streams are. */
export interface ConnectionParts {
  session(wire: ConnectionWire): SocketSession
  readonly audience: Audience<Connection>
  readonly inMicroseconds: boolean
}

export class Connection implements Listener, SessionWire {
  private readonly session: SocketSession
  private open = true
  /** Whether TCP is gone. */
  private gone = false
  private readonly road: SlowRoad
  readonly inMicroseconds: boolean
  private readonly audience: Audience<Connection>

  constructor(
    private readonly socket: Socket,
    readonly log: ConnectionLog,
    { session, audience, inMicroseconds }: ConnectionParts,
    private readonly context: ConnectionContext,
  ) {
    this.road = new SlowRoad(context)
    this.audience = audience
    this.inMicroseconds = inMicroseconds
    this.session = session(this)
  }

  /** Whether neither side began to close it. */
  get isOpen(): boolean {
    return this.open
  }

  /** Delays everything sent from now on, in ms. */
  lag(ms: number): void {
    this.road.delay(ms)
  }

  start(): void {
    this.session.start()
  }

  get combined(): boolean {
    return this.session.combined
  }

  /** A frame of the client. What a black hole eats is not counted. */
  received(kind: 'text' | 'ping' | 'pong', text: string): void {
    if (this.context.faults.blackHole || !this.open) return
    const at = this.context.now()
    this.log.frame({ at, kind, text })
    this.session[kind](text, at)
  }

  tick(now: number): void {
    if (!this.context.faults.blackHole) this.session.tick(now)
  }

  sendPing(): void {
    if (!this.context.faults.blackHole) this.session.sendPing(this.context.now())
  }

  shutdown(): void {
    this.session.shutdown(this.context.now())
  }

  /** Any frame as it is; returns whether it went out, or is on a slow road. */
  write(data: string | Uint8Array): boolean {
    if (!this.open || this.context.faults.blackHole) return false
    this.deliver(data.length, () => this.socket.send(data))
    if (this.road.held + this.socket.bufferedAmount > this.context.bufferLimit) {
      this.log.slowReader = true
      this.cut()
    }
    return this.open
  }

  data(text: string): void {
    this.write(text)
  }

  reply(text: string, acks: Acks = this.context.faults.acks): void {
    if (acks === 'normal') this.write(text)
    else if (acks !== 'lost') this.context.later(acks.delayMs, () => this.write(text))
  }

  ping(payload: string): void {
    this.deliver(0, () => this.socket.ping(payload))
  }

  pong(payload: string): void {
    this.deliver(0, () => this.socket.pong(payload))
  }

  /** Begins a polite close; what the client sends from here on is ignored. */
  close(code: number, reason: string): void {
    if (!this.open || this.context.faults.blackHole) return
    this.open = false
    this.log.closeCode = code
    this.log.closeReason = reason
    this.session.end()
    this.deliver(0, () => this.socket.finish(code, reason))
  }

  cut(): void {
    this.open = false
    this.gone = true
    this.session.end()
    this.socket.terminate()
  }

  joined(stream: string): void {
    this.audience.join(this, stream)
  }

  left(stream: string): void {
    this.audience.leave(this, stream)
  }

  /** The socket is gone. */
  ended(code: number, reason: string): void {
    this.open = false
    this.gone = true
    this.log.closedAt = this.context.now()
    if (this.log.closeCode === undefined) {
      this.log.closeCode = code
      this.log.closeReason = reason
    }
    this.session.end()
  }

  private deliver(size: number, send: () => void): void {
    this.road.send(size, () => {
      if (!this.gone && !this.context.faults.blackHole) send()
    })
  }
}
