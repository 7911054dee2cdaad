/**
 * Line arbitration: one stream out of the copies that several connections bring, each event once and in order.
 * A copy that joins is held back until the stream has come as far as its first event; from then on the first copy of an
 * event wins. Rotation is two lines of which the older leaves, redundancy two that stay.
 */
import type { MarketEvent } from './channel'
import type { Gap } from './events'
import { missing, type Range } from './sequence'
import { type Copy, isLive, type Line, type Track } from './track'

/** Where the one stream goes. */
export interface Outlet<T extends Track> {
  /** What the stream delivers. */
  pass(track: T, event: MarketEvent): void
  /** A hole, told before the event after it. */
  gap(track: T, reason: Gap['reason'], range: Range | undefined, next: Pick<MarketEvent, 'receiveTime'>): void
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
   * @param heardAt when the line is known to have worked last: what has carried the stream since before that lacks nothing
   * @param broughtAt what another line has brought before that, this one has brought as well, unless it has lost it
   */
  drop(track: T, line: Line, heardAt?: number, broughtAt?: number): void
  /** A line was told to leave the stream; it may be told to carry it again. */
  pause(track: T, line: Line): void
  /**
   * A line tells by itself that something is missing before its next event. What a `sequence` misses, its numbers tell.
   * @param toTime when that event arrived, Unix ms
   */
  interrupt(track: T, line: Line, reason: Gap['reason'], toTime: number): void
  /** Stops waiting for what does not come; returns when to look again. */
  watch(now: number): number
}

const never = Number.POSITIVE_INFINITY

/** Whether its line was not told to leave the stream. */
const isCarried = ({ since }: Copy<MarketEvent>) => since < never

/** Events a copy may hold back. */
const heldMost = 4_096

/** Numbers below those of before, if not below half of them, on a line that began so many ms after the last of them, are another count and no late copy. */
const lateMost = 10_000

