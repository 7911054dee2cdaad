/** Runs one feed for many tabs: each stream subscribed once, for as long as a tab that lives wants it. */
import type { Feed } from '../client/feed'
import type { Subscription } from '../client/subscription'
import type { Channel, MarketEvent } from '../core/channel'
import { FeedError, isFeedError, refusal } from '../core/errors'
import type { FeedEvents, Item } from '../core/events'
import { createDesk, type Desk } from './desk'
import { createInquiries } from './inquiries'
import { type Figures, type News, venueOf, type Wanted, type Word } from './messages'
import type { Endpoint } from './port'
import { createPresence, whenGone } from './presence'
import type { Surroundings } from './surroundings'

/** The channel for a stream's name; throws, or gives nothing, where there is none. */
export type ChannelOf<E extends MarketEvent> = (stream: string) => Channel<E> | undefined

export interface Server {
  /**
   * Serves whoever is at the other end.
   * @param end lets the endpoint itself go
   */
  accept(endpoint: Endpoint, end?: () => void): Desk
  readonly tabs: number
  /** Calls `act` whenever a tab has gone. */
  onLeft(act: () => void): void
  close(): void
}

/** Told to every tab as they are. */
const common = ['connected', 'disconnected', 'retrying', 'rotated'] as const

/** After these the streams that nobody carries are given up. */
const final: readonly string[] = ['RETRIES_EXHAUSTED', 'ACCESS_DENIED', 'LOGIN_REFUSED']

