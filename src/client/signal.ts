/** Abort signals: what to do when one aborts. */
import type { Stop } from '../core/clock'

/** The part of the standard AbortSignal that is used. */
export interface Signal {
  readonly aborted: boolean
  readonly reason?: unknown
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** Calls `act` when the signal aborts, also when it has already. */
export function whenAborted(signal: Signal | undefined, act: () => void): Stop {
  if (signal?.aborted) act()
  else signal?.addEventListener('abort', act)
  return () => signal?.removeEventListener('abort', act)
}
