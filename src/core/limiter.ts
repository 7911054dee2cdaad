/** A strict sliding window: never more than `limit` takes in any `spanMs`. */

export interface Limiter {
  /** Takes so far. */
  readonly total: number
  /** Takes a place if one is free at `now` and `keep` others stay free after it. */
  take(now: number, keep?: number): boolean
  /** Counts an act that was not asked for permission. */
  note(now: number): void
  /** Takes back an act of `at` that never came to pass. */
  undo(at: number): void
  /** The earliest time from `now` on at which a place is free with `keep` to spare. */
  freeAt(now: number, keep?: number): number
  /** Places free at `now`. */
  left(now: number): number
}

/**
 * @param limit takes allowed in any span
 * @param spanMs length of the span, in ms
 */
export function createLimiter(limit: number, spanMs: number): Limiter {
  /** When the last `limit` takes leave the window, oldest first. */
  const leaves: number[] = []
  const limiter = {
    total: 0,
    take(now: number, keep = 0) {
      const isFree = limiter.freeAt(now, keep) <= now
      if (isFree) limiter.note(now)
      return isFree
    },
    note(now: number) {
      limiter.total += 1
      if (leaves.push(now + spanMs) > limit) leaves.shift()
    },
    undo(at: number) {
      const place = leaves.lastIndexOf(at + spanMs)
      if (place < 0) return
      leaves.splice(place, 1)
      limiter.total -= 1
    },
    // With `keep` to spare, the take that must have left the window is the (keep + 1)th oldest of a full list.
    freeAt: (now: number, keep = 0) => Math.max(now, leaves.at(keep - limit) ?? now),
    left: (now: number) => limit - leaves.filter((at) => at > now).length,
  }
  return limiter
}
