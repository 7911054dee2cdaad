/** What the exchange could hold against its client: attempts, frames, connections left to die, rests not kept. */
import type { Clock } from '../../src/core/clock'
import type { SocketEnd } from '../../src/core/transport'
import type { SimulatedHost } from './host'
import type { Link } from './link'

/** What the client was told to keep to. */
export interface Terms {
  readonly attempts: number
  /** In any rolling second. */
  readonly controlFrames: number
  readonly breaker: { readonly failures: number; readonly cooldownMs: number }
  readonly openTimeoutMs: number
  readonly stableAfterMs: number
  /** Longest time from when a connection should be replaced to its end. */
  readonly rotateMs: number
}

const span = 300_000
const never = Number.NEGATIVE_INFINITY

export class Guard {
  /** Something happened that makes it hard to replace a connection in time, or to answer: last at. */
  hardAt = never
  readonly #dials: Link[] = []
  readonly #sent = new WeakMap<Link, number[]>()
  readonly #open = new Set<Link>()
  /** Attempts that failed in a row. */
  #failures = 0
  /** No attempt before, unless somebody insists. */
  #restsUntil = never
  #isInsisted = false

  constructor(
    readonly clock: Clock,
    readonly host: SimulatedHost,
    readonly terms: Terms,
    readonly offend: (what: string) => void,
  ) {}

  /** Times are out of joint: what depends on them is not held against the client. */
  forgive(): void {
    this.#restsUntil = never
    this.#failures = 0
    this.hardAt = this.clock.now()
  }

  dialled(link: Link): void {
    const now = this.clock.now()
    while (this.#dials[0] && this.#dials[0].dialledAt <= now - span) this.#dials.shift()
    this.#dials.push(link)
    const attempts = this.#dials.filter(({ isUnreached }) => !isUnreached).length
    if (attempts > this.terms.attempts) this.offend(`${attempts} attempts in five minutes`)
    if (!this.#isInsisted && this.#hammers(now)) this.offend('attempts without rest, where none succeeds')
    if (now < this.#restsUntil - 1) this.offend(`an attempt ${Math.ceil(this.#restsUntil - now)} ms before its time`)
    // Where a connection works, the host is wrong.
    if (this.host.isOffline() && !this.#isInsisted && this.#open.size === 0) this.offend('an attempt without a network')
  }

  /** What happens inside, the user or the return of the network asks for: they override whatever rest there is. */
  insist<T>(act: () => T): T {
    this.#isInsisted = true
    this.#restsUntil = never
    this.#failures = 0
    try {
      return act()
    } finally {
      this.#isInsisted = false
    }
  }

  /** A frame, ping or pong of the client leaves. */
  sent(link: Link): void {
    const now = this.clock.now()
    const times = this.#sent.get(link) ?? []
    this.#sent.set(link, times)
    while (times[0] !== undefined && times[0] <= now - 1_000) times.shift()
    times.push(now)
    if (times.length > this.terms.controlFrames) this.offend(`${times.length} frames in a second`)
  }

  /** It is open for the client: the endpoint may be well. */
  opened(link: Link): void {
    this.#open.add(link)
    this.#restsUntil = never
    this.#failures = 0
  }

  ended(link: Link): void {
    this.#open.delete(link)
  }

  /** The client's end of a link is over. */
  failed(link: Link, end: SocketEnd | undefined): void {
    const { terms, clock, host } = this
    const now = clock.now()
    if (link.openedAt === Number.POSITIVE_INFINITY) this.#failures += 1
    if (!host.isPunctual || this.#open.size > 0 || this.#isInsisted) return
    const { code, status, retryAfterMs = 0 } = end ?? {}
    if (code !== 1008 && status !== 429 && status !== 418) return
    this.#restsUntil = Math.max(this.#restsUntil, now + Math.max(retryAfterMs, terms.breaker.cooldownMs))
  }

  /** Nobody could be reached for long: one attempt in each time of rest is what a breaker lets through. */
  #hammers(now: number): boolean {
    const { failures, cooldownMs } = this.terms.breaker
    // How many attempts were on their way when it opened, and which of them it counted, is not known here.
    if (this.#failures < 4 * failures || this.#open.size > 0 || !this.host.isPunctual) return false
    return this.#dials.filter(({ dialledAt }) => dialledAt > now - cooldownMs).length > 3
  }

  /** The exchange closes it for what the client did, or did not. */
  closed({ loses }: Link, why: string): void {
    if (loses !== 'nothing') return
    // Who sleeps, or is kept waiting, answers no ping.
    if (why.includes('Pong') && (!this.host.isPunctual || this.clock.now() - this.hardAt < 180_000)) return
    this.offend(`closed with ${why}`)
  }

  /** The exchange cuts it for its age. */
  outlived({ loses, openedAt, around: { weather } }: Link): void {
    const { clock, terms, host } = this
    if (weather.handshake !== 'open' || weather.losesAcks || weather.ignoresJoins || weather.ackMs > 1_000) return
    if (loses !== 'nothing' || !host.isPunctual || openedAt === Number.POSITIVE_INFINITY) return
    if (clock.now() - Math.max(this.hardAt, host.strangeAt) > terms.rotateMs)
      this.offend('a connection was not replaced')
  }
}
