/** Questions to the exchange beside its streams: in order, within its budget, by HTTP or over its request socket. */
import { type Budget, createBudget } from '../core/budget'
import type { Clock, Host, Stop } from '../core/clock'
import { FeedError, isFeedError, temporary } from '../core/errors'
import type { RequestStats } from '../core/events'
import type { Query } from '../core/query'
import type { Transport } from '../core/transport'
import type { Outcome, VenueRequests } from '../core/venue'
import { type Aborter, aborter } from './host'
import { createRequestSocket } from './request-socket'

/** The part of the standard AbortSignal that is used. */
export interface AskSignal {
  readonly aborted: boolean
  readonly reason?: unknown
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

export interface AskOptions {
  /** Waits this long before it joins those that may leave, in ms. @default 0 */
  readonly afterMs?: number
  readonly signal?: AskSignal | undefined
}

export interface Requests {
  /**
   * Asks, and reads the answer. What failed is tried twice more; what the exchange limits waits, up to a minute each time.
   * @throws FeedError REQUEST_FAILED, REQUEST_REFUSED, INVALID_ANSWER, FEED_CLOSED, ABORTED
   */
  ask<A>(query: Query<A>, options?: AskOptions): Promise<A>
  readonly stats: RequestStats
  /** Rejects all with FEED_CLOSED; no timer and no socket is left. */
  close(): void
}

interface Flight {
  readonly expiresAt: number
  /** Only by HTTP. */
  readonly aborter: Aborter | undefined
  /** The exchange was reached. */
  isHeard: boolean
}

interface Asked {
  readonly query: Query
  readonly signal: AskSignal | undefined
  readonly abort: () => void
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: FeedError) => void
  /** When it may leave, but for the budget. */
  dueAt: number
  /** Attempts that failed. */
  failures: number
  /** HTTP failed without a word, so that it was put to the socket. */
  isTurned: boolean
  flight: Flight | undefined
}

const timeoutMs = 10_000
const flights = 4
const retries = 2
/** A longer block is the asker's business, in ms. */
const patienceMs = 60_000

/** The exchange counts by the client's address, so all feeds of a process share; a clock of its own is a world of its own. */
const budgets = /* @__PURE__ */ new WeakMap<Clock, Map<string, Budget>>()

function budgetOf(clock: Clock, { budget: name, weight, spanMs }: VenueRequests): Budget {
  const known = budgets.get(clock) ?? new Map<string, Budget>()
  const budget = known.get(name) ?? createBudget(weight, spanMs)
  budgets.set(clock, known.set(name, budget))
  return budget
}

