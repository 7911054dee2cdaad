/** Price levels of a book: how a list of them is checked, read and ordered. */
import type { Suspicion } from '../../core/channel'
import { compareDecimals, isPositive } from '../../core/decimal'
import { atom, copied, isUnsigned } from './wire'

/** A price in the quote asset and how much stands there, in the base asset; both decimals. */
export type Level = readonly [price: string, quantity: string]

function isLevel(level: unknown): boolean {
  return Array.isArray(level) && level.length >= 2 && isUnsigned(level[0]) && isUnsigned(level[1])
}

/** Where the first level is that is none; -1 where all are. */
const badAt = (value: unknown) => (Array.isArray(value) ? value.findIndex((level) => !isLevel(level)) : Number.NaN)

/** The levels in a text of such, by the places of its quotes; nothing else needs a look. */
function read(text: string): Level[] {
  const list: Level[] = []
  // Past `[["`, then from each level's last quote to the next one's first, past `"],["`.
  for (let at = 3; at < text.length; ) {
    const priceEnd = text.indexOf('"', at)
    const end = text.indexOf('"', priceEnd + 3)
    list.push([copied(text.slice(at, priceEnd)), copied(text.slice(priceEnd + 3, end))])
    at = end + 5
  }
  return list
}

const level = '\\["\\d+(?:\\.\\d+)?","\\d+(?:\\.\\d+)?"\\]'

/** A list of levels, perhaps with more in each than a price and a quantity, as recordings of 2018 have. */
export const levels = /* @__PURE__ */ atom<Level[]>(
  `(\\[(?:${level}(?:,${level})*)?\\])`,
  (cursor, group) => () => read(cursor.match[group]!),
  (value) => badAt(value) === -1,
  (value) => {
    const at = badAt(value)
    return `levels of a price and a quantity, decimals ≥ 0 in strings${at >= 0 ? `, as level ${at} is not` : ''}`
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
  return list.every(([price], i) => i === 0 || compareDecimals(price, list[i - 1]![0]) * direction > 0)
}

/** A best bid that is not below the best ask; zero stands for an empty side. */
export function crossed(bid: string, ask: string, path: string): Suspicion | undefined {
  if (compareDecimals(bid, ask) < 0 || !isPositive(bid) || !isPositive(ask)) return undefined
  return { path, reason: `best bid ${bid} is not below best ask ${ask}` }
}
