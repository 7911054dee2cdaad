/** Those who iterate a book: each is woken once for all that happened since it last looked. */
import type { FeedError } from '../core/errors'

export interface Readers<T> {
  /** There is something new to see. */
  wake(): void
  /** Nothing new comes any more: iterations end, or throw `error`. */
  end(error?: FeedError): void
  /** @param isFresh whether there is something to see already */
  open(isFresh: boolean): AsyncIterableIterator<T>
}

interface Reader {
  wake(): void
  end(error?: FeedError): void
}

interface Turn<T> {
  resolve(result: IteratorResult<T>): void
  reject(error: FeedError): void
}

/** @param value what every turn hands out */
export function createReaders<T>(value: () => T): Readers<T> {
  const readers = new Set<Reader>()

  function open(isFresh: boolean): AsyncIterableIterator<T> {
    let isNews = isFresh
    let isOver = false
    let failure: FeedError | undefined
    const waiting: Turn<T>[] = []
    const over = (): IteratorResult<T> => ({ done: true, value: undefined })
    const reader: Reader = {
      wake() {
        const turn = waiting.shift()
        if (turn) turn.resolve({ done: false, value: value() })
        else isNews = true
      },
      end(error) {
        isOver = true
        readers.delete(reader)
        const [first, ...others] = waiting.splice(0)
        // Whoever waits first is told; where nobody does, whoever comes next.
        if (first && error) first.reject(error)
        else first?.resolve(over())
        if (!first) failure = error
        for (const turn of others) turn.resolve(over())
      },
    }
    readers.add(reader)
    return {
      next() {
        if (isNews && !isOver) {
          isNews = false
          return Promise.resolve({ done: false, value: value() })
        }
        if (!isOver) return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
        const error = failure
        failure = undefined
        return error ? Promise.reject(error) : Promise.resolve(over())
      },
      async return() {
        reader.end()
        failure = undefined
        return over()
      },
      [Symbol.asyncIterator]() {
        return this
      },
    }
  }

  return {
    open,
    wake() {
      for (const reader of readers) reader.wake()
    },
    end(error) {
      for (const reader of [...readers]) reader.end(error)
    },
  }
}