export function createServer<E extends MarketEvent>(
  make: () => Feed<E>,
  channelOf: ChannelOf<E>,
  around: Surroundings,
  /** What else a tab may say. */
  further: (desk: Desk, word: Word) => void = () => {},
): Server {
  const desks = new Set<Desk>()
  const subscriptions = new Map<string, Subscription<Item>>()
  const { locks } = around
  const presence = createPresence(locks, `tickwire feed ${around.unique()}`)
  let feed: Feed<E> | undefined
  let left = () => {}
  const inquiries = createInquiries(() => running() as Feed)

  function everybody(news: News): void {
    for (const desk of desks) if (desk.isWelcome) desk.tell(news)
  }

  /** Tells each tab what concerns its streams. */
  function concerned(streams: readonly string[], news: (own: readonly string[]) => News): void {
    for (const desk of desks) {
      const own = streams.filter((stream) => desk.wants.has(stream))
      if (own.length > 0) desk.tell(news(own))
    }
  }

  /** The feed; made anew where everybody had left. */
  function running(): Feed<E> {
    if (feed) return feed
    const made = make()
    feed = made
    made.on('state', (state) => everybody({ kind: 'state', state }))
    for (const name of common)
      made.on(name, (value: unknown) => {
        if (name === 'disconnected') concerned(uncarried(made), (streams) => ({ kind: 'lost', streams }))
        // When all of it has happened, and with the same batch.
        around.turn(() => desks.forEach(figures))
        everybody({ kind: 'event', name, value })
      })
    made.on('subscribed', ({ streams }) => {
      around.turn(() => desks.forEach(figures))
      concerned(streams, (own) => ({ kind: 'carried', streams: own }))
    })
    made.on('invalid', (value) => {
      const { stream } = value
      if (stream === undefined) everybody({ kind: 'event', name: 'invalid', value })
      else concerned([stream], () => ({ kind: 'event', name: 'invalid', value }))
    })
    made.on('error', (error) => failed(made, error))
    return made
  }

  /** Streams that no connection carries. */
  function uncarried(of: Feed<E>): string[] {
    const { streams } = of.stats()
    return [...subscriptions.keys()].filter((stream) => streams[stream]?.status === 'wanted')
  }

  function failed(of: Feed<E>, error: FeedEvents['error']): void {
    const { code, context } = error
    // A tab sees for itself what is silent.
    if (code === 'STREAM_SILENT') return
    if (code === 'SUBSCRIBE_REJECTED') return refuse(context.streams as readonly string[], error)
    if (final.includes(code)) concerned(uncarried(of), (streams) => ({ kind: 'failed', streams, error }))
    else everybody({ kind: 'event', name: 'error', value: error })
  }

  function refuse(streams: readonly string[], error: FeedError): void {
    concerned(streams, (own) => ({ kind: 'rejected', streams: own, error }))
    for (const stream of streams) {
      subscriptions.delete(stream)
      for (const { wants } of desks) wants.delete(stream)
    }
  }

  function figures(desk: Desk): void {
    if (!feed || !desk.isWelcome) return
    const { connections, sockets, controlFrames, breaker, requests, drift, slowPath } = feed.stats()
    const own = <T>(all: Readonly<Record<string, T>>) =>
      Object.fromEntries(Object.entries(all).filter(([stream]) => desk.wants.has(stream)))
    const plain: Figures = {
      connections,
      sockets,
      controlFrames,
      breaker,
      requests,
      drift: own(drift),
      slowPath: own(slowPath),
    }
    desk.tell({ kind: 'figures', figures: plain })
  }

  function hello(desk: Desk, { venue, lock: theirs }: Word & { kind: 'hello' }): void {
    desks.add(desk)
    const refused = (error: FeedError) => {
      desk.tell({ kind: 'refused', error })
      leave(desk)
    }
    let mine: string
    try {
      mine = venueOf(running().venue)
    } catch (cause) {
      const text = `The worker made no feed: ${String((cause as Error)?.message ?? cause)}`
      return refused(isFeedError(cause) ? cause : new FeedError('INVALID_OPTION', text, { cause }))
    }
    if (venue !== mine) {
      const text = `The feed that is shared is one of ${mine}, and this tab asks for ${venue}: give both the same venue.`
      return refused(new FeedError('INVALID_OPTION', text, { context: { option: 'venue' } }))
    }
    desk.watch = whenGone(locks, theirs, () => leave(desk))
    void presence.begin().then(() => {
      if (!desks.has(desk)) return
      desk.isWelcome = true
      desk.tell({ kind: 'welcome', lock: presence.lock, state: running().state })
      figures(desk)
    })
  }

  /** @throws FeedError INVALID_CHANNEL */
  function channelFor([stream, type]: Wanted): Channel<E> {
    const channel = channelOf(stream)
    const refused = (demand: string, value: unknown) =>
      refusal('INVALID_CHANNEL', `The worker's channel of ${stream}`, demand, value, { stream })
    if (typeof channel?.decode !== 'function') throw refused('is not among those that its `channel` makes', channel)
    if (channel.stream !== stream) throw refused('must be of that stream', channel.stream)
    if (channel.type !== type) throw refused(`must bring "${type}", as the tab reads it`, channel.type)
    return channel
  }

  function join(desk: Desk, wanted: Wanted, known: ReturnType<Feed['stats']>['streams']): void {
    const [stream] = wanted
    try {
      const channel = channelFor(wanted)
      const isCarried = subscriptions.has(stream) && known[stream]?.status !== 'wanted'
      if (!subscriptions.has(stream)) {
        const subscription = running().subscribe(channel)
        subscriptions.set(stream, subscription as unknown as Subscription<Item>)
        subscription.on((item) => {
          for (const each of desks) if (each.wants.has(stream)) each.item(stream, item)
        })
      }
      desk.wants.add(stream)
      if (isCarried) desk.tell({ kind: 'carried', streams: [stream] })
    } catch (cause) {
      const text = `The worker has no channel of ${stream}: ${String(cause)}`
      const error = isFeedError(cause) ? cause : new FeedError('INVALID_CHANNEL', text, { cause, context: { stream } })
      desk.tell({ kind: 'rejected', streams: [stream], error })
    }
  }

  /** A stream goes with the last tab that wants it. */
  function drop(desk: Desk, stream: string): void {
    if (!desk.wants.delete(stream)) return
    for (const { wants } of desks) if (wants.has(stream)) return
    subscriptions.get(stream)?.unsubscribe()
    subscriptions.delete(stream)
  }

  function leave(desk: Desk): void {
    if (!desks.delete(desk)) return
    desk.watch()
    inquiries.forgetAll(desk)
    for (const stream of [...desk.wants]) drop(desk, stream)
    desk.close()
    if (desks.size === 0) rest()
    left()
  }

  /** Nobody is left: the connection goes at once, whatever becomes of the worker. */
  function rest(): void {
    const old = feed
    feed = undefined
    subscriptions.clear()
    void old?.close()
  }

  function heard(desk: Desk, word: Word): void {
    if (word.kind === 'hello') return hello(desk, word)
    if (word.kind === 'bye') return leave(desk)
    if (!desk.isWelcome) return further(desk, word)
    switch (word.kind) {
      case 'want': {
        const { add, drop: dropped } = word
        for (const stream of dropped) drop(desk, stream)
        if (dropped.length > 0) desk.tell({ kind: 'left', streams: dropped })
        const { streams } = running().stats()
        for (const wanted of add) join(desk, wanted, streams)
        return
      }
      case 'connect':
        // The state tells what comes of it.
        return void running()
          .connect()
          .catch(() => {})
      case 'reconnect':
        void running()
          .reconnect()
          .catch(() => {})
        concerned(uncarried(running()), (streams) => ({ kind: 'lost', streams }))
        return desk.tell({ kind: 'state', state: running().state, isAnswer: true })
      case 'figures':
        return figures(desk)
      case 'rotate':
      case 'ask':
      case 'forget':
        return inquiries.heard(desk, word)
      default:
        further(desk, word)
    }
  }

  return {
    // Who never says who it is, is nobody's guest.
    accept: (endpoint, end) => createDesk(endpoint, around, heard, end),
    get tabs() {
      return desks.size
    },
    onLeft(act) {
      left = act
    },
    close() {
      for (const desk of desks) {
        desk.tell({ kind: 'bye' })
        leave(desk)
      }
      presence.end()
    },
  }
}
