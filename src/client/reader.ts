/** One consumer pulling at its own pace: a bounded buffer behind an async iterator. */
import { Buffer, type BufferOptions } from '../core/buffer'
import { FeedError } from '../core/errors'

interface Waiting<T> {
  resolve(result: IteratorResult<T, undefined>): void
  reject(error: unknown): void
}

const done = { done: true, value: undefined } as const

export class Reader<T> implements AsyncIterableIterator<T, undefined> {
  readonly #buffer: Buffer<T>
  readonly #waiting: Waiting<T>[] = []
  #dropped = 0
  /** At which count the next loss is told. */
  #tellAt = 1
  #end: { readonly error: unknown } | undefined

  /**
   * @param lost told of each lost event how many they are by now, and whether that is news: the first, then each doubling
   * @param left called once when the consumer leaves or the reader fails
   */
  constructor(
    options: BufferOptions,
    readonly lost: (dropped: number, news: boolean) => void,
    readonly left: () => void,
  ) {
    this.#buffer = new Buffer(options)
  }

  /** Hands an event to whoever waits, else keeps it. */
  push(event: T, stream: string): void {
    if (this.#end !== undefined) return
    const next = this.#waiting.shift()
    if (next !== undefined) return next.resolve({ done: false, value: event })
    const pushed = this.#buffer.push(event, stream)
    if (pushed === 'kept') return
    this.#lose()
    if (pushed !== 'refused') return
    const text = `A reader fell ${this.#buffer.size} events behind and may not lose any; read faster, or raise buffer.capacity.`
    this.end(new FeedError('BUFFER_OVERFLOW', text, { context: { capacity: this.#buffer.size } }))
    this.left()
  }

  /** No event comes any more. What waits is still read; then the iteration ends, or throws `error`. */
  end(error?: unknown): void {
    if (this.#end !== undefined) return
    this.#end = { error }
    for (const { resolve, reject } of this.#waiting.splice(0)) {
      if (error === undefined) resolve(done)
      else reject(error)
    }
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const value = this.#buffer.shift()
    if (value !== undefined) return Promise.resolve({ done: false, value })
    if (this.#end !== undefined) {
      const { error } = this.#end
      this.#end = { error: undefined }
      return error === undefined ? Promise.resolve(done) : Promise.reject(error)
    }
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  /** The consumer leaves: what waits is let go. */
  return(): Promise<IteratorResult<T, undefined>> {
    const wasOpen = this.#end === undefined
    this.#buffer.clear()
    this.end()
    if (wasOpen) this.left()
    return Promise.resolve(done)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #lose(): void {
    this.#dropped += 1
    const news = this.#dropped === this.#tellAt
    if (news) this.#tellAt *= 2
    this.lost(this.#dropped, news)
  }
}
