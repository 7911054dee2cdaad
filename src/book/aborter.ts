/** A signal that its maker can set off: no host needed. */
import type { BookSignal } from './book'

export interface Aborter {
  readonly signal: BookSignal
  abort(): void
}

export function createAborter(): Aborter {
  const listeners = new Set<() => void>()
  let aborted = false
  return {
    signal: {
      get aborted() {
        return aborted
      },
      addEventListener: (_, listener) => {
        listeners.add(listener)
      },
      removeEventListener: (_, listener) => {
        listeners.delete(listener)
      },
    },
    abort() {
      aborted = true
      for (const listener of listeners) listener()
      listeners.clear()
    },
  }
}
