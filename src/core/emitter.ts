/** Named events, typed by a map; a listener that throws disturbs nobody. */
import type { Stop } from './clock'

type Listener = (event: never) => void

export class Emitter<Events> {
  readonly #listeners = new Map<keyof Events, readonly Listener[]>()

  /** @param failed is told what a listener threw, and the event's name */
  constructor(readonly failed: (error: unknown, event: keyof Events) => void) {}

  on<K extends keyof Events>(event: K, listener: (event: Events[K]) => void): Stop {
    // A fresh function for each call, so that stopping one registration never stops a twin.
    const own: Listener = (value) => listener(value)
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), own])
    return () => {
      const rest = (this.#listeners.get(event) ?? []).filter((each) => each !== own)
      if (rest.length > 0) this.#listeners.set(event, rest)
      else this.#listeners.delete(event)
    }
  }

  emit<K extends keyof Events>(event: K, value: Events[K]): void {
    const listeners = this.#listeners.get(event)
    if (listeners === undefined) return
    for (const listener of listeners) {
      try {
        listener(value as never)
      } catch (error) {
        this.failed(error, event)
      }
    }
  }

  /** Forgets every listener. */
  clear(): void {
    this.#listeners.clear()
  }
}
