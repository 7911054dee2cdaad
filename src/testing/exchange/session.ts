/** One connection's side of Binance's stream protocol, without a socket: time comes in, frames go out. */

import { type Control, type ControlError, type Dialect, errorText, readControl, resultText } from './control'
import { inMicroseconds } from './microseconds'
import { Pulse, type PulseOptions, type PulseWire } from './pulse'

export interface SessionOptions extends PulseOptions {
  /** Whether data is wrapped in `{"stream","data"}`: true on `/stream`, false on `/ws`. */
  readonly combined: boolean
  /** Streams named in the URL. */
  readonly streams: readonly string[]
  /** @default 1_024 */
  readonly streamLimit?: number
  /** Text frames above this many UTF-8 bytes are never answered. @default 4_096 */
  readonly frameBytes?: number
  /** Whether times are in µs; what the wire brings from elsewhere is so already. @default false */
  readonly inMicroseconds?: boolean
  /** @default 'spot' */
  readonly dialect?: Dialect
  /** Asked before each SUBSCRIBE is carried out; an error is sent in place of the acknowledgement. @default never */
  readonly rejects?: (streams: readonly string[]) => ControlError | undefined
}

/** Where a session's frames go. */
export interface SessionWire extends PulseWire {
  /** Data and notices. */
  data(text: string): void
  /** Answers to control messages: apart, because they can be lost on their own. */
  reply(text: string): void
  joined(stream: string): void
  left(stream: string): void
}

const defaults = { streamLimit: 1_024, frameBytes: 4_096 }

const tooManySubscriptions: ControlError = { code: 4, msg: 'Too many subscriptions' }

export class Session {
  /** In the order they were subscribed. */
  readonly streams = new Set<string>()
  private wrapped: boolean
  private readonly limits: typeof defaults & SessionOptions
  private readonly pulse: Pulse

  constructor(
    private readonly options: SessionOptions,
    private readonly wire: SessionWire,
  ) {
    this.limits = { ...defaults, ...options }
    this.wrapped = options.combined
    // Binance spot, WebSocket limits: 5 incoming messages per second; a ping frame, a pong frame and a JSON control message
    // count alike.
    this.pulse = new Pulse(options, wire, () => this.end())
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
    if (!this.pulse.count(now)) return
    // Seen on spot: a control message above 4,096 bytes is neither acknowledged nor refused.
    if (utf8Length(text) > this.limits.frameBytes) return
    const control = readControl(text, this.options.dialect)
    if (control.kind === 'subscribe') this.subscribe(control.streams, control.id)
    else this.wire.reply(this.answer(control))
  }

  ping(payload: string, now: number): void {
    this.pulse.ping(payload, now)
  }

  pong(payload: string, now: number): void {
    this.pulse.pong(payload, now)
  }

  /** Does whatever is due. */
  tick(now: number): void {
    this.pulse.tick(now)
  }

  /** When `tick` has something to do next; infinity when it is over. */
  deadline(): number {
    return this.pulse.deadline()
  }

  /** Sends a ping now, besides the regular ones. */
  sendPing(now: number): void {
    this.pulse.sendPing(now)
  }

  /** Announces the end of the server; nobody subscribes to this. */
  shutdown(now: number): void {
    if (this.pulse.over) return
    const text = `{"e":"serverShutdown","E":${Math.floor(now)}}`
    const notice = this.options.inMicroseconds ? inMicroseconds(text) : text
    this.wire.data(this.wrapped ? wrap('!serverShutdown', notice) : notice)
  }

  /** Leaves all streams and ignores every later input; the wire is not told. */
  end(): void {
    this.pulse.over = true
    for (const stream of this.streams) this.wire.left(stream)
    this.streams.clear()
  }

  private subscribe(streams: readonly string[], id: string): void {
    const error = this.options.rejects?.(streams)
    const added = new Set(streams.filter((stream) => !this.streams.has(stream)))
    if (error !== undefined) {
      this.wire.reply(errorText(error, id, this.options.dialect))
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
        return errorText(control.error, control.id, this.options.dialect)
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

  private tooMany(id: string | undefined): void {
    this.wire.reply(errorText(tooManySubscriptions, id, this.options.dialect))
    this.end()
    this.wire.close(1_008, 'Invalid request')
  }

  private join(stream: string): void {
    if (this.streams.has(stream)) return
    this.streams.add(stream)
    this.wire.joined(stream)
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
