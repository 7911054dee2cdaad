/** A strict sliding window: never more than `limit` takes in any `spanMs`. */

export class Limiter {
  /** The last `limit` takes, a ring; `oldest` is the next to be overwritten. */
  readonly #takes: number[]
  #oldest = 0

  /**
   * @param limit takes allowed in any span
   * @param spanMs length of the span, in ms
   */
  constructor(
    readonly limit: number,
    readonly spanMs: number,
  ) {
    this.#takes = new Array<number>(limit).fill(Number.NEGATIVE_INFINITY)
  }

  /** Takes a place if one is free at `now` and `keep` others stay free after it. */
  take(now: number, keep = 0): boolean {
    if (this.freeAt(now, keep) > now) return false
    this.note(now)
    return true
  }

  /** Counts an act that was not asked for permission. */
  note(now: number): void {
    this.#takes[this.#oldest] = now
    this.#oldest = (this.#oldest + 1) % this.limit
  }

  /** Gives the newest take back: what it stood for never happened. */
  giveBack(): void {
    this.#oldest = (this.#oldest + this.limit - 1) % this.limit
    this.#takes[this.#oldest] = Number.NEGATIVE_INFINITY
  }

  /** The earliest time from `now` on at which a place is free with `keep` to spare. */
  freeAt(now: number, keep = 0): number {
    // With `keep` to spare, the take that must have left the window is the (keep + 1)th oldest.
    const take = this.#takes[(this.#oldest + keep) % this.limit] as number
    return Math.max(now, take + this.spanMs)
  }

  /** Places free at `now`. */
  left(now: number): number {
    let left = 0
    for (const take of this.#takes) if (now >= take + this.spanMs) left += 1
    return left
  }
}
