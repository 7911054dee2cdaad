/** One direction of a way: what is put in comes out in order, each thing after a while. */
import type { Clock } from '../../src/core/clock'

/** What a pipe needs from its surroundings. */
export interface Ground {
  readonly clock: Clock
  /** Calls `act` in so many ms, unless the exchange has been stopped. */
  later(ms: number, act: () => void): void
}

export class Pipe {
  #queue: { readonly at: number; readonly act: () => void }[] = []
  #lastAt = 0
  #isArmed = false

  constructor(readonly around: Ground) {}

  put(ms: number, act: () => void): void {
    this.#lastAt = Math.max(this.#lastAt, this.around.clock.now() + ms)
    this.#queue.push({ at: this.#lastAt, act })
    this.#arm()
  }

  /** Nothing more comes out for so many ms. */
  stall(ms: number): void {
    const until = this.around.clock.now() + ms
    this.#lastAt = Math.max(this.#lastAt, until)
    this.#queue = this.#queue.map(({ at, act }) => ({ at: Math.max(at, until), act }))
  }

  clear(): void {
    this.#queue = []
  }

  #arm(): void {
    const [first] = this.#queue
    if (!first || this.#isArmed) return
    this.#isArmed = true
    this.around.later(Math.max(0, first.at - this.around.clock.now()), () => {
      this.#isArmed = false
      const now = this.around.clock.now()
      while (this.#queue[0] && this.#queue[0].at <= now) this.#queue.shift()!.act()
      this.#arm()
    })
  }
}
