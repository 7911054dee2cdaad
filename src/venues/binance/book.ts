/** Where a spot order book comes from: the depth stream, and the snapshot that it continues. */
import type { BookSnapshot, BookSource } from '../../core/book-source'
import { refusal, refuseOption } from '../../core/errors'
import type { Query } from '../../core/query'
import type { Sequence } from '../../core/sequence'
import { spotRule } from './book-rules'
import { type Depth, depth as depthChannel } from './depth'
import { isOrdered } from './levels'
import { partialDepthSchema } from './partial-depth'

export interface BookSourceOptions {
  /** Levels a side of the snapshot, 1 to 5,000. It is what a snapshot costs: 5, 25, 50 or 250. @default 1_000 */
  readonly depth?: number
  /** Time between the stream's events, in ms. @default 100 */
  readonly speed?: 1_000 | 100
}

/** `GET /api/v3/depth`: up to so many levels, so much of the budget of 6,000 a minute. */
const weights = [
  [100, 5],
  [500, 25],
  [1_000, 50],
  [5_000, 250],
] as const

const most = 5_000

/**
 * How a snapshot is asked for, and how its answer is read.
 * @param id where the answer has the number of its last update
 */
export function spotSnapshot(symbol: string, limit: number, id = 'lastUpdateId'): Query<BookSnapshot> {
  const weight = weights.find(([levels]) => limit <= levels)![1]
  return {
    path: 'depth',
    method: 'depth',
    params: { symbol, limit },
    weight,
    read(answer) {
      const wire = Object(answer)
      const refuse = (path: string, must: string, value: unknown) =>
        refusal('INVALID_ANSWER', `The snapshot of ${symbol}: ${path}`, `must be ${must}`, value, { path, symbol })
      const { [id]: lastUpdateId, bids, asks } = wire as BookSnapshot & Readonly<Record<string, number>>
      const flaw = partialDepthSchema.flaw(answer === wire ? { lastUpdateId, bids, asks } : answer, '$')
      if (flaw) {
        const path = flaw.path === 'lastUpdateId' ? id : flaw.path
        throw refuse(path, flaw.value === undefined ? 'present' : flaw.must, flaw.value)
      }
      if (!isOrdered(bids, -1)) throw refuse('bids', 'ordered from high to low', bids)
      if (!isOrdered(asks, 1)) throw refuse('asks', 'ordered from low to high', asks)
      return { lastUpdateId: lastUpdateId!, bids, asks }
    },
  }
}

/**
 * The source of a spot market's book.
 * @param symbol in either case: `BTCUSDT`
 * @throws FeedError INVALID_OPTION for a depth or a speed the exchange does not offer; INVALID_CHANNEL for a symbol that cannot be
 */
export function spotBook(symbol: string, { depth = 1_000, speed = 100 }: BookSourceOptions = {}): BookSource<Depth> {
  if (!Number.isInteger(depth) || depth < 1 || depth > most)
    throw refuseOption('depth', `must be a whole number from 1 to ${most}`, depth)
  if (speed !== 100 && speed !== 1_000) throw refuseOption('speed', 'must be 100 or 1000', speed)
  const channel = depthChannel(symbol, { speed })
  return {
    symbol: channel.symbol,
    channel,
    sequence: channel.sequence as Required<Sequence<Depth>>,
    rule: spotRule,
    snapshot: spotSnapshot(channel.symbol, depth),
    depth,
  }
}
