/** The frames a client sends on one connection: what is wanted against what is carried, in order, paced, acknowledged. */
import type { Limiter } from './limiter'
import { batch, reconcile, type Wanted } from './topics'
import type { ReplyError, Venue } from './venue'

/** Where frames go. */
export interface Outlet {
  send(frame: string): void
  readonly ping?: (() => void) | undefined
  readonly pong?: ((payload: Uint8Array) => void) | undefined
}

/**
 * What became of streams: `subscribed` as far as the exchange's word goes, `rejected` with its error,
 * `unanswered` where no word came in time and they are asked for once more. `probed`: a probe has left.
 */
export type ControlNews = (
  what: 'subscribed' | 'leaving' | 'unsubscribed' | 'rejected' | 'unanswered' | 'probed',
  streams: readonly string[],
  error?: ReplyError,
) => void

export interface Control {
  /** Streams the connection carries, or was asked to. */
  readonly carried: ReadonlySet<string>
  /** Whether all that is wanted is carried, and nobody's answer is missing. */
  isComplete(wanted: Wanted): boolean
  /** It was asked to leave the stream and has not answered: what comes now is of before. */
  isLeaving(stream: string): boolean
  /** Two control frames in a row went unanswered: the connection hears nobody. */
  readonly isDeaf: boolean
  /** Answers a ping as soon as the limit allows; of a flood only the newest, as the protocol permits (RFC 6455, 5.5.3). */
  pinged(payload: Uint8Array): void
  probe(): void
  /** Leaves these streams and joins them again: they are silent without a reason. */
  renew(streams: Iterable<string>): void
  /** Sends what is due as far as the limit allows. Returns when something is due next: a frame that waits, or an answer. */
  pump(wanted: Wanted, now: number): number
  /** The exchange answered. */
  replied(id: number | undefined, error: ReplyError | undefined): void
  /** Gives up on answers that are overdue: what was not acknowledged counts as not carried and is asked for again. */
  expire(now: number, isLive: (stream: string) => boolean): void
}

interface Request {
  /** What an answer means; undefined for a probe. */
  readonly done: 'subscribed' | 'unsubscribed' | undefined
  readonly streams: readonly string[]
  readonly answerBy: number
}

/** Bytes around the names of a SUBSCRIBE or UNSUBSCRIBE frame, with room for any id. */
const overhead = 64

/** @param streams what the address of the connection carries already */
export function createControl(
  venue: Pick<Venue, 'limits' | 'subscribe' | 'unsubscribe' | 'probe'>,
  limiter: Limiter,
  subscribeTimeoutMs: number,
  outlet: Outlet,
  tell: ControlNews,
  streams: readonly string[],
): Control {
  const carried = new Set(streams)
  const requests = new Map<number, Request>()
  /** Carried streams to leave, wanted or not. */
  const renewals = new Set<string>()
  /** The revision of what is wanted that is carried to the last name. */
  let settled: number | undefined
  let lastId = 0
  let pong: Uint8Array | undefined
  let isProbeDue = false
  /** Control frames in a row that nobody answered. */
  let unanswered = 0

  function request(done: Request['done'], streams: readonly string[], now: number): number {
    requests.set(++lastId, { done, streams, answerBy: now + subscribeTimeoutMs })
    return lastId
  }

  function drop(streams: readonly string[]): void {
    settled = undefined
    for (const name of streams) {
      carried.delete(name)
      renewals.delete(name)
    }
  }

  /** Sends the next frame of the difference between wanted and carried, if there is one and `mayGo`. */
  function ask({ names: wanted, revision }: Wanted, now: number, mayGo: () => boolean): boolean {
    if (revision === settled) return false
    const { namesPerFrame, frameBytes } = venue.limits
    const difference = reconcile(wanted, carried)
    const { add } = difference
    const remove = [...difference.remove, ...[...renewals].filter((name) => wanted.has(name))]
    // Leaving comes first: at the limit of streams it makes the room that joining needs.
    const leaves = remove.length > 0
    const names = leaves ? remove : add
    if (names.length === 0) settled = revision
    if (names.length === 0 || !mayGo()) return false
    const streams = batch(names, namesPerFrame, frameBytes, overhead)
    if (leaves) {
      drop(streams)
      tell('leaving', streams)
    } else for (const name of streams) carried.add(name)
    const id = request(leaves ? 'unsubscribed' : 'subscribed', streams, now)
    outlet.send(leaves ? venue.unsubscribe(id, streams) : venue.subscribe(id, streams))
    return true
  }

  if (streams.length > 0) tell('subscribed', streams)
  return {
    carried,
    isComplete: ({ revision }) => revision === settled && [...requests.values()].every(({ done }) => !done),
    isLeaving(stream) {
      for (const { done, streams } of requests.values())
        if (done === 'unsubscribed' && streams.includes(stream)) return true
      return false
    },
    get isDeaf() {
      return unanswered > 1
    },
    pinged(payload) {
      pong = payload
    },
    probe() {
      isProbeDue = true
    },
    renew(streams) {
      for (const name of streams) if (carried.has(name)) renewals.add(name)
      settled = undefined
    },
    pump(wanted, now) {
      let next = Number.POSITIVE_INFINITY
      const mayGo = (keep: number) => {
        if (limiter.take(now, keep)) return true
        next = Math.min(next, limiter.freeAt(now, keep))
        return false
      }
      // The last free place is left to pongs.
      const mayAsk = () => mayGo(1)
      if (pong && mayGo(0)) {
        outlet.pong?.(pong)
        pong = undefined
      }
      if (isProbeDue && mayAsk()) {
        isProbeDue = false
        if (outlet.ping) outlet.ping()
        else outlet.send(venue.probe(request(undefined, [], now)))
        tell('probed', [])
      }
      while (ask(wanted, now, mayAsk));
      for (const { answerBy } of requests.values()) next = Math.min(next, answerBy)
      return next
    },
    replied(id, error) {
      const request = requests.get(id as number)
      if (!request) return
      const { done, streams } = request
      requests.delete(id as number)
      unanswered = 0
      if (!done) return
      if (!error) return tell(done, streams)
      if (done === 'unsubscribed') return
      drop(streams)
      tell('rejected', streams, error)
    },
    expire(now, isLive) {
      for (const [id, { done, streams, answerBy }] of requests) {
        if (now < answerBy) continue
        requests.delete(id)
        if (done === 'unsubscribed') {
          // Whether they were left nobody knows: they are asked to leave once more, but those that have joined since.
          unanswered += 1
          settled = undefined
          for (const name of streams) if (!carried.has(name)) renewals.add(name)
          for (const name of streams) carried.add(name)
        }
        const silent = streams.filter((name) => !isLive(name))
        if (done !== 'subscribed' || silent.length === 0) continue
        unanswered += 1
        drop(silent)
        tell('unanswered', silent)
      }
    },
  }
}
