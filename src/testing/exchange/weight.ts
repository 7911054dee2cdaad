/** Request weight, counted in fixed windows of the clock, and what happens to a client that uses too much of it. */

export interface WeightOptions {
  /** Weight allowed in a window. */
  readonly limit: number
  /** Length of a window, in ms. */
  readonly windowMs: number
  /** Requests a client may make after the first 429 of a window; the next one bans it. */
  readonly banAfter: number
}

/** `retryAt` is in ms since 1970: the end of the window, or of the ban. */
export type Verdict =
  | { readonly kind: 'granted' }
  | { readonly kind: 'limited'; readonly retryAt: number }
  | { readonly kind: 'banned'; readonly retryAt: number }

/** What was used, kept for assertions. */
export interface WeightRecord {
  /** Used in the current window, as the last request left it. */
  readonly used: number
  /** Used in all windows together. */
  readonly total: number
  /** Used in the window that used most. */
  readonly worst: number
  /** Answered with 429 for their weight; what `faults.rest` breaks is not counted. */
  readonly limited: number
  /** Answered with 418 during a ban; what `faults.rest` breaks is not counted. */
  readonly banned: number
}

/** One address' account: all clients of the local exchange share it. */
export class Weights implements WeightRecord {
  used = 0
  total = 0
  worst = 0
  limited = 0
  banned = 0
  private windowFrom = 0
  private bannedUntil = 0
  /** 429s of the current window. */
  private refused = 0

  constructor(readonly options: WeightOptions) {}

  // Binance spot, IP limits: windows are fixed minutes of the UTC clock, and refused requests are counted as well. Repeated
  // violations are answered with 418 and a ban of two minutes at first.
  charge(weight: number, now: number): Verdict {
    const { limit, windowMs, banAfter } = this.options
    this.spend(weight, now)
    if (now < this.bannedUntil) return this.ban()
    if (this.used <= limit) return { kind: 'granted' }
    if (this.refused > banAfter) {
      this.bannedUntil = Math.floor(now) + 2 * windowMs
      return this.ban()
    }
    this.refused++
    this.limited++
    return { kind: 'limited', retryAt: this.windowFrom + windowMs }
  }

  /** Counts only. */
  spend(weight: number, now: number): void {
    const { windowMs } = this.options
    const windowFrom = Math.floor(now / windowMs) * windowMs
    if (windowFrom !== this.windowFrom) {
      this.windowFrom = windowFrom
      this.used = 0
      this.refused = 0
    }
    this.used += weight
    this.total += weight
    this.worst = Math.max(this.worst, this.used)
  }

  private ban(): Verdict {
    this.banned++
    return { kind: 'banned', retryAt: this.bannedUntil }
  }
}
