/** A slow road: what goes in comes out so many ms later, in order. */

export interface LagContext {
  /** In ms. */
  now(): number
  later(ms: number, act: () => void): void
}

interface Parcel {
  readonly due: number
  readonly size: number
  deliver(): void
}

export class SlowRoad {
  /** What is on the way, as the sizes it came with add up. */
  held = 0
  private ms = 0
  private parcels: Parcel[] = []

  constructor(private readonly context: LagContext) {}

  /** Delivers at once while there is no delay and nothing on the way. */
  send(size: number, deliver: () => void): void {
    if (this.ms === 0 && this.parcels.length === 0) return deliver()
    // Never before the one ahead of it, even when the delay was longer then.
    const due = Math.max(this.context.now() + this.ms, this.parcels.at(-1)?.due ?? 0)
    this.parcels.push({ due, size, deliver })
    this.held += size
    if (this.parcels.length === 1) this.wait()
  }

  /** Sets the delay of what is sent from now on, in ms; 0 delivers everything at once. */
  delay(ms: number): void {
    this.ms = ms
    if (ms === 0) this.arrive(Number.POSITIVE_INFINITY)
  }

  private wait(): void {
    const next = this.parcels[0]
    if (next === undefined) return
    this.context.later(Math.max(0, next.due - this.context.now()), () => {
      // Whatever was delivered early has its own successor waiting.
      if (this.parcels[0] !== next) return
      this.arrive(this.context.now())
      this.wait()
    })
  }

  private arrive(now: number): void {
    // Timers may come a fraction of a millisecond early.
    const waiting = this.parcels.findIndex((parcel) => parcel.due > now + 1)
    const arrived = this.parcels.splice(0, waiting < 0 ? this.parcels.length : waiting)
    for (const { size, deliver } of arrived) {
      this.held -= size
      deliver()
    }
  }
}
