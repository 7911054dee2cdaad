/** Making a feed: what every door's `createFeed` does with its own transport. */
import type { MarketEvent } from '../core/channel'
import { refuseOption } from '../core/errors'
import type { Transport } from '../core/transport'
import { host } from '../runtime/host'
import type { Feed, FeedOptions } from './feed'
import { createLiveFeed } from './live-feed'
import { sockets } from './sockets'

/**
 * @param transport carries the frames unless the options bring another
 * @throws FeedError INVALID_OPTION
 */
export function openFeed<E extends MarketEvent>(options: FeedOptions<E>, transport: Transport): Feed<E> {
  const venue = options?.venue
  if (typeof venue?.read !== 'function' || typeof venue.address !== 'function')
    throw refuseOption('venue', 'must be an exchange, as binance() makes it', venue)
  const carrier = options.transport ?? transport
  // What cannot be sent is refused now.
  venue.headers?.(carrier)
  return createLiveFeed(options, options.host ?? host, sockets(carrier))
}
