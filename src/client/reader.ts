/** One consumer pulling at its own pace: a bounded buffer behind an async iterator. */
import { type BufferOptions, createBuffer } from '../core/buffer'
import { FeedError } from '../core/errors'
import type { Item } from '../core/events'

/** A promise that somebody waits for. */
export interface Waiting<T> {
  resolve(value: T): void
  reject(error: unknown): void
}

export interface Reader<T extends Item> extends AsyncIterableIterator<T> {
  /** Hands an event to whoever waits, else keeps it. */
  push(event: T, stream: string): void
  /** No event comes any more. What waits is still read; then the iteration ends, or throws `error`. */
  end(error?: FeedError): void
}

/** What conflation keeps one of: the newest event of a stream never takes the place of a hole in it. */
const keyOf = ({ type }: Item, stream: string) => (type === 'gap' ? `${type} ${stream}` : stream)

const done = { done: true, value: undefined } as const

/**
 * @param lost told of each lost event how many they are by now, and whether that is news: the first, then each doubling
 * @param left called once when the consumer leaves or the reader fails
 */
export function createReader<T extends Item>(
  options: BufferOptions,
  lost: (dropped: number, isNews: boolean) => void,
  left: () => void,
): Reader<T> {
  let buffer = createBuffer<T>(options)
  const waiting: Waiting<IteratorResult<T>>[] = []
  let dropped = 0
  let isOver = false
  let failure: FeedError | undefined

  const reader: Reader<T> = {
    push(event, stream) {
      if (isOver) return
      const next = waiting.shift()
      if (next) return next.resolve({ done: false, value: event })
      const pushed = buffer.push(event, keyOf(event, stream))
      if (pushed === 'kept') return
      dropped += 1
      // A power of two has one bit.
      lost(dropped, (dropped & (dropped - 1)) === 0)
      if (pushed !== 'refused') return
      const { capacity } = options
      const text = `A reader fell ${capacity} events behind: read faster, or raise buffer.capacity.`
      reader.end(new FeedError('BUFFER_OVERFLOW', text, { context: { capacity } }))
      left()
    },
    end(error) {
      isOver = true
      failure = error
      for (const { resolve, reject } of waiting.splice(0)) {
        if (error) reject(error)
        else resolve(done)
      }
    },
    next() {
      const value = buffer.shift()
      if (value !== undefined) return Promise.resolve({ done: false, value })
      if (!isOver) return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
      const error = failure
      failure = undefined
      return error ? Promise.reject(error) : Promise.resolve(done)
    },
    // The consumer leaves: what waits is let go.
    async return() {
      buffer = createBuffer(options)
      if (!isOver) left()
      reader.end()
      return done
    },
    [Symbol.asyncIterator]: () => reader,
  }
  return reader
}
