/** From a frame to those who read its stream: one lookup, one decode, a loop over the readers. */
import type { Channel, MarketEvent, Validation } from '../core/channel'
import type { FeedError } from '../core/errors'
import type { Emit } from '../core/events'
import { missing } from '../core/sequence'
import type { Reading } from '../core/venue'
import { silence } from './silence'

/** Takes an event; must not throw. */
export type Sink = (event: MarketEvent, stream: string) => void

/** One stream and what is known of it. */
export interface Route {
  readonly channel: Channel
  sinks: readonly Sink[]
  events: number
  invalid: number
  lastTime: number | undefined
  /** Last sequence number, where the channel has such. */
  lastNumber: number | undefined
  /** Whether the exchange carries it on this connection, by its word. */
  carried: boolean
  /** When its silence is worth a word, on the monotonic clock. */
  silentAt: number
  /** An event has come on this connection. */
  live: boolean
  /** The connection was lost since the last event. */
  interrupted: boolean
}

/** What is counted where it happens. */
export interface Counters {
  events: number
  invalid: number
  suspect: number
  late: number
  gaps: number
  dropped: number
  connections: number
}

/** Where news go. */
export interface Reporter {
  readonly emit: Emit
  readonly counters: Counters
  listenerFailed(cause: unknown, where: string): void
}

export interface Router {
  /** The streams that should be carried, and what is known of each. */
  readonly routes: ReadonlyMap<string, Route>
  /** Adds a reader of a stream. */
  attach(channel: Channel, sink: Sink): Route
  /** Takes a reader away; the stream goes with its last one. */
  detach(stream: string, sink: Sink): void
  /** Delivers the event of a frame. */
  deliver(reading: Reading & { kind: 'event' }, frame: string, receiveTime: number): void
  /** Counts and tells a frame or a field that breaks a rule. */
  invalid(stream: string | undefined, path: string, reason: string, frame: string, delivered?: boolean): void
  /** The exchange carries these. */
  carried(streams: readonly string[], now: number): void
  /** The connection is gone, and with it what it carried. */
  interrupt(): void
  /** Tells of streams that should have spoken by now; returns when to look again. */
  watch(now: number): number
}

/** Names of streams left lately that are remembered, so that their late frames are not taken for strangers. */
const remembered = 2_048

const never = Number.POSITIVE_INFINITY

/** @param tap reads everything */
export function createRouter(
  validation: Validation,
  environment: string,
  { emit, counters }: Pick<Reporter, 'emit' | 'counters'>,
  tap: Sink,
): Router {
  const routes = new Map<string, Route>()
  const left = new Set<string>()

  function invalid(stream: string | undefined, path: string, reason: string, frame: string, delivered = false): void {
    counters[delivered ? 'suspect' : 'invalid'] += 1
    emit('invalid', { stream, path, reason, sample: frame.slice(0, 200), delivered })
  }

  function refuse(route: Route, frame: string, error: unknown): void {
    const { path = '$', reason = String(error) } = (error as Partial<FeedError> | undefined)?.context ?? {}
    route.invalid += 1
    invalid(route.channel.stream, path as string, reason as string, frame)
  }

  /** Holds the event against the one before it. */
  function follow(route: Route, event: MarketEvent, toTime: number): void {
    const { channel, interrupted, lastNumber, lastTime } = route
    const { sequence } = channel
    const isCounted = sequence?.follows !== undefined && lastNumber !== undefined
    const range = isCounted ? missing(sequence, lastNumber, event) : undefined
    if (isCounted ? range : interrupted) {
      counters.gaps += 1
      const reason = interrupted ? 'reconnect' : 'sequence'
      emit('gap', {
        type: 'gap',
        stream: channel.stream,
        reason,
        from: range?.from,
        to: range?.to,
        fromTime: lastTime as number,
        toTime,
      })
    }
    if (sequence) route.lastNumber = sequence.number(event)
    route.lastTime = toTime
    route.interrupted = false
    route.live = true
  }

  return {
    routes,
    invalid,
    attach(channel, sink) {
      const { stream } = channel
      const route: Route = routes.get(stream) ?? {
        channel,
        sinks: [],
        events: 0,
        invalid: 0,
        lastTime: undefined,
        lastNumber: undefined,
        carried: false,
        silentAt: never,
        live: false,
        interrupted: false,
      }
      route.sinks = [...route.sinks, sink]
      routes.set(stream, route)
      left.delete(stream)
      return route
    },
    detach(stream, sink) {
      const route = routes.get(stream)
      if (!route) return
      route.sinks = route.sinks.filter((each) => each !== sink)
      if (route.sinks.length > 0) return
      routes.delete(stream)
      left.add(stream)
      const [oldest = ''] = left
      if (left.size > remembered) left.delete(oldest)
    },
    deliver(reading, frame, receiveTime) {
      const { stream } = reading
      const route = routes.get(stream)
      if (route === undefined) {
        if (left.has(stream)) counters.late += 1
        else invalid(stream, '$', 'a stream that was not subscribed', frame)
        return
      }
      const { channel } = route
      let event: MarketEvent
      try {
        event = channel.decode(frame.slice(reading.start, reading.end), receiveTime, validation)
      } catch (error) {
        return refuse(route, frame, error)
      }
      if (validation === 'always') {
        const suspicion = channel.suspect?.(event)
        if (suspicion !== undefined) invalid(stream, suspicion.path, suspicion.reason, frame, true)
      }
      follow(route, event, receiveTime)
      counters.events += 1
      route.events += 1
      const { sinks } = route
      for (let i = 0; i < sinks.length; i += 1) sinks[i]!(event, stream)
      tap(event, stream)
    },
    carried(streams, now) {
      for (const stream of streams) {
        const route = routes.get(stream)
        if (!route || route.carried) continue
        route.carried = true
        route.silentAt = now + route.channel.silenceMs
      }
    },
    interrupt() {
      for (const route of routes.values()) {
        route.carried = route.live = false
        route.silentAt = never
        route.interrupted = route.lastTime !== undefined
      }
      left.clear()
    },
    watch(now) {
      let next = never
      for (const route of routes.values()) {
        if (route.live) continue
        if (route.silentAt <= now) {
          route.silentAt = never
          emit('error', silence(route, routes, environment))
        }
        next = Math.min(next, route.silentAt)
      }
      return next
    },
  }
}
