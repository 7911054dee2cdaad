/** Why a stream that was acknowledged may be silent: the likeliest cause, named. */
import { FeedError } from '../core/errors'
import type { Venue } from '../core/venue'
import type { Route, Router } from '../runtime/router'

/** The report on a stream that said nothing within the time proper to its kind. */
export function silence(route: Route, router: Router, venue: Venue): FeedError {
  const { stream, symbol, silenceMs } = route.channel
  const cause = likelyCause(symbol, router, venue)
  const text = `${stream} was acknowledged but has been silent for ${silenceMs} ms. ${explanations[cause]}`
  return new FeedError('STREAM_SILENT', text, { retryable: true, context: { stream, silenceMs, cause } })
}

const explanations = {
  'unknown-symbol':
    'The exchange acknowledges names that do not exist: check the spelling, and that the symbol trades here.',
  'quiet-market': 'Other streams of this symbol are alive, so it exists: nothing of this kind has happened yet.',
  'thin-test-market': 'Test markets have little trading of their own: many streams are silent for minutes.',
}

function likelyCause(symbol: string, router: Router, venue: Venue): keyof typeof explanations {
  for (const { live, channel } of router.routes.values()) if (live && channel.symbol === symbol) return 'quiet-market'
  return venue.environment === 'testnet' ? 'thin-test-market' : 'unknown-symbol'
}
