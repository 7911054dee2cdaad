/** Door: local order books, kept in step with an exchange. */
import type { Book, BookFeed, BookSignal } from './book/book'
import { openBook } from './book/live-book'
import { refuseOption } from './core/errors'
import { spotBook } from './venues/binance/book'

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
   * Levels of each side in a snapshot, 1 to 5,000. What is further out is known only as far as it changes. A snapshot costs
   * 5 of the exchange's budget of 6,000 a minute up to 100 levels, 25 up to 500, 50 up to 1,000, 250 above. @default 1_000
   */
  readonly depth?: number
  /** Time between the exchange's updates, in ms. @default 100 */
  readonly speed?: 1_000 | 100
  /** Closes the book when it aborts. */
  readonly signal?: BookSignal
}

/**
 * Keeps the order book of a market: subscribes its changes, fetches a snapshot, joins the two, and does so again whenever
 * anything is missing. It begins at once.
 * @param feed as `createFeed()` makes it, on Binance spot
 * @param symbol in either case: `BTCUSDT`
 * @param options see {@link BookOptions}; none are needed
 * @throws FeedError INVALID_OPTION for a depth, a speed or a feed that cannot be; INVALID_CHANNEL for such a symbol;
 * FEED_CLOSED; TOO_MANY_STREAMS
 * @example
 * const book = orderBook(feed, 'BTCUSDT')
 * await book.ready()
 * console.log(book.best(), book.vwap('2.5', 'buy'))
 */
export function orderBook(feed: BookFeed, symbol: string, options: BookOptions = {}): Book {
  if (options !== Object(options)) throw refuseOption('options', 'must be an object', options)
  const { depth, speed, signal, ...others } = options
  for (const key in others) throw refuseOption(key, 'must be left out: there are depth, speed and signal', others)
  if (feed?.venue?.name !== 'binance') throw refuseOption('feed', 'must be one on Binance spot', feed?.venue?.name)
  const source = spotBook(symbol, { ...(depth !== undefined && { depth }), ...(speed !== undefined && { speed }) })
  return openBook(feed, source, signal)
}
