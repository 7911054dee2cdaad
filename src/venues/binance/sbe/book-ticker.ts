/** Best bid and ask by SBE. */
import type { Channel } from '../../../core/channel'
import { type BookTicker, bookTicker } from '../book-ticker'
import { type EventMicros, type Message, sbeChannel } from './channel'
import { headerLength } from './message'

/** The top of a book; in JSON it has no time at all. */
export type SbeBookTicker = BookTicker & EventMicros

/** BestBidAskStreamEvent, template 10001. */
function read(message: Message): readonly SbeBookTicker[] {
  const root = headerLength
  const eventTimeUs = message.whole(root, 'eventTime')
  const updateId = message.whole(root + 8, 'bookUpdateId')
  const priceExponent = message.exponent(root + 16, 'priceExponent')
  const qtyExponent = message.exponent(root + 17, 'qtyExponent')
  return [
    {
      type: 'bookTicker',
      updateId,
      symbol: message.symbol,
      bidPrice: message.decimal(root + 18, priceExponent, 'bidPrice'),
      bidQuantity: message.decimal(root + 26, qtyExponent, 'bidQty'),
      askPrice: message.decimal(root + 34, priceExponent, 'askPrice'),
      askQuantity: message.decimal(root + 42, qtyExponent, 'askQty'),
      receiveTime: message.receiveTime,
      eventTimeUs,
    },
  ]
}

/**
 * Best bid and ask of a market, by SBE: at each change, but under load the exchange leaves out what a newer one replaces.
 * The stream is `<symbol>@bestBidAsk`; the events are those of {@link bookTicker}, with their time beside.
 * @param symbol in either case: `BTCUSDT`
 * @throws FeedError INVALID_CHANNEL
 */
export function sbeBookTicker(symbol: string): Channel<SbeBookTicker> {
  return sbeChannel<BookTicker, EventMicros>(bookTicker(symbol), '@bestBidAsk', read)
}
