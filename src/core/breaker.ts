/** When to leave an endpoint alone, and when to try it again. */

export type Breaker =
  | { readonly kind: 'closed'; readonly failures: number }
  /** `isAsked` by the endpoint itself: only time ends it, or somebody who insists. */
  | { readonly kind: 'open'; readonly until: number; readonly isAsked?: true }
  /** One attempt is on its way; until then, or its end, there is no other. */
  | { readonly kind: 'half-open'; readonly until: number }

export interface BreakerOptions {
  /** Failures in a row that open the circuit. @default 5 */
  readonly failures: number
  /** Rest before one attempt is let through, in ms. @default 60_000 */
  readonly cooldownMs: number
}

export const whole: Breaker = { kind: 'closed', failures: 0 }

/** What the breaker becomes when an attempt failed at `now`. A failed trial opens it again. */
export function failed(breaker: Breaker, now: number, options: BreakerOptions): Breaker {
  if (breaker.kind === 'open') return breaker
  const failures = breaker.kind === 'closed' ? breaker.failures + 1 : options.failures
  return failures < options.failures ? { kind: 'closed', failures } : { kind: 'open', until: now + options.cooldownMs }
}

/**
 * What the breaker becomes when an attempt is made. An open one lets a single trial through once it has rested.
 * @param until when the trial must have shown something
 */
export function attempted(breaker: Breaker, until: number): Breaker {
  return breaker.kind === 'closed' ? breaker : { kind: 'half-open', until }
}

/** What the breaker becomes when an attempt has shown that the endpoint is well. */
export function succeeded(breaker: Breaker): Breaker {
  // One that was made before the endpoint asked for a rest says nothing about it.
  return breaker.kind === 'open' && breaker.isAsked ? breaker : whole
}

/** What the breaker becomes when the endpoint itself asks for a rest. */
export function rested(breaker: Breaker, until: number): Breaker {
  // The deadline of a trial is no rest: the answer is its end.
  return { kind: 'open', until: breaker.kind === 'open' ? Math.max(until, breaker.until) : until, isAsked: true }
}

/** The earliest time of the next attempt. */
export function restsUntil(breaker: Breaker): number {
  return breaker.kind === 'closed' ? 0 : breaker.until
}
