/** Time that passes when told to: a clock, its timers and a seeded chance, for tests. */
import type { Clock, Host, Stop } from '../core/clock'
import { seeded } from './exchange/random'

interface Timer {
  readonly at: number
  readonly wake: () => void
}

/** A clock in whose time nothing happens by itself. */
export class ManualClock implements Clock {
  #now = 0
  #slept = 0
  /** The next one last, so that taking it moves no other. */
  readonly #timers: Timer[] = []

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
    const timers = this.#timers
    const timer = { at: this.#now + Math.max(0, ms), wake }
    let low = 0
    for (let high = timers.length; low < high; ) {
      const middle = (low + high) >> 1
      // Of two at the same time, the one that was set first comes first.
      if (timers[middle]!.at > timer.at) low = middle + 1
      else high = middle
    }
    timers.splice(low, 0, timer)
    return () => {
      const place = timers.indexOf(timer)
      if (place >= 0) timers.splice(place, 1)
    }
  }

  /** Timers that are set. */
  get pending(): number {
    return this.#timers.length
  }

  /** When the next timer fires, in ms on this clock. */
  get nextAt(): number | undefined {
    return this.#timers.at(-1)?.at
  }

  /** Lets time pass, firing what falls due on the way, in order. Promises settled on the way run only with {@link ManualClock.run}. */
  advance(ms: number): void {
    const end = this.#now + ms
    while (this.#fire(end));
    this.#now = end
  }

  /**
   * Lets time pass as {@link ManualClock.advance} does, and microtasks between the timers.
   * @param settle what waits for them; undefined where there are none to wait for. @default settled
   */
  async run(ms: number, settle: () => Promise<void> | undefined = settled): Promise<void> {
    const end = this.#now + ms
    await settled()
    while (this.#fire(end)) {
      const tasks = settle()
      if (tasks) await tasks
    }
    this.#now = end
    await settled()
  }

  /** Lets time pass without firing anything: a page that slept. What fell due fires, late, with the next step. */
  skip(ms: number): void {
    this.#now += ms
  }

  /** Fires the next timer, if it is due by then. */
  #fire(end: number): boolean {
    const timer = this.#timers.at(-1)
    if (!timer || timer.at > end) return false
    this.#timers.pop()
    this.#now = Math.max(this.#now, timer.at)
    timer.wake()
    return true
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
  /** Hides the host from its user, or shows it. */
  hide(isHidden: boolean): void
  /** Draws a frame. */
  draw(): void
}

/** A host made of a manual clock and a given chance. */
export function manualHost(clock: ManualClock, random: () => number = seeded(1)): ManualHost {
  let isOffline = false
  let isHidden = false
  const listeners = new Set<() => void>()
  const drawings = new Set<() => void>()
  const watchers = new Set<(isHidden: boolean) => void>()
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
    onFrame(draw) {
      drawings.add(draw)
      return () => drawings.delete(draw)
    },
    draw() {
      const due = [...drawings]
      drawings.clear()
      for (const each of due) each()
    },
    onHidden(tell) {
      watchers.add(tell)
      tell(isHidden)
      return () => watchers.delete(tell)
    },
    hide(hidden) {
      isHidden = hidden
      for (const tell of watchers) tell(hidden)
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
