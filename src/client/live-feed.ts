/** A feed at work: holds, routes and connections, and what is told about them. */
import type { Channel, MarketEvent } from '../core/channel'
import type { Host, Stop } from '../core/clock'
import { createEmitter } from '../core/emitter'
import { FeedError } from '../core/errors'
import type { FeedEvents, FeedState, Item, Ledger } from '../core/events'
import { flag, settle, settleBuffer, settleHidden } from '../core/options'
import { ledgerOf } from '../runtime/route'
import { createRouter, type Reporter } from '../runtime/router'
import { admitted, checkHistory } from './admission'
import { createArchive } from './archive'
import type { Carrier, Carry } from './carrier'
import type { Feed, FeedOptions, SubscribeOptions } from './feed'
import type { Waiting } from './reader'
import { whenAborted } from './signal'
import { statsOf } from './stats'
import { createHold, type Hold, type Holder } from './subscription'

const closedError = () => new FeedError('FEED_CLOSED', 'The feed is closed: make a new one.')

/** @param carry makes what carries the streams */
export function createLiveFeed<E extends MarketEvent>(
  { venue, signal, transport: _, host: __, ...tuning }: FeedOptions<E>,
  host: Host,
  carry: Carry,
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
  /** What the ledger said at the end. */
  let final: Ledger | undefined

  const { on, emit, clear } = createEmitter<FeedEvents>(listenerFailed)
  const counters = { events: 0, invalid: 0, suspect: 0, late: 0, gaps: 0, dropped: 0, connections: 0 }
  const reporter: Reporter = { emit, counters, listenerFailed }
  const holder: Holder = { reporter, holds, host, changed }
  const router = createRouter(
    settings,
    venue.environment,
    reporter,
    (item, stream) => everything.deliver(item, stream),
    {
      added: (channel) => carrier.added(channel),
      removed: (stream) => carrier.removed(stream),
      emptied: (line) => carrier.emptied(line),
      silent: (line, streams) => carrier.silent(line, streams),
    },
  )
  // Behind the feed's own iteration: a hold on no stream hears of all.
  const everything = createHold<Item>([], { buffer: settings.buffer, gaps: true, hidden: 'keep' }, router, holder)
  const carrier: Carrier = carry({ venue, host, settings, router, reporter }, { moved, failed, rejected })
  const archive = createArchive(carrier.requests, closedError)

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
      if (!isClosing) carrier.open()
    })
  }

  function whenOpen(kind: 'connect' | 'reconnect'): Promise<void> {
    return new Promise((resolve, reject) => {
      if (isClosing) return reject(closedError())
      if (kind === 'connect' && carrier.state.kind === 'open') return resolve()
      waiting.push({ resolve, reject })
      if (kind === 'connect') carrier.open(true)
      else carrier.reconnect()
    })
  }

  function moved(state: FeedState): void {
    emit('state', state)
    if (state.kind === 'open') for (const { resolve } of waiting.splice(0)) resolve()
    else if (state.kind === 'failed') refuse(state.error)
    else if (state.kind === 'closed') {
      clear()
      whenClosed()
    }
  }

  /** Nobody carries these streams any more, and nobody tries to. */
  function failed(streams: ReadonlySet<string>, error: FeedError): void {
    const isConcerned = (hold: Hold) => hold === everything || hold.streams.some((stream) => streams.has(stream))
    for (const hold of holds) if (isConcerned(hold)) hold.fail(error, error)
    emit('error', error)
  }

  /** Tells whoever waits for an open connection that there will be none. */
  function refuse(error: FeedError): void {
    for (const { reject } of waiting.splice(0)) reject(error)
  }

  /** These were refused: the holds on them end, everything else goes on. */
  function rejected(streams: readonly string[], error: FeedError): void {
    for (const hold of holds) if (hold.streams.some((stream) => streams.includes(stream))) hold.finish(error, error)
    emit('error', error)
  }

  function ledger(): Ledger {
    // A stream may have the name `__proto__`, which an assignment takes for something else.
    return Object.fromEntries([...router.routes].map(([stream, route]) => [stream, ledgerOf(route)]))
  }

  function close(): Promise<void> {
    if (!isClosing) {
      isClosing = true
      final = ledger()
      ignoreOnline?.()
      ignoreLife?.()
      ignoreSignal?.()
      const error = closedError()
      for (const hold of holds) hold.finish(error)
      archive.close()
      carrier.close()
      refuse(error)
    }
    return closed
  }

  const ignoreOnline = host.onOnline?.(carrier.hurry)
  const ignoreLife = host.onLife?.(carrier.live)
  ignoreSignal = whenAborted(signal, close)

  return {
    get state() {
      return carrier.state
    },
    venue,
    subscribe(channel: unknown, { buffer, signal, gaps = true, backfill = false, hidden }: SubscribeOptions = {}) {
      if (isClosing) throw closedError()
      const channels = admitted(channel as Channel, router, venue)
      if (flag('backfill', backfill)) checkHistory(channels, venue)
      const options = {
        buffer: settleBuffer(buffer, settings.buffer),
        signal,
        gaps: flag('gaps', gaps),
        hidden: settleHidden(hidden),
      }
      changed()
      const hold = createHold<never>(channels, options, router, holder)
      if (backfill) archive.fill(channels, router, emit)
      return hold
    },
    request: archive.ask,
    on,
    connect: () => whenOpen('connect'),
    reconnect: () => whenOpen('reconnect'),
    close,
    rotate: () => (isClosing ? Promise.reject(closedError()) : carrier.rotate()),
    stats: () => statsOf(counters, router, carrier, archive, clock),
    ledger: () => final ?? ledger(),
    [Symbol.asyncIterator]: () => everything[Symbol.asyncIterator]() as AsyncIterableIterator<never>,
    // Older browsers have no such symbol.
    ...(Symbol.asyncDispose && { [Symbol.asyncDispose]: close }),
  }
}
