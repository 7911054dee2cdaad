/** Listeners and named events; a listener that throws disturbs nobody. */
import type { Stop } from './clock'
import { refuseOption } from './errors'

export interface Listeners<T> {
  size(): number
  /**
   * Adds what a user passed.
   * @throws FeedError INVALID_OPTION
   */
  on(listener: (value: T) => void): Stop
  add(listener: (value: T, where: string) => void): Stop
  /** Calls every listener; `where` is what a failure is told with. */
  tell(value: T, where: string): void
  clear(): void
}

/** @param failed is told what a listener threw, and where */
export function createListeners<T>(failed: (error: unknown, where: string) => void): Listeners<T> {
  let all: readonly ((value: T, where: string) => void)[] = []
  const listeners: Listeners<T> = {
    // No getter: V8 makes a dictionary of a literal that has one.
    size: () => all.length,
    on(listener) {
      if (typeof listener !== 'function') throw refuseOption('listener', 'must be a function', listener)
      // A fresh function for each call, so that stopping one registration never stops a twin.
      return listeners.add((value) => listener(value))
    },
    add(listener) {
      all = [...all, listener]
      return () => {
        all = all.filter((each) => each !== listener)
      }
    },
    tell(value, where) {
      const present = all
      for (let i = 0; i < present.length; i += 1) {
        try {
          present[i]!(value, where)
        } catch (error) {
          failed(error, where)
        }
      }
    },
    clear() {
      all = []
    },
  }
  return listeners
}

/** Listeners by the name of the event, typed by a map. */
export interface Emitter<Events> {
  on<K extends keyof Events & string>(event: K, listener: (event: Events[K]) => void): Stop
  emit<K extends keyof Events & string>(event: K, value: Events[K]): void
  /** Forgets every listener. */
  clear(): void
}

/** @param failed is told what a listener threw, and the event's name */
export function createEmitter<Events>(failed: (error: unknown, event: string) => void): Emitter<Events> {
  const named = new Map<string, Listeners<never>>()
  return {
    on(event, listener) {
      const listeners = named.get(event) ?? createListeners(failed)
      named.set(event, listeners)
      return listeners.on(listener)
    },
    emit: (event, value) => named.get(event)?.tell(value as never, event),
    clear: () => named.clear(),
  }
}
