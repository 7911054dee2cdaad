/** The errors a book makes, in words. */
import type { BookSnapshot } from '../core/book-source'
import { FeedError, isFeedError, temporary } from '../core/errors'
import { tries } from './retry'
import type { Settled } from './sync'

/** A snapshot that no book can be kept from. */
export function unfit(symbol: string, settled: Settled, { lastUpdateId }: BookSnapshot): FeedError {
  const what = settled === 'older' ? 'is older than its stream' : `gave a book that is ${settled}`
  const text = `The snapshot of ${symbol} at update ${lastUpdateId} ${what}.`
  return temporary('INVALID_ANSWER', text, { symbol, lastUpdateId, reason: settled })
}

/** Whatever a request was rejected with. */
export function failure(symbol: string, cause: unknown): FeedError {
  const text = `Asking for the snapshot of ${symbol} failed: ${String(cause)}`
  return isFeedError(cause) ? cause : temporary('REQUEST_FAILED', text, { symbol }, cause)
}

/** The end of all tries. */
export function notSynced(symbol: string, error: FeedError): FeedError {
  const text = `The ${symbol} book found no snapshot to stand on in ${tries} tries: ${error.message}`
  const reason = error.context.reason ?? error.code
  return temporary('BOOK_SYNC_FAILED', text, { symbol, tries, reason }, error)
}

export function listenerError(symbol: string, where: string, cause: unknown): FeedError {
  const text = `A listener of the ${symbol} book's ${where} threw: ${String(cause)}`
  return new FeedError('LISTENER_FAILED', text, { cause, context: { where, symbol } })
}
