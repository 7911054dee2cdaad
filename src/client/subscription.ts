/** A user's hold on one or more streams: listeners that are called, iterators that are read. */

import type { BufferOptions } from '../core/buffer'
import type { Channel } from '../core/channel'
import type { Host, Stop } from '../core/clock'
import { createListeners } from '../core/emitter'
import { FeedError, temporary } from '../core/errors'
import type { Item } from '../core/events'
import type { Hidden } from '../core/options'
import { isLive } from '../core/track'
import type { Sink } from '../runtime/route'
import type { Reporter, Router } from '../runtime/router'
import { createReader, type Reader, type Waiting } from './reader'
import { type Signal, whenAborted } from './signal'
import type { Veil } from './veil'

/**
 * A hold on streams; they stay subscribed until the last hold on them is let go.
 * What it gives are events and, at their places, the holes between them: items of type `gap`.
 */
export interface Subscription<T extends Item = Item> extends AsyncIterable<T> {
  /** Names of the streams on the wire. */
  readonly streams: readonly string[]
  /**
   * Calls `listener` with each item, at once and unbuffered. What it throws is told as LISTENER_FAILED and disturbs nobody.
   * @returns the way to stop
   */
  on(listener: (item: T) => void): Stop
  /**
   * Resolves when every stream has delivered an event on the present connection: the only proof that a stream exists.
   * Rejects with FEED_CLOSED, ABORTED, RETRIES_EXHAUSTED or SUBSCRIBE_REJECTED. Never times out by itself.
   */
  ready(): Promise<void>
  /** Lets go; iterators end, listeners are forgotten. Twice is once. */
  unsubscribe(): void
  /**
   * A reader with a bounded buffer of its own, filled from now on. Leaving the loop unsubscribes when nobody else reads
   * this subscription. Throws BUFFER_OVERFLOW, RETRIES_EXHAUSTED or SUBSCRIBE_REJECTED where those end it.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<T>
}

/** A subscription as the feed sees it. One that names no streams is given everything, and stays when its readers leave. */
export interface Hold<T extends Item = Item> extends Subscription<T> {
  deliver(item: T, stream: string): void
  /** Ends the hold: whoever waits is rejected, and readers throw `failure` where there is one. */
  finish(error: FeedError, failure?: FeedError): void
  /** Tells everybody who waits that nothing will come; the hold itself remains. */
  fail(error: FeedError, failure?: FeedError): void
}

/** What a hold needs from the feed. */
export interface Holder {
  readonly reporter: Reporter
  readonly holds: Set<Hold>
  readonly host: Host
  /** What is wanted has changed. */
  changed(): void
}

/** What a hold is made with. */
export interface HoldOptions {
  readonly buffer: BufferOptions
  readonly signal?: Signal | undefined
  /** Whether holes stand among its events. */
  readonly gaps: boolean
  /** What becomes of events while the page is hidden. */
  readonly hidden: Hidden
}

export function createHold<T extends Item>(
  channels: readonly Channel[],
  { buffer, signal, gaps, hidden }: HoldOptions,
  router: Pick<Router, 'attach' | 'detach' | 'rest'>,
  { reporter, holds, host, changed }: Holder,
): Hold<T> {
  const { emit, counters, listenerFailed } = reporter
  const streams = channels.map((channel) => channel.stream)
  const listeners = createListeners<T>(listenerFailed)
  /** Every reader, and how to stop filling it. */
  const readers = new Map<Reader<T>, Stop>()
  const waiting: Waiting<void>[] = []
  let end: FeedError | undefined
  let stop: Stop | undefined
  let veil: Veil | undefined

  const sink: Sink = (item, stream) => {
    if (waiting.length > 0 && isReady()) for (const { resolve } of waiting.splice(0)) resolve()
    if (veil) veil.take(item, stream)
    else pass(item, stream)
  }

  function pass(item: Item, stream: string): void {
    if (gaps || item.type !== 'gap') listeners.tell(item as T, stream)
  }

  function rest(isResting: boolean): void {
    for (const stream of streams) router.rest(stream, sink, isResting)
    changed()
  }

  const routes = channels.map((channel) => router.attach(channel, sink))
  const isReady = () => routes.every(isLive)

  function release(reader: Reader<T>): void {
    readers.get(reader)?.()
    readers.delete(reader)
  }

  function lost(dropped: number, isNews: boolean): void {
    counters.dropped += 1
    if (isNews) emit('lagged', { streams, dropped })
  }

  const hold: Hold<T> = {
    streams,
    on: listeners.on,
    deliver: listeners.tell,
    ready: () =>
      new Promise((resolve, reject) => {
        if (end) reject(end)
        else if (isReady()) resolve()
        else waiting.push({ resolve, reject })
      }),
    unsubscribe: () => hold.finish(new FeedError('ABORTED', `${streams.join(', ')} was unsubscribed.`)),
    [Symbol.asyncIterator]() {
      const reader: Reader<T> = createReader<T>(buffer, lost, () => {
        release(reader)
        if (streams.length > 0 && listeners.size() === 0) hold.unsubscribe()
      })
      if (end) reader.end()
      else readers.set(reader, listeners.add(reader.push))
      return reader
    },
    finish(error, failure) {
      if (end) return
      end = error
      for (const stream of streams) router.detach(stream, sink)
      hold.fail(error, failure)
      listeners.clear()
      stop?.()
      veil?.stop()
      holds.delete(hold as unknown as Hold)
      changed()
    },
    fail(error, failure) {
      for (const { reject } of waiting.splice(0)) reject(error)
      for (const reader of readers.keys()) {
        release(reader)
        reader.end(failure)
      }
    },
  }
  if (hidden !== 'keep') {
    import('./veil').then(
      ({ createVeil }) => {
        if (!end) veil = createVeil(hidden, routes, host, pass, rest)
      },
      (cause) => emit('error', temporary('REQUEST_FAILED', `hidden: ${String(cause)}`, { streams }, cause)),
    )
  }
  holds.add(hold as unknown as Hold)
  stop = whenAborted(signal, hold.unsubscribe)
  return hold
}
