/** A bounded queue with a manner of overflowing. */

/**
 * What happens to an event that finds the buffer full.
 * `drop-oldest` lets the newest in, `drop-newest` keeps what waits, `latest` keeps only the newest of each stream,
 * `fail` ends the reader, for whom a hole would be corruption.
 */
export type Overflow = 'drop-oldest' | 'drop-newest' | 'latest' | 'fail'

export const overflows: readonly Overflow[] = ['drop-oldest', 'drop-newest', 'latest', 'fail']

export interface BufferOptions {
  /** Events that may wait. @default 1_024 */
  readonly capacity: number
  /** What happens when more would. @default 'drop-oldest' */
  readonly overflow: Overflow
}

/** Where an item went: in, in at the cost of one, or nowhere. */
export type Pushed = 'kept' | 'dropped' | 'refused'

export class Buffer<T> {
  readonly #options: BufferOptions
  /** A queue: what waits stands from `#head` on. */
  #queue: T[] = []
  #head = 0
  /** For `latest`: the newest of each key, in the order in which the keys first came. */
  readonly #newest = new Map<string, T>()

  constructor(options: BufferOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#queue.length - this.#head + this.#newest.size
  }

  /**
   * Lets an item in, by the rule of the buffer.
   * @param key what `latest` keeps one of
   */
  push(item: T, key: string): Pushed {
    const { capacity, overflow } = this.#options
    if (overflow === 'latest') return this.#conflate(item, key, capacity)
    let pushed: Pushed = 'kept'
    if (this.#queue.length - this.#head >= capacity) {
      if (overflow === 'fail') return 'refused'
      pushed = 'dropped'
      if (overflow === 'drop-newest') return pushed
      this.shift()
    }
    this.#queue.push(item)
    return pushed
  }

  shift(): T | undefined {
    for (const [key, item] of this.#newest) {
      this.#newest.delete(key)
      return item
    }
    if (this.#head === this.#queue.length) return undefined
    const item = this.#queue[this.#head]
    this.#queue[this.#head++] = undefined as T
    // Half of it is read: copying the rest now keeps each shift cheap on the whole.
    if (this.#head * 2 >= this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head)
      this.#head = 0
    }
    return item
  }

  clear(): void {
    this.#queue = []
    this.#head = 0
    this.#newest.clear()
  }

  #conflate(item: T, key: string, capacity: number): Pushed {
    let pushed: Pushed = 'kept'
    if (!this.#newest.has(key) && this.#newest.size >= capacity) {
      this.shift()
      pushed = 'dropped'
    }
    this.#newest.set(key, item)
    return pushed
  }
}
