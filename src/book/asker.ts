/** One question at a time: asked, called off, and never answered twice. */
import type { Query } from '../core/query'
import type { BookFeed, BookSignal } from './book'

export interface Asker {
  /** Asks unless a question is under way. Answers and refusals go to whom it was made for. */
  ask(afterMs: number): void
  /** Calls off what is under way; nothing more is heard of it. */
  forget(): void
  /** Questions that were answered or refused so far; those called off before are none. */
  readonly asked: number
}

/** The part of an AbortController that is needed: this layer knows no host. */
interface Aborter {
  readonly signal: BookSignal
  abort(): void
}

export function createAsker<A>(
  feed: Pick<BookFeed, 'request'>,
  query: Query<A>,
  answered: (answer: A) => void,
  refused: (cause: unknown) => void,
): Asker {
  let asked = 0
  let current: Aborter | undefined

  /** Ends the question, if it still is the present one. */
  function settle(mine: Aborter, then: () => void): void {
    if (current !== mine) return
    current = undefined
    asked += 1
    then()
  }

  return {
    get asked() {
      return asked
    },
    ask(afterMs) {
      if (current) return
      const mine = createAborter()
      current = mine
      // A feed that throws has refused.
      new Promise<A>((resolve) => resolve(feed.request(query, { afterMs, signal: mine.signal }))).then(
        (answer) => settle(mine, () => answered(answer)),
        (cause: unknown) => settle(mine, () => refused(cause)),
      )
    },
    forget() {
      const mine = current
      current = undefined
      mine?.abort()
    },
  }
}

function createAborter(): Aborter {
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
