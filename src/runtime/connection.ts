/** Drives one connection: performs what the machines decide, and hands them what the socket says. */
import type { Host, Stop } from '../core/clock'
import { Control, type ControlNews } from '../core/control'
import { FeedError } from '../core/errors'
import { deadline, type Effect, type Input, type Lifecycle, postponed, step, unborn } from '../core/lifecycle'
import { Limiter } from '../core/limiter'
import type { Settings } from '../core/options'
import type { Socket, SocketEnd, Transport } from '../core/transport'
import type { Reading, Venue } from '../core/venue'
import type { Endpoint } from './endpoint'

/** Frames sent a second apart may arrive closer together; the window is this much longer than the venue's, in ms. */
const arrivalMargin = 250

/** Whoever the connection works for. */
export interface Owner extends ControlNews {
  /** The streams that should be carried. */
  readonly wanted: ReadonlySet<string>
  /** An event's frame. */
  event(reading: Reading & { kind: 'event' }, frame: string): void
  /** A frame that is none of the venue's. */
  unreadable(reason: string, frame: string): void
  notice(name: string): void
  moved(from: Lifecycle, to: Lifecycle): void
  connected(url: string, retries: number): void
  lost(error: FeedError, wasOpen: boolean): void
  /** Looks for streams that should have spoken; returns when to look again. */
  watch(now: number): number | undefined
  isLive(stream: string): boolean
}

export class Connection {
  #state: Lifecycle = unborn
  #socket: Socket | undefined
  #control: Control | undefined
  #limiter: Limiter | undefined
  /** Streams that stand in the address of the current socket. */
  #carried: readonly string[] = []
  #url = ''
  #heardAt = 0
  #proven = false
  #inbox: Input[] = []
  #draining = false
  #timer: Stop | undefined
  #timerAt: number | undefined
  #watchAt: number | undefined
  /** Client frames of earlier sockets. */
  #sent = 0

  constructor(
    readonly venue: Venue,
    readonly transport: Transport,
    readonly host: Host,
    readonly settings: Settings,
    readonly endpoint: Endpoint,
    readonly owner: Owner,
  ) {}

  get state(): Lifecycle {
    return this.#state
  }

  /** Client frames of all sockets so far, and places left in the window of this one. */
  get frames(): { readonly sent: number; readonly left: number } {
    return {
      sent: this.#sent + (this.#control?.sent ?? 0),
      left: this.#limiter?.left(this.host.clock.now()) ?? this.settings.controlFrames,
    }
  }

