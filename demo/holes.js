/** What became of the holes in the streams: the feed's ledger, read from time to time. */

/** @param filled told once of each hole that was filled */
export function createHoles(filled) {
  /** Holes seen so far, by stream. */
  let seen = new Map()
  let count = 0
  let newest

  return {
    /** How many holes were filled, and the newest of all, filled or not. */
    read(feed) {
      const now = new Map()
      for (const [stream, { gapCount, gaps }] of Object.entries(feed.ledger())) {
        now.set(stream, gapCount)
        // A stream that was left and joined again begins at none.
        const before = seen.get(stream) ?? 0
        const fresh = gapCount > before ? gaps.slice(before - gapCount) : []
        for (const gap of fresh) {
          if (!(newest?.toTime > gap.toTime)) newest = gap
          if (!gap.filled) continue
          count += 1
          filled(gap)
        }
      }
      seen = now
      return { count, newest }
    },
  }
}
