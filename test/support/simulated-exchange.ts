/** An exchange in virtual time: streams whose numbers leave no hole, over sockets that lag, break and fall silent on command. */
import type { Clock, Stop } from '../../src/core/clock'
import type { Transport } from '../../src/core/transport'
import { Link, type Surroundings, type Weather } from './simulated-link'

/** An event as it was produced. */
export interface Produced {
  readonly number: number
  /** The number right before it, where its stream is counted. */
  readonly follows: number | undefined
}

export interface ExchangeOptions {
  readonly clock: Clock
  readonly random: () => number
  readonly canPing: boolean
  readonly streamLimit: number
  readonly lifetimeMs: number
  readonly answersClose: boolean
}

export class SimulatedExchange implements Surroundings {
  readonly clock: Clock
  readonly random: () => number
  readonly canPing: boolean
  readonly streamLimit: number
  readonly lifetimeMs: number
  readonly weather: Weather
  readonly links: Link[] = []
  /** When sockets were asked for. */
  readonly dials: number[] = []
  readonly offences: string[] = []
  /** All events of a stream, in order. */
  readonly past = new Map<string, Produced[]>()
  /** Streams of which nothing happens. */
  readonly hushed = new Set<string>()
  /** Mean time between two events of the whole market, in ms; Infinity stops it. */
  pace = 25
  readonly transport: Transport = {
    name: 'simulated',
    open: (url, events) => {
      if (this.#isStopped) this.offend('a socket was asked for after the end')
      this.dials.push(this.clock.now())
      const link = new Link(this, url, events, this.links.length)
      this.links.push(link)
      return link
    },
  }
  readonly #stops = new Set<Stop>()
  #isStopped = false

  constructor(
    options: ExchangeOptions,
    readonly streams: readonly string[],
  ) {
    this.clock = options.clock
    this.random = options.random
    this.canPing = options.canPing
    this.streamLimit = options.streamLimit
    this.lifetimeMs = options.lifetimeMs
    this.weather = {
      handshake: 'open',
      losesAcks: false,
      ignoresJoins: false,
      ackMs: 0,
      answersClose: options.answersClose,
    }
    for (const stream of streams) this.past.set(stream, [])
    this.#trade()
  }

  /** Sockets that are open at both ends. */
  get open(): readonly Link[] {
    return this.links.filter(({ isAlive }) => isAlive)
  }

  /** Data frames that reached the client. */
  get handed(): number {
    return this.links.reduce((sum, { handed }) => sum + handed, 0)
  }

  /** When sockets were asked for, but for those that never left the host. */
  get attempts(): readonly number[] {
    return this.dials.filter((_, at) => !this.links[at]!.isUnreached)
  }

  offend(what: string): void {
    this.offences.push(`${Math.round(this.clock.now())}: ${what}`)
  }

  later(ms: number, act: () => void): void {
    if (this.#isStopped) return
    const stop = this.clock.timer(() => {
      this.#stops.delete(stop)
      act()
    }, ms)
    this.#stops.add(stop)
  }

  /** Nothing happens here any more, and no timer is left. */
  stop(): void {
    this.#isStopped = true
    for (const stop of this.#stops) stop()
  }

  /** Every fault is over, but for sockets that nothing passes through. */
  heal(): void {
    Object.assign(this.weather, { handshake: 'open', losesAcks: false, ignoresJoins: false, ackMs: 0 })
    this.hushed.clear()
  }

  /** Something happens on a stream; whoever carries it is sent it. */
  produce(stream: string): void {
    const past = this.past.get(stream)!
    const before = past.at(-1)?.number ?? 100
    const [symbol, kind] = stream.split('@') as [string, string]
    const step = kind === 'trade' ? 1 : 1 + Math.floor(this.random() * 5)
    const number = kind.startsWith('kline') ? Math.max(before + 1, Math.floor(this.clock.time())) : before + step
    past.push({ number, follows: kind === 'trade' || kind === 'depth' ? before : undefined })
    const payload = texts[kind]!(symbol.toUpperCase(), number, before + 1, Math.floor(this.clock.time()))
    for (const link of this.links) if (link.session?.streams.has(stream)) link.data(stream, payload)
    this.lastPayloads.set(stream, payload)
  }

  /** The newest payload of each stream. */
  readonly lastPayloads = new Map<string, string>()

  #trade(): void {
    const pace = Math.min(this.pace, 60_000)
    this.later(pace * (0.5 + this.random()), () => {
      const stream = this.streams[Math.floor(this.random() * this.streams.length)]!
      if (this.pace !== Number.POSITIVE_INFINITY && !this.hushed.has(stream)) this.produce(stream)
      this.#trade()
    })
  }
}

type Text = (symbol: string, number: number, first: number, time: number) => string

const minute = 60_000

const texts: Readonly<Record<string, Text>> = {
  trade: (s, t, _, E) => JSON.stringify({ e: 'trade', E, s, t, p: '1.50000000', q: '0.50000000', T: E, m: true }),
  depth: (s, u, U, E) => JSON.stringify({ e: 'depthUpdate', E, s, U, u, b: [['1.50000000', '2.00000000']], a: [] }),
  bookTicker: (s, u) => JSON.stringify({ u, s, b: '1.50000000', B: '1.00000000', a: '1.60000000', A: '1.00000000' }),
  kline_1m(s, E) {
    const t = E - (E % minute)
    const prices = { o: '1.50000000', c: '1.50000000', h: '1.50000000', l: '1.50000000' }
    const amounts = { v: '1.00000000', n: 1, x: false, q: '1.50000000', V: '0.00000000', Q: '0.00000000' }
    return JSON.stringify({
      e: 'kline',
      E,
      s,
      k: { t, T: t + minute - 1, s, i: '1m', f: 1, L: 1, ...prices, ...amounts, B: '0' },
    })
  },
}
