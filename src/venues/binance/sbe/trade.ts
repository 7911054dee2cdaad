/** Trades by SBE: several matches of one moment in one message. */
import type { Channel } from '../../../core/channel'
import { isPositive } from '../../../core/decimal'
import { type Trade, trades } from '../trade'
import { type EventMicros, type Message, sbeChannel, toMs } from './channel'
import { groupAt, headerLength } from './message'

/** Times of a trade as SBE sends them. */
export interface TradeMicros extends EventMicros {
  /** When the match happened, in µs since 1970; not on a backfilled trade. Wire: `transactTime`. */
  readonly tradeTimeUs?: number
}

/** One match between two orders. */
export type SbeTrade = Trade & TradeMicros

/** TradesStreamEvent, template 10000. */
function read(message: Message): readonly SbeTrade[] {
  const { bytes, symbol, receiveTime } = message
  const root = headerLength
  const eventTimeUs = message.whole(root, 'eventTime')
  const tradeTimeUs = message.whole(root + 8, 'transactTime')
  const priceExponent = message.exponent(root + 16, 'priceExponent')
  const qtyExponent = message.exponent(root + 17, 'qtyExponent')
  const { count, block, start } = groupAt(bytes, message.rootEnd, 6)
  const events: SbeTrade[] = []
  for (let i = 0, at = start; i < count; i += 1, at += block) {
    const tradeId = message.whole(at, 'id')
    const price = message.decimal(at + 8, priceExponent, 'price')
    const quantity = message.decimal(at + 16, qtyExponent, 'qty')
    message.demand(isPositive(price), 'price', 'above zero', price)
    message.demand(isPositive(quantity), 'qty', 'above zero', quantity)
    const maker = bytes[at + 24]!
    message.demand(maker <= 1, 'isBuyerMaker', '0 or 1', maker)
    events.push({
      type: 'trade',
      eventTime: toMs(eventTimeUs),
      symbol,
      tradeId,
      price,
      quantity,
      tradeTime: toMs(tradeTimeUs),
      isBuyerMaker: maker === 1,
      receiveTime,
      eventTimeUs,
      tradeTimeUs,
    })
  }
  return events
}

/**
 * Every trade of a market, by SBE. The events are those of {@link trades}, with times in µs beside.
 * @param symbol in either case: `BTCUSDT`
 * @throws FeedError INVALID_CHANNEL
 */
export function sbeTrades(symbol: string): Channel<SbeTrade> {
  return sbeChannel<Trade, TradeMicros>(trades(symbol), '@trade', read)
}
