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

export interface Buffer<T> {
  size(): number
  /**
   * Lets an item in, by the rule of the buffer.
   * @param key what `latest` keeps one of
   */
  push(item: T, key: string): Pushed
  shift(): T | undefined
}

export function createBuffer<T>({ capacity, overflow }: BufferOptions): Buffer<T> {
  /** What waits stands from `head` on. */
  let queue: T[] = []
  let head = 0
  /** For `latest`: the newest of each key, in the order in which the keys first came. */
  const newest = new Map<string, T>()
  const buffer: Buffer<T> = {
    size: () => queue.length - head + newest.size,
    push(item, key) {
      const isFull = buffer.size() >= capacity && !newest.has(key)
      if (isFull) {
        if (overflow === 'fail') return 'refused'
        if (overflow === 'drop-newest') return 'dropped'
        buffer.shift()
      }
      if (overflow === 'latest') newest.set(key, item)
      else queue.push(item)
      return isFull ? 'dropped' : 'kept'
    },
    shift() {
      for (const [key, item] of newest) {
        newest.delete(key)
        return item
      }
      if (buffer.size() === 0) return undefined
      const item = queue[head]
      queue[head++] = undefined as T
      // Half of it is read: copying the rest now keeps each shift cheap on the whole.
      if (head * 2 >= queue.length) {
        queue = queue.slice(head)
        head = 0
      }
      return item
    },
  }
  return buffer
}
