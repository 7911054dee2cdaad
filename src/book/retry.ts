/** How long a book waits before it asks for its next snapshot, and how often it asks. */

/** Snapshots asked for in one sync before it is given up. */
export const tries = 10

/** Applied updates after which a book counts as steady. */
export const steady = 100

/** How long a book must have stood, in ms, to count as steady whatever came: as long as the longest distance. */
export const steadyMs = 60_000

/** How long a reconnected book waits for an event before it asks for a snapshot instead, in ms. */
export const quietMs = 5_000

/**
 * The wait before another snapshot of the same sync, in ms.
 * @param attempt how many were of no use
 * @param isFailure the request itself failed; else it was answered, with a snapshot that is too old
 */
export function retryDelay(attempt: number, isFailure: boolean): number {
  // A node of the exchange that lags behind the stream catches up within seconds; what refuses requests takes longer.
  return Math.min(isFailure ? 30_000 : 1_000, 250 * 2 ** (attempt - 1))
}

/**
 * The wait before the first snapshot of a sync, in ms: none, unless the book keeps falling out of step, which must not eat the
 * budget of all the others. What grows is the distance between two snapshots, so a book that stood for a while waits less.
 * @param falls how often it fell since it last was steady
 * @param stoodMs how long ago its last snapshot came
 */
export function fallDelay(falls: number, stoodMs: number): number {
  const distance = falls < 2 ? 0 : Math.min(steadyMs, 500 * 2 ** (falls - 2))
  return Math.max(0, distance - Math.max(0, stoodMs))
}
