/** One client's connection: its session, its record and the faults in between. The socket is anything of the right shape. */

import type { FaultState } from './faults'
import type { Hub, Listener } from './hub'
import type { ConnectionLog } from './record'
import { Session, type SessionOptions, type SessionWire } from './session'

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
  readonly hub: Hub<Connection>
  readonly bufferLimit: number
  now(): number
  later(ms: number, act: () => void): void
}

export class Connection implements Listener, SessionWire {
  private readonly session: Session
  private open = true

  constructor(
    private readonly socket: Socket,
    readonly log: ConnectionLog,
    options: SessionOptions,
    private readonly context: ConnectionContext,
  ) {
    const rejects = (streams: readonly string[]) => {
      const reject = context.faults.reject
      return reject !== undefined && streams.some((stream) => reject.names.has(stream)) ? reject.error : undefined
    }
    this.session = new Session({ ...options, rejects }, this)
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

  /** Any frame as it is; returns whether it went out. */
  write(data: string | Uint8Array): boolean {
    if (!this.open || this.context.faults.blackHole) return false
    this.socket.send(data)
    if (this.socket.bufferedAmount > this.context.bufferLimit) {
      this.log.slowReader = true
      this.cut()
    }
    return this.open
  }

  data(text: string): void {
    this.write(text)
  }

  reply(text: string): void {
    const { acks } = this.context.faults
    if (acks === 'normal') this.write(text)
    else if (acks !== 'lost') this.context.later(acks.delayMs, () => this.write(text))
  }

  ping(payload: string): void {
    this.socket.ping(payload)
  }

  pong(payload: string): void {
    this.socket.pong(payload)
  }

  /** Begins a polite close; what the client sends from here on is ignored. */
  close(code: number, reason: string): void {
    if (!this.open || this.context.faults.blackHole) return
    this.open = false
    this.log.closeCode = code
    this.log.closeReason = reason
    this.session.end()
    this.socket.finish(code, reason)
  }

  cut(): void {
    this.open = false
    this.session.end()
    this.socket.terminate()
  }

  joined(stream: string): void {
    this.context.hub.join(this, stream)
  }

  left(stream: string): void {
    this.context.hub.leave(this, stream)
  }

  /** The socket is gone. */
  ended(code: number, reason: string): void {
    this.open = false
    this.log.closedAt = this.context.now()
    if (this.log.closeCode === undefined) {
      this.log.closeCode = code
      this.log.closeReason = reason
    }
    this.session.end()
  }
}
