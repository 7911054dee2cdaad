/**
 * Line arbitration: one stream out of the copies that several connections bring, each event once and in order.
 * A copy that joins is held back until the stream has come as far as its first event; from then on the first copy of an
 * event wins. Rotation is two lines of which the older leaves, redundancy two that stay.
 */
import type { MarketEvent } from './channel'
import { missing, type Range, type Sequence } from './sequence'

/** A connection, as the bearer of streams. */
export interface Line {
  /** On its way out: what another line has taken over is not taken from this one any more. */
  isLeaving: boolean
  /** Streams that still hang on it. */
  streams: number
  /** When any of them last spoke, on the monotonic clock. */
  spokeAt: number
}

/** One line's copy of a stream. */
interface Copy<E> {
  readonly line: Line
  /** When it began, on the monotonic clock. */
  readonly since: number
  /** Its events are taken as they come. */
  hasJoined: boolean
  /** Events that wait for the stream to come as far. */
  held: E[]
  /** When the first of them came, on the monotonic clock. */
  heldAt: number
  /** Its own newest number. */
  number: number | undefined
}

/** A stream as it stands; made by {@link createTrack}. */
export interface Track<E = MarketEvent> {
  readonly sequence: Sequence<E> | undefined
  copies: Copy<E>[]
  /** Number of the newest event that was passed on. */
  number: number | undefined
  /** Which line brought it. */
  by: Line | undefined
  /** When it came, on the monotonic clock; undefined before the first. */
  passedAt: number | undefined
  /** Events may have been missed since. */
  isInterrupted: boolean
  /** Copies of events that were passed on already. */
  duplicates: number
}

/** Where the one stream goes. */
export interface Outlet<T extends Track> {
  /** What the stream delivers. */
  pass(track: T, event: MarketEvent): void
  /** A hole, told before the event after it. */
  gap(track: T, reason: 'reconnect' | 'sequence' | 'reset', range: Range | undefined, next: MarketEvent): void
  /** The last stream has left a line that is leaving. */
  emptied(line: Line): void
}

export interface Arbiter<T extends Track> {
  /** A line brings an event. */
  receive(track: T, line: Line, event: MarketEvent, now: number): void
  /** A line carries the stream from now on. */
  carry(track: T, line: Line, now: number): void
  /**
   * A line carries the stream no more.
   * @param isCovered nothing can have been missed: another line carried the stream long before this one left
   */
  drop(track: T, line: Line, isCovered?: boolean): void
  /** Stops waiting for what does not come; returns when to look again. */
  watch(now: number): number
}

/** Events a copy may hold back. */
const heldMost = 4_096

/** Numbers below those of before, on a line that began so many ms after the last of them, are another count and no late copy. */
const lateMost = 10_000

export const createTrack = <E>(sequence: Sequence<E> | undefined): Track<E> => ({
  sequence,
  copies: [],
  number: undefined,
  by: undefined,
  passedAt: undefined,
  isInterrupted: false,
  duplicates: 0,
})

/** Whether an event has come on a line that carries the stream now. */
export const isLive = ({ copies }: Track): boolean => copies.some(({ hasJoined }) => hasJoined)

/** Whether an event has come on a line, or need not come any more. */
export function hasSpoken({ copies }: Track, line: Line): boolean {
  const copy = copies.find((each) => each.line === line)
  return copy ? copy.hasJoined || copy.held.length > 0 : line.isLeaving
}

/** Whether the stream has spoken since then on this line, and on no other. */
export function isOnlyOn(track: Track, line: Line, since: number): boolean {
  const { by, passedAt = since, copies } = track
  return by === line && passedAt > since && copies.every((each) => each.line === line || !hasSpoken(track, each.line))
}

