/** Who is told about a book: its listeners, and those who wait until it is live. */
import type { Stop } from '../core/clock'
import { createListeners, type Listeners } from '../core/emitter'
import type { FeedError } from '../core/errors'
import type { BookEvents } from './book'
import { listenerError } from './failures'

export interface News {
  on<K extends keyof BookEvents>(event: K, listener: (event: BookEvents[K]) => void): Stop
  tell<K extends keyof BookEvents>(event: K, value: BookEvents[K]): void
  /** Whether anybody listens to updates: else none need be made. */
  readonly isFollowed: boolean
  /** Settles with the next `arrive` or `refuse`. */
  wait(): Promise<void>
  /** Whether anybody waits. */
  readonly isAwaited: boolean
  arrive(): void
  refuse(error: FeedError): void
  /** Forgets every listener. */
  clear(): void
}

interface Waiting {
  resolve(): void
  reject(error: FeedError): void
}

export function createNews(symbol: string): News {
  const waiting: Waiting[] = []
  const told = <K extends keyof BookEvents>(): Listeners<BookEvents[K]> => createListeners(failed)
  const listeners: { readonly [K in keyof BookEvents]: Listeners<BookEvents[K]> } = {
    synced: told<'synced'>(),
    update: told<'update'>(),
    resync: told<'resync'>(),
    error: told<'error'>(),
  }

  function failed(cause: unknown, where: string): void {
    // A failing listener of `error` has nobody left to be told to.
    if (where !== 'error') listeners.error.tell(listenerError(symbol, where, cause), 'error')
  }

  return {
    on: (event, listener) => listeners[event].on(listener),
    tell: (event, value) => listeners[event].tell(value, event),
    get isFollowed() {
      return listeners.update.size() > 0
    },
    wait: () => new Promise((resolve, reject) => waiting.push({ resolve, reject })),
    get isAwaited() {
      return waiting.length > 0
    },
    arrive() {
      for (const { resolve } of waiting.splice(0)) resolve()
    },
    refuse(error) {
      for (const { reject } of waiting.splice(0)) reject(error)
    },
    clear() {
      for (const each of Object.values(listeners)) each.clear()
    },
  }
}
