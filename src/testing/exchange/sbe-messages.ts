/** The SBE messages of the spot streams: schema 1, version 0, little-endian, mantissas in the instrument's own decimals. */

import type { BookView } from './book-past'
import type { Scale } from './decimals'
import type { DepthDiff, LevelChange } from './depth'
import type { Instrument } from './instrument'
import type { Trade } from './trade'

/** A message that is being written. */
class Writer {
  private readonly bytes: number[] = []

  integer(value: number | bigint, width: 1 | 2 | 4 | 8): this {
    let rest = BigInt.asUintN(8 * width, BigInt(value))
    for (let i = 0; i < width; i++) {
      this.bytes.push(Number(rest & 0xffn))
      rest >>= 8n
    }
    return this
  }

  /** Block length, template, schema and version. */
  header(blockLength: number, template: number): this {
    return this.integer(blockLength, 2).integer(template, 2).integer(1, 2).integer(0, 2)
  }

  /** Unix ms as µs. */
  time(ms: number): this {
    return this.integer(BigInt(Math.floor(ms)) * 1_000n, 8)
  }

  /** Price and quantity as the instrument counts them. */
  exponents({ tick, step }: Instrument): this {
    return this.integer(-tick.decimals, 1).integer(-step.decimals, 1)
  }

  steps(count: number, { mantissa }: Scale): this {
    return this.integer(BigInt(count) * BigInt(mantissa), 8)
  }

  level({ tick, step }: Instrument, price: number, quantity: number): this {
    return this.steps(price, tick).steps(quantity, step)
  }

  side(instrument: Instrument, levels: readonly LevelChange[]): this {
    this.integer(16, 2).integer(levels.length, 2)
    for (const [price, quantity] of levels) this.level(instrument, price, quantity)
    return this
  }

  /** Ends the message. */
  symbol(text: string): Uint8Array {
    const parts = encodeURIComponent(text).match(/%..|./g) ?? []
    const name = parts.map((part) => (part.length > 1 ? Number.parseInt(part.slice(1), 16) : part.charCodeAt(0)))
    return Uint8Array.from([...this.bytes, name.length, ...name])
  }
}

/** TradesStreamEvent: trades of one moment. */
export function tradesBytes(instrument: Instrument, trades: readonly Trade[], at: number): Uint8Array {
  const message = new Writer().header(18, 10_000).time(at).time(trades[0]!.time).exponents(instrument)
  message.integer(25, 2).integer(trades.length, 4)
  for (const { id, price, quantity, isBuyerMaker } of trades)
    message.integer(id, 8).level(instrument, price, quantity).integer(Number(isBuyerMaker), 1)
  return message.symbol(instrument.symbol)
}

/** BestBidAskStreamEvent. */
export function bestBidAskBytes(instrument: Instrument, at: number): Uint8Array {
  const { bid, bidQuantity, ask, askQuantity } = instrument.top
  const message = new Writer().header(50, 10_001).time(at).integer(instrument.book.updateId, 8).exponents(instrument)
  return message.level(instrument, bid, bidQuantity).level(instrument, ask, askQuantity).symbol(instrument.symbol)
}

/** DepthSnapshotStreamEvent: the best twenty levels. */
export function depthSnapshotBytes(instrument: Instrument, book: BookView, at: number): Uint8Array {
  const levels = (side: 'bids' | 'asks') =>
    book.levels(side, 20).map(({ price, quantity }): LevelChange => [price, quantity])
  const message = new Writer().header(18, 10_002).time(at).integer(book.updateId, 8).exponents(instrument)
  return message.side(instrument, levels('bids')).side(instrument, levels('asks')).symbol(instrument.symbol)
}

/** DepthDiffStreamEvent. */
export function depthDiffBytes(instrument: Instrument, diff: DepthDiff, at: number): Uint8Array {
  const message = new Writer().header(26, 10_003).time(at).integer(diff.firstUpdateId, 8).integer(diff.lastUpdateId, 8)
  message.exponents(instrument).side(instrument, diff.bids).side(instrument, diff.asks)
  return message.symbol(instrument.symbol)
}
