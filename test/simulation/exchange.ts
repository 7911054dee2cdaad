/** An exchange in virtual time: streams whose numbers leave no hole, over sockets that lag, break and fall silent on command. */
import type { Clock, Stop } from '../../src/core/clock'
import type { Transport } from '../../src/core/transport'
import { seeded } from '../../src/testing/exchange/random'
import { Desk, DeskSocket } from './desk'
import type { Guard } from './guard'
import type { SimulatedHost } from './host'
import { Link, type Surroundings, type Weather } from './link'
import { changeOf, Model, type Produced, texts } from './market'
import type { Trace } from './trace'

export interface ExchangeOptions {
  readonly clock: Clock
  readonly host: SimulatedHost
  readonly random: () => number
  readonly guard: Guard
  readonly trace: Trace
  readonly canPing: boolean
  readonly lifetimeMs: number
  readonly pingEveryMs: number
  readonly answersClose: boolean
}

/** Where the numbers of a stream begin: high enough to begin again from below. */
const firstNumber = 1_000_000

export class SimulatedExchange implements Surroundings {
  readonly clock: Clock
  readonly random: () => number
  readonly host: SimulatedHost
  readonly guard: Guard
  readonly trace: Trace
  readonly canPing: boolean
  readonly lifetimeMs: number
  readonly pingEveryMs: number
  readonly weather: Weather
  readonly desk: Desk
  /** Streams that a connection may carry, by the client's own word. */
  streamLimit = 1_024
  /** Sockets that have not ended. */
  links: Link[] = []
  /** Data frames that reached the client. */
  handed = 0
  /** Frames that make no sense and reached the client. */
  garbage = 0
  readonly offences: string[] = []
  /** All events of a stream, in order. */
  readonly past = new Map<string, Produced[]>()
  /** The newest payload of each stream that was sent to anybody. */
  readonly lastPayloads = new Map<string, string>()
  readonly books = new Map<string, Model>()
  /** Streams of which nothing happens. */
  readonly hushed = new Set<string>()
  /** Mean time between two events of the whole market, in ms; Infinity stops it. */
  pace = 25
  readonly transport: Transport = {
    name: 'simulated',
    open: (url, events) => {
      if (this.#isStopped) this.offend('a socket was asked for after the end')
      if (url.includes('ws-api')) return new DeskSocket(this.desk, events)
      const link = new Link(this, url, events)
      this.links.push(link)
      this.trace.note(this.clock.now(), 'dial', url)
      this.guard.dialled(link)
      return link
    },
  }
  /** For what happens in the market: the ways of frames are drawn apart. */
  readonly #dice = seeded(7)
  readonly #stops = new Set<Stop>()
  readonly #beginsAgain = new Set<string>()
  /** Times that all was made well. */
  #era = 0
  #isStopped = false

  constructor(
    options: ExchangeOptions,
    readonly streams: readonly string[],
  ) {
    this.clock = options.clock
    this.host = options.host
    this.random = options.random
    this.guard = options.guard
    this.trace = options.trace
    this.canPing = options.canPing
    this.lifetimeMs = options.lifetimeMs
    this.pingEveryMs = options.pingEveryMs
    this.weather = {
      handshake: 'open',
      refusal: {},
      losesAcks: false,
      ignoresJoins: false,
      repeatsAcks: false,
      ackMs: 0,
      answersClose: options.answersClose,
    }
    this.desk = new Desk(this)
    for (const stream of streams) {
      this.past.set(stream, [])
      if (stream.endsWith('@depth')) this.books.set(stream, new Model(this.past.get(stream)!))
    }
    this.#trade()
  }

  /** Sockets that are open at both ends, and heard. */
  get open(): readonly Link[] {
    return this.links.filter(({ isAlive }) => isAlive)
  }

  offend(what: string): void {
    this.offences.push(`${Math.round(this.clock.now())}: ${what}`)
    this.trace.note(this.clock.now(), 'offence', what)
  }

  enter(act: () => void): void {
    this.host.enter(act)
  }

  ended(link: Link): void {
    this.links = this.links.filter((each) => each !== link)
  }

  later(ms: number, act: () => void): void {
    if (this.#isStopped) return
    const stop = this.clock.timer(() => {
      this.#stops.delete(stop)
      act()
    }, ms)
    this.#stops.add(stop)
  }

  /** Calls `act` in so many ms, unless all is well again by then. */
  inTrouble(ms: number, act: () => void): void {
    const era = this.#era
    this.later(ms, () => {
      if (era === this.#era) act()
    })
  }

  /** Nothing happens here any more, and no timer is left. */
  stop(): void {
    this.#isStopped = true
    for (const stop of this.#stops) stop()
  }

  /** Every fault is over, but for sockets that nothing passes through. */
  heal(): void {
    this.#era += 1
    const fair = { handshake: 'open', refusal: {}, losesAcks: false, ignoresJoins: false, repeatsAcks: false, ackMs: 0 }
    Object.assign(this.weather, fair)
    this.hushed.clear()
    this.desk.heal()
  }

  /** The numbers of all streams begin again from below, at the next event of each. */
  beginAgain(): void {
    for (const stream of this.streams) if (!stream.includes('kline')) this.#beginsAgain.add(stream)
  }

  /** Something happens on a stream; whoever carries it is sent it. */
  produce(stream: string): void {
    const past = this.past.get(stream)!
    const [symbol, kind] = stream.split('@') as [string, string]
    const isReset = this.#beginsAgain.delete(stream) && past.length > 0
    // Less than half: a client that has seen more knows that it is another count.
    const before = isReset ? Math.floor(past.at(-1)!.number / 4) : (past.at(-1)?.number ?? firstNumber)
    const step = kind === 'trade' ? 1 : 1 + Math.floor(this.random() * 5)
    const time = Math.floor(this.clock.time())
    const number = kind.startsWith('kline') ? Math.max(before + 1, time) : before + step
    const book = this.books.get(stream)
    const change = book && changeOf(book, this.#dice)
    past.push({ number, follows: kind === 'trade' || book ? before : undefined, isReset, change })
    book?.putTo(past.length)
    const carriers = this.links.filter(({ session }) => session?.streams.has(stream))
    this.lastPayloads.delete(stream)
    if (carriers.length === 0) return
    const payload = texts[kind]!({ symbol: symbol.toUpperCase(), number, first: before + 1, time, change })
    for (const link of carriers) link.data(stream, payload)
    this.lastPayloads.set(stream, payload)
  }

  #trade(): void {
    const pace = Math.min(this.pace, 60_000)
    this.later(pace * (0.5 + this.random()), () => {
      const stream = this.streams[Math.floor(this.random() * this.streams.length)]!
      if (this.pace !== Number.POSITIVE_INFINITY && !this.hushed.has(stream)) this.produce(stream)
      this.#trade()
    })
  }
}
