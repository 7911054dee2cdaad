/** A feed at work: holds, routes and one connection, and what is told about them. */
import type { Channel, MarketEvent } from '../core/channel'
import type { Host, Stop } from '../core/clock'
import { Emitter } from '../core/emitter'
import { FeedError } from '../core/errors'
import type { Lifecycle } from '../core/lifecycle'
import { type Settings, settle, settleBuffer } from '../core/options'
import type { Transport } from '../core/transport'
import type { ReplyError, Venue } from '../core/venue'
import { Connection, type Owner } from '../runtime/connection'
import { Endpoint } from '../runtime/endpoint'
import { Router } from '../runtime/router'
import { admitted } from './admission'
import type { FeedEvents, FeedState, FeedStats } from './events'
import type { EventOf, Feed, FeedOptions, Signal, SubscribeOptions } from './feed'
import { Reader } from './reader'
import { silence } from './silence'
import { Counters, stateOf, statsOf } from './stats'
import { Hold, type Holder, type Subscription } from './subscription'

interface Waiter {
  resolve(): void
  reject(error: FeedError): void
}

const closedError = () => new FeedError('FEED_CLOSED', 'The feed is closed. Make a new one with createFeed().')

export class LiveFeed<E extends MarketEvent> implements Feed<E> {
  readonly #venue: Venue
  readonly #host: Host
  readonly #settings: Settings
  readonly #router: Router
  readonly #endpoint: Endpoint
  readonly #connection: Connection
  readonly #emitter: Emitter<FeedEvents>
  readonly #counters = new Counters()
  /** Every hold, and how to stop listening to its signal. */
  readonly #holds = new Map<Hold, Stop | undefined>()
  readonly #taps = new Set<Reader<E>>()
  #openWaiters: Waiter[] = []
  #closing: Promise<void> | undefined
  #closed: (() => void) | undefined
  #flushing = false
  readonly #stops: Stop[] = []

