/** From a frame to those who read its stream: one lookup, one decode, one decision between copies, a loop over the readers. */
import { createArbiter } from '../core/arbiter'
import type { Channel, MarketEvent } from '../core/channel'
import type { FeedError } from '../core/errors'
import type { Emit, Gap, Item } from '../core/events'
import type { Settings } from '../core/options'
import { hasSpoken, isOnlyOn, type Line } from '../core/track'
import type { Frame } from '../core/transport'
import type { Reading } from '../core/venue'
import type { Filler, FillerReport } from './filler'
import { createLiveness, type Liveness } from './liveness'
import { change, createRoute, note, type Route, type Sink } from './route'

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

/** Who must know which streams there are, and what happens to their lines. */
export interface Switchboard {
  added(channel: Channel): void
  removed(stream: string): void
  /** Everything that hung on a leaving line hangs on another now. */
  emptied(line: Line): void
  /** These streams of a line are silent while others on it speak. */
  silent(line: Line, streams: readonly string[]): void
}

export interface Router {
  /** The streams that should be carried, and what is known of each. */
  readonly routes: ReadonlyMap<string, Route>
  duplicates(): number
  /** Adds a reader of a stream. */
  attach(channel: Channel, sink: Sink): Route
  /** Takes a reader away; the stream goes with its last one. */
  detach(stream: string, sink: Sink): void
  /** A reader needs nothing for now, or does again; a stream is left while none of its readers needs it, and known all the same. */
  rest(stream: string, sink: Sink, isResting: boolean): void
  /** Puts a filler of gaps between a stream and its readers, unless it has one or is gone. */
  fill(channel: Channel, make: FillerMaker): void
  /** Delivers the events of a frame. */
  deliver(reading: Reading & { kind: 'event' }, frame: Frame, line: Line, now: number, receiveTime: number): void
  /**
   * Takes what a line brings ready-made: an event, or its own word of a hole before the next one.
   */
  receive(stream: string, item: Item, line: Line, now: number): void
  /** Counts and tells a frame or a field that breaks a rule. */
  invalid(stream: string | undefined, path: string, reason: string, frame: Frame, delivered?: boolean): void
  /** A line carries these, by the exchange's word. */
  carried(streams: readonly string[], line: Line, now: number): void
  /** Whether an event of the stream has come on a line; also true of streams nobody wants. */
  hasSpoken(stream: string, line: Line): boolean
  /** Streams that have spoken on this line since then, and on no other. */
  unheard(line: Line, since: number): readonly string[]
  /** A line carries these no more, though it goes on. */
  left(streams: readonly string[], line: Line): void
  /** A line is gone, and with it what it carried, or only these; `heardAt` is when it was heard last, on the monotonic clock. */
  lost(line: Line, heardAt: number, streams?: readonly string[]): void
  /** A line that still works goes; what others have carried beside it for a while goes on without a hole. Returns how many had not. */
  leave(line: Line, heardAt: number): number
  /** Tells of streams that should have spoken by now, and ends waits for copies; returns when to look again. */
  watch(now: number): number
}

/** Makes the filler of a stream, given where its items go and whom it tells what became of a gap. */
export type FillerMaker = (deliver: (item: Item) => void, report: FillerReport) => Filler

const none: readonly MarketEvent[] = []

/** Names of streams left lately that are remembered, so that their late frames are not taken for strangers. */
const remembered = 16_384

/** What a line brought was under way for less than this, in ms. */
const lagMost = 1_500

