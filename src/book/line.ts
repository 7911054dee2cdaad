/** A book's line to its feed: the stream, and the news that concern it. */
import type { BookLevels } from '../core/book-source'
import type { Channel, MarketEvent } from '../core/channel'
import type { Stop } from '../core/clock'
import { FeedError } from '../core/errors'
import type { Gap } from '../core/events'
import type { BookFeed } from './book'

/** What is told along the line. */
export interface Line {
  hear(item: (MarketEvent & BookLevels) | Gap): void
  /** The exchange carries the stream: what comes after a snapshot asked for now will be heard. */
  carried(): void
  /** The connection is lost, and nothing carries the stream. */
  lost(): void
  /** The exchange refuses the stream. */
  refused(error: FeedError): void
  /** The feed tries no longer to connect. Its own `reconnect()` mends that. */
  given(error: FeedError): void
  closed(error: FeedError): void
}

/**
 * Subscribes, and listens from then on.
 * @throws what the feed throws for a stream it does not take
 */
export function listen(feed: BookFeed, channel: Channel<MarketEvent & BookLevels>, line: Line): Stop {
  const { stream } = channel
  const isCarried = () => {
    const status = feed.stats().streams[stream]?.status
    return status === 'live' || status === 'subscribed'
  }
  const subscription = feed.subscribe(channel as Channel<never>)
  const stops = [
    subscription.on(line.hear),
    feed.on('subscribed', ({ streams }) => {
      if (streams.includes(stream)) line.carried()
    }),
    feed.on('disconnected', () => {
      // Told also of a connection that another has replaced, or that carried other streams.
      if (!isCarried()) line.lost()
    }),
    feed.on('error', (error) => {
      const streams = error.code === 'SUBSCRIBE_REJECTED' ? error.context.streams : undefined
      if (Array.isArray(streams) && streams.includes(stream)) line.refused(error)
    }),
    feed.on('state', (state) => {
      if (state.kind === 'closed') line.closed(new FeedError('FEED_CLOSED', 'The feed was closed.'))
      else if (state.kind === 'failed') line.given(state.error)
    }),
    () => subscription.unsubscribe(),
  ]
  // Somebody else had subscribed it before.
  if (isCarried()) line.carried()
  return () => {
    for (const stop of stops.splice(0)) stop()
  }
}
