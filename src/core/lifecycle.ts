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
      /** When a probe left: since then an answer is awaited. Infinity while one waits for room. */
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
  /** The host is put away: no socket, and no attempt before somebody insists. */
  | { readonly kind: 'suspend' }
  /** The host may have slept: what was silent lately is asked for a sign of life, whatever the clock says. */
  | { readonly kind: 'examine'; readonly heardAt: number }
  | { readonly kind: 'opened'; readonly epoch: number }
  /** The first event arrived. */
  | { readonly kind: 'proven'; readonly epoch: number }
  /** The probe that was asked for has left; it may have waited for room. */
  | { readonly kind: 'probed'; readonly epoch: number }
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
  /** No attempt starts earlier unless somebody insists: the word of a breaker. */
  readonly restsUntil: number
  /** The host says that it has no network: only its return, or somebody who insists, is worth an attempt. */
  readonly isOffline: boolean
  readonly options: LifecycleOptions
}

export const unborn: Lifecycle = { kind: 'idle', epoch: 0 }

/** What was heard so many ms ago needs no proof that it lives. */
const freshMs = 1_000

const fresh = { retries: 0, failures: 0 }
const abandon: Effect = { kind: 'abandon' }

const to = (state: Lifecycle, ...effects: readonly Effect[]): Step => ({ state, effects })