/** @param tap reads everything */
export function createRouter(
  { validation, rotation: { handoverMs } }: Pick<Settings, 'validation' | 'rotation'>,
  environment: string,
  { emit, counters }: Pick<Reporter, 'emit' | 'counters'>,
  tap: Sink,
  switchboard: Switchboard,
): Router {
  const routes = new Map<string, Route>()
  const former = new Set<string>()
  /** Duplicates of streams that are gone. */
  let formerDuplicates = 0

  const arbiter = createArbiter<Route>(handoverMs, {
    pass: (route, event) => (route.filler ? route.filler.take(event) : publish(route, event)),
    gap(route, reason, range, { receiveTime: toTime }) {
      const { stream } = route.channel
      // Before its first event such a stream counts from when it was carried, which only the monotonic clock knows.
      const fromTime = route.lastTime ?? toTime - (route.spokeAt - (route.passedAt as number))
      const gap: Gap = { type: 'gap', stream, reason, from: range?.from, to: range?.to, fromTime, toTime }
      if (route.filler) route.filler.take(gap)
      else tell(route, gap)
    },
    emptied: switchboard.emptied,
  })
  const liveness: Liveness = createLiveness(routes, environment, emit, switchboard.silent)

  function invalid(stream: string | undefined, path: string, reason: string, frame: Frame, delivered = false): void {
    counters[delivered ? 'suspect' : 'invalid'] += 1
    emit('invalid', { stream, path, reason, sample: String(frame.slice(0, 200)), delivered })
  }

  function refuse(route: Route, frame: Frame, error: unknown): void {
    const { path = '$', reason = String(error) } = (error as Partial<FeedError> | undefined)?.context ?? {}
    route.invalid += 1
    invalid(route.channel.stream, path as string, reason as string, frame)
  }

  /** Takes an event that is well-formed. */
  function take(route: Route, event: MarketEvent, frame: Frame, line: Line, now: number): void {
    const { channel } = route
    const suspicion = validation === 'always' ? channel.suspect?.(event) : undefined
    if (suspicion !== undefined) invalid(channel.stream, suspicion.path, suspicion.reason, frame, true)
    arbitrate(route, event, line, now)
  }

  function arbitrate(route: Route, event: MarketEvent, line: Line, now: number): void {
    route.spokeAt = line.spokeAt = now
    if (route.silences > 0) {
      route.silences = 0
      liveness.expect(route)
    }
    arbiter.receive(route, line, event, now)
  }

  function hand(route: Route, item: Item): void {
    const { sinks, channel } = route
    for (let i = 0; i < sinks.length; i += 1) sinks[i]!(item, channel.stream)
    tap(item, channel.stream)
  }

  function publish(route: Route, event: MarketEvent): void {
    // A listener of what came before has let go.
    if (route.sinks.length === 0) return
    counters.events += 1
    route.events += 1
    route.lastTime = event.receiveTime
    hand(route, event)
  }

  function tell(route: Route, gap: Gap): void {
    if (route.sinks.length === 0) return
    counters.gaps += 1
    note(route, gap, false)
    emit('gap', gap)
    hand(route, gap)
  }

  return {
    routes,
    duplicates() {
      let sum = formerDuplicates
      for (const { duplicates } of routes.values()) sum += duplicates
      return sum
    },
    invalid,
    attach(channel, sink) {
      const { stream } = channel
      const known = routes.get(stream)
      const route = known ?? createRoute(channel)
      routes.set(stream, route)
      former.delete(stream)
      change(route, switchboard, () => {
        route.sinks = [...route.sinks, sink]
      })
      return route
    },
    detach(stream, sink) {
      const route = routes.get(stream)
      if (!route) return
      change(route, switchboard, () => {
        route.sinks = route.sinks.filter((each) => each !== sink)
        route.resting.delete(sink)
      })
      if (route.sinks.length > 0) return
      routes.delete(stream)
      route.filler?.stop()
      formerDuplicates += route.duplicates
      for (const { line } of route.copies) arbiter.drop(route, line)
      former.add(stream)
      const [oldest = ''] = former
      if (former.size > remembered) former.delete(oldest)
    },
    rest(stream, sink, isResting) {
      const route = routes.get(stream)
      if (route) change(route, switchboard, () => (isResting ? route.resting.add(sink) : route.resting.delete(sink)))
    },
    fill({ stream }, make) {
      const route = routes.get(stream)
      if (!route || route.filler) return
      route.filler = make(
        (item) => (item.type === 'gap' ? tell(route, item as Gap) : publish(route, item as MarketEvent)),
        {
          filled(gap, events, left) {
            route.backfilled += events
            if (left === 0) note(route, gap, true)
          },
          failed: (cause) => emit('error', cause as FeedError),
        },
      )
    },
    deliver(reading, frame, line, now, receiveTime) {
      const { stream } = reading
      const route = routes.get(stream)
      if (route === undefined) {
        if (former.has(stream)) counters.late += 1
        else invalid(stream.slice(0, 200), '$', 'a stream that was not subscribed', frame)
        return
      }
      const { channel } = route
      let event: MarketEvent | undefined
      let events: readonly MarketEvent[] = none
      try {
        if (typeof frame === 'string') {
          const payload = frame.slice(reading.start, reading.end)
          event = channel.decode(payload, receiveTime, validation, route.report)
        } else events = channel.decodeBinary!(frame, receiveTime, validation)
      } catch (error) {
        return refuse(route, frame, error)
      }
      if (event) return take(route, event, frame, line, now)
      for (const each of events) {
        take(route, each, frame, line, now)
        // A listener has let go of the stream, or of its connections.
        if (route.copies.length === 0) return
      }
    },
    receive(stream, item, line, now) {
      const route = routes.get(stream)
      if (!route) {
        counters.late += 1
        return
      }
      if (item.type !== 'gap') return arbitrate(route, item as MarketEvent, line, now)
      const { reason, toTime } = item as Gap
      arbiter.interrupt(route, line, reason, toTime)
    },
    carried(streams, line, now) {
      for (const stream of streams) {
        const route = routes.get(stream)
        if (!route) continue
        if (route.copies.length === 0) {
          route.spokeAt = now
          route.silences = 0
        }
        if (route.channel.countsFromCarried) route.passedAt ??= now
        arbiter.carry(route, line, now)
        liveness.expect(route)
      }
    },
    hasSpoken(stream, line) {
      const route = routes.get(stream)
      return !route || hasSpoken(route, line)
    },
    unheard: (line, since) =>
      [...routes.values()].filter((route) => isOnlyOn(route, line, since)).map(({ channel }) => channel.stream),
    left(streams, line) {
      for (const stream of streams) {
        const route = routes.get(stream)
        if (route) arbiter.pause(route, line)
      }
    },
    lost(line, heardAt, streams) {
      for (const route of streams ? streams.flatMap((stream) => routes.get(stream) ?? []) : routes.values())
        arbiter.drop(route, line, heardAt - lagMost)
    },
    leave(line, heardAt) {
      const { streams } = line
      for (const route of routes.values()) arbiter.drop(route, line, heardAt, heardAt - lagMost)
      return streams
    },
    watch: (now) => Math.min(arbiter.watch(now), liveness.watch(now)),
  }
}
