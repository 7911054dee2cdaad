/** The frames a client sends on one connection: what is wanted against what is carried, in order, paced, acknowledged. */
import type { Limiter } from './limiter'
import { batch, reconcile } from './topics'
import type { ReplyError, Venue } from './venue'

/** Where frames go. */
export interface Outlet {
  send(frame: string): void
  ping?(): void
  pong?(payload: Uint8Array): void
}

/** What became of a subscription, told to whoever keeps the streams. */
export interface ControlNews {
  /** The exchange carries these now, as far as its word goes. */
  subscribed(streams: readonly string[]): void
  unsubscribed(streams: readonly string[]): void
  rejected(streams: readonly string[], error: ReplyError): void
  /** No answer came in time; `again` says whether it was asked once more. */
  unanswered(streams: readonly string[]): void
}

interface Request {
  readonly kind: 'subscribe' | 'unsubscribe' | 'probe'
  readonly streams: readonly string[]
  readonly answerBy: number
}

/** Bytes around the names of a SUBSCRIBE or UNSUBSCRIBE frame, with room for any id. */
const overhead = 64

export class Control {
  /** Streams the connection carries, or was asked to. */
  readonly carried = new Set<string>()
  readonly #requests = new Map<number, Request>()
  #nextId = 1
  /** The newest ping that has not been answered yet. */
  #pong: Uint8Array | undefined
  #probeDue = false
  /** Whether wanted and carried may differ. */
  #unsettled = true
  /** Control frames in a row that nobody answered. */
  #unanswered = 0
  #sent = 0

  constructor(
    readonly venue: Pick<Venue, 'limits' | 'subscribe' | 'unsubscribe' | 'probe'>,
    readonly limiter: Limiter,
    readonly subscribeTimeoutMs: number,
    readonly outlet: Outlet,
    readonly news: ControlNews,
  ) {}

  /** Frames that left on this connection, pings and pongs included. */
  get sent(): number {
    return this.#sent
  }

  /** Two control frames in a row went unanswered: the connection hears nobody. */
  get isDeaf(): boolean {
    return this.#unanswered >= 2
  }

  /** The connection opened and its address carried these. */
  opened(streams: readonly string[]): void {
    for (const name of streams) this.carried.add(name)
    if (streams.length > 0) this.news.subscribed(streams)
  }

  /** What is wanted has changed. */
  changed(): void {
    this.#unsettled = true
  }

  /** Answers a ping as soon as the limit allows; of a flood only the newest, as the protocol permits (RFC 6455, 5.5.3). */
  pinged(payload: Uint8Array): void {
    this.#pong = payload
  }

  probe(): void {
    this.#probeDue = true
  }

  /** Sends what is due as far as the limit allows. */
  pump(wanted: ReadonlySet<string>, now: number): void {
    if (this.#pong !== undefined && this.limiter.take(now)) {
      this.#sent += 1
      this.outlet.pong?.(this.#pong)
      this.#pong = undefined
    }
    if (this.#probeDue && this.#take(now)) {
      this.#probeDue = false
      if (this.outlet.ping) this.outlet.ping()
      else this.outlet.send(this.venue.probe(this.#request('probe', [], now)))
    }
    while (this.#unsettled) {
      const { add, remove } = reconcile(wanted, this.carried)
      // Leaving comes first: at the limit of streams it makes the room that joining needs.
      const [kind, names] = remove.length > 0 ? (['unsubscribe', remove] as const) : (['subscribe', add] as const)
      if (names.length === 0) this.#unsettled = false
      else if (this.#take(now)) this.#ask(kind, names, now)
      else break
    }
  }

  /** When something is due next: a frame that waits for room, or an answer that does not come. */
  nextAt(now: number): number | undefined {
    let next = Number.POSITIVE_INFINITY
    if (this.#pong !== undefined) next = this.limiter.freeAt(now)
    else if (this.#probeDue || this.#unsettled) next = this.limiter.freeAt(now, 1)
    for (const request of this.#requests.values()) next = Math.min(next, request.answerBy)
    return next === Number.POSITIVE_INFINITY ? undefined : next
  }

  /** The exchange answered. */
  replied(id: number | undefined, error: ReplyError | undefined): void {
    const request = id === undefined ? undefined : this.#requests.get(id)
    if (request === undefined) return
    this.#requests.delete(id as number)
    this.#unanswered = 0
    if (request.kind === 'probe') return
    if (error === undefined) {
      if (request.kind === 'subscribe') this.news.subscribed(request.streams)
      else this.news.unsubscribed(request.streams)
    } else if (request.kind === 'subscribe') {
      for (const name of request.streams) this.carried.delete(name)
      this.news.rejected(request.streams, error)
    }
  }

  /** Gives up on answers that are overdue: what was not acknowledged counts as not carried and is asked for again. */
  expire(now: number, isLive: (stream: string) => boolean): void {
    for (const [id, request] of this.#requests) {
      if (now < request.answerBy) continue
      this.#requests.delete(id)
      const silent = request.streams.filter((name) => !isLive(name))
      if (request.kind !== 'subscribe' || silent.length === 0) continue
      this.#unanswered += 1
      for (const name of silent) this.carried.delete(name)
      this.#unsettled = true
      this.news.unanswered(silent)
    }
  }

  #take(now: number): boolean {
    // The last free place is left to pongs.
    const free = this.limiter.take(now, 1)
    if (free) this.#sent += 1
    return free
  }

  #ask(kind: 'subscribe' | 'unsubscribe', names: readonly string[], now: number): void {
    const { namesPerFrame, frameBytes } = this.venue.limits
    const streams = batch(names, namesPerFrame, frameBytes, overhead)
    const id = this.#request(kind, streams, now)
    for (const name of streams) {
      if (kind === 'subscribe') this.carried.add(name)
      else this.carried.delete(name)
    }
    this.outlet.send(this.venue[kind](id, streams))
  }

  #request(kind: Request['kind'], streams: readonly string[], now: number): number {
    const id = this.#nextId++
    this.#requests.set(id, { kind, streams, answerBy: now + this.subscribeTimeoutMs })
    return id
  }
}
