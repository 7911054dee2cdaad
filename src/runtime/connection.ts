/** Drives one connection: performs what the machines decide, and hands them what the socket says. */

import type { Host } from '../core/clock'
import { type Control, type ControlNews, createControl } from '../core/control'
import { FeedError, temporary } from '../core/errors'
import { deadline, type Effect, type Input, type Lifecycle, postponed, step, unborn } from '../core/lifecycle'
import { createLimiter } from '../core/limiter'
import type { Settings } from '../core/options'
import type { Shard } from '../core/shards'
import type { Line } from '../core/track'
import type { Frame, Socket, SocketEnd, Transport } from '../core/transport'
import type { ReplyError, Venue } from '../core/venue'
import { createAlarm } from './alarm'
import { endingError, restOf } from './ending'
import type { Gate } from './gate'
import type { Reporter, Router } from './router'

/** Frames sent a second apart may arrive closer together; the window is this much longer than the venue's, in ms. */
const arrivalMargin = 250

/** What the owner of a connection acts on; everything else is told as an event. */
export interface Owner {
  moved(from: Lifecycle, to: Lifecycle): void
  rejected(streams: readonly string[], error: ReplyError): void
  /** The exchange announces the end of this connection. */
  announced(): void
  /** More streams are carried, by the exchange's word. */
  carries(): void
}

/** What all connections of a feed are made with. */
export interface Surroundings {
  readonly venue: Venue
  readonly transport: Transport
  readonly host: Host
  readonly settings: Settings
  readonly router: Router
  readonly reporter: Reporter
  readonly gate: Gate
}

export interface Connection {
  readonly state: Lifecycle
  /** The open socket as a bearer of streams; undefined while there is none. */
  readonly line: Line | undefined
  readonly url: string
  /** When anything was heard last, on the monotonic clock. */
  readonly heardAt: number
  /** Whether everything that is wanted was asked for, and granted as far as the exchange's word goes. */
  readonly isComplete: boolean
  /** Client frames of all sockets so far, and how many more may leave now. */
  readonly frames: { readonly sent: number; readonly left: number }
  /** One input at a time: what happens while one is worked on waits for its turn. Without one, it looks at what is due. */
  feed(input?: Input): void
  /** Asks for a sign of life. */
  probe(): void
  /** Leaves these streams and joins them again. */
  renew(streams: readonly string[]): void
}