  constructor(options: FeedOptions<E>, transport: Transport, host: Host) {
    const { venue, signal, transport: own, host: ownHost, ...tuning } = options
    this.#venue = venue
    this.#host = host
    this.#settings = settle(tuning, venue.limits)
    this.#emitter = new Emitter<FeedEvents>((cause, event) => this.#listenerFailed(cause, event))
    this.#router = new Router(this.#settings.validation, {
      invalid: (stream, path, reason, frame, delivered) => {
        this.#counters[delivered ? 'suspect' : 'invalid'] += 1
        this.#emitter.emit('invalid', { stream, path, reason, sample: frame.slice(0, 200), delivered })
      },
      hole: (stream, hole) => {
        this.#counters.gaps += 1
        this.#emitter.emit('gap', { stream, ...hole })
      },
      silent: (route) => this.#emitter.emit('error', silence(route, this.#router, venue)),
    })
    this.#endpoint = new Endpoint(this.#settings.breaker, venue.limits)
    this.#connection = new Connection(venue, transport, host, this.#settings, this.#endpoint, this.#owner())
    const back = host.onOnline?.(() => this.#connection.feed({ kind: 'online' }))
    if (back) this.#stops.push(back)
    if (signal) this.#stops.push(whenAborted(signal, () => void this.close()))
    if (typeof Symbol.asyncDispose === 'symbol') {
      Object.defineProperty(this, Symbol.asyncDispose, { value: () => this.close() })
    }
  }

  declare [Symbol.asyncDispose]: () => Promise<void>

  get state(): FeedState {
    return stateOf(this.#connection.state, this.#host.clock)
  }

  subscribe<C extends Channel<E>>(channel: C | readonly C[], options: SubscribeOptions = {}): Subscription<EventOf<C>> {
    if (this.#closing) throw closedError()
    const channels = admitted<MarketEvent>(channel, this.#router, this.#venue)
    const hold = new Hold<EventOf<C>>(
      channels as readonly Channel<EventOf<C>>[],
      settleBuffer(options.buffer, this.#settings.buffer),
      this.#holder(),
    )
    const key = hold as unknown as Hold
    this.#holds.set(key, undefined)
    this.#flush()
    if (options.signal) {
      const stop = whenAborted(options.signal, () => hold.unsubscribe())
      if (this.#holds.has(key)) this.#holds.set(key, stop)
    }
    return hold
  }

  on<K extends keyof FeedEvents>(event: K, listener: (event: FeedEvents[K]) => void): Stop {
    if (typeof listener !== 'function') throw new FeedError('INVALID_OPTION', 'listener must be a function.')
    return this.#emitter.on(event, listener)
  }

  connect(): Promise<void> {
    return this.#whenOpen('connect')
  }

  reconnect(): Promise<void> {
    return this.#whenOpen('reconnect')
  }

  close(): Promise<void> {
    if (this.#closing) return this.#closing
    this.#closing = new Promise((resolve) => {
      this.#closed = resolve
    })
    for (const stop of this.#stops) stop()
    this.#connection.feed({ kind: 'close' })
    const error = closedError()
    for (const hold of [...this.#holds.keys()]) hold.finish(error)
    this.#endTaps()
    this.#rejectOpen(error)
    return this.#closing
  }

  stats(): FeedStats {
    return statsOf(this.#counters, this.#router, this.#connection, this.#endpoint)
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<E, undefined> {
    const reader: Reader<E> = new Reader<E>(
      this.#settings.buffer,
      (dropped, news) => this.#lost([], dropped, news),
      () => this.#untap(reader),
    )
    if (this.#closing) reader.end()
    else {
      this.#taps.add(reader)
      this.#setTaps()
    }
    return reader
  }

  #owner(): Owner {
    const { clock } = this.#host
    const router = this.#router
    return {
      wanted: router.wanted,
      event: (reading, frame) => router.deliver(reading, frame, clock.time()),
      unreadable: (reason, frame) => router.news.invalid(undefined, '$', reason, frame, false),
      // The only one known announces a cut, which is survived like any other.
      notice: () => {},
      isLive: (stream) => router.routes.get(stream)?.live ?? true,
      watch: (now) => router.watch(now),
      moved: (from, to) => this.#moved(from, to),
      connected: (url, retries) => {
        this.#counters.connections += 1
        this.#emitter.emit('connected', { url, retries })
      },
      lost: (error, wasOpen) => {
        router.interrupt()
        if (wasOpen) this.#emitter.emit('disconnected', { error })
        else this.#emitter.emit('error', error)
      },
      subscribed: (streams) => {
        router.carried(streams, clock.now())
        this.#emitter.emit('subscribed', { streams })
      },
      unsubscribed: (streams) => this.#emitter.emit('unsubscribed', { streams }),
      rejected: (streams, error) => this.#rejected(streams, error),
      unanswered: (streams) => {
        const text = `The exchange did not answer the subscription of ${streams.length} streams within ${this.#settings.subscribeTimeoutMs} ms; it is sent again.`
        this.#emitter.emit('error', new FeedError('SUBSCRIBE_TIMEOUT', text, { retryable: true, context: { streams } }))
      },
    }
  }

  #holder(): Holder {
    const router = this.#router
    return {
      attach: (channel, sink) => router.attach(channel, sink),
      detach: (stream, sink) => {
        router.detach(stream, sink)
        this.#flush()
      },
      lost: (streams, dropped, news) => this.#lost(streams, dropped, news),
      listenerFailed: (cause, where) => this.#listenerFailed(cause, where),
      forget: (hold) => {
        this.#holds.get(hold)?.()
        this.#holds.delete(hold)
      },
    }
  }

  /** Brings the connection in line with what is wanted, once for all that this tick changes. */
  #flush(): void {
    if (this.#flushing || this.#closing) return
    this.#flushing = true
    void Promise.resolve().then(() => {
      this.#flushing = false
      if (this.#closing) return
      if (this.#router.wanted.size > 0) this.#connection.feed({ kind: 'connect' })
      this.#connection.sync()
    })
  }

  #whenOpen(kind: 'connect' | 'reconnect'): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#closing) return reject(closedError())
      if (kind === 'connect' && this.#connection.state.kind === 'open') return resolve()
      this.#openWaiters.push({ resolve, reject })
      this.#connection.feed({ kind })
    })
  }

  #moved(from: Lifecycle, to: Lifecycle): void {
    if (to.kind === from.kind && to.kind !== 'waiting' && to.epoch === from.epoch) return
    const state = stateOf(to, this.#host.clock)
    this.#emitter.emit('state', state)
    if (to.kind === 'waiting') {
      const delayMs = Math.max(0, Math.round(to.retryAt - this.#host.clock.now()))
      this.#emitter.emit('retrying', { attempt: to.retries, delayMs, error: to.cause })
    } else if (to.kind === 'open') {
      for (const { resolve } of this.#openWaiters.splice(0)) resolve()
    } else if (to.kind === 'failed') {
      this.#gaveUp(to.error)
    } else if (to.kind === 'closed') {
      this.#emitter.clear()
      this.#closed?.()
    }
  }

  #gaveUp(error: FeedError): void {
    this.#rejectOpen(error)
    for (const hold of [...this.#holds.keys()]) hold.fail(error, error)
    this.#endTaps(error)
    this.#emitter.emit('error', error)
  }

  /** The exchange refused a frame: the holds on its streams end, everything else goes on. */
  #rejected(streams: readonly string[], { code, message }: ReplyError): void {
    const text = `The exchange refused ${streams.join(', ')}: ${message} (code ${code}).`
    const error = new FeedError('SUBSCRIBE_REJECTED', text, { context: { streams, code } })
    for (const hold of [...this.#holds.keys()])
      if (hold.streams.some((stream) => streams.includes(stream))) hold.finish(error, error)
    this.#emitter.emit('error', error)
  }

  #lost(streams: readonly string[], dropped: number, news: boolean): void {
    this.#counters.dropped += 1
    if (news) this.#emitter.emit('lagged', { streams, dropped })
  }

  #listenerFailed(cause: unknown, where: string): void {
    // A failing listener of `error` has nobody left to be told to.
    if (where === 'error') return
    this.#emitter.emit(
      'error',
      new FeedError('LISTENER_FAILED', `A listener of ${where} threw: ${String(cause)}`, { cause, context: { where } }),
    )
  }

  #rejectOpen(error: FeedError): void {
    for (const { reject } of this.#openWaiters.splice(0)) reject(error)
  }

  #untap(reader: Reader<E>): void {
    this.#taps.delete(reader)
    this.#setTaps()
  }

  #endTaps(error?: FeedError): void {
    for (const reader of this.#taps) reader.end(error)
    this.#taps.clear()
    this.#setTaps()
  }

  #setTaps(): void {
    this.#router.taps = [...this.#taps].map(
      (reader) => (event: MarketEvent, stream: string) => reader.push(event as E, stream),
    )
  }
}

/** Calls `act` when the signal aborts, also when it has already. */
function whenAborted(signal: Signal, act: () => void): Stop {
  if (signal.aborted) act()
  else signal.addEventListener('abort', act)
  return () => signal.removeEventListener('abort', act)
}
