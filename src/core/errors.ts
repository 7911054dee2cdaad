/** The one error class, its stable codes, and how to recognise it across bundles. */

/** Stable identifiers of everything that can go wrong. The README has a heading for each. */
export type FeedErrorCode =
  | 'INVALID_OPTION'
  | 'INVALID_CHANNEL'
  | 'NO_WEBSOCKET'
  | 'OPEN_TIMEOUT'
  | 'OPEN_FAILED'
  | 'ACCESS_DENIED'
  | 'LOGIN_REFUSED'
  | 'SIGNING_FAILED'
  | 'CONNECTION_LOST'
  | 'CONNECTION_STALE'
  | 'RETRIES_EXHAUSTED'
  | 'SUBSCRIBE_TIMEOUT'
  | 'SUBSCRIBE_REJECTED'
  | 'STREAM_SILENT'
  | 'INVALID_MESSAGE'
  | 'REQUEST_FAILED'
  | 'REQUEST_REFUSED'
  | 'INVALID_ANSWER'
  | 'BUFFER_OVERFLOW'
  | 'BOOK_SYNC_FAILED'
  | 'LISTENER_FAILED'
  | 'FEED_CLOSED'
  | 'ABORTED'

/** Facts that go with an error: plain values, never secrets. */
export type ErrorContext = Readonly<Record<string, unknown>>

export interface FeedErrorOptions {
  /** What caused this error. */
  readonly cause?: unknown
  /** Plain facts for a program to read. @default {} */
  readonly context?: ErrorContext
  /** Whether the same act may succeed later. @default false */
  readonly retryable?: boolean
}

/**
 * The error tickwire throws, rejects with and reports.
 * Tell errors apart by `code`, not by class: an ESM and a CommonJS copy of the package have different classes.
 */
export class FeedError extends Error {
  override readonly name = 'FeedError'
  /** Stable identifier, see {@link FeedErrorCode}. */
  readonly code: FeedErrorCode
  /** Whether the same act may succeed later. */
  readonly retryable: boolean
  /** Plain facts: urls without credentials, limits, values received. */
  readonly context: ErrorContext

  constructor(code: FeedErrorCode, message: string, options: FeedErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : options)
    this.code = code
    this.retryable = options.retryable ?? false
    this.context = options.context ?? {}
  }
}

/** The error for what may succeed another time. */
export function temporary(
  code: FeedErrorCode,
  message: string,
  context: ErrorContext = {},
  cause?: unknown,
): FeedError {
  return new FeedError(code, message, { retryable: true, context, cause })
}

/**
 * The error for a value that is not what it must be.
 * @param subject what is refused, as a sentence begins
 * @param demand what is asked of it, as the sentence goes on
 */
export function refusal(
  code: FeedErrorCode,
  subject: string,
  demand: string,
  value: unknown,
  context: ErrorContext = {},
): FeedError {
  const received = shown(value)
  const reason = `${demand}; received ${received}`
  return new FeedError(code, `${subject} ${reason}.`, { context: { ...context, received, reason } })
}

/** The error for an option that cannot be. */
export function refuseOption(option: string, demand: string, value: unknown): FeedError {
  return refusal('INVALID_OPTION', option, demand, value, { option })
}

/** A value in short. What an object holds is nobody's business: it may be a key. */
function shown(value: unknown): string {
  if (value === Object(value)) return Array.isArray(value) ? 'an array' : 'an object'
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

/**
 * Whether a value is a tickwire error, optionally of one code.
 * @param value anything that was caught
 * @param code only this code counts
 */
export function isFeedError(value: unknown, code?: FeedErrorCode): value is FeedError {
  const error = value as Partial<FeedError> | null | undefined
  return error?.name === 'FeedError' && typeof error.code === 'string' && (code === undefined || error.code === code)
}
