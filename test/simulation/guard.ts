/** What the exchange could hold against its client: attempts, frames, connections left to die, rests not kept. */
import type { Clock } from '../../src/core/clock'
import type { SocketEnd } from '../../src/core/transport'
import type { SimulatedHost } from './host'
import type { Link } from './link'
import { Rests } from './rests'

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
  #isInsisted = false
  readonly #rests: Rests

  constructor(
    readonly clock: Clock,
    readonly host: SimulatedHost,
    readonly terms: Terms,
    readonly offend: (what: string) => void,
  ) {
    this.#rests = new Rests(clock, host, terms, offend)
  }

  /** Times are out of joint: what depends on them is not held against the client. */
  forgive(): void {
    this.#rests.forgive()
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
    this.#rests.dialled(link, this.#isInsisted)
    // Where a connection works, the host is wrong.
    if (this.host.isOffline() && !this.#isInsisted && this.#open.size === 0) this.offend('an attempt without a network')
  }

  /** What happens inside, the user or the return of the network asks for: they override whatever rest there is. */
  insist<T>(act: () => T): T {
    this.#isInsisted = true
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
    this.#failures = 0
  }

  /** A data frame, or one that makes no sense, reaches the client. */
  delivered(link: Link, isSound: boolean): void {
    if (isSound) this.#rests.delivered(link)
    else this.#rests.babbled(link)
  }

  /** The client says goodbye. */
  letGo(link: Link): void {
    this.#rests.letGo(link)
  }

  /** The client's end of a link is over; see {@link Rests.ended}. */
  ended(link: Link, was: Link['state'], end: SocketEnd | undefined): void {
    this.#open.delete(link)
    if (link.openedAt === Number.POSITIVE_INFINITY) this.#failures += 1
    this.#rests.ended(link, was, end, this.#isInsisted)
  }

  /** Nobody could be reached for long, whatever is known of the breaker: one attempt in each time of rest is what it lets through. */
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
    // Who is told that there is no network makes no attempt, whatever still works.
    if (host.isOffline()) return
    if (loses !== 'nothing' || !host.isPunctual || openedAt === Number.POSITIVE_INFINITY) return
    if (clock.now() - Math.max(this.hardAt, host.strangeAt) > terms.rotateMs)
      this.offend('a connection was not replaced')
  }
}
