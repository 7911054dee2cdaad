/** How a book is kept in step: changes wait for a snapshot, then follow it one by one, until one does not fit. */

import type { BookLevels, BookSnapshot, BookSource } from '../core/book-source'
import type { MarketEvent } from '../core/channel'
import { change, clear, createLadders, isCrossed, isExhausted, type Ladders, load, trim } from './ladder'

/** Why a book must begin anew, as it shows in the book itself. */
export type Breach =
  /** A change does not follow the one before it. */
  | 'sequence'
  /** The best bid is not below the best ask: a removal was missed. */
  | 'crossed'
  /** The market has moved out of what the snapshot held. */
  | 'exhausted'
  /** More changes came than wait for a snapshot. */
  | 'overflow'

/** What became of a change. */
export type Taken = 'applied' | 'old' | 'kept' | Breach

/** What became of a snapshot; `older` than the changes at hand, or in breach after them. */
export type Settled = 'synced' | 'older' | 'crossed' | 'exhausted'

export interface Sync<E> {
  readonly ladders: Ladders
  /** Whether changes are applied as they come; else they wait for a snapshot. */
  readonly isFollowing: boolean
  /** Number of the last update in the book; undefined before the first snapshot. */
  readonly lastUpdateId: number | undefined
  /** Changes that wait. */
  readonly waiting: number
  /** Changes applied since it was made, and those that were in the book already. */
  readonly applied: number
  readonly old: number
  /** Takes a change in. On a breach the book waits for a snapshot from then on. */
  take(event: E): Taken
  /** Takes a snapshot, and on it the changes that waited. What does not fit leaves the book waiting. */
  settle(snapshot: BookSnapshot): Settled
  /**
   * Changes may be missing: from here on a snapshot is needed, and one that is older than the book is not taken. The book
   * stands as it is.
   * @param isReset its numbers mean nothing any more: any snapshot is taken
   */
  restart(isReset?: boolean): void
}

/** Changes that may wait for a snapshot: a quarter of an hour at the faster pace. */
export const capacity = 10_000

/** Changes in a row that may be older than the book: more, and its numbers have begun again from below. */
export const patience = 1_000

/** Levels a side that are kept at least, however few a snapshot holds. */
const least = 1_000

export function createSync<E extends MarketEvent & BookLevels>({
  sequence,
  rule,
  depth,
}: Pick<BookSource<E>, 'sequence' | 'rule' | 'depth'>): Sync<E> {
  const ladders = createLadders()
  const bound = Math.max(2 * depth, least)
  /** Each follows the one before it. */
  let buffer: E[] = []
  let isFollowing = false
  /** Nothing was applied to the snapshot yet. */
  let isBare = false
  let last: number | undefined
  /** A snapshot must reach as far. */
  let floor = Number.NEGATIVE_INFINITY
  /** The numbers began again since the last snapshot; `anew` is the newest of them that was seen. */
  let isAnew = false
  let anew: number | undefined
  let applied = 0
  let old = 0
  /** Old ones in a row. */
  let stray = 0

  function follow(event: E, at: number): Taken {
    const final = sequence.number(event)
    const verdict = isBare
      ? rule.first(sequence.follows(event), final, at)
      : rule.next(sequence.follows(event), final, at)
    if (verdict === 'gap') return 'sequence'
    if (verdict === 'old') {
      old += 1
      // Nothing that was under way lags by half of all there was: that is another count.
      stray = final < at / 2 ? patience + 1 : stray + 1
      return stray > patience ? 'sequence' : 'old'
    }
    applied += 1
    stray = 0
    change(ladders, event)
    trim(ladders, bound)
    isBare = false
    last = final
    return fault() ?? 'applied'
  }

  /** What must hold after each whole event; that levels are ordered and above zero is how they are kept. */
  function fault(): 'crossed' | 'exhausted' | undefined {
    if (isCrossed(ladders)) return 'crossed'
    return isExhausted(ladders.bids) || isExhausted(ladders.asks) ? 'exhausted' : undefined
  }

  function push(event: E): void {
    buffer.push(event)
    if (isAnew) anew = sequence.number(event)
  }

  function keep(event: E): Taken {
    const before = buffer[buffer.length - 1]
    const verdict = before && rule.next(sequence.follows(event), sequence.number(event), sequence.number(before))
    if (verdict === 'old') return 'old'
    const isFull = buffer.length >= capacity
    // What waits must have no hole: a snapshot is joined to its beginning.
    if (isFull || verdict === 'gap') buffer = []
    push(event)
    return isFull ? 'overflow' : 'kept'
  }

  const sync: Sync<E> = {
    ladders,
    get isFollowing() {
      return isFollowing
    },
    get lastUpdateId() {
      return last
    },
    get waiting() {
      return buffer.length
    },
    get applied() {
      return applied
    },
    get old() {
      return old
    },
    take(event) {
      if (!isFollowing) return keep(event)
      const taken = follow(event, last as number)
      if (taken === 'applied' || taken === 'old') return taken
      sync.restart(stray > patience)
      // A crossed book is known to be wrong: better none.
      if (taken === 'crossed') clear(ladders)
      // The one after the hole is the first of what comes.
      if (taken === 'sequence') push(event)
      return taken
    },
    settle(snapshot) {
      const { lastUpdateId } = snapshot
      // A node that lags behind the stream would put the book back.
      if (lastUpdateId < floor) return 'older'
      // The stream counts anew from below, and the node does not know yet.
      if (anew !== undefined && anew < lastUpdateId / 2) return 'older'
      const verdict = (event: E) => rule.first(sequence.follows(event), sequence.number(event), lastUpdateId)
      const first = buffer.findIndex((event) => verdict(event) !== 'old')
      if (first >= 0 && verdict(buffer[first]!) === 'gap') return 'older'
      load(ladders, snapshot, depth)
      last = lastUpdateId
      isFollowing = isBare = true
      isAnew = false
      anew = undefined
      stray = 0
      const waited = first < 0 ? [] : buffer.slice(first)
      old += buffer.length - waited.length
      buffer = []
      let wrong: Taken | undefined = fault()
      for (let i = 0; !wrong && i < waited.length; i += 1) {
        const taken = follow(waited[i]!, last)
        if (taken !== 'applied' && taken !== 'old') wrong = taken
      }
      if (!wrong) return 'synced'
      sync.restart()
      clear(ladders)
      return wrong === 'exhausted' ? 'exhausted' : 'crossed'
    },
    restart(isReset = false) {
      floor = isReset || last === undefined ? Number.NEGATIVE_INFINITY : last
      isFollowing = isBare = false
      isAnew ||= isReset
      buffer = []
      stray = 0
    },
  }
  return sync
}
