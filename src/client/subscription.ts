/** A user's hold on one or more streams: listeners that are called, iterators that are read. */
import type { Channel, MarketEvent } from '../core/channel'
import type { Stop } from '../core/clock'
import { createListeners } from '../core/emitter'
import { FeedError } from '../core/errors'
import type { Router, Sink } from '../runtime/router'
import type { SubscribeOptions } from './feed'
import type { Readers, Waiting } from './reader'
import { whenAborted } from './signal'

/** A hold on streams; they stay subscribed until the last hold on them is let go. */
export interface Subscription<E extends MarketEvent = MarketEvent> extends AsyncIterable<E> {
  /** Names of the streams on the wire. */
  readonly streams: readonly string[]
  /**
   * Calls `listener` with each event, at once and unbuffered. What it throws is told as LISTENER_FAILED and disturbs nobody.
   * @returns the way to stop
   */
  on(listener: (event: E) => void): Stop
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
  [Symbol.asyncIterator](): AsyncIterableIterator<E, undefined>
}

/** A subscription as the feed sees it. */
export interface Hold<E extends MarketEvent = MarketEvent> extends Subscription<E> {
  /** Ends the hold: whoever waits is rejected, and readers throw `failure` where there is one. */
  finish(error: FeedError, failure?: FeedError): void
  /** Tells everybody who waits that nothing will come; the hold itself remains. */
  fail(error: FeedError, failure?: FeedError): void
}

/** What a hold needs from the feed. */
export interface Holder {
  readonly router: Router
  readonly holds: Set<Hold>
  /** Readers of these streams; `left` is called for each that leaves. */
  readers<E>(streams: readonly string[], own: SubscribeOptions['buffer'], left: () => void): Readers<E>
  listenerFailed(cause: unknown, where: string): void
  /** What is wanted has changed. */
  changed(): void
}

export function createHold<E extends MarketEvent>(
  channels: readonly Channel<E>[],
  { buffer, signal }: SubscribeOptions,
  holder: Holder,
): Hold<E> {
  const { router, holds, changed } = holder
  const streams = channels.map((channel) => channel.stream)
  const readers = holder.readers<E>(streams, buffer, () => {
    if (readers.size + listeners.size === 0) hold.unsubscribe()
  })
  const listeners = createListeners<E>(holder.listenerFailed)
  const waiting: Waiting<void>[] = []
  let end: FeedError | undefined
  let stop: Stop | undefined

  const sink: Sink = (event, stream) => {
    if (waiting.length > 0 && isReady()) for (const { resolve } of waiting.splice(0)) resolve()
    listeners.tell(event as E, stream)
    readers.push(event as E, stream)
  }
  const routes = channels.map((channel) => router.attach(channel, sink))
  const isReady = () => routes.every((route) => route.live)

  const hold: Hold<E> = {
    streams,
    on: listeners.add,
    ready: () =>
      new Promise((resolve, reject) => {
        if (end) reject(end)
        else if (isReady()) resolve()
        else waiting.push({ resolve, reject })
      }),
    unsubscribe: () => hold.finish(new FeedError('ABORTED', `${streams.join(', ')} was unsubscribed.`)),
    [Symbol.asyncIterator]: () => readers.open(end !== undefined),
    finish(error, failure) {
      if (end) return
      end = error
      for (const stream of streams) router.detach(stream, sink)
      hold.fail(error, failure)
      listeners.clear()
      stop?.()
      holds.delete(hold as unknown as Hold)
      changed()
    },
    fail(error, failure) {
      for (const { reject } of waiting.splice(0)) reject(error)
      readers.end(failure)
    },
  }
  holds.add(hold as unknown as Hold)
  changed()
  stop = whenAborted(signal, hold.unsubscribe)
  return hold
}
