/** How long to wait before the next attempt: exponential, capped, with full jitter. */

export interface BackoffOptions {
  /** Ceiling of the first wait, in ms. @default 1_000 */
  readonly baseMs: number
  /** Ceiling of any wait, in ms. @default 60_000 */
  readonly capMs: number
  /** Growth of the ceiling from one wait to the next. @default 2 */
  readonly factor: number
}

/** The ceiling of the wait after `retries` earlier waits, in ms. */
export function ceiling(retries: number, options: BackoffOptions): number {
  return Math.min(options.capMs, options.baseMs * options.factor ** retries)
}

/**
 * The wait itself, in ms: anything between nothing and the ceiling, so that clients cut together do not return together.
 * @param random in [0, 1), already drawn
 */
export function backoff(retries: number, random: number, options: BackoffOptions): number {
  return Math.floor(random * ceiling(retries, options))
}