  /** One input at a time: what happens while one is worked on waits for its turn. */
  feed(input: Input): void {
    this.#inbox.push(input)
    if (this.#draining) return
    this.#draining = true
    try {
      for (let next = this.#inbox.shift(); next !== undefined; next = this.#inbox.shift()) this.#step(next)
    } finally {
      this.#draining = false
    }
    this.#pump()
    this.#arm()
  }

  /** What is wanted has changed. */
  sync(): void {
    this.#control?.changed()
    this.#watchAt = this.owner.watch(this.host.clock.now())
    this.#pump()
    this.#arm()
  }

  #step(input: Input): void {
    const { clock } = this.host
    const now = clock.now()
    const before = postponed(this.#state, this.endpoint.restsUntil())
    const { state, effects } = step(before, input, {
      now,
      random: this.host.random(),
      notBefore: this.endpoint.allowedAt(now),
      options: this.settings,
    })
    const from = this.#state
    this.#state = state
    for (const effect of effects) this.#perform(effect, now)
    this.#state = postponed(this.#state, this.endpoint.restsUntil())
    if (this.#state.kind !== 'open' && this.#state.kind !== 'opening' && this.#state.kind !== 'closing') this.#release()
    if (this.#state !== from) this.owner.moved(from, this.#state)
  }

  #perform(effect: Effect, now: number): void {
    switch (effect.kind) {
      case 'open':
        return this.#open(effect.epoch, now)
      case 'abandon':
        this.#socket?.abandon()
        return this.#release()
      case 'hang-up':
        return this.#socket?.close(1000, '')
      case 'probe':
        return this.#control?.probe()
      case 'connected':
        return this.#connected(now, effect.retries)
      case 'succeeded':
        return this.endpoint.succeeded()
      case 'failed':
        return this.endpoint.failed(now)
      case 'lost':
        return this.owner.lost(effect.error, effect.wasOpen)
    }
  }

  #open(epoch: number, now: number): void {
    this.endpoint.attempted(now)
    const { url, carried } = this.venue.address([...this.owner.wanted])
    this.#url = url
    this.#carried = carried
    const mine = () => this.#state.epoch === epoch
    try {
      this.#socket = this.transport.open(url, {
        opened: () => this.feed({ kind: 'opened', epoch }),
        text: (frame) => {
          if (mine()) this.#received(frame)
        },
        binary: (bytes) => {
          if (mine()) this.owner.unreadable(`a binary frame of ${bytes} bytes`, '')
        },
        closed: (end) => this.feed({ kind: 'down', epoch, error: this.#ended(end) }),
        pinged: (payload) => {
          if (!mine()) return
          this.#heardAt = this.host.clock.now()
          this.#control?.pinged(payload)
          this.#pump()
          this.#arm()
        },
        heard: () => {
          if (mine()) this.#heardAt = this.host.clock.now()
        },
      })
    } catch (cause) {
      const error =
        cause instanceof FeedError
          ? cause
          : new FeedError('OPEN_FAILED', `${url} could not be opened.`, { cause, retryable: true })
      this.feed({ kind: 'down', epoch, error })
    }
  }

  #connected(now: number, retries: number): void {
    const { controlFrames, subscribeTimeoutMs } = this.settings
    this.#heardAt = now
    this.#proven = false
    this.#limiter = new Limiter(controlFrames, 1_000 + arrivalMargin)
    this.#control = new Control(this.venue, this.#limiter, subscribeTimeoutMs, this.#socket as Socket, this.owner)
    this.owner.connected(this.#url, retries)
    this.#control?.opened(this.#carried)
    this.#watchAt = this.owner.watch(now)
  }

  #received(frame: string): void {
    this.#heardAt = this.host.clock.now()
    if (this.#state.kind !== 'open') return
    try {
      this.#read(frame)
    } catch (error) {
      // Some sockets fall silent for good when a listener throws.
      this.owner.unreadable(`reading it failed: ${String(error)}`, frame)
    }
  }

  #read(frame: string): void {
    if (frame.length > this.venue.limits.messageLength)
      return this.owner.unreadable(`a frame of ${frame.length} characters`, frame)
    const reading = this.venue.read(frame)
    if (reading.kind === 'event') {
      this.owner.event(reading, frame)
      if (!this.#proven) {
        this.#proven = true
        this.feed({ kind: 'proven', epoch: this.#state.epoch })
      }
    } else if (reading.kind === 'reply') {
      this.#control?.replied(reading.id, reading.error)
      this.#watchAt = this.owner.watch(this.#heardAt)
      if (reading.error && reading.id === undefined)
        this.owner.unreadable(`the exchange refused a frame: ${reading.error.message}`, frame)
      this.#pump()
      this.#arm()
    } else if (reading.kind === 'notice') {
      this.owner.notice(reading.name)
    } else {
      this.owner.unreadable(reading.reason, frame)
    }
  }

  #pump(): void {
    this.#control?.pump(this.owner.wanted, this.host.clock.now())
  }

  /** Forgets the socket and what belongs to it. */
  #release(): void {
    this.#sent += this.#control?.sent ?? 0
    this.#socket = undefined
    this.#control = undefined
    this.#limiter = undefined
  }

  /** One timer, at the earliest thing that is due. */
  #arm(): void {
    if (this.#draining) return
    const now = this.host.clock.now()
    const dues = [deadline(this.#state, this.settings), this.#control?.nextAt(now), this.#control && this.#watchAt]
    const due = dues.reduce(
      (first, each) => (first === undefined || (each !== undefined && each < first) ? each : first),
      undefined,
    )
    if (due === this.#timerAt && due !== undefined) return
    this.#timer?.()
    this.#timer = undefined
    this.#timerAt = due
    if (due === undefined) return
    // Hosts round down: a wake a hair too early would find nothing due and come again at once.
    this.#timer = this.host.clock.timer(() => this.#wake(), Math.max(0, Math.ceil(due - now)))
  }

  #wake(): void {
    this.#timerAt = undefined
    const { clock } = this.host
    const now = clock.now()
    const control = this.#control
    control?.expire(now, (stream) => this.owner.isLive(stream))
    if (control?.isDeaf) {
      this.#socket?.abandon()
      const text = 'The exchange answered none of two control frames.'
      this.feed({
        kind: 'down',
        epoch: this.#state.epoch,
        error: new FeedError('CONNECTION_STALE', text, { retryable: true }),
      })
      return
    }
    if (control !== undefined && this.#watchAt !== undefined && now >= this.#watchAt)
      this.#watchAt = this.owner.watch(now)
    this.feed({ kind: 'wake', heardAt: this.#heardAt })
  }

  #ended({ code, reason, cause, status }: SocketEnd): FeedError {
    const context = { url: this.#url, code, reason, ...(status !== undefined && { status }) }
    if (this.#state.kind === 'opening') {
      const why = status === undefined ? '' : ` It answered HTTP ${status}${advice[status] ?? '.'}`
      return new FeedError('OPEN_FAILED', `${this.#url} refused the connection.${why}`, {
        cause,
        context,
        retryable: true,
      })
    }
    return new FeedError('CONNECTION_LOST', `The connection was closed with code ${code}${reason && ` (${reason})`}.`, {
      cause,
      context,
      retryable: true,
    })
  }
}

/** What an HTTP answer to a handshake means on this kind of exchange. */
const advice: Readonly<Record<number, string>> = {
  403: ': a firewall rejects this client.',
  404: ': there is no such path.',
  418: ': this address is banned for a while.',
  429: ': too many attempts.',
  451: ': the exchange does not serve this location.',
}
