/** Books by SBE: their changes, and their best twenty levels. */
import type { BookSource } from '../../../core/book-source'
import type { Channel } from '../../../core/channel'
import { refuseOption } from '../../../core/errors'
import { type BookSourceOptions, spotBook } from '../book'
import { type Depth, depth } from '../depth'
import { isOrdered } from '../levels'
import { type PartialDepth, partialDepth } from '../partial-depth'
import { type EventMicros, type Message, sbeChannel, toMs } from './channel'
import { headerLength } from './message'

/** Changed levels of a book, over a range of its updates. */
export type SbeDepth = Depth & EventMicros

/** The best levels of a book as they stand; in JSON they have no time. */
export type SbePartialDepth = PartialDepth & EventMicros

const root = headerLength

/** DepthDiffStreamEvent, template 10003. */
function readDepth(message: Message): readonly SbeDepth[] {
  const eventTimeUs = message.whole(root, 'eventTime')
  const firstUpdateId = message.whole(root + 8, 'firstBookUpdateId')
  const finalUpdateId = message.whole(root + 16, 'lastBookUpdateId')
  const { bids, asks } = message.sides(root + 24)
  const isForward = firstUpdateId <= finalUpdateId
  message.demand(isForward, 'lastBookUpdateId', 'at least firstBookUpdateId', finalUpdateId)
  return [
    {
      type: 'depth',
      eventTime: toMs(eventTimeUs),
      symbol: message.symbol,
      firstUpdateId,
      finalUpdateId,
      bids,
      asks,
      receiveTime: message.receiveTime,
      eventTimeUs,
    },
  ]
}

const levels = 20

/** DepthSnapshotStreamEvent, template 10002. */
function readPartial(message: Message): readonly SbePartialDepth[] {
  const eventTimeUs = message.whole(root, 'eventTime')
  const lastUpdateId = message.whole(root + 8, 'bookUpdateId')
  const { bids, asks } = message.sides(root + 16)
  const isBook = (side: typeof bids, direction: 1 | -1) => side.length <= levels && isOrdered(side, direction)
  message.demand(isBook(bids, -1), 'bids', `no more than ${levels} levels, from high to low`, bids)
  message.demand(isBook(asks, 1), 'asks', `no more than ${levels} levels, from low to high`, asks)
  const { symbol, receiveTime } = message
  return [{ type: 'partialDepth', symbol, lastUpdateId, levels, bids, asks, receiveTime, eventTimeUs }]
}

/**
 * The changes of a market's book, by SBE, every 20 ms. The events are those of {@link depth}, with their time in µs beside.
 * @param symbol in either case: `BTCUSDT`
 * @throws FeedError INVALID_CHANNEL
 */
export function sbeDepth(symbol: string): Channel<SbeDepth> {
  return sbeChannel<Depth, EventMicros>(depth(symbol), '@depth', readDepth)
}

/**
 * The best twenty levels of a market's book, by SBE, every 50 ms. The events are those of {@link partialDepth}, with their
 * time beside.
 * @param symbol in either case: `BTCUSDT`
 * @throws FeedError INVALID_CHANNEL
 */
export function sbePartialDepth(symbol: string): Channel<SbePartialDepth> {
  return sbeChannel<PartialDepth, EventMicros>(partialDepth(symbol, { levels }), '@depth20', readPartial)
}

/**
 * The source of a spot market's book over SBE: its snapshot comes by REST, as in JSON.
 * @throws FeedError INVALID_OPTION for a depth the exchange does not offer, or for a speed: there is but one
 */
export function sbeBook(symbol: string, { depth, speed }: BookSourceOptions = {}): BookSource<SbeDepth> {
  if (speed !== undefined) throw refuseOption('speed', 'must be left out: by SBE there is but one', speed)
  return {
    ...(spotBook(symbol, depth === undefined ? {} : { depth }) as BookSource<SbeDepth>),
    channel: sbeDepth(symbol),
  }
}
