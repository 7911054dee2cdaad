/** Why a stream that was acknowledged may be silent: the likeliest cause, named. */
import { type FeedError, temporary } from '../core/errors'
import type { Route } from './router'

const explanations = {
  'unknown-symbol': 'Acknowledged are also names that do not exist: check spelling and symbol.',
  'quiet-market': 'Other streams of this symbol are alive: nothing of this kind has happened yet.',
  'thin-test-market': 'Test markets have little trading.',
}

/** The report on a stream that said nothing within the time proper to its kind. */
export function silence({ channel }: Route, routes: ReadonlyMap<string, Route>, environment: string): FeedError {
  const { stream, symbol, silenceMs } = channel
  const isKnown = [...routes.values()].some((other) => other.live && other.channel.symbol === symbol)
  const cause = isKnown ? 'quiet-market' : environment === 'testnet' ? 'thin-test-market' : 'unknown-symbol'
  const text = `${stream} was acknowledged but has been silent for ${silenceMs} ms. ${explanations[cause]}`
  return temporary('STREAM_SILENT', text, { stream, silenceMs, cause })
}