/** The next state and what must be done; an input that means nothing here changes nothing. */
export function step(state: Lifecycle, input: Input, at: Circumstances): Step {
  const same = to(state)
  const { kind, epoch } = state
  if ('epoch' in input && input.epoch !== epoch) return same
  const isOver = kind === 'closing' || kind === 'closed'
  switch (input.kind) {
    case 'connect':
      return kind === 'idle' || kind === 'failed' ? patientAttempt(state, fresh, at) : same
    case 'online':
      // What failed while the host was offline says nothing about the endpoint.
      return kind === 'waiting' ? attempt(state, fresh, at) : same
    case 'suspend':
      return suspended(state)
    case 'examine':
      return kind === 'open' && state.probedAt === undefined && at.now >= input.heardAt + freshMs
        ? to({ ...state, probedAt: Number.POSITIVE_INFINITY }, { kind: 'probe' })
        : same
    case 'reconnect':
      if (isOver) return same
      return kind === 'open' || kind === 'opening'
        ? attempt(state, fresh, at, abandon, loss(kind, temporary('CONNECTION_LOST', 'Reconnecting.')))
        : attempt(state, fresh, at)
    case 'close':
      if (isOver) return same
      if (kind === 'open')
        return to({ kind: 'closing', epoch, giveUpAt: at.now + at.options.closeTimeoutMs }, { kind: 'hang-up' })
      return kind === 'opening' ? closed(epoch, abandon) : closed(epoch)
    case 'opened':
      return kind === 'opening' ? opened(state, at.now) : same
    case 'proven':
      return kind === 'open' && !state.proven
        ? to({ ...state, proven: true, failures: 0 }, { kind: 'succeeded' })
        : same
    case 'probed':
      return kind === 'open' && state.probedAt !== undefined ? to({ ...state, probedAt: at.now }) : same
    case 'down':
      if (kind === 'closing') return closed(epoch)
      return kind === 'opening' || kind === 'open' ? down(state, input.error, at) : same
    case 'wake':
      return at.now < (deadline(state, at.options) ?? Number.POSITIVE_INFINITY) ? same : wake(state, input.heardAt, at)
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

/** An attempt that nobody insists on. */
function patientAttempt(state: Lifecycle, past: Past, at: Circumstances): Step {
  const { now, restsUntil, isOffline } = at
  const cause = state.kind === 'failed' ? state.error : state.kind === 'waiting' ? state.cause : undefined
  const rest = (until: number, why: string) =>
    to(wait(state.epoch, past, until, cause ?? temporary('OPEN_FAILED', why)))
  if (isOffline) return rest(Number.POSITIVE_INFINITY, 'The host is offline.')
  return restsUntil > now ? rest(restsUntil, 'The endpoint is left alone for a while.') : attempt(state, past, at)
}

function attempt(
  { epoch }: Lifecycle,
  past: Past,
  { now, notBefore, options }: Circumstances,
  ...before: readonly Effect[]
): Step {
  if (notBefore > now)
    return to(wait(epoch, past, notBefore, temporary('OPEN_FAILED', 'The exchange allows no attempt yet.')), ...before)
  const { retries, failures } = past
  return to(
    { kind: 'opening', epoch: epoch + 1, retries, failures, giveUpAt: now + options.openTimeoutMs },
    ...before,
    { kind: 'open', epoch: epoch + 1 },
  )
}

function opened({ epoch, retries, failures }: Lifecycle & { kind: 'opening' }, now: number): Step {
  return to(
    {
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
    { kind: 'connected', retries },
  )
}

/** What the host lets go of is no failure of anybody's. */
function suspended(state: Lifecycle): Step {
  const { kind, epoch } = state
  if (kind === 'waiting') return to({ ...state, retryAt: Number.POSITIVE_INFINITY })
  if (kind !== 'open' && kind !== 'opening') return to(state)
  const away = temporary('CONNECTION_LOST', 'The page was put away; it connects again when it comes back.')
  const rest = wait(epoch, state, Number.POSITIVE_INFINITY, away)
  return kind === 'open' ? to(rest, abandon, loss(kind, away)) : to(rest, abandon)
}

/** The epoch moves on, so that a socket still opening is not taken for ours when it opens after all. */
const closed = (epoch: number, ...effects: Effect[]) => to({ kind: 'closed', epoch: epoch + 1 }, ...effects)

const loss = (kind: Lifecycle['kind'], error: FeedError): Effect => ({ kind: 'lost', error, wasOpen: kind === 'open' })

function down(
  state: Lifecycle & { kind: 'opening' | 'open' },
  error: FeedError,
  { now, random, options: { retry } }: Circumstances,
  ...before: readonly Effect[]
): Step {
  const { kind, epoch, retries } = state
  const isProven = kind === 'open' && state.proven
  const failures = isProven ? 0 : state.failures + 1
  const effects = [...before, loss(kind, error)]
  if (!isProven) effects.push({ kind: 'failed' })
  if (!error.retryable) return to({ kind: 'failed', epoch: epoch + 1, error }, ...effects)
  if (failures < retry.maxAttempts) {
    const retryAt = now + backoff(retries, random, retry)
    return to(wait(epoch, { retries: retries + 1, failures }, retryAt, error), ...effects)
  }
  const text = `Gave up after ${failures} attempts in a row: ${error.message} reconnect() tries again.`
  const end = new FeedError('RETRIES_EXHAUSTED', text, { cause: error, context: { attempts: failures } })
  return to({ kind: 'failed', epoch: epoch + 1, error: end }, ...effects)
}

/** The deadline has come. */
function wake(state: Lifecycle, heardAt: number, at: Circumstances): Step {
  switch (state.kind) {
    case 'opening':
      return down(state, temporary('OPEN_TIMEOUT', `Not open within ${at.options.openTimeoutMs} ms.`), at, abandon)
    case 'waiting':
      return patientAttempt(state, state, at)
    case 'open':
      return listen(state, Math.max(heardAt, state.heardAt), at)
    default:
      return closed(state.epoch, abandon)
  }
}

/** An open connection looks at its silence and at its age. */
function listen(state: Lifecycle & { kind: 'open' }, heardAt: number, at: Circumstances): Step {
  const { now, options } = at
  const { probedAt, openedAt, proven, stable } = state
  const lasted = !stable && now >= openedAt + options.stableAfterMs
  const effects: Effect[] = lasted && !proven ? [{ kind: 'succeeded' }] : []
  const next = { ...state, heardAt, ...(lasted && { ...fresh, proven: true, stable: true }) }
  if (probedAt === undefined || heardAt >= probedAt) {
    const isSilent = now >= heardAt + options.probeAfterMs
    if (isSilent) effects.push({ kind: 'probe' })
    return to({ ...next, probedAt: isSilent ? Number.POSITIVE_INFINITY : undefined }, ...effects)
  }
  if (now < staleAt(probedAt, options)) return to(next, ...effects)
  const silentMs = Math.round(now - heardAt)
  const silent = temporary('CONNECTION_STALE', `Silent for ${silentMs} ms, also when probed.`, { silentMs })
  return down(next, silent, at, ...effects, abandon)
}
