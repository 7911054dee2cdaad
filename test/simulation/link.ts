/** A socket with both of its ends: the client's, and that of the exchange, with the way between them. */
import type { Clock } from '../../src/core/clock'
import type { Socket, SocketEnd, SocketEvents } from '../../src/core/transport'
import { Session, wrap } from '../../src/testing/exchange/session'
import { garbled } from './garbage'
import type { Guard } from './guard'
import { Pipe } from './pipe'
import type { Trace } from './trace'

/** What all sockets of an exchange meet; tests change it as they go. */
export interface Weather {
  /** `unreached`: no name, no route; `refuse` by the server, in TLS or HTTP. */
  handshake: 'open' | 'refuse' | 'hang' | 'unreached'
  /** What a refusal says, of which only Node hears. */
  refusal: { readonly status?: number; readonly retryAfterMs?: number }
  losesAcks: boolean
  /** Nobody looks at what is asked for. */
  ignoresJoins: boolean
  /** Each answer comes twice. */
  repeatsAcks: boolean
  /** Added to the way of each answer, in ms. */
  ackMs: number
  answersClose: boolean
}

/** What a link needs from its exchange. */
export interface Surroundings {
  readonly clock: Clock
  readonly random: () => number
  readonly weather: Weather
  readonly guard: Guard
  readonly trace: Trace
  readonly canPing: boolean
  readonly streamLimit: number
  readonly lifetimeMs: number
  readonly pingEveryMs: number
  /** Data frames, and senseless ones, that reached the client. */
  handed: number
  garbage: number
  /** Calls `act` in so many ms, unless the exchange has been stopped. */
  later(ms: number, act: () => void): void
  /** Calls into the client as soon as its host lets it. */
  enter(act: () => void): void
  /** The client's end is over. */
  ended(link: Link): void
  /** Something that must never happen. */
  offend(what: string): void
}

export class Link implements Socket {
  /** The client's end. */
  state: 'dialling' | 'open' | 'letGo' | 'over' = 'dialling'
  /** The end of the exchange, once the handshake was answered. */
  session: Session | undefined
  /** What gets lost on the way, and nobody is told: what the client sends, what it is sent, or both. */
  loses: 'nothing' | 'up' | 'down' | 'all' = 'nothing'
  /** Its attempt never left the host. */
  isUnreached = false
  /** When it was asked for, and opened for the client. */
  readonly dialledAt: number
  openedAt = Number.POSITIVE_INFINITY
  /** Frames that reached the client. */
  handed = 0
  /** The client has asked to leave streams. */
  hasLeft = false
  /** Streams of which the next event is left out, or spoilt, as if by mistake of the exchange. */
  readonly skips = new Set<string>()
  readonly spoils = new Set<string>()
  readonly ping?: () => void
  readonly pong?: (payload: Uint8Array) => void
  readonly #down: Pipe
  readonly #up: Pipe
  readonly #downMs: number
  readonly #upMs: number

