/** A user's hold on one or more streams: listeners that are called, iterators that are read. */
import type { BufferOptions } from '../core/buffer'
import type { Channel, MarketEvent } from '../core/channel'
import type { Stop } from '../core/clock'
import { FeedError } from '../core/errors'
import type { Reporter, Router, Sink } from '../runtime/router'
import { createAudience } from './audience'
import type { Signal } from './feed'
import type { Waiting } from './reader'
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
  readonly reporter: Reporter
  readonly holds: Set<Hold>
  /** What is wanted has changed. */
  changed(): void
}

export function createHold<E extends MarketEvent>(
  channels: readonly Channel<E>[],
  buffer: BufferOptions,
  signal: Signal | undefined,
  { router, reporter, holds, changed }: Holder,
): Hold<E> {
  const streams = channels.map((channel) => channel.stream)
  const { on, deliver, read, clear, endReaders } = createAudience<E>(streams, buffer, reporter, unsubscribe)
  const waiting: Waiting<void>[] = []
  let end: FeedError | undefined
  let stop: Stop | undefined

  const sink: Sink = (event, stream) => {
    if (waiting.length > 0 && isReady()) for (const { resolve } of waiting.splice(0)) resolve()
    deliver(event as E, stream)
  }
  const routes = channels.map((channel) => router.attach(channel, sink))
  const isReady = () => routes.every((route) => route.live)

  function unsubscribe(): void {
    hold.finish(new FeedError('ABORTED', `${streams.join(', ')} was unsubscribed.`))
  }

  const hold: Hold<E> = {
    streams,
    on,
    ready: () =>
      new Promise((resolve, reject) => {
        if (end) reject(end)
        else if (isReady()) resolve()
        else waiting.push({ resolve, reject })
      }),
    unsubscribe,
    [Symbol.asyncIterator]() {
      const reader = read()
      if (end) endReaders()
      return reader
    },
    finish(error, failure) {
      if (end) return
      end = error
      for (const stream of streams) router.detach(stream, sink)
      hold.fail(error, failure)
      clear()
      stop?.()
      holds.delete(hold as unknown as Hold)
      changed()
    },
    fail(error, failure) {
      for (const { reject } of waiting.splice(0)) reject(error)
      endReaders(failure)
    },
  }
  holds.add(hold as unknown as Hold)
  changed()
  stop = whenAborted(signal, unsubscribe)
  return hold
}
