/** One stream and the copies of it that lines bring: what is known of each, before anything is decided. */
import type { MarketEvent } from './channel'
import type { Sequence } from './sequence'

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
export interface Copy<E> {
  readonly line: Line
  /** When it began, on the monotonic clock. */
  since: number
  /** When it brought something last, or began. */
  spokeAt: number
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
  /** When it came, on the monotonic clock; before the first undefined, or when the stream was carried where that counts. */
  passedAt: number | undefined
  /** Events may have been missed since. */
  isInterrupted: boolean
  /** Copies of events that were passed on already. */
  duplicates: number
}

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
  return copy ? copy.since < Number.POSITIVE_INFINITY && (copy.hasJoined || copy.held.length > 0) : line.isLeaving
}

/** Whether the stream has spoken since then on this line, and on no other. */
export function isOnlyOn(track: Track, line: Line, since: number): boolean {
  const { by, passedAt = since, copies, sequence } = track
  // Without numbers no other line is heard while this one is there.
  if (!sequence) return false
  return by === line && passedAt > since && copies.every((each) => each.line === line || !hasSpoken(track, each.line))
}