  constructor(
    readonly around: Surroundings,
    readonly url: string,
    readonly events: SocketEvents,
  ) {
    const { random, canPing, clock } = around
    this.dialledAt = clock.now()
    this.#down = new Pipe(around)
    this.#up = new Pipe(around)
    this.#downMs = random() * 200
    this.#upMs = random() * 100
    if (canPing) {
      this.ping = () => this.#client('ping', '', (session, now) => session.ping('', now))
      this.pong = (payload) => {
        const text = new TextDecoder().decode(payload)
        this.#client('pong', text, (session, now) => session.pong(text, now))
      }
    }
    around.later(random() * 300, () => this.#meet())
  }

  /** Whether it carries streams: open at both ends, and heard. */
  get isAlive(): boolean {
    return this.state === 'open' && this.session !== undefined && this.loses === 'nothing'
  }

  send(text: string): void {
    this.hasLeft ||= text.includes('"UNSUBSCRIBE"')
    this.#client('send', text, (session, now) => {
      if (!this.around.weather.ignoresJoins || !text.includes('"SUBSCRIBE"')) session.text(text, now)
    })
  }

  close(code: number, reason: string): void {
    if (this.state !== 'open') this.around.offend(`close() of a socket that is ${this.state}`)
    this.around.guard.letGo(this)
    this.state = 'letGo'
    this.#sendUp(() => {
      this.#gone()
      if (this.around.weather.answersClose) this.#deliver(() => this.#ended({ code, reason }))
    })
  }

  abandon(): void {
    const { around } = this
    const wasDialling = this.state === 'dialling'
    if (this.state !== 'over') this.#over()
    this.#down.clear()
    // No host should, but some have a callback under way when they are told to detach it: it must do no harm.
    around.later(around.random() * 400, () =>
      around.enter(() => {
        if (wasDialling && this.#downMs < 20) this.events.opened()
        if (this.#downMs < 40) this.events.closed({ code: 1006, reason: '' })
      }),
    )
    this.around.later(this.#upMs, () => this.#gone())
  }

  /** The exchange has data for it. */
  data(stream: string, payload: string): void {
    if (this.skips.delete(stream)) return
    if (this.spoils.delete(stream)) this.babble(wrap(stream, garbled(payload, this.around.random)))
    else this.#say(wrap(stream, payload))
  }

  /** The exchange sends what makes no sense. */
  babble(frame: string | Uint8Array): void {
    this.#deliver(() => {
      if (this.state === 'open') {
        this.handed += 1
        this.around.garbage += 1
        this.around.guard.delivered(this, false)
      }
      if (typeof frame === 'string') this.events.text(frame)
      else this.events.binary(frame)
    })
  }

  /** Both ends see it break; what was on its way is lost. */
  cut(end: Partial<SocketEnd> = {}): void {
    this.#gone()
    this.#down.clear()
    this.#up.clear()
    this.around.enter(() => this.#ended({ code: 1006, reason: '', ...end }))
  }

  /** The exchange has had enough of it. */
  expel(): void {
    this.#gone()
    this.#deliver(() => this.#ended({ code: 1008, reason: 'Invalid request' }))
  }

  /** Nothing reaches the client for so many ms. */
  stall(ms: number): void {
    this.#down.stall(ms)
  }

  #meet(): void {
    if (this.state === 'over') return
    const { weather, clock, random, streamLimit, lifetimeMs, pingEveryMs, guard } = this.around
    if (weather.handshake === 'hang') return
    this.isUnreached = weather.handshake === 'unreached'
    if (weather.handshake !== 'open') {
      const refusal = this.around.canPing && !this.isUnreached ? weather.refusal : {}
      const end = { code: 1006, reason: '', isUnreached: this.isUnreached, ...refusal }
      return this.around.enter(() => this.#ended(end))
    }
    const query = /streams=([^&]*)/.exec(this.url)?.[1] ?? ''
    const streams = query.split('/').filter(Boolean).map(decodeURIComponent)
    const options = { openedAt: clock.now(), combined: true, streams, streamLimit, maxAgeMs: lifetimeMs, pingEveryMs }
    this.session = new Session(options, {
      // Notices: they prove nothing of the streams.
      data: (text) => this.#deliver(() => this.events.text(text)),
      reply: (text) => {
        for (let copies = weather.losesAcks ? 0 : weather.repeatsAcks ? 2 : 1; copies > 0; copies -= 1)
          this.around.later(weather.ackMs * random(), () => this.#deliver(() => this.events.text(text)))
      },
      joined: () => {},
      left: () => {},
      ping: (payload) => this.#deliver(() => this.#pinged(payload)),
      pong: () => this.#deliver(() => this.events.heard?.()),
      close: (code, reason) => {
        guard.closed(this, `${code} ${reason}`)
        this.#gone()
        this.#deliver(() => this.#ended({ code, reason }))
      },
      cut: () => {
        guard.outlived(this)
        this.cut()
      },
    })
    this.#deliver(() => {
      this.state = 'open'
      this.openedAt = clock.now()
      guard.opened(this)
      this.around.trace.note(this.openedAt, 'opened')
      this.events.opened()
    })
    this.session.start()
    this.#tick()
  }

  #tick(): void {
    const { session, around } = this
    if (!session) return
    session.tick(around.clock.now())
    const due = session.deadline()
    if (due !== Number.POSITIVE_INFINITY) around.later(Math.max(0, due - around.clock.now()), () => this.#tick())
  }

  #pinged(payload: string): void {
    if (this.around.canPing) this.events.pinged?.(new TextEncoder().encode(payload))
    // Browsers answer by themselves, and tell nobody.
    else this.#sendUp((session, now) => session.pong(payload, now))
  }

  #say(text: string): void {
    this.#deliver(() => {
      if (this.state === 'open') {
        this.handed += 1
        this.around.handed += 1
        this.around.guard.delivered(this, true)
      }
      this.events.text(text)
    })
  }

  #client(what: string, text: string, act: (session: Session, now: number) => void): void {
    const { offend, guard, trace, clock } = this.around
    if (this.state !== 'open') offend.call(this.around, `${what}() on a socket that is ${this.state}`)
    trace.note(clock.now(), what, text)
    guard.sent(this)
    this.#sendUp(act)
  }

  #sendUp(act: (session: Session, now: number) => void): void {
    this.#up.put(this.#upMs + this.around.random() * 200, () => {
      if (!this.session || this.loses === 'up' || this.loses === 'all') return
      act(this.session, this.around.clock.now())
      if (this.session && this.session.streams.size > this.around.streamLimit) this.around.offend('too many streams')
    })
  }

  /** To the client, unless it has let go or nothing passes. What it throws is an offence. */
  #deliver(act: () => void): void {
    this.#down.put(this.#downMs + this.around.random() * 100, () => {
      if (this.loses === 'down' || this.loses === 'all') return
      this.around.enter(() => {
        if (this.state === 'over') return
        try {
          act()
        } catch (error) {
          this.around.offend(`a callback threw ${error}`)
        }
      })
    })
  }

  #ended(end: SocketEnd): void {
    if (this.state === 'over') return
    this.around.trace.note(this.around.clock.now(), 'ended', `${end.code} ${end.status ?? ''}`)
    this.#over(end)
    this.events.closed(end)
  }

  #over(end?: SocketEnd): void {
    const { state, around } = this
    this.state = 'over'
    around.ended(this)
    around.guard.ended(this, state, end)
  }

  /** The end of the exchange is gone. */
  #gone(): void {
    this.session?.end()
    this.session = undefined
  }
}
