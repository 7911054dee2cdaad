/** Request weight in fixed windows of UTC time: what may leave when, by our own count and by the exchange's. */

export interface Budget {
  /** Nothing may leave before this time; 0 where nothing was forbidden yet. */
  readonly blockedUntil: number
  /** The status that forbade it. */
  readonly status: number | undefined
  /** Tells it the time. Where that is earlier than before the clock was set, and blocks move with it. */
  look(time: number): void
  /** Weight used in the window of `time`, as far as it is known here. */
  used(time: number): number
  /** The earliest time from `time` on at which this much weight may leave. */
  freeAt(weight: number, time: number): number
  /** Counts weight that leaves. */
  note(weight: number, time: number): void
  /**
   * Takes the exchange's own count, which includes others at this address.
   * @param sentAt when the question left whose answer brought it: the count of a window that is over says nothing
   */
  learn(used: number, sentAt: number, time: number): void
  /**
   * The exchange forbids more for a while.
   * @param status 418 is a ban, all else a window used up
   * @param until the exchange's word, where it gave one
   */
  block(status: number, until: number | undefined, time: number): void
}

/** How long a ban of unknown length is taken to last: as long as the shortest one, in ms. */
const banMs = 120_000

/** The shortest rest, so that a word such as "after 0 seconds" starts no hurried loop, in ms. */
const restMs = 1_000

/**
 * All times are Unix ms.
 * @param limit weight the exchange allows in one window
 * @param spanMs length of a window; windows start at its multiples
 * @param share part of the limit that is used at most; a question heavier than that goes alone, in a window of its own
 */
export function createBudget(limit: number, spanMs: number, share = 0.5): Budget {
  let current = 0
  let count = 0
  let blockedUntil = 0
  let status: number | undefined
  let newest = 0

  const windowOf = (time: number) => Math.floor(time / spanMs)

  function look(time: number): void {
    // How long a block lasts does not change with the clock it was written down by.
    if (time < newest) blockedUntil = Math.max(0, blockedUntil - newest + time)
    newest = time
  }

  function used(time: number): number {
    look(time)
    if (windowOf(time) !== current) {
      current = windowOf(time)
      count = 0
    }
    return count
  }

  return {
    get blockedUntil() {
      return blockedUntil
    },
    get status() {
      return status
    },
    look,
    used,
    freeAt(weight, time) {
      const taken = used(time)
      const nextAt = (current + 1) * spanMs
      const isFree = taken === 0 || taken + weight <= limit * share
      return Math.max(isFree ? time : nextAt, blockedUntil)
    },
    note(weight, time) {
      count = used(time) + weight
    },
    learn(told, sentAt, time) {
      const known = used(time)
      if (windowOf(sentAt) === current && told > known) count = told
    },
    block(by, until, time) {
      look(time)
      status = by
      const usual = by === 418 ? time + banMs : (windowOf(time) + 1) * spanMs
      blockedUntil = Math.max(blockedUntil, time + restMs, until ?? usual)
    },
  }
}
