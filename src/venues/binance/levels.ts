/** Price levels of a book: how a list of them is checked, read and ordered. */
import type { Suspicion } from '../../core/channel'
import { compareDecimals, isPositive } from '../../core/decimal'
import { atom, isUnsigned } from './wire'

/** A price in the quote asset and how much stands there, in the base asset; both decimals. */
export type Level = readonly [price: string, quantity: string]

function isLevel(level: unknown): boolean {
  return Array.isArray(level) && level.length >= 2 && isUnsigned(level[0]) && isUnsigned(level[1])
}

function areLevels(value: unknown): boolean {
  if (!Array.isArray(value)) return false
  for (let i = 0; i < value.length; i += 1) if (!isLevel(value[i])) return false
  return true
}

/** A list of levels, perhaps with more in each than a price and a quantity, as recordings of 2018 have. */
export const levels = /* @__PURE__ */ atom<Level[]>(
  '\\[(?:\\["\\d+(?:\\.\\d+)?","\\d+(?:\\.\\d+)?"\\],?)*\\]',
  areLevels,
  (value) => {
    const bad = Array.isArray(value) ? value.findIndex((level) => !isLevel(level)) : -1
    return `levels of a price and a quantity, decimals ≥ 0 in strings${bad < 0 ? '' : `, as level ${bad} is not`}`
  },
)

/** Exactly price and quantity; the list itself where that is what it holds. */
export function pairs(list: readonly Level[]): readonly Level[] {
  for (let i = 0; i < list.length; i += 1) {
    if (list[i]!.length !== 2) return list.map((level) => [level[0], level[1]])
  }
  return list
}

/** Whether each price is above the one before it (`direction` 1), or below it (-1). */
export function isOrdered(list: readonly Level[], direction: 1 | -1): boolean {
  for (let i = 1; i < list.length; i += 1) {
    if (compareDecimals(list[i]![0], list[i - 1]![0]) * direction <= 0) return false
  }
  return true
}

/** A best bid that is not below the best ask; zero stands for an empty side. */
export function crossed(bid: string, ask: string, path: string): Suspicion | undefined {
  if (compareDecimals(bid, ask) < 0 || !isPositive(bid) || !isPositive(ask)) return undefined
  return { path, reason: `best bid ${bid} is not below best ask ${ask}` }
}
