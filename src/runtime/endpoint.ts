/** What is known about one server address, shared by all connections to it: whether to try it, and how often it was tried. */
import { attempted, type Breaker, type BreakerOptions, failed, restsUntil, whole } from '../core/breaker'
import { Limiter } from '../core/limiter'
import type { VenueLimits } from '../core/venue'

export class Endpoint {
  #breaker: Breaker = whole
  readonly #attempts: Limiter

  constructor(
    readonly options: BreakerOptions,
    limits: VenueLimits,
  ) {
    this.#attempts = new Limiter(limits.attempts, limits.attemptSpanMs)
  }

  get breaker(): Breaker {
    return this.#breaker
  }

  /** The earliest time at which the venue's limit allows one more attempt. */
  allowedAt(now: number): number {
    return this.#attempts.freeAt(now)
  }

  /** The earliest time at which the breaker lets an attempt through. */
  restsUntil(): number {
    return restsUntil(this.#breaker)
  }

  attempted(now: number): void {
    this.#attempts.note(now)
    this.#breaker = attempted(this.#breaker)
  }

  failed(now: number): void {
    this.#breaker = failed(this.#breaker, now, this.options)
  }

  succeeded(): void {
    this.#breaker = whole
  }
}
