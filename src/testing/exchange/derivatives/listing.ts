/** One contract in trade: its instrument, its mark price and its liquidations, and how its numbers are written. */

import type { Bar } from '../bar'
import { Candles } from '../candles'
import { decimal } from '../decimals'
import type { Instrument } from '../instrument'
import { minuteMs } from '../intervals'
import type { Contract } from './contracts'
import { type IndexPrice, tick } from './index-price'
import { type Greeks, smile, valueOption } from './pricing'

const fundingMs = 8 * 3_600_000
const yearMs = 365 * 86_400_000

/** A liquidation as it is told. Prices in ticks, quantities in steps. */
export interface Liquidation {
  readonly side: 'BUY' | 'SELL'
  readonly quantity: number
  readonly price: number
  readonly average: number
  readonly last: number
  readonly time: number
}

export class Listing {
  readonly symbol: string
  readonly lower: string
  readonly places: { readonly price: number; readonly quantity: number }
  /** Bars of its mark price. */
  readonly marks: Candles
  /** Mark price and its average, in 10⁻⁸. */
  mark: number
  average: number
  liquidation: Liquidation | undefined

  constructor(
    readonly contract: Contract,
    readonly instrument: Instrument,
    readonly index: IndexPrice,
    startTime: number,
    historyMs: number,
  ) {
    this.symbol = contract.symbol
    this.lower = instrument.lower
    this.places = { price: placesOf(contract.tickSize), quantity: placesOf(contract.stepSize) }
    this.mark = fairPrice(contract, index, startTime)
    this.average = this.mark
    const from = startTime - historyMs
    this.marks = new Candles(from, Math.round(this.mark), Math.max(from, startTime - 15 * minuteMs))
    for (let at = from; at < startTime; at += minuteMs) this.marks.add(tick(at, fairPrice(contract, index, at)))
    this.marks.roll(startTime)
  }

  /** 1 for contracts in dollars, 2 for those in coins. */
  get st(): 1 | 2 {
    return this.contract.market === 'coinm' ? 2 : 1
  }

  /** The mark price moves towards the middle of the book, and never far from what the index says. */
  second(at: number): void {
    const fair = fairPrice(this.contract, this.index, at)
    const { bid, ask } = this.instrument.top
    const middle = bid > 0 && ask > 0 ? ((bid + ask) / 2) * this.unit : fair
    const near = Math.min(Math.max(middle, fair * 0.995), fair * 1.005)
    this.mark = this.contract.option === undefined ? Math.max(1, fair + (near - fair) / 2) : fair
    this.average += (this.mark - this.average) / 30
    this.marks.roll(at)
    this.marks.add(tick(at, this.mark))
  }

  /** What an option is worth now, in dollars. */
  greeks(at: number): Greeks & { readonly volatility: number } {
    return greeksOf(this.contract, this.index.price, at)
  }

  /** Funding rate with eight places; empty for contracts without funding. */
  get fundingRate(): string {
    if (this.contract.type === 'CURRENT_QUARTER') return ''
    const premium = this.mark / this.index.price - 1
    return Math.min(0.003, Math.max(-0.003, 0.0001 + premium / 8)).toFixed(8)
  }

  nextFunding(at: number): number {
    return this.contract.type === 'CURRENT_QUARTER' ? 0 : (Math.floor(at / fundingMs) + 1) * fundingMs
  }

  price(ticks: number): string {
    const { mantissa, decimals } = this.instrument.tick
    return decimal(ticks * mantissa, decimals, this.places.price)
  }

  quantity(steps: number): string {
    const { mantissa, decimals } = this.instrument.step
    return places(decimal(steps * mantissa, decimals, this.places.quantity))
  }

  /** What a bar adds up: dollars, or coins where quantities are contracts. */
  value(amount: bigint): string {
    if (this.contract.size !== undefined) return decimal(amount, 8)
    const { tick, step } = this.instrument
    const factor = BigInt(tick.mantissa * step.mantissa)
    return places(decimal(amount * factor, tick.decimals + step.decimals, this.places.price + this.places.quantity))
  }

  /** Average price of a bar, weighted by volume. */
  weighted({ volume, quote, close }: Bar): string {
    if (volume === 0 || quote === 0n) return this.price(close)
    const { tick } = this.instrument
    const unit = 10n ** BigInt(this.places.price)
    if (this.contract.size !== undefined) {
      const dollars = BigInt(volume) * BigInt(this.contract.size) * 100_000_000n
      return decimal((dollars * unit) / quote, this.places.price, this.places.price)
    }
    const shift = 10n ** BigInt(this.places.price - tick.decimals)
    return decimal((quote * BigInt(tick.mantissa) * shift) / BigInt(volume), this.places.price, this.places.price)
  }

  /** One tick in 10⁻⁸. */
  private get unit(): number {
    const { mantissa, decimals } = this.instrument.tick
    return mantissa * 10 ** (8 - decimals)
  }
}

/** What a contract should cost by its index, in 10⁻⁸. */
export function fairPrice(contract: Contract, index: IndexPrice, at: number): number {
  if (contract.option === undefined) return index.at(at) * contract.basis
  return greeksOf(contract, index.at(at), at).price * 1e8
}

function greeksOf({ option, deliveryAt }: Contract, price: number, at: number): Greeks & { volatility: number } {
  const { strike, side } = option!
  const spot = price / 1e8
  const volatility = smile(spot, strike)
  const years = Math.max(0, deliveryAt - at) / yearMs
  return { ...valueOption({ spot, strike, isCall: side === 'CALL', years, volatility }), volatility }
}

/** What volatility means for an option at a moment. */
export function termsOf({ contract, index }: Listing, at: number) {
  const { strike, side } = contract.option!
  const years = Math.max(0, contract.deliveryAt - at) / yearMs
  return { spot: index.price / 1e8, strike, isCall: side === 'CALL', years }
}

function placesOf(size: string): number {
  return size.split('.')[1]?.length ?? 0
}

/** Without decimals there is no point. */
function places(text: string): string {
  return text.endsWith('.') ? text.slice(0, -1) : text
}
