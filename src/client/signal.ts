/** Abort signals: what to do when one aborts. */
import type { Stop } from '../core/clock'
import type { Signal } from './feed'

/** Calls `act` when the signal aborts, also when it has already. */
export function whenAborted(signal: Signal | undefined, act: () => void): Stop {
  if (signal?.aborted) act()
  else signal?.addEventListener('abort', act)
  return () => signal?.removeEventListener('abort', act)
}
