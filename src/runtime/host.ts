/** The one door to the host's clock, timers, chance, network signals and fetch. */
import type { Clock, Fetch, Host, Stop } from '../core/clock'

/** What is looked up on the global object, at the moment of use. */
interface Target {
  addEventListener?(type: string, listener: (event: { readonly persisted?: boolean }) => void): void
  removeEventListener?(type: string, listener: (event: { readonly persisted?: boolean }) => void): void
}

interface Globals extends Target {
  readonly document?: Target & { readonly visibilityState?: string }
  readonly performance: { now(): number }
  setTimeout(wake: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
  readonly navigator?: { readonly onLine?: boolean }
  requestAnimationFrame?(draw: () => void): number
  cancelAnimationFrame?(frame: number): void
  fetch?(url: string, options: object): ReturnType<Fetch>
  readonly AbortController: new () => Aborter
}

/** The part of the standard AbortController that is used. */
export interface Aborter {
  readonly signal: unknown
  abort(): void
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
  onLife(tell) {
    const { document } = globals
    const signals: readonly (readonly [Target, string, (event: { readonly persisted?: boolean }) => void])[] = document
      ? [
          [globals, 'pagehide', () => tell('away')],
          // Of a page that was kept whole: another one begins anew.
          [globals, 'pageshow', ({ persisted }) => persisted && tell('back')],
          [document, 'resume', () => tell('awake')],
          [document, 'visibilitychange', () => document.visibilityState === 'visible' && tell('awake')],
        ]
      : []
    for (const [target, type, listener] of signals) target.addEventListener?.(type, listener)
    return () => {
      for (const [target, type, listener] of signals) target.removeEventListener?.(type, listener)
    }
  },
  onFrame(draw) {
    const frame = globals.requestAnimationFrame?.(draw)
    return frame === undefined ? undefined : () => globals.cancelAnimationFrame?.(frame)
  },
  onHidden(tell) {
    const { document } = globals
    const look = () => tell(document?.visibilityState === 'hidden')
    look()
    document?.addEventListener?.('visibilitychange', look)
    return () => document?.removeEventListener?.('visibilitychange', look)
  },
  isOffline: () => globals.navigator?.onLine === false,
  get fetch(): Fetch | undefined {
    // An answer out of a cache would be an answer to another question. No headers: in a page they would cost a preflight.
    return globals.fetch && ((url, options) => globals.fetch!(url, { ...options, cache: 'no-store' }))
  },
}

/** A standard AbortController. */
export const aborter = () => new globals.AbortController()
