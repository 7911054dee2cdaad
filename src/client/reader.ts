/** Consumers pulling at their own pace: a bounded buffer behind each async iterator. */
import { type BufferOptions, createBuffer } from '../core/buffer'
import { FeedError } from '../core/errors'

/** A promise that somebody waits for. */
export interface Waiting<T> {
  resolve(value: T): void
  reject(error: unknown): void
}

export interface Readers<T> {
  readonly size: number
  /** One more reader, filled from now on; where `isOver`, one that ends at once. */
  open(isOver: boolean): AsyncIterableIterator<T, undefined>
  /** Hands an event to every reader. */
  push(event: T, stream: string): void
  /** Nothing more comes for the present readers: what waits is still read; then they end, or throw `error`. */
  end(error?: FeedError): void
}

interface Reader<T> extends AsyncIterableIterator<T, undefined> {
  push(event: T, stream: string): void
  end(error?: FeedError): void
}

const done = { done: true, value: undefined } as const

/**
 * @param lost told of each lost event how many that reader has lost by now, and whether that is news: the first, then each doubling
 * @param left called once for each consumer that leaves and each reader that fails
 */
export function createReaders<T>(
  options: BufferOptions,
  lost: (dropped: number, isNews: boolean) => void,
  left: () => void,
): Readers<T> {
  let all: readonly Reader<T>[] = []

  function leave(reader: Reader<T>): void {
    all = all.filter((each) => each !== reader)
    left()
  }

  return {
    get size() {
      return all.length
    },
    open(isOver) {
      const reader: Reader<T> = createReader(options, lost, () => leave(reader))
      if (isOver) reader.end()
      else all = [...all, reader]
      return reader
    },
    push(event, stream) {
      const readers = all
      for (let i = 0; i < readers.length; i += 1) readers[i]!.push(event, stream)
    },
    end(error) {
      for (const reader of all) reader.end(error)
      all = []
    },
  }
}

function createReader<T>(
  options: BufferOptions,
  lost: (dropped: number, isNews: boolean) => void,
  left: () => void,
): Reader<T> {
  let buffer = createBuffer<T>(options)
  const waiting: Waiting<IteratorResult<T, undefined>>[] = []
  let dropped = 0
  /** At which count the next loss is told. */
  let tellAt = 1
  let isOver = false
  let failure: FeedError | undefined

  const reader: Reader<T> = {
    push(event, stream) {
      if (isOver) return
      const next = waiting.shift()
      if (next) return next.resolve({ done: false, value: event })
      const pushed = buffer.push(event, stream)
      if (pushed === 'kept') return
      const isNews = ++dropped === tellAt
      if (isNews) tellAt *= 2
      lost(dropped, isNews)
      if (pushed !== 'refused') return
      const { capacity } = options
      const text = `A reader fell ${capacity} events behind and may not lose any; read faster, or raise buffer.capacity.`
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
      const wasOpen = !isOver
      buffer = createBuffer(options)
      reader.end()
      if (wasOpen) left()
      return done
    },
    [Symbol.asyncIterator]: () => reader,
  }
  return reader
}
