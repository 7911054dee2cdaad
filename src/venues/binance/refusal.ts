/** How a value is refused: what it must be, and what it was, in one sentence and as facts. */
import { type ErrorContext, FeedError, type FeedErrorCode } from '../../core/errors'

/**
 * The error for a value that is not what it must be.
 * @param subject what is refused, as a sentence begins
 * @param must what it must be, as the sentence goes on
 */
export function refusal(
  code: FeedErrorCode,
  subject: string,
  must: string,
  value: unknown,
  context: ErrorContext,
): FeedError {
  const received = show(value)
  const reason = `must be ${must}; received ${received}`
  return new FeedError(code, `${subject} ${reason}.`, { context: { ...context, must, received, reason } })
}

/** A value in short. What an object holds is nobody's business: it may be a key. */
function show(value: unknown): string {
  if (value === Object(value)) return Array.isArray(value) ? 'an array' : 'an object'
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}
