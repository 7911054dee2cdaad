/** What all connections to one endpoint share, whichever feed they are of: its breaker and its limit of attempts. */
import {
  attempted,
  type Breaker,
  type BreakerOptions,
  failed,
  rested,
  restsUntil,
  succeeded,
  whole,
} from '../core/breaker'
import type { Clock, Stop } from '../core/clock'
import { createLimiter } from '../core/limiter'
import type { Venue } from '../core/venue'

export interface Gate {
  readonly breaker: Breaker
  /** The earliest next attempt by the exchange's limit. */
  freeAt(now: number): number
  /** The earliest next attempt by the breaker. */
  restsUntil(): number
  /** @param until when the attempt must have shown something */
  attempted(now: number, until: number): void
  /** The attempt of `at` never reached the server. */
  undo(at: number): void
  succeeded(): void
  failed(now: number, options: BreakerOptions): void
  /** The endpoint asks to be left alone. */
  rest(until: number): void
  /** Calls `act` whenever the endpoint is well again. */
  onRelief(act: () => void): Stop
}

/** Attempts made a span apart may arrive closer together; the window is this much longer than the venue's, in ms. */
const arrivalMargin = 1_000

function createGate({ attempts, attemptSpanMs }: Venue['limits']): Gate {
  const limiter = createLimiter(attempts, attemptSpanMs + arrivalMargin)
  const waiting = new Set<() => void>()
  let breaker = whole
  return {
    get breaker() {
      return breaker
    },
    freeAt: limiter.freeAt,
    restsUntil: () => restsUntil(breaker),
    attempted(now, until) {
      limiter.note(now)
      breaker = attempted(breaker, until)
    },
    undo: limiter.undo,
    succeeded() {
      const wasClosed = breaker.kind === 'closed'
      breaker = succeeded(breaker)
      if (!wasClosed && breaker.kind === 'closed') for (const act of waiting) act()
    },
    failed(now, options) {
      breaker = failed(breaker, now, options)
    },
    rest(until) {
      breaker = rested(breaker, until)
    },
    onRelief(act) {
      waiting.add(act)
      return () => waiting.delete(act)
    },
  }
}

/** By the clock, so that what runs in another time stands for itself. */
const gates = new WeakMap<Clock, Map<string, Gate>>()

/** The gate of a venue's endpoint. */
export function gateOf(clock: Clock, { endpoint, limits }: Venue): Gate {
  const known = gates.get(clock) ?? new Map<string, Gate>()
  gates.set(clock, known)
  const gate = known.get(endpoint) ?? createGate(limits)
  known.set(endpoint, gate)
  return gate
}