export function createRequests(spoken: VenueRequests, transport: Transport, host: Host): Requests {
  const { clock } = host
  const budget = budgetOf(clock, spoken)
  const socket = spoken.socketUrl && createRequestSocket(spoken.socketUrl, spoken, transport, clock)
  /** In order of arrival. */
  const open = new Set<Asked>()
  let asked = 0
  let failed = 0
  let prefersSocket = false
  let isClosed = false
  let stopTimer: Stop | undefined

  /** Lets leave what may leave, and sets the one timer for what is due next. */
  function pump(): void {
    const now = clock.now()
    const time = clock.time()
    budget.look(time)
    let flying = 0
    for (const { flight } of open) if (flight) flying += 1
    let next = Number.POSITIVE_INFINITY
    let isHeld = false
    for (const each of open) {
      let wait = (each.flight?.expiresAt ?? each.dueAt) - now
      if (wait <= 0 && each.flight) {
        expire(each)
        flying -= 1
        wait = each.dueAt - now
      } else if (wait <= 0) {
        const { blockedUntil, status } = budget
        if (blockedUntil - time > patienceMs) {
          const text = `The exchange takes no requests before ${new Date(blockedUntil).toISOString()}.`
          refuse(each, temporary('REQUEST_FAILED', text, { status, retryAt: blockedUntil }))
          continue
        }
        if (isHeld || flying === flights) continue
        wait = budget.freeAt(each.query.weight, time) - time
        if (wait > 0) isHeld = true
        else {
          flying += 1
          wait = timeoutMs
          send(each, now, time)
        }
      }
      if (open.has(each)) next = Math.min(next, wait)
    }
    stopTimer?.()
    // Hosts round down: a wake a hair too early would find nothing due.
    stopTimer = next < Number.POSITIVE_INFINITY ? clock.timer(pump, Math.max(0, Math.ceil(next))) : undefined
  }

  function send(each: Asked, now: number, sentAt: number): void {
    const { query } = each
    const url = prefersSocket && socket ? undefined : address(query)
    const flight: Flight = { expiresAt: now + timeoutMs, aborter: url ? aborter() : undefined, isHeard: false }
    each.flight = flight
    budget.note(query.weight, sentAt)
    const answer = url ? overHttp(url, flight) : (socket as Exclude<typeof socket, '' | undefined>).ask(query)
    answer
      .then(
        (outcome) => {
          if (each.flight === flight) answered(each, outcome, sentAt)
        },
        (cause) => {
          if (each.flight === flight) lost(each, flight, cause)
        },
      )
      .then(pump)
  }

  /** Where the question may be put by HTTP. */
  const address = (query: Query) => (host.fetch ? spoken.url(query) : undefined)

  async function overHttp(url: string, flight: Flight): Promise<Outcome> {
    const response = await host.fetch!(url, { signal: flight.aborter?.signal })
    flight.isHeard = true
    const { status, headers } = response
    return spoken.readHttp(status, await response.text(), (name) => headers.get(name), clock.time())
  }

  function answered(each: Asked, outcome: Outcome, sentAt: number): void {
    const { query } = each
    const time = clock.time()
    each.flight = undefined
    switch (outcome.kind) {
      case 'ok':
        budget.learn(outcome.used ?? 0, sentAt, time)
        leave(each)
        try {
          each.resolve(query.read(outcome.value, time))
        } catch (cause) {
          refuse(each, isFeedError(cause) ? cause : invalid(query, String(cause), cause))
        }
        return
      case 'limited':
        return budget.block(outcome.status, outcome.retryAt, time)
      case 'failed':
        return again(each, outcome.message, outcome.status)
      case 'invalid':
        return refuse(each, invalid(query, outcome.reason))
      case 'refused': {
        const { status, code, message } = outcome
        const text = `${query.path} was refused: ${message} (code ${code ?? status}).`
        refuse(each, new FeedError('REQUEST_REFUSED', text, { context: { status, code } }))
      }
    }
  }

  function lost(each: Asked, { aborter, isHeard }: Flight, cause: unknown): void {
    each.flight = undefined
    if (aborter && socket && !isHeard && !each.isTurned) {
      // In a page that is all one sees of an answer that another origin may not read.
      prefersSocket = each.isTurned = true
      return
    }
    if (isFeedError(cause, 'OPEN_FAILED')) prefersSocket = each.isTurned = false
    again(each, String((cause as Error | undefined)?.message ?? cause), undefined, cause)
  }

  function expire(each: Asked): void {
    const { aborter } = each.flight as Flight
    each.flight = undefined
    aborter?.abort()
    again(each, `no answer within ${timeoutMs} ms`)
    // A socket that owes an answer for so long owes the others too.
    if (!aborter && socket) socket.drop()
  }

  /** Another attempt after a while, or the end. */
  function again(each: Asked, why: string, status?: number, cause?: unknown): void {
    const { query, failures } = each
    each.failures += 1
    each.dueAt = clock.now() + 1_000 * 2 ** failures + host.random() * 1_000
    if (failures < retries) return
    refuse(each, temporary('REQUEST_FAILED', `${query.path} failed: ${why}.`, { status }, cause))
  }

  function leave(each: Asked): void {
    open.delete(each)
    each.signal?.removeEventListener('abort', each.abort)
  }

  function refuse(each: Asked, error: FeedError): void {
    leave(each)
    failed += 1
    each.flight?.aborter?.abort()
    each.flight = undefined
    each.reject(error)
  }

  return {
    ask<A>(query: Query<A>, { afterMs = 0, signal }: AskOptions = {}): Promise<A> {
      return new Promise<A>((resolve, reject) => {
        asked += 1
        const each: Asked = {
          query,
          signal,
          resolve: resolve as (answer: unknown) => void,
          reject,
          abort() {
            refuse(each, new FeedError('ABORTED', 'The request was aborted.', { cause: signal?.reason }))
            pump()
          },
          dueAt: clock.now() + afterMs,
          failures: 0,
          isTurned: false,
          flight: undefined,
        }
        if (isClosed) return refuse(each, closedError())
        if (!address(query) && !socket) {
          const text = `There is nowhere to ask for ${query.path}: give the venue restUrl or apiUrl.`
          return refuse(each, new FeedError('REQUEST_REFUSED', text))
        }
        if (signal?.aborted) return each.abort()
        signal?.addEventListener('abort', each.abort)
        open.add(each)
        pump()
      })
    },
    get stats() {
      return { asked, failed, weight: budget.used(clock.time()), blockedUntil: budget.blockedUntil }
    },
    close() {
      isClosed = true
      for (const each of open) refuse(each, closedError())
      if (socket) socket.drop()
      pump()
    },
  }
}

const closedError = () => new FeedError('FEED_CLOSED', 'The feed is closed.')

function invalid({ path }: Query, reason: string, cause?: unknown): FeedError {
  return new FeedError('INVALID_ANSWER', `${path}: $ ${reason}.`, { cause, context: { path: '$', reason } })
}
