/** From a frame to those who read its stream: one lookup, one decode, a loop over the readers. */
import type { Channel, MarketEvent, Validation } from '../core/channel'
import { type FeedError, isFeedError } from '../core/errors'
import type { Reading } from '../core/venue'

/** Takes an event; must not throw. */
export type Sink = (event: MarketEvent, stream: string) => void

/** One stream and what is known of it. */
export interface Route {
  readonly channel: Channel
  sinks: readonly Sink[]
  /** Called with nothing at the first event of the stream, with an error when the stream is refused. */
  waiters: ((error?: FeedError) => void)[]
  events: number
  invalid: number
  lastTime: number | undefined
  /** Last sequence number, where the channel has such. */
  lastNumber: number | undefined
  /** Since when the exchange carries it on this connection, on the monotonic clock. */
  carriedAt: number | undefined
  live: boolean
  /** The connection was lost since the last event. */
  interrupted: boolean
  silenceTold: boolean
}

export interface Hole {
  readonly reason: 'reconnect' | 'sequence'
  readonly from: number | undefined
  readonly to: number | undefined
  readonly fromTime: number
  readonly toTime: number
}

export interface RouterNews {
  invalid(stream: string | undefined, path: string, reason: string, frame: string, delivered: boolean): void
  hole(stream: string, hole: Hole): void
  silent(route: Route, now: number): void
}

/** Names of streams left lately that are remembered, so that their late frames are not taken for strangers. */
const remembered = 2_048

export class Router {
  readonly routes = new Map<string, Route>()
  /** The streams that should be carried: the keys of `routes`. */
  readonly wanted = new Set<string>()
  /** Readers of everything. */
  taps: readonly Sink[] = []
  late = 0
  events = 0
  readonly #left = new Set<string>()

  constructor(
    readonly validation: Validation,
    readonly news: RouterNews,
  ) {}

  /** Adds a reader of a stream. */
  attach(channel: Channel, sink: Sink): Route {
    const { stream } = channel
    const route = this.routes.get(stream) ?? this.#add(channel)
    route.sinks = [...route.sinks, sink]
    return route
  }

  /** Takes a reader away; the stream goes with its last one. */
  detach(stream: string, sink: Sink): void {
    const route = this.routes.get(stream)
    if (route === undefined) return
    route.sinks = route.sinks.filter((each) => each !== sink)
    if (route.sinks.length > 0) return
    this.routes.delete(stream)
    this.wanted.delete(stream)
    this.#left.add(stream)
    for (const oldest of this.#left) {
      if (this.#left.size <= remembered) break
      this.#left.delete(oldest)
    }
  }

  /** Delivers the event of a frame. */
  deliver(reading: Reading & { kind: 'event' }, frame: string, receiveTime: number): void {
    const { stream } = reading
    const route = this.routes.get(stream)
    if (route === undefined) {
      if (this.#left.has(stream)) this.late += 1
      else this.news.invalid(stream, '$', 'a stream that was not subscribed', frame, false)
      return
    }
    const { channel } = route
    let event: MarketEvent
    try {
      event = channel.decode(frame.slice(reading.start, reading.end), receiveTime, this.validation)
    } catch (error) {
      return this.#refuse(route, frame, error)
    }
    if (this.validation === 'always') {
      const suspicion = channel.suspect?.(event)
      if (suspicion !== undefined) this.news.invalid(stream, suspicion.path, suspicion.reason, frame, true)
    }
    this.#follow(route, event, receiveTime)
    this.events += 1
    route.events += 1
    const { sinks } = route
    for (let i = 0; i < sinks.length; i += 1) (sinks[i] as Sink)(event, stream)
    const { taps } = this
    for (let i = 0; i < taps.length; i += 1) (taps[i] as Sink)(event, stream)
  }

  /** The exchange carries these. */
  carried(streams: readonly string[], now: number): void {
    for (const stream of streams) {
      const route = this.routes.get(stream)
      if (route !== undefined) route.carriedAt ??= now
    }
  }

  /** The connection is gone, and with it what it carried. */
  interrupt(): void {
    for (const route of this.routes.values()) {
      route.carriedAt = undefined
      route.live = false
      route.silenceTold = false
      route.interrupted = route.lastTime !== undefined
    }
    this.#left.clear()
  }

  /** Tells of streams that should have spoken by now; returns when to look again. */
  watch(now: number): number | undefined {
    let next: number | undefined
    for (const route of this.routes.values()) {
      if (route.live || route.silenceTold || route.carriedAt === undefined) continue
      const due = route.carriedAt + route.channel.silenceMs
      if (due <= now) {
        route.silenceTold = true
        this.news.silent(route, now)
      } else if (next === undefined || due < next) {
        next = due
      }
    }
    return next
  }

  #add(channel: Channel): Route {
    const route: Route = {
      channel,
      sinks: [],
      waiters: [],
      events: 0,
      invalid: 0,
      lastTime: undefined,
      lastNumber: undefined,
      carriedAt: undefined,
      live: false,
      interrupted: false,
      silenceTold: false,
    }
    this.routes.set(channel.stream, route)
    this.wanted.add(channel.stream)
    this.#left.delete(channel.stream)
    return route
  }

  /** Holds the event against the one before it. */
  #follow(route: Route, event: MarketEvent, toTime: number): void {
    const span = route.channel.span?.(event)
    const { lastNumber, lastTime } = route
    if (route.interrupted || (span !== undefined && lastNumber !== undefined && span.first > lastNumber + 1)) {
      const reason = route.interrupted ? 'reconnect' : 'sequence'
      route.interrupted = false
      const stream = route.channel.stream
      const fromTime = lastTime as number
      if (span === undefined || lastNumber === undefined) {
        this.news.hole(stream, { reason, from: undefined, to: undefined, fromTime, toTime })
      } else if (span.first > lastNumber + 1) {
        this.news.hole(stream, { reason, from: lastNumber + 1, to: span.first - 1, fromTime, toTime })
      }
    }
    if (span !== undefined) route.lastNumber = span.last
    route.lastTime = toTime
    if (route.live) return
    route.live = true
    const { waiters } = route
    route.waiters = []
    for (const waiter of waiters) waiter()
  }

  #refuse(route: Route, frame: string, error: unknown): void {
    route.invalid += 1
    const { stream } = route.channel
    const context = isFeedError(error) ? error.context : {}
    const path = typeof context.path === 'string' ? context.path : '$'
    const reason = typeof context.reason === 'string' ? context.reason : String(error)
    this.news.invalid(stream, path, reason, frame, false)
  }
}
