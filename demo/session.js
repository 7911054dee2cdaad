/** One feed over one source, and the subscriptions of the symbol on show. */

/* global tickwire */

/** Shorter than the defaults where that lets one see more; politer where it lets one watch. */
const tuning = {
  retry: { baseMs: 2_500, capMs: 12_000 },
  breaker: { failures: 5, cooldownMs: 20_000 },
  openTimeoutMs: 5_000,
  probeAfterMs: 4_000,
  staleAfterMs: 8_000,
}

/**
 * Opens a feed.
 * @param source one of `findSources()`
 * @param listeners `{ trade, bookTicker, ticker, kline, feed }`: one for each type of event, and `feed(name, news)` for the feed's own news
 */
export function openSession(source, listeners) {
  const sockets = new Set()
  class CuttableSocket extends WebSocket {
    constructor(url) {
      super(url)
      sockets.add(this)
      this.addEventListener('close', () => sockets.delete(this))
    }
  }

  const venue = source.venue()
  const feed = tickwire.createFeed({ venue, transport: tickwire.webSocketTransport(() => CuttableSocket), ...tuning })
  for (const name of ['state', 'connected', 'disconnected', 'retrying', 'gap', 'invalid', 'error']) {
    feed.on(name, (news) => listeners.feed(name, news))
  }

  let holds = new Map()

  return {
    feed,
    source,
    frameLimit: venue.limits.controlFrames,

    /**
     * Subscribes what is shown of this symbol, and lets go of the rest; what stays is not touched.
     * @throws FeedError INVALID_CHANNEL when no symbol is spelt like that
     */
    show(symbol, interval) {
      const wanted = [
        ['trade', tickwire.trades(symbol)],
        ['bookTicker', tickwire.bookTicker(symbol)],
        ['ticker', tickwire.ticker(symbol)],
        ['kline', tickwire.klines(symbol, interval)],
      ]
      const next = new Map()
      for (const [type, channel] of wanted) {
        const held = holds.get(channel.stream)
        if (held) next.set(channel.stream, held)
        else {
          const hold = feed.subscribe(channel, { gaps: false })
          hold.on(listeners[type])
          next.set(channel.stream, hold)
        }
      }
      for (const [stream, hold] of holds) if (!next.has(stream)) hold.unsubscribe()
      holds = next
    },

    /** Closes the sockets behind the feed's back; how many. */
    cut() {
      for (const socket of sockets) socket.close()
      return sockets.size
    },
  }
}
