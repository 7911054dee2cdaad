/** What may be subscribed: channels, not too many, and each stream read in one way only. */
import type { Channel, MarketEvent } from '../core/channel'
import { FeedError } from '../core/errors'
import { shown } from '../core/options'
import type { Venue } from '../core/venue'
import type { Router } from '../runtime/router'

/**
 * The channels of a call to `subscribe`, each stream once, checked before anything changes.
 * @throws FeedError INVALID_CHANNEL, TOO_MANY_STREAMS
 */
export function admitted<E extends MarketEvent>(
  given: Channel<E> | readonly Channel<E>[],
  router: Router,
  venue: Venue,
): readonly Channel<E>[] {
  const channels = new Map<string, Channel<E>>()
  for (const channel of Array.isArray(given) ? (given as readonly Channel<E>[]) : [given as Channel<E>]) {
    if (typeof channel?.stream !== 'string' || typeof channel.decode !== 'function') {
      throw new FeedError(
        'INVALID_CHANNEL',
        `subscribe() takes channels, as trades('BTCUSDT') makes them; received ${shown(channel)}.`,
      )
    }
    const { stream, type } = channel
    const known = channels.get(stream) ?? router.routes.get(stream)?.channel
    if (known !== undefined && known.type !== type) {
      const text = `${stream} is already read as "${known.type}"; it cannot be read as "${type}" too.`
      throw new FeedError('INVALID_CHANNEL', text, { context: { stream } })
    }
    channels.set(stream, channel)
  }
  if (channels.size === 0) throw new FeedError('INVALID_CHANNEL', 'subscribe() was given an empty list of channels.')
  let total = router.wanted.size
  for (const stream of channels.keys()) if (!router.wanted.has(stream)) total += 1
  const limit = venue.limits.streams
  if (total > limit) {
    const text = `${venue.name} carries at most ${limit} streams on a connection; this would make ${total}. Use a second feed.`
    throw new FeedError('TOO_MANY_STREAMS', text, { context: { limit, total } })
  }
  return [...channels.values()]
}