/** @param holdMs how long a copy is held back for the sake of another */
export function createArbiter<T extends Track>(holdMs: number, { pass, gap, emptied }: Outlet<T>): Arbiter<T> {
  /** Streams of which a copy is held back. */
  const contested = new Set<T>()

  function copyOf({ copies }: T, line: Line): Copy<MarketEvent> | undefined {
    for (let i = 0; i < copies.length; i += 1) if (copies[i]!.line === line) return copies[i]
    return undefined
  }

  function carry(track: T, line: Line, since: number): Copy<MarketEvent> {
    const copy = { line, since, hasJoined: false, held: [], heldAt: 0, number: undefined }
    track.copies = [...track.copies, copy]
    line.streams += 1
    return copy
  }

  function remove(track: T, copy: Copy<MarketEvent>): void {
    track.copies = track.copies.filter((each) => each !== copy)
    const { line } = copy
    line.streams -= 1
    if (line.isLeaving && line.streams === 0) emptied(line)
  }

  /** Whether the stream has come as far as an event, so that nothing lies between. */
  function isReached({ sequence, number }: T, event: MarketEvent): boolean {
    if (!sequence || number === undefined) return false
    return sequence.follows ? sequence.follows(event) <= number : sequence.number(event) <= number
  }

  function deliver(track: T, copy: Copy<MarketEvent>, event: MarketEvent, number: number | undefined, now: number) {
    copy.number = track.number = number
    track.by = copy.line
    track.passedAt = now
    track.isInterrupted = false
    pass(track, event)
  }

  /** Takes an event of a copy that has joined. */
  function take(track: T, copy: Copy<MarketEvent>, event: MarketEvent, now: number): void {
    const { sequence, number: last, passedAt } = track
    const number = sequence?.number(event)
    if (number !== undefined && last !== undefined && number <= last) {
      const own = copy.number
      copy.number = number
      // A line repeats no state by mistake: what it says twice under one number is said twice.
      if (track.by === copy.line && !sequence?.follows) return deliver(track, copy, event, number, now)
      const wentBack = own !== undefined && number < own
      const isOther = number < last && copy.since > (passedAt as number) && now - (passedAt as number) > lateMost
      if (!wentBack && !isOther) {
        track.duplicates += 1
        return
      }
      gap(track, 'reset', undefined, event)
      return deliver(track, copy, event, number, now)
    }
    const isCounted = sequence?.follows !== undefined && last !== undefined
    const range = isCounted ? missing(sequence, last, event) : undefined
    if (isCounted ? range : track.isInterrupted && passedAt !== undefined) {
      // Another line may have what this one has not.
      if (range && track.copies.some((each) => each !== copy && each.hasJoined)) {
        copy.hasJoined = false
        return hold(track, copy, event, now)
      }
      gap(track, track.isInterrupted ? 'reconnect' : 'sequence', range, event)
    }
    deliver(track, copy, event, number, now)
  }

  function hold(track: T, copy: Copy<MarketEvent>, event: MarketEvent, now: number): void {
    // Without numbers nobody can say where one copy stands in the other: it is of use only when it is alone.
    if (!track.sequence) {
      track.duplicates += 1
      return
    }
    if (copy.held.length === 0) copy.heldAt = now
    copy.held.push(event)
    contested.add(track)
    if (copy.held.length >= heldMost) join(track, copy, now)
  }

  /** Takes what a copy has held back, and from now on whatever it brings. */
  function join(track: T, copy: Copy<MarketEvent>, now: number): void {
    const { held } = copy
    copy.held = []
    copy.hasJoined = true
    for (const event of held) {
      // Taking one may have shown a hole, so that the rest waits again.
      if (copy.hasJoined) take(track, copy, event, now)
      else hold(track, copy, event, now)
    }
    if (copy.line.isLeaving) return
    for (const other of track.copies) if (other.line.isLeaving) remove(track, other)
  }

  const reached = (track: T) => track.copies.find(({ held: [first] }) => first && isReached(track, first))

  /** Lets in the copies that the stream has reached. */
  function settle(track: T, now: number): void {
    for (let copy = reached(track); copy; copy = reached(track)) join(track, copy, now)
    if (track.copies.every(({ held }) => held.length === 0)) contested.delete(track)
  }

  return {
    receive(track, line, event, now) {
      let copy = copyOf(track, line)
      if (!copy) {
        // Its part in this stream is over.
        if (line.isLeaving) {
          track.duplicates += 1
          return
        }
        // Data may come before the word that it will.
        copy = carry(track, line, now)
      }
      const { copies } = track
      if (copies.length === 1) {
        copy.hasJoined = true
        return take(track, copy, event, now)
      }
      if (copy.hasJoined) take(track, copy, event, now)
      else {
        // A copy that was carried before this one comes first, even when it has said nothing yet.
        const mustWait = copies.some((each) => each.hasJoined) || copies[0] !== copy
        if (!mustWait || (copy.held.length === 0 && isReached(track, event))) {
          join(track, copy, now)
          take(track, copy, event, now)
        } else hold(track, copy, event, now)
      }
      settle(track, now)
    },
    carry(track, line, now) {
      if (!copyOf(track, line)) carry(track, line, now)
    },
    drop(track, line, isCovered = false) {
      const copy = copyOf(track, line)
      if (!copy) return
      remove(track, copy)
      if (isLive(track as Track)) return
      if ((!isCovered || !track.sequence) && track.passedAt !== undefined) track.isInterrupted = true
      // Whoever is left comes in, the one that begins earliest first.
      const waiting = track.copies.filter(({ held }) => held.length > 0)
      const place = ({ held }: Copy<MarketEvent>) => track.sequence?.number(held[0] as MarketEvent) ?? 0
      const [first] = waiting.sort((a, b) => place(a) - place(b))
      // Who was carried before it and has said nothing yet may have what comes before.
      const isFirst = (copy: Copy<MarketEvent>) =>
        track.copies.indexOf(copy) < track.copies.indexOf(first as typeof copy)
      if (!first || track.copies.some((copy) => copy.held.length === 0 && isFirst(copy))) return
      join(track, first, first.heldAt)
      settle(track, first.heldAt)
    },
    watch(now) {
      let next = Number.POSITIVE_INFINITY
      for (const track of contested) {
        for (const copy of track.copies) {
          if (copy.held.length === 0) continue
          if (copy.heldAt + holdMs > now) next = Math.min(next, copy.heldAt + holdMs)
          else {
            // The others lag or are deaf: they come back when they have caught up.
            for (const other of track.copies) if (other !== copy) other.hasJoined = false
            join(track, copy, now)
          }
        }
        settle(track, now)
      }
      return next
    },
  }
}