/** @param holdMs how long a copy is held back for the sake of another */
export function createArbiter<T extends Track>(holdMs: number, { pass, gap, emptied }: Outlet<T>): Arbiter<T> {
  /** Streams of which a copy is held back. */
  const contested = new Set<T>()
  const waiting: (() => void)[] = []
  let isBusy = false

  function copyOf({ copies }: T, line: Line): Copy<MarketEvent> | undefined {
    for (let i = 0; i < copies.length; i += 1) if (copies[i]!.line === line) return copies[i]
    return undefined
  }

  function carry(track: T, line: Line, since: number): Copy<MarketEvent> {
    const copy = { line, since, spokeAt: since, hasJoined: false, held: [], heldAt: 0, number: undefined }
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
      const beganAgain = number < last / 2
      if (track.by === copy.line && !sequence?.follows && !beganAgain) return deliver(track, copy, event, number, now)
      // One that was still in the former count only follows where another has begun again.
      const wentBack = own !== undefined && number < own && (own <= last || beganAgain)
      const isFresh = copy.since > (passedAt as number)
      const isOther = isFresh && number < last && (beganAgain || now - (passedAt as number) > lateMost)
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
    if (copy.held.length >= heldMost) force(track, copy, now)
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
    // Where a hole has shown, who is leaving may still fill it.
    if (copy.line.isLeaving || !copy.hasJoined) return
    for (const other of track.copies) if (other.line.isLeaving) remove(track, other)
  }

  /** Lets in a copy that the stream has not reached: what lies between, nobody knows. */
  function force(track: T, copy: Copy<MarketEvent>, now: number): void {
    if (track.passedAt !== undefined) track.isInterrupted = true
    join(track, copy, now)
  }

  const reached = (track: T) => track.copies.find(({ held: [first] }) => first && isReached(track, first))

  /** Lets in the copies that the stream has reached. */
  function settle(track: T, now: number): void {
    for (let copy = reached(track); copy; copy = reached(track)) join(track, copy, now)
    if (track.copies.every(({ held }) => held.length === 0)) contested.delete(track)
  }

  function receive(track: T, line: Line, event: MarketEvent, now: number): void {
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
    copy.spokeAt = now
    if (copy.since === never) copy.since = now
    const { copies } = track
    if (copies.length === 1) {
      if (!copy.hasJoined) join(track, copy, now)
      return take(track, copy, event, now)
    }
    if (copy.hasJoined) take(track, copy, event, now)
    else {
      // A copy that was carried before this one comes first, even when it has said nothing yet.
      const mustWait = copies.some((each) => each.hasJoined) || copies.find(isCarried) !== copy
      if (!mustWait || (copy.held.length === 0 && isReached(track, event))) {
        join(track, copy, now)
        take(track, copy, event, now)
      } else hold(track, copy, event, now)
    }
    settle(track, now)
  }

  function begin(track: T, line: Line, now: number): void {
    const copy = copyOf(track, line)
    if (!copy) carry(track, line, now)
    else if (copy.since === never) copy.since = now
  }

  function pause(track: T, line: Line): void {
    const copy = copyOf(track, line)
    if (!copy) return
    copy.since = never
    // Somebody else goes on, and it has to catch up; or nobody does.
    if (track.copies.some((each) => each !== copy && each.hasJoined)) copy.hasJoined = false
    else if (track.passedAt !== undefined) track.isInterrupted = true
  }

  function drop(track: T, line: Line, heardAt: number, broughtAt: number): void {
    const copy = copyOf(track, line)
    if (!copy) return
    remove(track, copy)
    if (isLive(track as Track)) return
    const covers = ({ since, held, heldAt }: Copy<MarketEvent>) =>
      since < heardAt && (held.length === 0 || heldAt >= broughtAt)
    const isCovered = track.sequence && track.copies.some(covers)
    if (!isCovered && track.passedAt !== undefined) track.isInterrupted = true
    // Whoever is left comes in, the one that begins earliest first.
    const holding = track.copies.filter(({ held }) => held.length > 0)
    const place = ({ held }: Copy<MarketEvent>) => track.sequence?.number(held[0] as MarketEvent) ?? 0
    const [first] = holding.sort((a, b) => place(a) - place(b))
    // Who was carried before it and has said nothing yet may have what comes before.
    const isFirst = (copy: Copy<MarketEvent>) => track.copies.indexOf(copy) < track.copies.indexOf(first as typeof copy)
    if (!first || track.copies.some((copy) => copy.held.length === 0 && isCarried(copy) && isFirst(copy))) return
    join(track, first, first.heldAt)
    settle(track, first.heldAt)
  }

  function watch(now: number): number {
    let next = never
    for (const track of contested) {
      for (const copy of track.copies) {
        if (copy.held.length === 0) continue
        if (copy.heldAt + holdMs > now) next = Math.min(next, copy.heldAt + holdMs)
        else {
          // The others lag or are deaf: they come back when they have caught up.
          for (const other of track.copies) if (other !== copy) other.hasJoined = false
          force(track, copy, now)
        }
      }
      settle(track, now)
    }
    return next
  }

  /** One act at a time: what a reader does to the lines while it is given an event waits for its turn. */
  function act(what: () => void): void {
    waiting.push(what)
    if (isBusy) return
    isBusy = true
    try {
      for (let next = waiting.shift(); next; next = waiting.shift()) next()
    } finally {
      isBusy = false
    }
  }

  return {
    receive(track, line, event, now) {
      if (isBusy) return void waiting.push(() => receive(track, line, event, now))
      isBusy = true
      try {
        receive(track, line, event, now)
      } finally {
        isBusy = false
      }
      if (waiting.length > 0) act(() => {})
    },
    carry: (track, line, now) => act(() => begin(track, line, now)),
    pause: (track, line) => act(() => pause(track, line)),
    interrupt: (track, line, reason, receiveTime) =>
      act(() => {
        if (track.passedAt === undefined || reason === 'sequence') return
        if (reason === 'reconnect' || track.by !== line) track.isInterrupted = true
        else {
          track.number = undefined
          track.isInterrupted = false
          gap(track, reason, undefined, { receiveTime })
        }
      }),
    drop: (track, line, heardAt = Number.NEGATIVE_INFINITY, broughtAt = heardAt) =>
      act(() => drop(track, line, heardAt, broughtAt)),
    watch(now) {
      let next = now
      if (!isBusy) act(() => (next = watch(now)))
      return next
    },
  }
}
