/** What the end of a socket means: which error it is, and how long it asks for a rest. */
import { FeedError, temporary } from '../core/errors'
import type { SocketEnd } from '../core/transport'

/** Answers to a handshake that asking again does not change: the firewall, and the location. */
const denials = [403, 451]

/** Too many requests, and a ban for having gone on. */
const restrictions = [418, 429]

/** Policy violation: what exchanges close with when they have been asked too much. */
const policy = 1008

/** The error for a socket that ended, or that never opened. */
export function endingError(end: SocketEnd, endpoint: string, wasOpen: boolean): FeedError {
  const { code, reason, cause, status, error } = end
  if (error) return error
  const context = { endpoint, code, reason, status }
  const why = reason && ` (${reason})`
  if (denials.includes(status as number)) {
    const text = `${endpoint} admits nobody from here${why}. Another network or endpoint may; reconnect() tries again.`
    return new FeedError('ACCESS_DENIED', text, { context })
  }
  return wasOpen
    ? temporary('CONNECTION_LOST', `${endpoint} closed the connection with code ${code}${why}.`, context, cause)
    : temporary('OPEN_FAILED', `${endpoint} could not be opened${why}.`, context, cause)
}

/**
 * How long the endpoint wants to be left alone, in ms; 0 where it did not say so.
 * @param usualMs the least, and for who says so without a time
 */
export function restOf(end: SocketEnd | undefined, usualMs: number): number {
  if (!end || !(end.code === policy || restrictions.includes(end.status as number))) return 0
  return Math.max(end.retryAfterMs ?? 0, usualMs)
}
