/** What tabs and the one who runs the feed tell each other. All of it can be cloned. */
import { type ErrorContext, FeedError, type FeedErrorCode, isFeedError } from '../core/errors'
import type { FeedEvents, FeedState, FeedStats, Item } from '../core/events'
import type { Query } from '../core/query'
import type { Venue } from '../core/venue'

/** A question without what reads its answer. */
export type PlainQuery = Pick<Query, 'path' | 'method' | 'params' | 'weight'>

/** From a tab. */
export type Word =
  /** `lock` is held by the tab as long as it lives; none where the host has no locks. */
  | { readonly kind: 'hello'; readonly venue: string; readonly lock: string | undefined }
  | { readonly kind: 'want'; readonly add: readonly Wanted[]; readonly drop: readonly string[] }
  | { readonly kind: 'connect' | 'reconnect' | 'figures' | 'bye' }
  | { readonly kind: 'rotate'; readonly id: number }
  | { readonly kind: 'ask'; readonly id: number; readonly query: PlainQuery; readonly afterMs: number | undefined }
  | { readonly kind: 'forget'; readonly id: number }
  /** To a worker of one tab: serve the others as well, who find each other under a name. */
  | { readonly kind: 'lead'; readonly name: string; readonly id: string }
  /** To the same: another takes over; say `empty` when nobody is left. */
  | { readonly kind: 'yield' }

/** A stream, and what its events are read as. */
export type Wanted = readonly [stream: string, type: string]

/** What the connections are like: the part of the figures that no tab can know. */
export type Figures = Pick<
  FeedStats,
  'connections' | 'sockets' | 'controlFrames' | 'breaker' | 'requests' | 'drift' | 'slowPath'
>

/** To a tab. */
export type News =
  /** Here is somebody; a tab says nothing before. */
  | { readonly kind: 'open' }
  /** `lock` is held as long as the feed can be served from here. */
  | { readonly kind: 'welcome'; readonly lock: string | undefined; readonly state: FeedState }
  | { readonly kind: 'refused'; readonly error: FeedError }
  /** `isAnswer`: to `reconnect`. */
  | { readonly kind: 'state'; readonly state: FeedState; readonly isAnswer?: boolean }
  | { readonly kind: 'figures'; readonly figures: Figures }
  | { readonly kind: 'carried' | 'left' | 'lost'; readonly streams: readonly string[] }
  | { readonly kind: 'failed' | 'rejected'; readonly streams: readonly string[]; readonly error: FeedError }
  | { readonly kind: 'event'; readonly name: keyof FeedEvents; readonly value: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly value?: unknown; readonly error?: FeedError }
  | { readonly kind: 'bye' | 'empty' }

/** What came in one turn, in order: a stream's name and its item, or '' and news, one after the other. */
export type Batch = readonly (string | Item | News)[]

/** What tells one venue from another. */
export const venueOf = ({ name, family = '', environment, endpoint }: Omit<Venue, 'eventType'>): string =>
  [name, family, environment, endpoint].join(' ')

/** The mark of an error among plain objects. */
const mark = 'tickwire error'

interface PlainError {
  readonly [mark]: FeedErrorCode
  readonly message: string
  readonly retryable: boolean
  readonly context: unknown
  readonly cause: unknown
}

/** A clone of an error is an error without its code: errors cross as plain objects. */
export function packError(error: unknown): unknown {
  if (!isFeedError(error)) return error === undefined ? undefined : String((error as Error | null)?.message ?? error)
  const { code, message, retryable, context, cause } = error
  const plain: PlainError = { [mark]: code, message, retryable, context: plainly(context), cause: packError(cause) }
  return plain
}

/** Facts as a clone can hold them. */
function plainly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainly)
  if (typeof value === 'function' || typeof value === 'symbol') return String(value)
  if (value !== Object(value)) return value
  return Object.fromEntries(Object.entries(value as object).map(([key, each]) => [key, plainly(each)]))
}

export function unpackError(value: unknown): unknown {
  const plain = value as PlainError | undefined | null
  if (plain?.[mark] === undefined) return value
  const { message, retryable, context, cause } = plain
  return new FeedError(plain[mark], message, { retryable, context: context as ErrorContext, cause: unpackError(cause) })
}

/** A value with its errors packed: itself, or what it holds under `error` and `state`. */
export function pack<T>(value: T): T {
  return each(value, packError, isFeedError)
}

/** The same back. */
export function unpack<T>(value: T): T {
  return each(value, unpackError, (found) => (found as PlainError | undefined | null)?.[mark] !== undefined)
}

function each<T>(value: T, change: (error: unknown) => unknown, isError: (found: unknown) => boolean): T {
  if (isError(value)) return change(value) as T
  if (value !== Object(value) || Array.isArray(value)) return value
  const { error, state, value: inner } = value as { error?: unknown; state?: unknown; value?: unknown }
  return {
    ...value,
    ...(isError(error) && { error: change(error) }),
    ...(state !== undefined && { state: each(state, change, isError) }),
    ...(inner !== undefined && { value: each(inner, change, isError) }),
  }
}

/** An error that crossed. */
export const errorOf = (error: FeedError): FeedError => unpackError(error) as FeedError
