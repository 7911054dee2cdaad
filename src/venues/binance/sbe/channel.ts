/** How an SBE channel is made: the JSON channel of the same events, with another way to read them. */
import type { Channel, MarketEvent } from '../../../core/channel'
import { invalid } from '../channel'
import type { Level } from '../levels'
import { type Group, groupAt, headerLength } from './message'
import { decimal, int8, int64, isNegative, noExponent, uint16 } from './numbers'

/** Times as SBE sends them. The events' own times are these in ms, cut off. */
export interface EventMicros {
  /** When the exchange sent the event, in µs since 1970; not on a backfilled event. Wire: `eventTime`. */
  readonly eventTimeUs?: number
}

/** What reads one message: its bytes, and what is known of its stream. */
export class Message {
  constructor(
    readonly bytes: Uint8Array,
    readonly stream: string,
    readonly symbol: string,
    readonly receiveTime: number,
    /** Whether what breaks a rule is refused. */
    readonly isChecked: boolean,
  ) {}

  /** Where what follows the root block begins. */
  get rootEnd(): number {
    return headerLength + uint16(this.bytes, 0)
  }

  /** Refuses the message, if what it must be does not hold. */
  demand(holds: boolean, path: string, must: string, value: unknown): void {
    if (!holds && this.isChecked) throw invalid(this.stream, { path, must, value })
  }

  /** An id or a time. */
  whole(at: number, path: string): number {
    const value = int64(this.bytes, at)
    this.demand(value >= 0 && value <= Number.MAX_SAFE_INTEGER, path, 'a safe integer ≥ 0', value)
    return value
  }

  exponent(at: number, path: string): number {
    const value = int8(this.bytes, at)
    this.demand(value !== noExponent, path, 'an exponent', value)
    return value
  }

  /** A price or a quantity. */
  decimal(at: number, exponent: number, path: string): string {
    const text = decimal(this.bytes, at, exponent)
    this.demand(!isNegative(this.bytes, at), path, 'a decimal ≥ 0', text)
    return text
  }

  /** Price levels of a group. */
  levels({ count, block, start }: Group, priceExponent: number, qtyExponent: number, path: string): Level[] {
    const levels: Level[] = []
    for (let i = 0, at = start; i < count; i += 1, at += block) {
      levels.push([this.decimal(at, priceExponent, path), this.decimal(at + 8, qtyExponent, path)])
    }
    return levels
  }

  /** Both sides of a book, whose exponents stand at `at` and behind it. */
  sides(at: number): { readonly bids: readonly Level[]; readonly asks: readonly Level[] } {
    const priceExponent = this.exponent(at, 'priceExponent')
    const qtyExponent = this.exponent(at + 1, 'qtyExponent')
    const bids = groupAt(this.bytes, this.rootEnd, 4)
    const asks = groupAt(this.bytes, bids.end, 4)
    return {
      bids: this.levels(bids, priceExponent, qtyExponent, 'bids'),
      asks: this.levels(asks, priceExponent, qtyExponent, 'asks'),
    }
  }
}

/** Unix ms of µs. */
export const toMs = (us: number): number => Math.floor(us / 1_000)

/**
 * @param twin the channel of the same events in JSON: its rules for what follows what, its past, its patience
 * @param suffix of the stream's name, behind the symbol
 */
export function sbeChannel<E extends MarketEvent, Micros extends object>(
  twin: Channel<E>,
  suffix: string,
  read: (message: Message) => readonly (E & Micros)[],
): Channel<E & Micros> {
  const { symbol } = twin
  const stream = twin.stream.replace(/@.*/, suffix)
  return {
    ...(twin as Channel<E & Micros>),
    family: 'sbe',
    stream,
    decodeBinary: (frame, receiveTime, validation) =>
      read(new Message(frame, stream, symbol, receiveTime, validation === 'always')),
  }
}
