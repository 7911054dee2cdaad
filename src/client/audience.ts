/** Those who follow some streams, or all: listeners that are called, readers that are filled. */
import type { BufferOptions } from '../core/buffer'
import type { Stop } from '../core/clock'
import { createListeners } from '../core/emitter'
import type { FeedError } from '../core/errors'
import type { Reporter } from '../runtime/router'
import { createReader, type Reader } from './reader'

export interface Audience<E> {
  on(listener: (event: E) => void): Stop
  /** A reader with a buffer of its own, filled from now on. */
  read(): AsyncIterableIterator<E, undefined>
  deliver(event: E, stream: string): void
  /** Ends every reader: what waits is still read, then it throws `failure` where there is one. */
  endReaders(failure?: FeedError): void
  clear(): void
}

/**
 * @param streams what is followed; none stands for all
 * @param deserted called when the last of the audience was a reader and left
 */
export function createAudience<E>(
  streams: readonly string[],
  buffer: BufferOptions,
  { emit, counters, listenerFailed }: Reporter,
  deserted: () => void,
): Audience<E> {
  const listeners = createListeners<E>(listenerFailed)
  /** Every reader, and how to stop filling it. */
  const readers = new Map<Reader<E>, Stop>()

  function release(reader: Reader<E>): void {
    readers.get(reader)?.()
    readers.delete(reader)
  }

  function lost(dropped: number, isNews: boolean): void {
    counters.dropped += 1
    if (isNews) emit('lagged', { streams, dropped })
  }

  return {
    on: listeners.on,
    deliver: listeners.tell,
    clear: listeners.clear,
    read() {
      const reader: Reader<E> = createReader<E>(buffer, lost, () => {
        release(reader)
        if (listeners.size === 0) deserted()
      })
      readers.set(reader, listeners.add(reader.push))
      return reader
    },
    endReaders(failure) {
      for (const reader of readers.keys()) {
        release(reader)
        reader.end(failure)
      }
    },
  }
}
