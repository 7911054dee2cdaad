/** One connection's life: a pure step function, its effects and its next deadline. */
import { type BackoffOptions, backoff } from './backoff'
import { FeedError } from './errors'

export type Lifecycle =
  /** Nothing was asked for yet. */
  | { readonly kind: 'idle'; readonly epoch: number }
  | ({ readonly kind: 'opening'; readonly giveUpAt: number } & Attempts)
  | ({
      readonly kind: 'open'
      readonly openedAt: number
      /** When anything was heard last, as far as the machine knows. */
      readonly heardAt: number
      /** Since when an answer to a probe is awaited. */
      readonly probedAt: number | undefined
      /** Whether it delivered, or lasted: only then was the attempt a success. */
      readonly proven: boolean
      /** Whether it has lasted so long that the next failure starts from the shortest wait again. */
      readonly stable: boolean
    } & Attempts)
  | ({ readonly kind: 'waiting'; readonly retryAt: number; readonly cause: FeedError } & Attempts)
  | { readonly kind: 'closing'; readonly epoch: number; readonly giveUpAt: number }
  /** Given up after `maxAttempts`; `reconnect` revives it. */
  | { readonly kind: 'failed'; readonly epoch: number; readonly error: FeedError }
  | { readonly kind: 'closed'; readonly epoch: number }

interface Attempts {
  /** Number of the socket; what older ones report is ignored. */
  readonly epoch: number
  /** Connections lost or never made since the last stable one: how far the waits have grown. */
  readonly retries: number
  /** Attempts in a row that proved nothing. */
  readonly failures: number
}

export type Input =
  | { readonly kind: 'connect' }
  | { readonly kind: 'reconnect' }
  | { readonly kind: 'close' }
  /** The host says its network is back. */
  | { readonly kind: 'online' }
  | { readonly kind: 'opened'; readonly epoch: number }
  /** The first event arrived. */
  | { readonly kind: 'proven'; readonly epoch: number }
  | { readonly kind: 'down'; readonly epoch: number; readonly error: FeedError }
  /** The deadline has come; `heardAt` is when the socket last said anything. */
  | { readonly kind: 'wake'; readonly heardAt: number }

export type Effect =
  | { readonly kind: 'open'; readonly epoch: number }
  | { readonly kind: 'abandon' }
  | { readonly kind: 'hang-up' }
  | { readonly kind: 'probe' }
  | { readonly kind: 'connected'; readonly retries: number }
  /** The endpoint has earned trust, or lost it: for the breaker. */
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'lost'; readonly error: FeedError; readonly wasOpen: boolean }

export interface LifecycleOptions {
  readonly retry: BackoffOptions & { readonly maxAttempts: number }
  readonly openTimeoutMs: number
  readonly closeTimeoutMs: number
  readonly probeAfterMs: number
  readonly staleAfterMs: number
  readonly stableAfterMs: number
}

export interface Step {
  readonly state: Lifecycle
  readonly effects: readonly Effect[]
}

/** What a step may look at besides state and input. */
export interface Circumstances {
  readonly now: number
  /** In [0, 1), already drawn. */
  readonly random: number
  /** No attempt at all may start earlier, whoever asks: the venue's limit of attempts. */
  readonly notBefore: number
  readonly options: LifecycleOptions
}

export const unborn: Lifecycle = { kind: 'idle', epoch: 0 }

const fresh = { retries: 0, failures: 0 }

