/** What an account owns: free and locked amounts, as whole numbers of 10⁻⁸. */

import { decimal } from '../decimals'

export interface Balance {
  readonly free: bigint
  readonly locked: bigint
}

/** One, in the unit of amounts. */
export const one = 100_000_000n

export class Balances {
  private readonly all = new Map<string, Balance>()

  /** `initial` by asset, as decimals. */
  constructor(initial: Readonly<Record<string, string>>) {
    for (const [asset, amount] of Object.entries(initial)) this.all.set(asset, { free: amountOf(amount), locked: 0n })
  }

  of(asset: string): Balance {
    return this.all.get(asset) ?? { free: 0n, locked: 0n }
  }

  assets(): readonly string[] {
    return [...this.all.keys()]
  }

  /** Adds to what is free, or takes from it. */
  add(asset: string, amount: bigint): void {
    const { free, locked } = this.of(asset)
    this.all.set(asset, { free: free + amount, locked })
  }

  /** Moves from free to locked; a negative amount moves back. */
  lock(asset: string, amount: bigint): void {
    const { free, locked } = this.of(asset)
    this.all.set(asset, { free: free - amount, locked: locked + amount })
  }
}

/**
 * A decimal of up to eight places as an amount.
 * @throws RangeError for anything else
 */
export function amountOf(text: string): bigint {
  const found = /^(-?)(\d+)(?:\.(\d{1,8}))?$/.exec(text)
  if (found === null)
    throw new RangeError(`An amount must be a decimal of up to 8 places; received ${JSON.stringify(text)}.`)
  const [, sign, whole, fraction = ''] = found
  const amount = BigInt(`${whole}${fraction.padEnd(8, '0')}`)
  return sign === '-' ? -amount : amount
}

export function amountText(amount: bigint): string {
  return decimal(amount, 8)
}
