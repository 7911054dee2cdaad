/** The rests a client owes its endpoint: its breaker, followed from outside, attempt by attempt. */
import type { Clock } from '../../src/core/clock'
import type { SocketEnd } from '../../src/core/transport'
import type { Terms } from './guard'
import type { SimulatedHost } from './host'
import type { Link } from './link'

/** Where the breaker must stand, if all that was seen leaves no doubt. */
type Followed =
  | { readonly kind: 'closed'; readonly failures: number }
  /** No attempt before; of a trial, unless it has ended. What the endpoint asked for only time ends, or who insists. */
  | { readonly kind: 'asked' | 'open' | 'half-open'; readonly until: number }
  | { readonly kind: 'unknown' }

const whole: Followed = { kind: 'closed', failures: 0 }
const unknown: Followed = { kind: 'unknown' }

export class Rests {
  #breaker: Followed = whole
  /** Attempts that have neither ended nor shown that the endpoint is well. */
  readonly #unproven = new Set<Link>()
  /** Those of which nobody outside can say when they did. */
  readonly #doubtful = new WeakSet<Link>()

  constructor(
    readonly clock: Clock,
    readonly host: SimulatedHost,
    readonly terms: Terms,
    readonly offend: (what: string) => void,
  ) {}

  /** Nobody knows how time passed for the client. */
  forgive(): void {
    this.#breaker = unknown
    for (const link of this.#unproven) this.#doubtful.add(link)
  }

  /** @param isInsisted somebody asked for it who need not wait */
  dialled(link: Link, isInsisted: boolean): void {
    const now = this.clock.now()
    this.#look(now)
    this.#unproven.add(link)
    const breaker = this.#breaker
    if (breaker.kind === 'closed' || breaker.kind === 'unknown') return
    const { kind, until } = breaker
    // Times on two clocks, of which one stood still, differ by what rounding leaves.
    if (!isInsisted && now < until - 0.001)
      this.offend(`an attempt ${Math.ceil(until - now)} ms before its time: the breaker is ${kind}`)
    this.#breaker = { kind: 'half-open', until: now + this.terms.openTimeoutMs }
  }

  /** An event reaches the client. */
  delivered(link: Link): void {
    if (!this.#unproven.has(link)) return
    // Events of streams it is leaving prove nothing, and which these are is not looked at here.
    if (link.hasLeft || this.#doubtful.has(link)) return this.#doubt(link)
    this.#look(this.clock.now())
    this.#unproven.delete(link)
    this.#become(whole)
  }

  /** It is told what may be an event. */
  babbled(link: Link): void {
    if (this.#unproven.has(link)) this.#doubt(link)
  }

  /** The client says goodbye: from now on it proves nothing any more. */
  letGo(link: Link): void {
    this.#look(this.clock.now())
    this.#unproven.delete(link)
  }

  /**
   * The client's end of a link is over.
   * @param was how far it had come
   * @param end undefined where the client dropped it
   */
  ended(link: Link, was: Link['state'], end: SocketEnd | undefined, isInsisted: boolean): void {
    const { clock, terms, host } = this
    const { breaker, openTimeoutMs, stableAfterMs } = terms
    const now = clock.now()
    this.#look(now)
    const isUnproven = this.#unproven.delete(link)
    // Said goodbye to, dropped for a new one, or let go before its time was over: that is nobody's failure.
    if (was === 'letGo' || isInsisted) return
    if (!end && was === 'dialling' && now - link.dialledAt < openTimeoutMs) return
    const { code, status, retryAfterMs = 0 } = end ?? {}
    if (code === 1008 || status === 429 || status === 418) {
      const { kind, until = now } = { until: undefined, ...this.#breaker }
      const least = kind === 'open' || kind === 'asked' ? until : now
      this.#breaker = { kind: 'asked', until: Math.max(least, now + Math.max(retryAfterMs, breaker.cooldownMs)) }
      return
    }
    if (!isUnproven) return
    const isClose = Math.abs(now - link.openedAt - stableAfterMs) < 1
    if (!host.isPunctual || isClose || this.#doubtful.has(link)) this.#become(unknown)
    else this.#failed(now)
  }

  #failed(now: number): void {
    const { failures: most, cooldownMs } = this.terms.breaker
    const breaker = this.#breaker
    if (breaker.kind !== 'closed' && breaker.kind !== 'half-open') return
    const failures = breaker.kind === 'closed' ? breaker.failures + 1 : most
    this.#breaker = failures < most ? { kind: 'closed', failures } : { kind: 'open', until: now + cooldownMs }
  }

  #doubt(link: Link): void {
    this.#doubtful.add(link)
    this.#become(unknown)
  }

  #become(followed: Followed): void {
    if (this.#breaker.kind !== 'asked') this.#breaker = followed
  }

  /** Who has been open for long enough has shown that the endpoint is well. */
  #look(now: number): void {
    for (const link of this.#unproven) {
      if (now < link.openedAt + this.terms.stableAfterMs) continue
      this.#unproven.delete(link)
      this.#become(this.#doubtful.has(link) || !this.host.isPunctual ? unknown : whole)
    }
  }
}