/** The next state and what must be done; an input that means nothing here changes nothing. */
export function step(state: Lifecycle, input: Input, at: Circumstances): Step {
  switch (input.kind) {
    case 'connect':
      if (state.kind === 'idle') return attempt(state.epoch, fresh, at, [])
      // After giving up nobody has said that the endpoint is well again: the breaker is asked first.
      return state.kind === 'failed'
        ? {
            state: { kind: 'waiting', epoch: state.epoch + 1, ...fresh, retryAt: at.now, cause: state.error },
            effects: [],
          }
        : { state, effects: [] }
    case 'reconnect':
      return reconnect(state, at)
    case 'online':
      // What failed while the host was offline says nothing about the endpoint.
      return state.kind === 'waiting' ? attempt(state.epoch, fresh, at, []) : { state, effects: [] }
    case 'close':
      return close(state, at)
    case 'opened':
      return state.kind === 'opening' && state.epoch === input.epoch ? opened(state, at) : { state, effects: [] }
    case 'proven':
      return state.kind === 'open' && state.epoch === input.epoch && !state.proven
        ? { state: { ...state, proven: true, failures: 0 }, effects: [{ kind: 'succeeded' }] }
        : { state, effects: [] }
    case 'down':
      return state.epoch === input.epoch ? down(state, input.error, at, []) : { state, effects: [] }
    case 'wake':
      return wake(state, input.heardAt, at)
  }
}

/** When the machine wants to be woken; undefined: not before the next input. */
export function deadline(state: Lifecycle, options: LifecycleOptions): number | undefined {
  switch (state.kind) {
    case 'opening':
    case 'closing':
      return state.giveUpAt
    case 'waiting':
      return state.retryAt
    case 'open': {
      const silence =
        state.probedAt === undefined ? state.heardAt + options.probeAfterMs : staleAt(state.probedAt, options)
      return state.stable ? silence : Math.min(silence, state.openedAt + options.stableAfterMs)
    }
    default:
      return undefined
  }
}

/** The same state, its retry no earlier than `until`: the word of a breaker. */
export function postponed(state: Lifecycle, until: number): Lifecycle {
  return state.kind === 'waiting' && state.retryAt < until ? { ...state, retryAt: until } : state
}

/** A probe has this long to be answered, however late it was sent: timers of a hidden page fire when they please. */
function staleAt(probedAt: number, options: LifecycleOptions): number {
  return probedAt + options.staleAfterMs - options.probeAfterMs
}

function attempt(epoch: number, past: Omit<Attempts, 'epoch'>, at: Circumstances, before: readonly Effect[]): Step {
  const { retries, failures } = past
  const next = epoch + 1
  if (at.notBefore > at.now) {
    const cause = new FeedError('OPEN_FAILED', 'Waiting: the exchange allows no more connection attempts yet.', {
      retryable: true,
    })
    return { state: { kind: 'waiting', epoch: next, retries, failures, retryAt: at.notBefore, cause }, effects: before }
  }
  const giveUpAt = at.now + at.options.openTimeoutMs
  return {
    state: { kind: 'opening', epoch: next, retries, failures, giveUpAt },
    effects: [...before, { kind: 'open', epoch: next }],
  }
}

function opened(state: Lifecycle & { kind: 'opening' }, { now }: Circumstances): Step {
  const { epoch, retries, failures } = state
  return {
    state: {
      kind: 'open',
      epoch,
      retries,
      failures,
      openedAt: now,
      heardAt: now,
      probedAt: undefined,
      proven: false,
      stable: false,
    },
    effects: [{ kind: 'connected', retries }],
  }
}

function reconnect(state: Lifecycle, at: Circumstances): Step {
  if (state.kind === 'closing' || state.kind === 'closed') return { state, effects: [] }
  const holds = state.kind === 'open' || state.kind === 'opening'
  const error = new FeedError('CONNECTION_LOST', 'Reconnecting as asked.', { retryable: true })
  return attempt(
    state.epoch,
    fresh,
    at,
    holds ? [{ kind: 'abandon' }, { kind: 'lost', error, wasOpen: state.kind === 'open' }] : [],
  )
}

