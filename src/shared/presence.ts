/** Who is alive: everybody holds a lock of its own, which the host takes back from the dead, and others wait for it. */
import type { Stop } from '../core/clock'
import { aborter } from '../runtime/host'
import type { Locks } from './surroundings'

/**
 * Waits for a lock, then holds it.
 * @param held called once it is held
 * @returns lets it go, or waits no longer
 */
export function holdLock(locks: Locks, name: string, held: () => void): Stop {
  const caller = aborter()
  let release: (() => void) | undefined
  let isOver = false
  const holding = locks.request(name, { signal: caller.signal }, () => {
    if (isOver) return undefined
    return new Promise<void>((resolve) => {
      release = resolve
      held()
    })
  })
  // What was called off is rejected.
  holding.catch(() => {})
  return () => {
    isOver = true
    if (release) release()
    else caller.abort()
  }
}

/** Calls `gone` when whoever holds the lock has let go of it. */
export function whenGone(locks: Locks | undefined, name: string | undefined, gone: () => void): Stop {
  if (!locks || name === undefined) return () => {}
  const stop = holdLock(locks, name, () => {
    stop()
    gone()
  })
  return stop
}

/** One's own sign of life. */
export interface Presence {
  /** The lock by which others see it; undefined where the host has none. */
  readonly lock: string | undefined
  /** Resolves once the lock is held. */
  begin(): Promise<void>
  end(): void
}

export function createPresence(locks: Locks | undefined, name: string): Presence {
  let held: Promise<void> | undefined
  let release: Stop = () => {}
  return {
    lock: locks && name,
    begin() {
      held ??= new Promise((resolve) => {
        if (locks) release = holdLock(locks, name, resolve)
        else resolve()
      })
      return held
    },
    end() {
      held = undefined
      release()
    },
  }
}
