/** The client's surroundings: a clock that may jump, late timers, sleep, a network signal; and the one way into the client. */
import type { Clock, Fetch, Host, Stop } from '../../src/core/clock'
import { type ManualClock, settled } from '../../src/testing/manual-clock'
import type { Counting } from './tally'

export class SimulatedHost implements Host {
  readonly clock: Clock
  fetch: Fetch | undefined
  /** Those the client has set, and that have neither come nor been taken back. */
  timers = 0
  /** When its wall clock was set, or it was not quite awake, last: on the true clock. */
  strangeAt = Number.NEGATIVE_INFINITY
  readonly #true: ManualClock
  readonly #listeners = new Set<() => void>()
  #isOffline = false
  /** Timers come at multiples of this alone; 0 is punctual. */
  #coarseMs = 0
  /** Timers that are late for that. */
  #late: (() => void)[] = []
  /** While asleep: calls that wait, those of timers and those of sockets. */
  #asleep: { readonly since: number; readonly timers: (() => void)[]; readonly calls: (() => void)[] } | undefined
  #jumpMs = 0
  /** Something was left to microtasks. */
  #hasLeft = false
  /** What the monotonic clock left out. */
  #leftOutMs = 0

  constructor(
    clock: ManualClock,
    readonly random: () => number,
    readonly tally: Counting,
  ) {
    this.#true = clock
    this.clock = {
      now: () => (this.#asleep?.since ?? clock.now()) - this.#leftOutMs,
      time: () => clock.time() + this.#jumpMs,
      timer: (wake, ms) => this.#timer(wake, ms),
    }
  }

  /** Whether everything comes when it should. */
  get isPunctual(): boolean {
    return this.#coarseMs === 0 && !this.#asleep
  }

  get isAsleep(): boolean {
    return this.#asleep !== undefined
  }

  onOnline(back: () => void): Stop {
    this.#listeners.add(back)
    return () => this.#listeners.delete(back)
  }

  isOffline(): boolean {
    return this.#isOffline
  }

  goOffline(): void {
    this.#isOffline = true
  }

  goOnline(): void {
    this.#isOffline = false
    for (const back of this.#listeners) back()
  }

  /** The wall clock is set. */
  jump(ms: number): void {
    this.strangeAt = this.#true.now()
    this.#jumpMs += ms
  }

  /** A hidden page: timers come late, sockets do not. */
  hide(coarseMs: number): void {
    this.strangeAt = this.#true.now()
    this.#coarseMs = coarseMs
  }

  /** What is late comes now. */
  show(): void {
    if (this.#coarseMs > 0) this.strangeAt = this.#true.now()
    this.#coarseMs = 0
    for (const due of this.#late.splice(0)) this.#true.timer(due, 0)
  }

  /** From now on nothing gets into the client. */
  sleep(): void {
    this.#asleep ??= { since: this.#true.now(), timers: [], calls: [] }
  }

  /**
   * What waited gets in: timers among each other in order, and so calls of sockets, but both mixed as the host pleases.
   * @param keepsTime whether the monotonic clock ran on
   */
  wake(keepsTime = true): void {
    const { since, timers, calls } = this.#asleep ?? { since: 0, timers: [], calls: [] }
    if (!this.#asleep) return
    if (!keepsTime) this.#leftOutMs += this.#true.now() - since
    this.#asleep = undefined
    this.strangeAt = this.#true.now()
    while (timers.length + calls.length > 0) {
      const from = calls.length === 0 || (timers.length > 0 && this.random() < 0.5) ? timers : calls
      const act = from.shift()!
      this.#true.timer(() => this.enter(act), 0)
    }
  }

  /** Something happens to the client: at once, or when it wakes. */
  enter(act: () => void): void {
    if (this.#asleep) this.#asleep.calls.push(act)
    else this.#touch(act)
  }

  /** What the client left to microtasks since it was last asked; undefined where it left nothing. */
  readonly settle = (): Promise<void> | undefined => {
    if (!this.#hasLeft) return undefined
    this.#hasLeft = false
    return settled()
  }

  #touch(act: () => void): void {
    const { count } = this.tally
    act()
    if (this.tally.count !== count) this.#hasLeft = true
  }

  #timer(wake: () => void, ms: number): Stop {
    let isOver = false
    this.timers += 1
    const end = () => {
      if (isOver) return false
      this.timers -= 1
      isOver = true
      return true
    }
    const run = () => {
      if (!end()) return
      this.#touch(wake)
    }
    const due = () => {
      this.#late = this.#late.filter((each) => each !== due)
      if (this.#asleep) this.#asleep.timers.push(run)
      else run()
    }
    let stop = this.#true.timer(() => {
      const lateMs = this.#coarseMs > 0 ? this.#coarseMs - (this.#true.now() % this.#coarseMs) : 0
      if (lateMs === 0) return due()
      this.#late.push(due)
      stop = this.#true.timer(due, lateMs)
    }, ms)
    return () => {
      end()
      stop()
    }
  }
}
