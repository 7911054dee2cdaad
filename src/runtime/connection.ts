/** Drives one connection: performs what the machines decide, and hands them what the socket says. */
import { attempted, type Breaker, failed, restsUntil, whole } from '../core/breaker'
import type { Host, Stop } from '../core/clock'
import { type Control, type ControlNews, createControl } from '../core/control'
import { FeedError, temporary } from '../core/errors'
import { deadline, type Effect, type Input, type Lifecycle, postponed, step, unborn } from '../core/lifecycle'
import { createLimiter } from '../core/limiter'
import type { Settings } from '../core/options'
import type { Socket, SocketEnd, Transport } from '../core/transport'
import type { ReplyError, Venue } from '../core/venue'
import type { Reporter, Router } from './router'

/** Frames sent a second apart may arrive closer together; the window is this much longer than the venue's, in ms. */
const arrivalMargin = 250

/** What the owner of a connection acts on; everything else is told as an event. */
export interface Owner {
  moved(from: Lifecycle, to: Lifecycle): void
  rejected(streams: readonly string[], error: ReplyError): void
}

export interface Connection {
  readonly state: Lifecycle
  readonly breaker: Breaker
  /** Client frames of all sockets so far, and how many more may leave now. */
  readonly frames: { readonly sent: number; readonly left: number }
  /** One input at a time: what happens while one is worked on waits for its turn. Without one, it looks at what is due. */
  feed(input?: Input): void
}

