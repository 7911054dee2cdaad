/** What an account of futures owns: wallets by asset, positions by contract, in whole numbers of 10⁻⁸. */

import { scaleFactor } from '../decimals'
import type { Listing } from '../derivatives/listing'
import { amountOf } from './balances'

export interface Position {
  readonly listing: Listing
  /** In steps; below zero when sold. */
  amount: number
  /** Worth of it when it was entered: dollars, or coins where quantities are contracts. */
  cost: bigint
  /** Everything it brought so far. */
  realised: bigint
}

export class Positions {
  private readonly wallets = new Map<string, bigint>()
  private readonly all = new Map<Listing, Position>()

  constructor(wallets: Readonly<Record<string, string>>) {
    for (const [asset, amount] of Object.entries(wallets)) this.wallets.set(asset, amountOf(amount))
  }

  wallet(asset: string): bigint {
    return this.wallets.get(asset) ?? 0n
  }

  pay(asset: string, amount: bigint): void {
    this.wallets.set(asset, this.wallet(asset) + amount)
  }

  of(listing: Listing): Position {
    let position = this.all.get(listing)
    if (position === undefined) {
      position = { listing, amount: 0, cost: 0n, realised: 0n }
      this.all.set(listing, position)
    }
    return position
  }

  open(): readonly Position[] {
    return [...this.all.values()].filter(({ amount }) => amount !== 0)
  }

  /** Buys so many steps at a price, or sells with a minus; returns what that brought, before fees. */
  trade(listing: Listing, steps: number, price: number): bigint {
    const position = this.of(listing)
    const closing =
      Math.sign(steps) === -Math.sign(position.amount) ? Math.min(Math.abs(steps), Math.abs(position.amount)) : 0
    let profit = 0n
    if (closing > 0) {
      const part = (position.cost * BigInt(closing)) / BigInt(Math.abs(position.amount))
      profit = gain(listing, position.amount > 0, part, worth(listing, closing, price))
      position.cost -= part
      position.amount += Math.sign(steps) * closing
      position.realised += profit
    }
    const opening = Math.abs(steps) - closing
    if (opening > 0) {
      position.cost += worth(listing, opening, price)
      position.amount += Math.sign(steps) * opening
    }
    this.pay(assetOf(listing), profit)
    return profit
  }
}

/** What a position would bring at its mark price. */
export function unrealised({ listing, amount, cost }: Position): bigint {
  if (amount === 0) return 0n
  const { contract, instrument, mark } = listing
  const steps = BigInt(Math.abs(amount))
  const price = BigInt(Math.round(mark))
  const now =
    contract.size === undefined
      ? (steps * scaleFactor(instrument.step) * price) / 100_000_000n
      : (BigInt(contract.size) * steps * 10n ** 16n) / price
  return gain(listing, amount > 0, cost, now)
}

/** Average price it was entered at, as a number. */
export function entryPrice({ listing, amount, cost }: Position): number {
  if (amount === 0) return 0
  const { contract, instrument } = listing
  const steps = BigInt(Math.abs(amount))
  if (contract.size !== undefined) return Number((BigInt(contract.size) * steps * 10n ** 16n) / cost) / 1e8
  return Number((cost * 100_000_000n) / (steps * scaleFactor(instrument.step))) / 1e8
}

/** What it is settled in. */
export function assetOf({ contract }: Listing): string {
  return contract.size === undefined ? 'USDT' : contract.pair.replace(/USD$/, '')
}

/** Worth of so many steps at a price, in 10⁻⁸: dollars, or coins where quantities are contracts. */
export function worth({ contract, instrument }: Listing, steps: number, ticks: number): bigint {
  const price = BigInt(ticks) * scaleFactor(instrument.tick)
  if (contract.size !== undefined) return (BigInt(contract.size * steps) * 10n ** 16n) / price
  return (BigInt(steps) * scaleFactor(instrument.step) * price) / 100_000_000n
}

/** Coins are worth less of themselves as their price rises. */
function gain({ contract }: Listing, isLong: boolean, before: bigint, after: bigint): bigint {
  return isLong === (contract.size === undefined) ? after - before : before - after
}
