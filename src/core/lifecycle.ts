/** One connection's life: a pure step function, its effects and its next deadline. */
import { type BackoffOptions, backoff } from './backoff'
import { FeedError, temporary } from './errors'

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
const abandon: Effect = { kind: 'abandon' }

/** The next state and what must be done; an input that means nothing here changes nothing. */
export function step(state: Lifecycle, input: Input, at: Circumstances): Step {
  const { kind, epoch } = state
  const nothing: Step = { state, effects: [] }
  if ('epoch' in input && input.epoch !== epoch) return nothing
  switch (input.kind) {
    case 'connect':
      if (kind === 'idle') return attempt(state, fresh, at)
      // After giving up nobody has said that the endpoint is well again: the breaker is asked first.
      return kind === 'failed' ? { state: wait(epoch, fresh, at.now, state.error), effects: [] } : nothing
    case 'online':
      // What failed while the host was offline says nothing about the endpoint.
      return kind === 'waiting' ? attempt(state, fresh, at) : nothing
    case 'reconnect':
      if (kind === 'closing' || kind === 'closed') return nothing
      return attempt(
        state,
        fresh,
        at,
        kind === 'open' || kind === 'opening'
          ? [abandon, loss(state, temporary('CONNECTION_LOST', 'Reconnecting.'))]
          : [],
      )
    case 'close':
      if (kind === 'closing' || kind === 'closed') return nothing
      if (kind !== 'open') return closed(epoch, kind === 'opening' ? [abandon] : [])
      return {
        state: { kind: 'closing', epoch, giveUpAt: at.now + at.options.closeTimeoutMs },
        effects: [{ kind: 'hang-up' }],
      }
    case 'opened':
      return kind === 'opening' ? opened(state, at) : nothing
    case 'proven':
      return kind === 'open' && !state.proven
        ? { state: { ...state, proven: true, failures: 0 }, effects: [{ kind: 'succeeded' }] }
        : nothing
    case 'down':
      if (kind === 'closing') return closed(epoch, [])
      return kind === 'opening' || kind === 'open' ? down(state, input.error, at, []) : nothing
    case 'wake':
      return at.now < (deadline(state, at.options) ?? Number.POSITIVE_INFINITY)
        ? nothing
        : wake(state, input.heardAt, at)
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
      const { probedAt, heardAt, openedAt, stable } = state
      const silence = probedAt === undefined ? heardAt + options.probeAfterMs : staleAt(probedAt, options)
      return stable ? silence : Math.min(silence, openedAt + options.stableAfterMs)
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
function staleAt(probedAt: number, { staleAfterMs, probeAfterMs }: LifecycleOptions): number {
  return probedAt + staleAfterMs - probeAfterMs
}

type Past = Omit<Attempts, 'epoch'>

function wait(epoch: number, { retries, failures }: Past, retryAt: number, cause: FeedError): Lifecycle {
  return { kind: 'waiting', epoch: epoch + 1, retries, failures, retryAt, cause }
}

function attempt(
  { epoch }: Lifecycle,
  past: Past,
  { now, notBefore, options }: Circumstances,
  before: readonly Effect[] = [],
): Step {
  if (notBefore > now) {
    const cause = temporary('OPEN_FAILED', 'The exchange allows no attempt yet.')
    return { state: wait(epoch, past, notBefore, cause), effects: before }
  }
  const { retries, failures } = past
  return {
    state: { kind: 'opening', epoch: epoch + 1, retries, failures, giveUpAt: now + options.openTimeoutMs },
    effects: [...before, { kind: 'open', epoch: epoch + 1 }],
  }
}

function opened({ epoch, retries, failures }: Lifecycle & { kind: 'opening' }, { now }: Circumstances): Step {
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

/** The epoch moves on, so that a socket still opening is not taken for ours when it opens after all. */
function closed(epoch: number, effects: readonly Effect[]): Step {
  return { state: { kind: 'closed', epoch: epoch + 1 }, effects }
}

const loss = ({ kind }: Lifecycle, error: FeedError): Effect => ({ kind: 'lost', error, wasOpen: kind === 'open' })

function down(
  state: Lifecycle & { kind: 'opening' | 'open' },
  error: FeedError,
  { now, random, options: { retry } }: Circumstances,
  before: readonly Effect[],
): Step {
  const { epoch, retries } = state
  const isProven = state.kind === 'open' && state.proven
  const failures = isProven ? 0 : state.failures + 1
  const effects = [...before, loss(state, error)]
  if (!isProven) effects.push({ kind: 'failed' })
  if (error.retryable && failures < retry.maxAttempts) {
    const retryAt = now + backoff(retries, random, retry)
    return { state: wait(epoch, { retries: retries + 1, failures }, retryAt, error), effects }
  }
  return {
    state: { kind: 'failed', epoch: epoch + 1, error: error.retryable ? exhausted(failures, error) : error },
    effects,
  }
}

function exhausted(attempts: number, cause: FeedError): FeedError {
  const text = `Gave up after ${attempts} attempts in a row: ${cause.message} reconnect() tries again.`
  return new FeedError('RETRIES_EXHAUSTED', text, { cause, context: { attempts } })
}

/** The deadline has come. */
function wake(state: Lifecycle, heardAt: number, at: Circumstances): Step {
  switch (state.kind) {
    case 'opening': {
      const text = `Not open within ${at.options.openTimeoutMs} ms.`
      return down(state, temporary('OPEN_TIMEOUT', text), at, [abandon])
    }
    case 'waiting':
      return attempt(state, state, at)
    case 'open':
      return listen(state, Math.max(heardAt, state.heardAt), at)
    default:
      return closed(state.epoch, [abandon])
  }
}

/** An open connection looks at its silence and at its age. */
function listen(state: Lifecycle & { kind: 'open' }, heardAt: number, at: Circumstances): Step {
  const { now, options } = at
  const effects: Effect[] = []
  let next = { ...state, heardAt }
  if (!state.stable && now >= state.openedAt + options.stableAfterMs) {
    if (!state.proven) effects.push({ kind: 'succeeded' })
    next = { ...next, ...fresh, proven: true, stable: true }
  }
  const { probedAt } = state
  if (probedAt === undefined || heardAt >= probedAt) {
    const isSilent = now >= heardAt + options.probeAfterMs
    if (isSilent) effects.push({ kind: 'probe' })
    return { state: { ...next, probedAt: isSilent ? now : undefined }, effects }
  }
  if (now < staleAt(probedAt, options)) return { state: next, effects }
  const silentMs = Math.round(now - heardAt)
  const text = `Silent for ${silentMs} ms, also when probed.`
  return down(next, temporary('CONNECTION_STALE', text, { silentMs }), at, [...effects, abandon])
}