export function createConnection(
  venue: Venue,
  transport: Transport,
  { clock, random }: Host,
  settings: Settings,
  router: Router,
  { emit, counters }: Reporter,
  owner: Owner,
): Connection {
  const { limits } = venue
  const attempts = createLimiter(limits.attempts, limits.attemptSpanMs)
  const limiter = createLimiter(settings.limits.controlFrames, 1_000 + arrivalMargin)
  let breaker = whole
  let state = unborn
  // The newest socket, its address and what that carries.
  let socket: Socket | undefined
  let url = ''
  let carried: readonly string[] = []
  /** Works while the state is open. */
  let control: Control
  let heardAt = 0
  const inbox: Input[] = []
  let isBusy = false
  let stopTimer: Stop | undefined
  let timerAt = Number.POSITIVE_INFINITY

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
    const done = step(state, input, { now, random: random(), notBefore: attempts.freeAt(now), options: settings })
    state = done.state
    for (const effect of done.effects) perform(effect, now)
    state = postponed(state, restsUntil(breaker))
    if (state !== from) owner.moved(from, state)
  }

  /** Sends and tells what is due; returns when something is due next. */
  function tend(): number {
    const due = deadline(state, settings) ?? Number.POSITIVE_INFINITY
    if (state.kind !== 'open') return due
    const now = clock.now()
    return Math.min(due, control.pump(router.routes, now), router.watch(now))
  }

  /** One timer, at the earliest thing that is due. */
  function arm(due: number): void {
    if (due === timerAt) return
    stopTimer?.()
    timerAt = due
    if (due === Number.POSITIVE_INFINITY) return
    // Hosts round down: a wake a hair too early would find nothing due and come again at once.
    stopTimer = clock.timer(wake, Math.max(0, Math.ceil(due - clock.now())))
  }

  function wake(): void {
    timerAt = Number.POSITIVE_INFINITY
    if (state.kind === 'open') {
      control.expire(clock.now(), (stream) => router.routes.get(stream)?.live ?? true)
      if (control.isDeaf) {
        socket?.abandon()
        down(temporary('CONNECTION_STALE', 'Two control frames went unanswered.'))
      }
    }
    feed({ kind: 'wake', heardAt })
  }

  function down(error: FeedError, epoch = state.epoch): void {
    feed({ kind: 'down', epoch, error })
  }

  function perform(effect: Effect, now: number): void {
    switch (effect.kind) {
      case 'open':
        breaker = attempted(breaker)
        attempts.note(now)
        return open(effect.epoch)
      case 'abandon':
        return socket?.abandon()
      case 'hang-up':
        return socket?.close(1000, '')
      case 'probe':
        return control.probe()
      case 'connected':
        heardAt = now
        counters.connections += 1
        emit('connected', { url, retries: effect.retries })
        control = createControl(venue, limiter, settings.subscribeTimeoutMs, socket as Socket, tell, carried)
        return
      case 'succeeded':
        breaker = whole
        return
      case 'failed':
        breaker = failed(breaker, now, settings.breaker)
        return
      case 'lost': {
        const { error, wasOpen } = effect
        router.interrupt()
        if (wasOpen) emit('disconnected', { error })
        else emit('error', error)
      }
    }
  }

  function open(epoch: number): void {
    ;({ url, carried } = venue.address([...router.routes.keys()]))
    const isMine = () => state.epoch === epoch && state.kind === 'open'
    try {
      socket = transport.open(url, {
        opened: () => feed({ kind: 'opened', epoch }),
        text: (frame) => {
          if (isMine()) received(frame)
        },
        binary: (bytes) => {
          if (isMine()) unreadable(`a binary frame of ${bytes} bytes`, '')
        },
        closed: (end) => down(ended(end), epoch),
        pinged: (payload) => {
          if (!isMine()) return
          heardAt = clock.now()
          control.pinged(payload)
          feed()
        },
        heard: () => {
          if (isMine()) heardAt = clock.now()
        },
      })
    } catch (cause) {
      down(cause instanceof FeedError ? cause : ended({ code: 1006, reason: String(cause), cause }), epoch)
    }
  }

  function received(frame: string): void {
    heardAt = clock.now()
    try {
      if (frame.length > limits.messageLength) return unreadable(`a frame of ${frame.length} characters`, frame)
      const reading = venue.read(frame)
      if (reading.kind === 'event') {
        router.deliver(reading, frame, clock.time())
        if (state.kind === 'open' && !state.proven) feed({ kind: 'proven', epoch: state.epoch })
      } else if (reading.kind === 'reply') {
        const { id, error } = reading
        control.replied(id, error)
        if (error && id === undefined) unreadable(`the exchange refused a frame: ${error.message}`, frame)
        feed()
      } else if (reading.kind === 'unknown') {
        unreadable(reading.reason, frame)
      }
      // A notice announces a cut, which is survived like any other.
    } catch (error) {
      // Some sockets fall silent for good when a listener throws.
      unreadable(`reading it failed: ${String(error)}`, frame)
    }
  }

  const unreadable = (reason: string, frame: string) => router.invalid(undefined, '$', reason, frame)

  const tell: ControlNews = (what, streams, error) => {
    if (error) return owner.rejected(streams, error)
    if (what === 'probed') return feed({ kind: what, epoch: state.epoch })
    if (what === 'subscribed') router.carried(streams, clock.now())
    if (what === 'subscribed' || what === 'unsubscribed') return emit(what, { streams })
    const text = `No answer within ${settings.subscribeTimeoutMs} ms; ${streams.length} streams are asked for again.`
    emit('error', temporary('SUBSCRIBE_TIMEOUT', text, { streams }))
  }

  function ended({ code, reason, cause, status }: SocketEnd): FeedError {
    const context = { url, code, reason, status }
    const why = reason && ` (${reason})`
    const { endpoint } = venue
    return state.kind === 'opening'
      ? temporary('OPEN_FAILED', `${endpoint} could not be opened${why}.`, context, cause)
      : temporary('CONNECTION_LOST', `${endpoint} closed the connection with code ${code}${why}.`, context, cause)
  }

  return {
    get state() {
      return state
    },
    get breaker() {
      return breaker
    },
    get frames() {
      return { sent: limiter.total, left: limiter.left(clock.now()) }
    },
    feed,
  }
}
