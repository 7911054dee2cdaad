/** One feed over one source, and the subscriptions of the symbol on show. */

/* global tickwire, tickwireBook */

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
 * @param listeners `{ trade, bookTicker, ticker, kline, gap, feed }`: one for each type of item, and `feed(name, news)` for the feed's own news
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
  for (const name of ['state', 'connected', 'disconnected', 'retrying', 'gap', 'rotated', 'invalid', 'error']) {
    feed.on(name, (news) => listeners.feed(name, news))
  }

  let holds = new Map()
  let book

  /** Items of a channel; what is missed is fetched where its source keeps a past and can be asked. */
  const subscribe = (channel, backfill) => {
    try {
      return feed.subscribe(channel, { backfill })
    } catch (error) {
      if (!backfill || error.code !== 'INVALID_OPTION') throw error
      return feed.subscribe(channel)
    }
  }

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
          const hold = subscribe(channel, type === 'trade')
          hold.on((item) => listeners[item.type === 'gap' ? 'gap' : type](item))
          next.set(channel.stream, hold)
        }
      }
      for (const [stream, hold] of holds) if (!next.has(stream)) hold.unsubscribe()
      holds = next
    },

    /** Opens the order book of a symbol; the one before it closes. */
    openBook(symbol, depth) {
      book?.close()
      book = tickwireBook.orderBook(feed, symbol, { depth, speed: 100 })
      return book
    },

    /** Closes the sockets behind the feed's back; how many. */
    cut() {
      for (const socket of sockets) socket.close()
      return sockets.size
    },
  }
}
