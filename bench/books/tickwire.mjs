/** tickwire: the text is read, checked, decoded and applied as in a feed; `feed` is what a book needs of one. */
import { binance, depth } from '../../dist/binance.js'
import { orderBook } from '../../dist/book.js'

export async function createBook(snapshot) {
  const venue = binance()
  const channel = depth('BTCUSDT', { speed: 100 })
  let hear
  const feed = {
    venue,
    state: { kind: 'open' },
    subscribe: () => ({
      on(listener) {
        hear = listener
        return () => {}
      },
      unsubscribe() {},
    }),
    request: async ({ read }) => read(snapshot),
    on: () => () => {},
    stats: () => ({ streams: { [channel.stream]: { status: 'live' } } }),
  }
  const book = orderBook(feed, 'BTCUSDT', { depth: 1_000, speed: 100 })
  await book.ready()
  return {
    book,
    apply(text) {
      const { start, end } = venue.read(text)
      hear(channel.decode(text.slice(start, end), 1_795_305_600_123, 'always'))
    },
    best() {
      const { bid, ask } = book.best()
      return [Number(bid.price), Number(ask.price)]
    },
  }
}
