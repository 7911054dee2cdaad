/** Time that passes when told to: a clock, its timers and a seeded chance, for tests. */
import type { Clock, Host, Stop } from '../core/clock'
import { seeded } from './exchange/random'

interface Timer {
  readonly at: number
  readonly order: number
  readonly wake: () => void
}

/** A clock in whose time nothing happens by itself. */
export class ManualClock implements Clock {
  #now = 0
  #slept = 0
  #order = 0
  readonly #timers = new Set<Timer>()

  /** @param startTime Unix ms at which the clock starts. @default 1_795_305_600_000 */
  constructor(readonly startTime = 1_795_305_600_000) {}

  now(): number {
    return this.#now
  }

  time(): number {
    return this.startTime + this.#now + this.#slept
  }

  /** Moves the wall clock alone, as a sleeping host or a correction does. */
  sleep(ms: number): void {
    this.#slept += ms
  }

  timer(wake: () => void, ms: number): Stop {
    const timer = { at: this.#now + Math.max(0, ms), order: this.#order++, wake }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Timers that are set. */
  get pending(): number {
    return this.#timers.size
  }

  /** When the next timer fires, in ms on this clock. */
  get nextAt(): number | undefined {
    return this.#next()?.at
  }

  /** Lets time pass, firing what falls due on the way, in order. Promises settled on the way run only with {@link ManualClock.run}. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (let timer = this.#next(); timer !== undefined && timer.at <= end; timer = this.#next()) this.#fire(timer)
    this.#now = end
  }

  /** Lets time pass as {@link ManualClock.advance} does, and microtasks between the timers. */
  async run(ms: number): Promise<void> {
    const end = this.#now + ms
    await settled()
    for (let timer = this.#next(); timer !== undefined && timer.at <= end; timer = this.#next()) {
      this.#fire(timer)
      await settled()
    }
    this.#now = end
    await settled()
  }

  /** Lets time pass without firing anything: a page that slept. What fell due fires, late, with the next step. */
  skip(ms: number): void {
    this.#now += ms
  }

  #next(): Timer | undefined {
    let first: Timer | undefined
    for (const timer of this.#timers) {
      if (first === undefined || timer.at < first.at || (timer.at === first.at && timer.order < first.order))
        first = timer
    }
    return first
  }

  #fire(timer: Timer): void {
    this.#timers.delete(timer)
    this.#now = Math.max(this.#now, timer.at)
    timer.wake()
  }
}

/** Resolves when the microtasks that are due, and those they start, have run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await undefined
}

/** A host whose network comes and goes by hand. */
export interface ManualHost extends Host {
  goOffline(): void
  goOnline(): void
  /** Tells what happens to the host: see `Host.onLife`. */
  live(what: 'away' | 'back' | 'awake'): void
}

/** A host made of a manual clock and a given chance. */
export function manualHost(clock: ManualClock, random: () => number = seeded(1)): ManualHost {
  let isOffline = false
  const listeners = new Set<() => void>()
  const lives = new Set<(what: 'away' | 'back' | 'awake') => void>()
  return {
    clock,
    random,
    onOnline(back) {
      listeners.add(back)
      return () => listeners.delete(back)
    },
    onLife(tell) {
      lives.add(tell)
      return () => lives.delete(tell)
    },
    live(what) {
      for (const tell of lives) tell(what)
    },
    isOffline: () => isOffline,
    goOffline() {
      isOffline = true
    },
    goOnline() {
      isOffline = false
      for (const back of listeners) back()
    },
  }
}
