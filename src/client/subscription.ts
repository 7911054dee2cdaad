/** A user's hold on one or more streams: listeners that are called, iterators that are read. */
import type { BufferOptions } from '../core/buffer'
import type { Channel, MarketEvent } from '../core/channel'
import type { Stop } from '../core/clock'
import { FeedError } from '../core/errors'
import type { Route } from '../runtime/router'
import { Reader } from './reader'

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

/** What a hold needs from the feed. */
export interface Holder {
  attach(channel: Channel, sink: (event: MarketEvent, stream: string) => void): Route
  detach(stream: string, sink: (event: MarketEvent, stream: string) => void): void
  lost(streams: readonly string[], dropped: number, news: boolean): void
  listenerFailed(cause: unknown, where: string): void
  forget(hold: Hold): void
}

export class Hold<E extends MarketEvent = MarketEvent> implements Subscription<E> {
  readonly streams: readonly string[]
  readonly #routes: readonly Route[]
  readonly #holder: Holder
  readonly #buffer: BufferOptions
  #listeners: readonly ((event: E) => void)[] = []
  #readers: readonly Reader<E>[] = []
  readonly #waiters = new Set<(error: FeedError) => void>()
  #end: { readonly error: FeedError } | undefined
  readonly #sink: (event: MarketEvent, stream: string) => void

  constructor(channels: readonly Channel<E>[], buffer: BufferOptions, holder: Holder) {
    this.streams = channels.map((channel) => channel.stream)
    this.#buffer = buffer
    this.#holder = holder
    this.#sink = (event, stream) => this.#deliver(event as E, stream)
    this.#routes = channels.map((channel) => holder.attach(channel, this.#sink))
  }

  on(listener: (event: E) => void): Stop {
    if (typeof listener !== 'function') throw new FeedError('INVALID_OPTION', 'listener must be a function.')
    const own = (event: E) => listener(event)
    if (this.#end === undefined) this.#listeners = [...this.#listeners, own]
    return () => {
      this.#listeners = this.#listeners.filter((each) => each !== own)
    }
  }

  ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#end !== undefined) return reject(this.#end.error)
      let missing = this.#routes.filter((route) => !route.live).length
      if (missing === 0) return resolve()
      this.#waiters.add(reject)
      const one = () => {
        missing -= 1
        if (missing > 0) return
        this.#waiters.delete(reject)
        resolve()
      }
      for (const route of this.#routes) if (!route.live) route.waiters.push(one)
    })
  }

  unsubscribe(): void {
    this.finish(new FeedError('ABORTED', `${this.streams.join(', ')} was unsubscribed.`))
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<E, undefined> {
    const reader: Reader<E> = new Reader<E>(
      this.#buffer,
      (dropped, news) => this.#holder.lost(this.streams, dropped, news),
      () => this.#leave(reader),
    )
    if (this.#end === undefined) this.#readers = [...this.#readers, reader]
    else reader.end()
    return reader
  }

  /** Ends the hold: whoever waits is rejected, and readers throw `failure` where there is one. */
  finish(error: FeedError, failure?: FeedError): void {
    if (this.#end !== undefined) return
    this.#end = { error }
    for (const stream of this.streams) this.#holder.detach(stream, this.#sink)
    this.fail(error, failure)
    this.#listeners = []
    this.#readers = []
    this.#holder.forget(this as unknown as Hold)
  }

  /** Tells everybody who waits that nothing will come; the hold itself remains. */
  fail(error: FeedError, failure?: FeedError): void {
    for (const reject of this.#waiters) reject(error)
    this.#waiters.clear()
    for (const reader of this.#readers) reader.end(failure)
    this.#readers = []
  }

  #deliver(event: E, stream: string): void {
    const listeners = this.#listeners
    for (let i = 0; i < listeners.length; i += 1) {
      try {
        ;(listeners[i] as (event: E) => void)(event)
      } catch (cause) {
        this.#holder.listenerFailed(cause, stream)
      }
    }
    const readers = this.#readers
    for (let i = 0; i < readers.length; i += 1) (readers[i] as Reader<E>).push(event, stream)
  }

  #leave(reader: Reader<E>): void {
    this.#readers = this.#readers.filter((each) => each !== reader)
    if (this.#readers.length === 0 && this.#listeners.length === 0) this.unsubscribe()
  }
}
