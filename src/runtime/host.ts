/** The one door to the host's clock, timers, chance and network signals. */
import type { Clock, Host, Stop } from '../core/clock'

/** What is looked up on the global object, at the moment of use. */
interface Globals {
  readonly performance: { now(): number }
  setTimeout(wake: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
  addEventListener?(type: string, listener: () => void): void
  removeEventListener?(type: string, listener: () => void): void
  readonly navigator?: { readonly onLine?: boolean }
}

const globals = globalThis as unknown as Globals

const hostClock: Clock = {
  now: () => globals.performance.now(),
  time: () => Date.now(),
  timer(wake, ms): Stop {
    const timer = globals.setTimeout(wake, ms)
    return () => globals.clearTimeout(timer)
  },
}

/** Browser or Node, as it is. */
export const host: Host = {
  clock: hostClock,
  random: () => Math.random(),
  onOnline(back) {
    // Node has the methods on no global, and never needs them.
    globals.addEventListener?.('online', back)
    return () => globals.removeEventListener?.('online', back)
  },
  isOffline: () => globals.navigator?.onLine === false,
}
