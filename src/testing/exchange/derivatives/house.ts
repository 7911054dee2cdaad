/** The markets of contracts: their listings over common indices, one clock, and what happens in them beside trading. */

import type { Instrument } from '../instrument'
import { createMarket, type Market, type MarketEvent } from '../market'
import { heavy, seeded, seedOf } from '../random'
import type { MarketSymbol } from '../symbols'
import type { Trade } from '../trade'
import { Walk } from '../walk'
import {
  type Contract,
  coinmContracts,
  type DerivativeMarket,
  indices as definitions,
  optionContracts,
  usdmContracts,
} from './contracts'
import { IndexPrice } from './index-price'
import { fairPrice, Listing } from './listing'

export interface HouseOptions {
  readonly seed: number
  /** In ms since 1970. */
  readonly startTime: number
  readonly ordersPerSecond: number
  readonly historyMs: number
  readonly tradesKept: number
}

/** What happens beside the trades of the market. */
export type HouseEvent =
  | { readonly kind: 'market'; readonly listing: Listing; readonly event: Exclude<MarketEvent, { kind: 'beat' }> }
  /** Every full 50 ms, after whatever belongs to that moment. */
  | { readonly kind: 'beat'; readonly at: number }
  /** A trade id that was used for something else than a trade of the market. */
  | { readonly kind: 'odd'; readonly at: number; readonly listing: Listing; readonly trade: Trade }

export class House {
  /** By lower-case symbol. */
  readonly listings: ReadonlyMap<string, Listing>
  readonly indices: ReadonlyMap<string, IndexPrice>
  readonly market: Market
  private readonly listeners = new Set<(event: HouseEvent) => void>()
  private readonly random

  constructor(
    readonly kind: DerivativeMarket,
    indices: ReadonlyMap<string, IndexPrice>,
    options: HouseOptions,
  ) {
    const { startTime, seed, historyMs } = options
    this.indices = indices
    this.random = seeded(seedOf(`${kind} events`, seed))
    const contracts = new Map(contractsOf[kind](startTime).map((contract) => [contract.symbol, contract]))
    const contractOf = ({ symbol }: MarketSymbol) => contracts.get(symbol)!
    const indexOf = ({ index }: Contract) => indices.get(index)!
    this.market = createMarket({
      ...options,
      symbols: [...contracts.values()],
      // Options trade less.
      ordersPerSecond: kind === 'options' ? options.ordersPerSecond / 5 : options.ordersPerSecond,
      beatMs: 50,
      ways: {
        speeds: [100, 250, 500],
        // Ids are shared with other books: an id seldom follows the one before it.
        stride: (random) => 1 + Math.floor(random() * 4),
        walkOf: (symbol) => new Following(contractOf(symbol), indexOf(contractOf(symbol)), startTime),
        worth: (symbol, trade) => worthOf(contractOf(symbol), trade),
      },
    })
    this.listings = new Map(
      [...contracts.values()].map((contract) => {
        const instrument = this.market.instruments.get(contract.symbol)!
        return [instrument.lower, new Listing(contract, instrument, indexOf(contract), startTime, historyMs)]
      }),
    )
    const byInstrument = new Map<Instrument, Listing>(
      [...this.listings.values()].map((each) => [each.instrument, each]),
    )
    this.market.listen((event) => {
      if (event.kind !== 'beat')
        return this.tell({ kind: 'market', listing: byInstrument.get(event.instrument)!, event })
      for (const index of indices.values()) index.at(event.at)
      if (event.at % 1_000 === 0) this.second(event.at)
      this.tell(event)
      // What could be told of this second was told.
      if (event.at % 1_000 === 0) for (const listing of this.listings.values()) listing.liquidation = undefined
    })
  }

  /** Returns the way to stop listening. */
  listen(listener: (event: HouseEvent) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Liquidates somebody now: an order that takes what the book has, up to half a percent away. */
  liquidate(listing: Listing, side: 'BUY' | 'SELL'): void {
    const { instrument } = listing
    const best = side === 'BUY' ? instrument.top.ask : instrument.top.bid
    if (best === 0) return
    const price = Math.max(1, Math.round(best * (side === 'BUY' ? 1.005 : 0.995)))
    const wanted = 1 + Math.floor((listing.contract.usualSteps ?? 20) * heavy(this.random))
    const fills: Trade[] = []
    this.market.enter(instrument, {
      side: side === 'BUY' ? 'buy' : 'sell',
      price,
      quantity: wanted,
      rests: false,
      owner: { rested: () => {}, filled: (trade) => fills.push(trade) },
    })
    const last = fills.at(-1)
    if (last === undefined) return
    const quantity = fills.reduce((sum, fill) => sum + fill.quantity, 0)
    const spent = fills.reduce((sum, fill) => sum + fill.price * fill.quantity, 0)
    const told = { side, quantity, price, average: Math.round(spent / quantity), last: last.quantity, time: last.time }
    // One a second is told, the largest.
    if ((listing.liquidation?.quantity ?? 0) < quantity) listing.liquidation = told
  }

  private second(at: number): void {
    const isAwake = this.kind !== 'options'
    for (const listing of this.listings.values()) {
      listing.second(at)
      if (!isAwake || listing.instrument.flow.nextAt === Number.POSITIVE_INFINITY) continue
      const chance = this.random()
      if (chance < 0.08) this.liquidate(listing, chance < 0.04 ? 'BUY' : 'SELL')
      // Now and then an id goes to something that is no trade of the market.
      else if (chance > 0.9) this.tell({ kind: 'odd', at, listing, trade: listing.instrument.skipTrade(at) })
    }
  }

  private tell(event: HouseEvent): void {
    for (const listener of this.listeners) listener(event)
  }
}

const contractsOf = { usdm: usdmContracts, coinm: coinmContracts, options: optionContracts }

/** The indices all houses share. */
export function createIndices({ seed, startTime, historyMs }: HouseOptions): ReadonlyMap<string, IndexPrice> {
  return new Map(
    definitions.map((each) => [each.name, new IndexPrice(each.name, each, seed, Math.floor(startTime), historyMs)]),
  )
}

/** A price that goes where its index goes. */
class Following extends Walk {
  constructor(
    private readonly contract: Contract,
    private readonly index: IndexPrice,
    startTime: number,
  ) {
    super(1)
    this.value = this.ticksAt(startTime)
  }

  override step(_elapsedMs: number, _random: unknown, at: number): void {
    this.value = this.ticksAt(at)
  }

  private ticksAt(at: number): number {
    const { contract, index } = this
    return Math.max(1, fairPrice(contract, index, at) / (Number(contract.tickSize) * 1e8))
  }
}

/** Of a trade: dollars as ticks × steps, or coins in 10⁻⁸ where quantities are contracts. */
function worthOf({ size, tickSize }: Contract, { price, quantity }: Trade): bigint {
  if (size === undefined) return BigInt(price) * BigInt(quantity)
  const decimals = tickSize.split('.')[1]?.length ?? 0
  const unit = BigInt(tickSize.replace('.', ''))
  return (BigInt(size * quantity) * 100_000_000n * 10n ** BigInt(decimals)) / (BigInt(price) * unit)
}
