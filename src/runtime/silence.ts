/** Why a stream that was acknowledged may be silent: the likeliest cause, named. */
import { type FeedError, temporary } from '../core/errors'
import type { Route } from './router'

const explanations = {
  'unknown-symbol': 'The exchange acknowledges any name: check its spelling.',
  'quiet-market': 'Its symbol is alive: nothing of this kind has happened yet.',
  'thin-test-market': 'Test markets trade little.',
}

/** The report on a stream that said nothing within the time proper to its kind. */
export function silence({ channel }: Route, routes: ReadonlyMap<string, Route>, environment: string): FeedError {
  const { stream, symbol, silenceMs } = channel
  const isKnown = [...routes.values()].some((other) => other.live && other.channel.symbol === symbol)
  const cause = isKnown ? 'quiet-market' : environment === 'testnet' ? 'thin-test-market' : 'unknown-symbol'
  const text = `${stream} has been silent for ${silenceMs} ms. ${explanations[cause]}`
  return temporary('STREAM_SILENT', text, { stream, silenceMs, cause })
}
