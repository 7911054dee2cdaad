/** One connection's side of Binance's spot stream protocol, without a socket: time comes in, frames go out. */

import { type Control, type ControlError, errorText, readControl, resultText } from './control'

export interface SessionOptions {
  /** Whether data is wrapped in `{"stream","data"}`: true on `/stream`, false on `/ws`. */
  readonly combined: boolean
  /** Streams named in the URL. */
  readonly streams: readonly string[]
  /** When the handshake was answered, in ms. */
  readonly openedAt: number
  /** Client frames in any rolling second. @default 5 */
  readonly frameLimit?: number
  /** @default 1_024 */
  readonly streamLimit?: number
  /** Text frames above this many UTF-8 bytes are never answered. @default 4_096 */
  readonly frameBytes?: number
  /** @default 20_000 */
  readonly pingEveryMs?: number
  /** @default 60_000 */
  readonly pongDeadlineMs?: number
  /** @default 86_400_000 */
  readonly maxAgeMs?: number
  /** Asked before each SUBSCRIBE is carried out; an error is sent in place of the acknowledgement. @default never */
  readonly rejects?: (streams: readonly string[]) => ControlError | undefined
}

/** Where a session's frames go. */
export interface SessionWire {
  /** Data and notices. */
  data(text: string): void
  /** Answers to control messages: apart, because they can be lost on their own. */
  reply(text: string): void
  ping(payload: string): void
  pong(payload: string): void
  close(code: number, reason: string): void
  /** Ends the connection without a close frame. */
  cut(): void
  joined(stream: string): void
  left(stream: string): void
}

const defaults = {
  frameLimit: 5,
  streamLimit: 1_024,
  frameBytes: 4_096,
  pingEveryMs: 20_000,
  pongDeadlineMs: 60_000,
  maxAgeMs: 86_400_000,
}

const tooManySubscriptions: ControlError = { code: 4, msg: 'Too many subscriptions' }

export class Session {
  /** In the order they were subscribed. */
  readonly streams = new Set<string>()
  private wrapped: boolean
  private over = false
  private readonly limits: Required<Omit<SessionOptions, 'rejects' | 'combined' | 'streams' | 'openedAt'>>
  /** When the client frames of the last second arrived. */
  private readonly recent: number[] = []
  /** Pings not answered yet, oldest first. */
  private pings: { readonly payload: string; readonly sentAt: number }[] = []
  private lastPayload = 0
  private nextPing: number

  constructor(
    private readonly options: SessionOptions,
    private readonly wire: SessionWire,
  ) {
    this.limits = { ...defaults, ...options }
    this.wrapped = options.combined
    this.nextPing = options.openedAt + this.limits.pingEveryMs
  }

  get combined(): boolean {
    return this.wrapped
  }

  /** Subscribes to what the URL named; call once, when the wire is ready. */
  start(): void {
    if (new Set(this.options.streams).size > this.limits.streamLimit) this.tooMany(undefined)
    else for (const stream of this.options.streams) this.join(stream)
  }

  /** A text frame of the client. */
  text(text: string, now: number): void {
    if (!this.count(now)) return
    // Seen on spot: a control message above 4,096 bytes is neither acknowledged nor refused.
    if (utf8Length(text) > this.limits.frameBytes) return
    const control = readControl(text)
    if (control.kind === 'subscribe') this.subscribe(control.streams, control.id)
    else this.wire.reply(this.answer(control))
  }

  /** A ping frame of the client; its pong costs the server nothing but counts the ping. */
  ping(payload: string, now: number): void {
    if (this.count(now)) this.wire.pong(payload)
  }

  /** A pong frame of the client. Only one that copies the payload of a ping keeps the connection alive. */
  pong(payload: string, now: number): void {
    if (!this.count(now)) return
    const at = this.pings.findIndex((ping) => ping.payload === payload)
    if (at >= 0) this.pings = this.pings.slice(at + 1)
  }

