/** Door: local order books, kept in step with an exchange. */
import type { Book, BookFeed, BookSignal } from './book/book'
import { openBook } from './book/live-book'
import type { BookSource } from './core/book-source'
import { refuseOption } from './core/errors'
import type { Venue } from './core/venue'
import { spotBook } from './venues/binance/book'
import { futuresBook } from './venues/binance/futures/book'
import { optionBook } from './venues/binance/options/book'

export type {
  Book,
  BookEvents,
  BookFeed,
  BookResync,
  BookSignal,
  BookState,
  BookStats,
  BookSynced,
  BookUpdate,
  ResyncReason,
} from './book/book'
export type { Level } from './book/ladder'
export type { Average, Best, BookView, Reliable } from './book/view'
export type { BookLevels, PriceLevel } from './core/book-source'

export interface BookOptions {
  /**
   * Levels of each side in a snapshot. What is further out is known only as far as it changes. Spot: 1 to 5,000, of which
   * up to 100 cost 5 of the exchange's budget of 6,000 a minute, up to 500 cost 25, up to 1,000 cost 50, more cost 250.
   * Futures: 5, 10, 20 or 50 cost 2 of 2,400 a minute, 100 cost 5, 500 cost 10, 1,000 cost 20. Options: 10, 20 or 50 cost
   * 1, the others what they cost on futures. @default 1_000
   */
  readonly depth?: number
  /** Time between the exchange's updates, in ms: 1,000 or 100 on spot, 500, 250 or 100 on futures, 500 or 100 on options. @default 100 */
  readonly speed?: 1_000 | 500 | 250 | 100
  /** Closes the book when it aborts. */
  readonly signal?: BookSignal
}

/**
 * Keeps the order book of a market: subscribes its changes, fetches a snapshot, joins the two, and does so again whenever
 * anything is missing. It begins at once.
 * @param feed as `createFeed()` makes it, on Binance
 * @param symbol in either case: `BTCUSDT`, `BTCUSD_PERP`, `BTC-261225-100000-C`
 * @param options see {@link BookOptions}; none are needed
 * @throws FeedError INVALID_OPTION for a depth, a speed or a feed that cannot be; INVALID_CHANNEL for such a symbol;
 * FEED_CLOSED
 * @example
 * const book = orderBook(feed, 'BTCUSDT')
 * await book.ready()
 * console.log(book.best(), book.vwap('2.5', 'buy'))
 */
export function orderBook(feed: BookFeed, symbol: string, options: BookOptions = {}): Book {
  if (options !== Object(options)) throw refuseOption('options', 'must be an object', options)
  const { depth, speed, signal, ...others } = options
  for (const key in others) throw refuseOption(key, 'must be left out: there are depth, speed and signal', others)
  const venue: Partial<Pick<Venue, 'name' | 'book'> & { readonly market: unknown }> | undefined = feed?.venue
  if (venue?.name !== 'binance') throw refuseOption('feed', 'must be one on Binance', venue?.name)
  const wanted = { ...(depth !== undefined && { depth }), ...(speed !== undefined && { speed }) }
  const { market = 'spot' } = venue
  const sourceOf = venue.book ?? (market === 'spot' ? spotBook : market === 'options' ? optionBook : futuresBook)
  const source = sourceOf(symbol, wanted as object) as BookSource
  return openBook(feed, source, signal)
}