function close(state: Lifecycle, at: Circumstances): Step {
  const { epoch } = state
  if (state.kind === 'closing' || state.kind === 'closed') return { state, effects: [] }
  if (state.kind === 'open') {
    return {
      state: { kind: 'closing', epoch, giveUpAt: at.now + at.options.closeTimeoutMs },
      effects: [{ kind: 'hang-up' }],
    }
  }
  // The epoch moves on, so that a socket still opening is not taken for ours when it opens after all.
  return {
    state: { kind: 'closed', epoch: epoch + 1 },
    effects: state.kind === 'opening' ? [{ kind: 'abandon' }] : [],
  }
}

function down(state: Lifecycle, error: FeedError, at: Circumstances, before: readonly Effect[]): Step {
  if (state.kind === 'closing') return { state: { kind: 'closed', epoch: state.epoch + 1 }, effects: before }
  if (state.kind !== 'opening' && state.kind !== 'open') return { state, effects: [] }
  const proven = state.kind === 'open' && state.proven
  const failures = proven ? 0 : state.failures + 1
  const effects: Effect[] = [...before, { kind: 'lost', error, wasOpen: state.kind === 'open' }]
  if (!proven) effects.push({ kind: 'failed' })
  if (!error.retryable || failures >= at.options.retry.maxAttempts) {
    const end = error.retryable ? exhausted(failures, error) : error
    return { state: { kind: 'failed', epoch: state.epoch + 1, error: end }, effects }
  }
  const retryAt = at.now + backoff(state.retries, at.random, at.options.retry)
  return {
    state: { kind: 'waiting', epoch: state.epoch + 1, retries: state.retries + 1, failures, retryAt, cause: error },
    effects,
  }
}

function exhausted(attempts: number, cause: FeedError): FeedError {
  const text = `Gave up after ${attempts} attempts in a row without an event. The last: ${cause.message} reconnect() tries again.`
  return new FeedError('RETRIES_EXHAUSTED', text, { cause, context: { attempts } })
}

function wake(state: Lifecycle, heardAt: number, at: Circumstances): Step {
  const { now, options } = at
  switch (state.kind) {
    case 'opening':
      if (now < state.giveUpAt) return { state, effects: [] }
      return down(
        state,
        new FeedError('OPEN_TIMEOUT', `The connection did not open within ${options.openTimeoutMs} ms.`, {
          retryable: true,
        }),
        at,
        [{ kind: 'abandon' }],
      )
    case 'waiting':
      return now < state.retryAt ? { state, effects: [] } : attempt(state.epoch, state, at, [])
    case 'closing':
      return now < state.giveUpAt
        ? { state, effects: [] }
        : { state: { kind: 'closed', epoch: state.epoch + 1 }, effects: [{ kind: 'abandon' }] }
    case 'open':
      return listen(state, Math.max(heardAt, state.heardAt), at)
    default:
      return { state, effects: [] }
  }
}

/** An open connection looks at its silence and at its age. */
function listen(state: Lifecycle & { kind: 'open' }, heardAt: number, at: Circumstances): Step {
  const { now, options } = at
  const effects: Effect[] = []
  let { probedAt, stable, proven, retries, failures } = state
  if (probedAt !== undefined && heardAt >= probedAt) probedAt = undefined
  if (!stable && now >= state.openedAt + options.stableAfterMs) {
    if (!proven) effects.push({ kind: 'succeeded' })
    stable = true
    proven = true
    retries = 0
    failures = 0
  }
  if (probedAt !== undefined && now >= staleAt(probedAt, options)) {
    const silent = new FeedError(
      'CONNECTION_STALE',
      `Nothing was heard for ${Math.round(now - heardAt)} ms, not even an answer to a probe.`,
      {
        retryable: true,
        context: { silentMs: Math.round(now - heardAt) },
      },
    )
    return down({ ...state, retries, failures, proven, stable }, silent, at, [...effects, { kind: 'abandon' }])
  }
  if (probedAt === undefined && now >= heardAt + options.probeAfterMs) {
    probedAt = now
    effects.push({ kind: 'probe' })
  }
  return { state: { ...state, heardAt, probedAt, stable, proven, retries, failures }, effects }
}
