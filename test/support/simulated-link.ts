/** A socket with both of its ends: the client's, and that of the exchange, with the way between them. */

import type { Clock } from '../../src/core/clock'
import type { Socket, SocketEnd, SocketEvents } from '../../src/core/transport'
import { Session, wrap } from '../../src/testing/exchange/session'

/** What all sockets of an exchange meet; tests change it as they go. */
export interface Weather {
  handshake: 'open' | 'refuse' | 'hang' | 'unreached'
  losesAcks: boolean
  /** Nobody looks at what is asked for. */
  ignoresJoins: boolean
  /** Added to the way of each answer, in ms. */
  ackMs: number
  answersClose: boolean
}

/** What a link needs from its exchange. */
export interface Surroundings {
  readonly clock: Clock
  readonly random: () => number
  readonly weather: Weather
  readonly canPing: boolean
  readonly streamLimit: number
  readonly lifetimeMs: number
  /** Calls `act` in so many ms, unless the exchange has been stopped. */
  later(ms: number, act: () => void): void
  /** Something that must never happen. */
  offend(what: string): void
}

/** One direction: what is put in comes out in order, each thing after a while. */
class Pipe {
  #queue: { readonly at: number; readonly act: () => void }[] = []
  #lastAt = 0
  #isArmed = false

  constructor(readonly around: Surroundings) {}

  put(ms: number, act: () => void): void {
    this.#lastAt = Math.max(this.#lastAt, this.around.clock.now() + ms)
    this.#queue.push({ at: this.#lastAt, act })
    this.#arm()
  }

  /** Nothing more comes out for so many ms. */
  stall(ms: number): void {
    const until = this.around.clock.now() + ms
    this.#lastAt = Math.max(this.#lastAt, until)
    this.#queue = this.#queue.map(({ at, act }) => ({ at: Math.max(at, until), act }))
  }

  clear(): void {
    this.#queue = []
  }

  #arm(): void {
    const [first] = this.#queue
    if (!first || this.#isArmed) return
    this.#isArmed = true
    this.around.later(Math.max(0, first.at - this.around.clock.now()), () => {
      this.#isArmed = false
      const now = this.around.clock.now()
      while (this.#queue[0] && this.#queue[0].at <= now) this.#queue.shift()!.act()
      this.#arm()
    })
  }
}

export class Link implements Socket {
  /** The client's end. */
  state: 'dialling' | 'open' | 'letGo' | 'over' = 'dialling'
  /** The end of the exchange, once the handshake was answered. */
  session: Session | undefined
  /** Nothing passes any more, in either direction, and nobody is told. */
  isMuted = false
  /** Its attempt never left the host. */
  isUnreached = false
  /** Streams of which the next event is left out, as if by mistake of the exchange. */
  readonly skips = new Set<string>()
  /** Data frames that reached the client. */
  handed = 0
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
    readonly number: number,
  ) {
    const { random, canPing } = around
    this.#down = new Pipe(around)
    this.#up = new Pipe(around)
    this.#downMs = random() * 200
    this.#upMs = random() * 100
    if (canPing) {
      this.ping = () => this.#client('ping', (session, now) => session.ping('', now))
      this.pong = (payload) => {
        const text = new TextDecoder().decode(payload)
        this.#client('pong', (session, now) => session.pong(text, now))
      }
    }
    around.later(random() * 300, () => this.#meet())
  }

  /** Whether it carries streams: open at both ends, and heard. */
  get isAlive(): boolean {
    return this.state === 'open' && this.session !== undefined && !this.isMuted
  }

  send(text: string): void {
    this.#client('send', (session, now) => {
      if (!this.around.weather.ignoresJoins || !text.includes('"SUBSCRIBE"')) session.text(text, now)
    })
  }

  close(code: number, reason: string): void {
    if (this.state !== 'open') this.around.offend(`close() of a socket that is ${this.state}`)
    this.state = 'letGo'
    this.#sendUp(() => {
      this.#gone()
      if (this.around.weather.answersClose) this.#deliver(() => this.#ended({ code, reason }))
    })
  }

  abandon(): void {
    this.state = 'over'
    this.#down.clear()
    this.around.later(this.#upMs, () => this.#gone())
  }

  /** The exchange has data for it. */
  data(stream: string, payload: string): void {
    if (!this.skips.delete(stream)) this.#say(wrap(stream, payload))
  }

  /** Both ends see it break; what was on its way is lost. */
  cut(end: Partial<SocketEnd> = {}): void {
    this.#gone()
    this.#down.clear()
    this.#up.clear()
    this.#ended({ code: 1006, reason: '', ...end })
  }

  /** Nothing reaches the client for so many ms. */
  stall(ms: number): void {
    this.#down.stall(ms)
  }

  #meet(): void {
    if (this.state === 'over') return
    const { weather, clock, streamLimit, lifetimeMs, offend } = this.around
    if (weather.handshake === 'hang') return
    this.isUnreached = weather.handshake === 'unreached'
    if (weather.handshake !== 'open') return this.#ended({ code: 1006, reason: '', isUnreached: this.isUnreached })
    const query = /streams=([^&]*)/.exec(this.url)?.[1] ?? ''
    const streams = query.split('/').filter(Boolean).map(decodeURIComponent)
    const options = { openedAt: clock.now(), combined: true, streams, streamLimit, maxAgeMs: lifetimeMs }
    this.session = new Session(options, {
      data: (text) => this.#say(text),
      reply: (text) => {
        if (weather.losesAcks) return
        this.around.later(weather.ackMs * this.around.random(), () => this.#deliver(() => this.events.text(text)))
      },
      joined: () => {},
      left: () => {},
      ping: (payload) => this.#deliver(() => this.#pinged(payload)),
      pong: () => this.#deliver(() => this.events.heard?.()),
      close: (code, reason) => {
        if (!this.isMuted) offend(`socket ${this.number} closed with ${code} ${reason}`)
        this.#gone()
        this.#deliver(() => this.#ended({ code, reason }))
      },
      cut: () => this.cut(),
    })
    this.#deliver(() => {
      this.state = 'open'
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
      if (this.state === 'open') this.handed += 1
      this.events.text(text)
    })
  }

  #client(what: string, act: (session: Session, now: number) => void): void {
    if (this.state !== 'open') this.around.offend(`${what}() on a socket that is ${this.state}`)
    this.#sendUp(act)
  }

  #sendUp(act: (session: Session, now: number) => void): void {
    this.#up.put(this.#upMs + this.around.random() * 200, () => {
      if (!this.session || this.isMuted) return
      act(this.session, this.around.clock.now())
      if (this.session && this.session.streams.size > this.around.streamLimit) this.around.offend('too many streams')
    })
  }

  /** To the client, unless it has let go or nothing passes. What it throws is an offence. */
  #deliver(act: () => void): void {
    this.#down.put(this.#downMs + this.around.random() * 100, () => {
      if (this.state === 'over' || this.isMuted) return
      try {
        act()
      } catch (error) {
        this.around.offend(`a callback threw ${error}`)
      }
    })
  }

  #ended(end: SocketEnd): void {
    if (this.state === 'over') return
    this.state = 'over'
    this.events.closed(end)
  }

  /** The end of the exchange is gone. */
  #gone(): void {
    this.session?.end()
    this.session = undefined
  }
}