/** @param shard what the connection should carry */
export function createConnection(
  { venue, transport, host, settings, router, reporter: { emit, counters }, gate }: Surroundings,
  shard: Shard,
  owner: Owner,
): Connection {
  const { clock, random } = host
  const { limits } = settings
  const limiter = createLimiter(limits.controlFrames, 1_000 + arrivalMargin)
  let state = unborn
  // The newest socket, its address and what that carries.
  let socket: Socket | undefined
  let url = ''
  let carried: readonly string[] = []
  let attemptedAt = 0
  // While the state is open: its bearing of streams and its control frames.
  let line: Line | undefined
  let control: Control | undefined
  let heardAt = 0
  const inbox: Input[] = []
  let isBusy = false
  const arm = createAlarm(clock, wake)
  let end: SocketEnd | undefined

  function feed(input?: Input): void {
    if (input) inbox.push(input)
    if (isBusy) return
    isBusy = true
    let due: number
    try {
      do {
        for (let next = inbox.shift(); next; next = inbox.shift()) take(next)
        due = tend()
      } while (inbox.length > 0)
    } finally {
      isBusy = false
    }
    arm(due)
  }

  function take(input: Input): void {
    const now = clock.now()
    const from = state
    const done = step(state, input, {
      now,
      random: random(),
      notBefore: gate.freeAt(now),
      restsUntil: gate.restsUntil(),
      isOffline: host.isOffline?.() ?? false,
      options: settings,
    })
    state = done.state
    for (const effect of done.effects) perform(effect, now)
    state = postponed(state, gate.restsUntil())
    if (state !== from) owner.moved(from, state)
  }

  /** Sends and tells what is due; returns when something is due next. */
  function tend(): number {
    const due = deadline(state, settings) ?? Number.POSITIVE_INFINITY
    return control ? Math.min(due, control.pump(shard, clock.now())) : due
  }

  function wake(): void {
    control?.expire(clock.now(), (stream) => router.hasSpoken(stream, line as Line))
    if (control?.isDeaf) {
      socket?.abandon()
      down(temporary('CONNECTION_STALE', 'Two control frames went unanswered.'))
    }
    feed({ kind: 'wake', heardAt })
  }

  function down(error: FeedError, epoch = state.epoch): void {
    feed({ kind: 'down', epoch, error })
  }

  function perform(effect: Effect, now: number): void {
    switch (effect.kind) {
      case 'open':
        attemptedAt = now
        gate.attempted(now, now + settings.openTimeoutMs)
        return open(effect.epoch)
      case 'abandon':
        return socket?.abandon()
      case 'hang-up':
        socket?.close(1000, '')
        return leave()
      case 'probe':
        return control?.probe()
      case 'connected':
        heardAt = now
        counters.connections += 1
        emit('connected', { url, retries: effect.retries })
        line = { isLeaving: false, streams: 0, spokeAt: 0 }
        control = createControl(venue, limiter, settings.subscribeTimeoutMs, socket as Socket, tell, carried)
        return
      case 'succeeded':
        return gate.succeeded()
      case 'failed':
        return gate.failed(now, settings.breaker)
      case 'lost': {
        const { error, wasOpen } = effect
        leave()
        if (end?.isUnreached && !wasOpen) gate.undo(attemptedAt)
        const restMs = restOf(end, settings.breaker.cooldownMs)
        if (restMs) gate.rest(now + restMs)
        end = undefined
        if (wasOpen) emit('disconnected', { error })
        else emit('error', error)
      }
    }
  }

  /** What the socket carried, it carries no more. */
  function leave(): void {
    if (line) router.lost(line, heardAt)
    line = control = undefined
  }

  function open(epoch: number): void {
    ;({ url, carried } = venue.address([...shard.names], shard.route))
    const isMine = () => state.epoch === epoch && state.kind === 'open'
    try {
      const take = (frame: Frame) => isMine() && received(frame)
      socket = transport.open(
        url,
        {
          opened: () => feed({ kind: 'opened', epoch }),
          text: take,
          binary: take,
          closed(given) {
            if (epoch === state.epoch) end = given
            down(endingError(given, venue.endpoint, state.kind !== 'opening'), epoch)
          },
          pinged: (payload) => {
            if (!isMine()) return
            heardAt = clock.now()
            control?.pinged(payload)
            feed()
          },
          heard: () => {
            if (isMine()) heardAt = clock.now()
          },
        },
        venue.headers?.(transport),
      )
    } catch (cause) {
      const error = { code: 1006, reason: String(cause), cause }
      down(cause instanceof FeedError ? cause : endingError(error, venue.endpoint, false), epoch)
    }
  }

  function received(frame: Frame): void {
    heardAt = clock.now()
    try {
      const { length } = frame
      const isRead = length <= limits.messageLength
      const reading = isRead && (typeof frame === 'string' ? venue.read(frame) : venue.readBinary?.(frame))
      // Too long, or binary where none is.
      if (!reading) return unreadable(`a frame of length ${length}`, frame)
      if (reading.kind === 'event' && control?.isLeaving(reading.stream)) counters.late += 1
      else if (reading.kind === 'event') {
        router.deliver(reading, frame, line as Line, heardAt, clock.time())
        if (state.kind === 'open' && !state.proven) feed({ kind: 'proven', epoch: state.epoch })
      } else if (reading.kind === 'reply') {
        const { id, error } = reading
        control?.replied(id, error)
        if (error && id === undefined) unreadable(`the exchange refused a frame: ${error.message.slice(0, 200)}`, frame)
        feed()
      } else if (reading.kind === 'notice') {
        owner.announced()
      } else {
        unreadable(reading.reason, frame)
      }
    } catch (error) {
      // Some sockets fall silent for good when a listener throws.
      unreadable(`reading it failed: ${String(error)}`, frame)
    }
  }

  const unreadable = (reason: string, frame: Frame) => router.invalid(undefined, '$', reason, frame)

  const tell: ControlNews = (what, streams, error) => {
    if (error) return owner.rejected(streams, error)
    if (what === 'probed') return feed({ kind: what, epoch: state.epoch })
    if (what === 'leaving') return router.left(streams, line as Line)
    if (what === 'subscribed') {
      router.carried(streams, line as Line, clock.now())
      owner.carries()
    }
    if (what === 'subscribed' || what === 'unsubscribed') return emit(what, { streams })
    const text = `No answer within ${settings.subscribeTimeoutMs} ms; ${streams.length} streams are asked for again.`
    emit('error', temporary('SUBSCRIBE_TIMEOUT', text, { streams }))
  }

  return {
    get state() {
      return state
    },
    get line() {
      return line
    },
    get url() {
      return url
    },
    get heardAt() {
      return heardAt
    },
    get isComplete() {
      return control?.isComplete(shard) ?? false
    },
    get frames() {
      return { sent: limiter.total, left: limiter.left(clock.now()) }
    },
    feed,
    probe() {
      control?.probe()
      feed()
    },
    renew(streams) {
      control?.renew(streams)
      feed()
    },
  }
}
