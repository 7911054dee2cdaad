/** The atoms of the wire: what a decimal, an id and a time look like in a payload. Each says what its value must be. */
import { type CustomIssue, custom, type ErrorMessage, type GenericSchema, object } from 'valibot'

import { isDecimal } from '../../core/decimal'

const digits = /^\d+(?:\.\d+)?$/

/** Whether a value is a decimal without sign in a string. Measured: a compiled pattern is as fast as any loop. */
export const isUnsigned = (value: unknown): value is string => typeof value === 'string' && digits.test(value)

const isInteger = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0

/**
 * A value of the wire in two forms that say the same: a schema for what was parsed, a pattern for its text.
 * @__NO_SIDE_EFFECTS__
 */
export function atom<Value>(pattern: string, check: (value: unknown) => boolean, must: ErrorMessage<CustomIssue>) {
  return Object.assign(custom<Value>(check, must), { pattern })
}

/** A price, quantity or volume: never negative, exact. */
export const decimal = /* @__PURE__ */ atom<string>('"\\d+(?:\\.\\d+)?"', isUnsigned, 'a decimal ≥ 0 in a string')

/** A change: the one kind of decimal that may be negative. */
export const signedDecimal = /* @__PURE__ */ atom<string>('"-?\\d+(?:\\.\\d+)?"', isDecimal, 'a decimal in a string')

/** An id, a count or a time in ms. Up to 15 digits are safe as they stand; longer ones are judged by the check. */
export const integer = /* @__PURE__ */ atom<number>('\\d{1,15}', isInteger, 'a safe integer ≥ 0')

/** The id of a trade where there may have been none, which is written -1. */
export const integerOrNone = /* @__PURE__ */ atom<number>(
  '(?:-1|\\d{1,15})',
  (value) => value === -1 || isInteger(value),
  'a safe integer ≥ -1',
)

export const text = /* @__PURE__ */ atom<string>('"[^"\\\\]*"', (value) => typeof value === 'string', 'a string')

export const flag = /* @__PURE__ */ atom<boolean>(
  '(?:true|false)',
  (value) => typeof value === 'boolean',
  'true or false',
)

/**
 * Exactly this text.
 * @__NO_SIDE_EFFECTS__
 */
export function only<Text extends string>(expected: Text) {
  return atom<Text>(`"${expected}"`, (value) => value === expected, `"${expected}"`)
}

/**
 * An object with these members, and any others: the exchange adds keys without notice.
 * Its pattern is narrower: the members in this order, then other plain ones.
 * @__NO_SIDE_EFFECTS__
 */
export function record<Entries extends Record<string, GenericSchema & { readonly pattern: string }>>(entries: Entries) {
  const keys = Object.keys(entries)
  const members = keys.map((key) => `"${key}":${entries[key]!.pattern}`)
  const others = `(?:,"(?!(?:${keys.join('|')})")\\w+":(?:"[^"\\\\]*"|-?\\d+|true|false|null))*`
  return Object.assign(object(entries, 'an object'), { pattern: `\\{${members.join(',')}${others}\\}` })
}
