/** A feed at work: holds, routes and one connection, and what is told about them. */
import type { Channel, MarketEvent } from '../core/channel'
import type { Host, Stop } from '../core/clock'
import { createEmitter } from '../core/emitter'
import { FeedError } from '../core/errors'
import type { FeedEvents } from '../core/events'
import type { Lifecycle } from '../core/lifecycle'
import { settle, settleBuffer } from '../core/options'
import type { Transport } from '../core/transport'
import type { ReplyError } from '../core/venue'
import { createConnection } from '../runtime/connection'
import { createRouter, type Reporter } from '../runtime/router'
import { admitted } from './admission'
import type { Feed, FeedOptions } from './feed'
import type { Waiting } from './reader'
import { whenAborted } from './signal'
import { stateOf, statsOf } from './stats'
import { createHold, type Hold, type Holder } from './subscription'

const closedError = () => new FeedError('FEED_CLOSED', 'The feed is closed: make a new one.')

export function createLiveFeed<E extends MarketEvent>(
  { venue, signal, transport: _, host: __, ...tuning }: FeedOptions<E>,
  transport: Transport,
  host: Host,
): Feed<E> {
  const settings = settle(tuning, venue.limits)
  const { clock } = host
  const holds = new Set<Hold>()
  const waiting: Waiting<void>[] = []
  let whenClosed!: () => void
  const closed = new Promise<void>((resolve) => {
    whenClosed = resolve
  })
  let ignoreSignal: Stop | undefined
  let isClosing = false
  let isFlushing = false

  const { on, emit, clear } = createEmitter<FeedEvents>(listenerFailed)
  const counters = { events: 0, invalid: 0, suspect: 0, late: 0, gaps: 0, dropped: 0, connections: 0 }
  const reporter: Reporter = { emit, counters, listenerFailed }
  const holder: Holder = { reporter, holds, changed }
  const router = createRouter(settings.validation, venue.environment, reporter, (event, stream) =>
    everything.deliver(event, stream),
  )
  // Behind the feed's own iteration: a hold on no stream hears of all.
  const everything = createHold<MarketEvent>([], settings.buffer, undefined, router, holder)
  const connection = createConnection(venue, transport, host, settings, router, reporter, { moved, rejected })

  function listenerFailed(cause: unknown, where: string): void {
    // A failing listener of `error` has nobody left to be told to.
    if (where === 'error') return
    const text = `A listener of ${where} threw: ${String(cause)}`
    emit('error', new FeedError('LISTENER_FAILED', text, { cause, context: { where } }))
  }

  /** Brings the connection in line with what is wanted, once for all that this tick changes. */
  function changed(): void {
    if (isFlushing) return
    isFlushing = true
    void Promise.resolve().then(() => {
      isFlushing = false
      if (!isClosing) connection.feed(router.routes.size > 0 ? { kind: 'connect' } : undefined)
    })
  }

  function whenOpen(kind: 'connect' | 'reconnect'): Promise<void> {
    return new Promise((resolve, reject) => {
      if (isClosing) return reject(closedError())
      if (kind === 'connect' && connection.state.kind === 'open') return resolve()
      waiting.push({ resolve, reject })
      connection.feed({ kind })
    })
  }

  function moved(from: Lifecycle, to: Lifecycle): void {
    if (to.kind === from.kind && to.kind !== 'waiting' && to.epoch === from.epoch) return
    emit('state', stateOf(to, clock))
    if (to.kind === 'waiting') {
      const delayMs = Math.max(0, Math.round(to.retryAt - clock.now()))
      emit('retrying', { attempt: to.retries, delayMs, error: to.cause })
    } else if (to.kind === 'open') {
      for (const { resolve } of waiting.splice(0)) resolve()
    } else if (to.kind === 'failed') {
      const { error } = to
      for (const hold of holds) hold.fail(error, error)
      refuse(error)
      emit('error', error)
    } else if (to.kind === 'closed') {
      clear()
      whenClosed()
    }
  }

  /** Tells whoever waits for an open connection that there will be none. */
  function refuse(error: FeedError): void {
    for (const { reject } of waiting.splice(0)) reject(error)
  }

  /** The exchange refused a frame: the holds on its streams end, everything else goes on. */
  function rejected(streams: readonly string[], { code, message }: ReplyError): void {
    const text = `The exchange refused ${streams.join(', ')}: ${message} (code ${code}).`
    const error = new FeedError('SUBSCRIBE_REJECTED', text, { context: { streams, code } })
    for (const hold of holds) if (hold.streams.some((stream) => streams.includes(stream))) hold.finish(error, error)
    emit('error', error)
  }

  function close(): Promise<void> {
    if (!isClosing) {
      isClosing = true
      ignoreOnline?.()
      ignoreSignal?.()
      connection.feed({ kind: 'close' })
      const error = closedError()
      for (const hold of holds) hold.finish(error)
      refuse(error)
    }
    return closed
  }

  const ignoreOnline = host.onOnline?.(() => connection.feed({ kind: 'online' }))
  ignoreSignal = whenAborted(signal, close)

  return {
    get state() {
      return stateOf(connection.state, clock)
    },
    subscribe(channel, options = {}) {
      if (isClosing) throw closedError()
      const channels = admitted<MarketEvent>(channel, router, venue) as readonly Channel<never>[]
      changed()
      return createHold(channels, settleBuffer(options.buffer, settings.buffer), options.signal, router, holder)
    },
    on,
    connect: () => whenOpen('connect'),
    reconnect: () => whenOpen('reconnect'),
    close,
    stats: () => statsOf(counters, router, connection),
    [Symbol.asyncIterator]: () => everything[Symbol.asyncIterator]() as AsyncIterableIterator<E>,
    // Older browsers have no such symbol.
    ...(Symbol.asyncDispose && { [Symbol.asyncDispose]: close }),
  }
}
