/** The atoms of the wire: what a decimal, an id and a time look like in a payload. Each says what its value must be. */
import { custom, type ObjectEntries, object } from 'valibot'

import { isDecimal } from '../../core/decimal'

const digits = /^\d+(?:\.\d+)?$/

/** Whether a value is a decimal without sign in a string. Measured: a compiled pattern is as fast as any loop. */
export const isUnsigned = (value: unknown): value is string => typeof value === 'string' && digits.test(value)

const isInteger = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0

/** A price, quantity or volume: never negative, exact. */
export const decimal = /* @__PURE__ */ custom<string>(isUnsigned, 'a decimal ≥ 0 in a string')

/** A change: the one kind of decimal that may be negative. */
export const signedDecimal = /* @__PURE__ */ custom<string>(isDecimal, 'a decimal in a string')

/** An id, a count or a time in ms. */
export const integer = /* @__PURE__ */ custom<number>(isInteger, 'a safe integer ≥ 0')

/** The id of a trade where there may have been none, which is written -1. */
export const integerOrNone = /* @__PURE__ */ custom<number>(
  (value) => value === -1 || isInteger(value),
  'a safe integer ≥ -1',
)

export const text = /* @__PURE__ */ custom<string>((value) => typeof value === 'string', 'a string')

export const flag = /* @__PURE__ */ custom<boolean>((value) => typeof value === 'boolean', 'true or false')

/**
 * Exactly this text.
 * @__NO_SIDE_EFFECTS__
 */
export function only<Text extends string>(expected: Text) {
  return custom<Text>((value) => value === expected, `"${expected}"`)
}

/**
 * An object with these members, and any others: the exchange adds keys without notice.
 * @__NO_SIDE_EFFECTS__
 */
export function record<Entries extends ObjectEntries>(entries: Entries) {
  return object(entries, 'an object')
}
