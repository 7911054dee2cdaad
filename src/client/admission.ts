/** What may be subscribed: channels, not too many, and each stream read in one way only. */
import type { Channel, MarketEvent } from '../core/channel'
import { FeedError, refusal, refuseOption } from '../core/errors'
import type { Venue } from '../core/venue'
import type { Router } from '../runtime/router'

/**
 * The channels of a call to `subscribe`, each stream once, checked before anything changes.
 * @throws FeedError INVALID_CHANNEL
 */
export function admitted<E extends MarketEvent>(
  given: Channel<E> | readonly Channel<E>[],
  { routes }: Router,
  { family }: Venue,
): readonly Channel<E>[] {
  const refuse = (value: unknown) =>
    refusal('INVALID_CHANNEL', 'subscribe()', "takes channels, as trades('BTCUSDT') makes them", value)
  const channels = new Map<string, Channel<E>>()
  for (const channel of [given].flat() as readonly Channel<E>[]) {
    if (typeof channel?.stream !== 'string' || typeof channel.decode !== 'function') throw refuse(channel)
    const { stream, type } = channel
    const known = channels.get(stream) ?? routes.get(stream)?.channel
    // Holes stand among the events, told apart by their type.
    if (type === 'gap') throw refuse(channel)
    if (channel.family !== undefined && family !== undefined && channel.family !== family) {
      const text = `${stream} is a channel of ${channel.family}, and this feed is one of ${family}.`
      throw new FeedError('INVALID_CHANNEL', text, { context: { stream } })
    }
    if (known && known.type !== type) {
      const text = `${stream} is already read as "${known.type}", not "${type}".`
      throw new FeedError('INVALID_CHANNEL', text, { context: { stream } })
    }
    channels.set(stream, channel)
  }
  if (channels.size === 0) throw refuse(given)
  return [...channels.values()]
}

/**
 * Whether what these channels miss can be fetched.
 * @throws FeedError INVALID_OPTION
 */
export function checkHistory(channels: readonly Channel[], { requests, noHistory }: Venue): void {
  if (noHistory) throw refuseOption('backfill', `must be left out, ${noHistory}`, true)
  const lacking = channels.find(({ history }) => !history)
  if (lacking)
    throw refuseOption('backfill', `must be left out for ${lacking.stream}: the exchange keeps no past of it`, true)
  if (!requests) throw refuseOption('backfill', 'needs a venue with restUrl or apiUrl beside its url', true)
}