  /** Does whatever is due. */
  tick(now: number): void {
    if (this.over) return
    if (now >= this.options.openedAt + this.limits.maxAgeMs) {
      this.end()
      this.wire.cut()
    } else if (now >= this.pongBy()) {
      this.end()
      this.wire.close(1_008, 'Pong timeout')
    } else if (now >= this.nextPing) {
      this.sendPing(now)
      // After a long sleep one ping is enough.
      this.nextPing += this.limits.pingEveryMs * (1 + Math.floor((now - this.nextPing) / this.limits.pingEveryMs))
    }
  }

  /** When `tick` has something to do next; infinity when it is over. */
  deadline(): number {
    if (this.over) return Number.POSITIVE_INFINITY
    return Math.min(this.options.openedAt + this.limits.maxAgeMs, this.pongBy(), this.nextPing)
  }

  /** Sends a ping now, besides the regular ones. Payloads are times in ms, each of them once. */
  sendPing(now: number): void {
    if (this.over) return
    this.lastPayload = Math.max(this.lastPayload + 1, Math.floor(now))
    const payload = String(this.lastPayload)
    this.pings.push({ payload, sentAt: now })
    this.wire.ping(payload)
  }

  /** Announces the end of the server; nobody subscribes to this. */
  shutdown(now: number): void {
    if (this.over) return
    const notice = `{"e":"serverShutdown","E":${Math.floor(now)}}`
    this.wire.data(this.wrapped ? wrap('!serverShutdown', notice) : notice)
  }

  /** Leaves all streams and ignores every later input; the wire is not told. */
  end(): void {
    this.over = true
    for (const stream of this.streams) this.wire.left(stream)
    this.streams.clear()
  }

  private subscribe(streams: readonly string[], id: string): void {
    const error = this.options.rejects?.(streams)
    const added = new Set(streams.filter((stream) => !this.streams.has(stream)))
    if (error !== undefined) {
      this.wire.reply(errorText(error, id))
    } else if (this.streams.size + added.size > this.limits.streamLimit) {
      this.tooMany(id)
    } else {
      // Unknown names are acknowledged like any other, and listed; they merely stay silent.
      this.wire.reply(resultText('null', id))
      for (const stream of added) this.join(stream)
    }
  }

  private answer(control: Exclude<Control, { kind: 'subscribe' }>): string {
    switch (control.kind) {
      case 'wrong':
        return errorText(control.error, control.id)
      case 'list':
        return resultText(JSON.stringify([...this.streams]), control.id)
      case 'getCombined':
        return resultText(String(this.wrapped), control.id)
      case 'setCombined':
        this.wrapped = control.value
        return resultText('null', control.id)
      case 'unsubscribe':
        for (const stream of control.streams) if (this.streams.delete(stream)) this.wire.left(stream)
        return resultText('null', control.id)
    }
  }

  private pongBy(): number {
    return (this.pings[0]?.sentAt ?? Number.POSITIVE_INFINITY) + this.limits.pongDeadlineMs
  }

  private tooMany(id: string | undefined): void {
    this.wire.reply(errorText(tooManySubscriptions, id))
    this.end()
    this.wire.close(1_008, 'Invalid request')
  }

  private join(stream: string): void {
    if (this.streams.has(stream)) return
    this.streams.add(stream)
    this.wire.joined(stream)
  }

  // Binance spot, WebSocket limits: 5 incoming messages per second; a ping frame, a pong frame and a JSON control message
  // count alike. Any window of a second counts, not the calendar's.
  private count(now: number): boolean {
    if (this.over) return false
    while (this.recent.length > 0 && this.recent[0]! <= now - 1_000) this.recent.shift()
    this.recent.push(now)
    if (this.recent.length <= this.limits.frameLimit) return true
    this.end()
    this.wire.close(1_008, 'Too many requests')
    return false
  }
}

/** The combined form of a payload. */
export function wrap(stream: string, payload: string): string {
  return `{"stream":${JSON.stringify(stream)},"data":${payload}}`
}

function utf8Length(text: string): number {
  let bytes = 0
  for (const character of text) {
    const point = character.codePointAt(0)!
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  return bytes
}
