/** One timer, at the earliest thing that is due. */
import type { Clock, Stop } from '../core/clock'

/**
 * @param wake called when it is due
 * @returns sets it anew, on the monotonic clock; Infinity is never
 */
export function createAlarm(clock: Clock, wake: () => void): (due: number) => void {
  let stop: Stop | undefined
  let at = Number.POSITIVE_INFINITY
  return (due) => {
    if (due === at) return
    stop?.()
    at = due
    if (due === Number.POSITIVE_INFINITY) return
    const ring = () => {
      at = Number.POSITIVE_INFINITY
      wake()
    }
    // Hosts round down: a wake a hair too early would find nothing due and come again at once.
    stop = clock.timer(ring, Math.max(0, Math.ceil(due - clock.now())))
  }
}
