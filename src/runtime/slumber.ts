/** Whether the host has slept: its steady clock stands still meanwhile, the wall clock does not. */
import type { Clock } from '../core/clock'

/** A wall clock that gains so many ms at once was corrected, or the host has slept. */
const leastMs = 5_000

/** @returns asks whether it has slept since it was asked last */
export function createSlumber(clock: Clock): () => boolean {
  let offset = clock.time() - clock.now()
  return () => {
    const sleptMs = clock.time() - clock.now() - offset
    offset += sleptMs
    return sleptMs > leastMs
  }
}
