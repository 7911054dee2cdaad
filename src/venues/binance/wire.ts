/** The atoms of the wire: what a decimal, an id and a time look like in a payload. Each says what its value must be. */
import { type CustomSchema, custom } from 'valibot'

import { isDecimal } from '../../core/decimal'

const digits = /^\d+(?:\.\d+)?$/

/** Whether a value is a decimal without sign in a string. Measured: a compiled pattern is as fast as any loop. */
export const isUnsigned = (value: unknown): value is string => typeof value === 'string' && digits.test(value)

const isInteger = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0

/** What is wrong with a value, and where. */
export interface Flaw {
  /** As the wire names it: `k.h`; `$` is the whole. */
  readonly path: string
  /** What it must be, as a sentence goes on. */
  readonly must: string
  readonly value: unknown
}

/** A valibot schema that also knows how its value reads as text, and names what is wrong with another. */
export interface Wire<Value> extends CustomSchema<Value, undefined> {
  readonly pattern: string
  flaw(value: unknown, path: string): Flaw | undefined
  /** Where a well-formed value holds what nobody here knows: a path. */
  foreign?(value: unknown, path: string): string | undefined
  /** Whether it may be missing. */
  readonly isOptional?: true
}

/** valibot's own records copy what they look at; these look at it in place, and stop at the first flaw. */
function wire<Value>(pattern: string, flaw: Wire<Value>['flaw']): Wire<Value> {
  return Object.assign(
    custom<Value>((value) => !flaw(value, '$')),
    { pattern, flaw },
  )
}

/**
 * A value without parts.
 * @__NO_SIDE_EFFECTS__
 */
export function atom<Value>(
  pattern: string,
  check: (value: unknown) => boolean,
  must: string | ((value: unknown) => string),
): Wire<Value> {
  return wire<Value>(pattern, (value, path) =>
    check(value) ? undefined : { path, must: typeof must === 'string' ? must : must(value), value },
  )
}

/** A price, quantity or volume: never negative, exact. */
export const decimal = /* @__PURE__ */ atom<string>('"\\d+(?:\\.\\d+)?"', isUnsigned, 'a decimal ≥ 0 in a string')

/** A change: the one kind of decimal that may be negative. */
export const signedDecimal = /* @__PURE__ */ atom<string>('"-?\\d+(?:\\.\\d+)?"', isDecimal, 'a decimal in a string')

/** A price that may be missing, and is written all the same. */
export const decimalOrNull = /* @__PURE__ */ atom<string | null>(
  '(?:null|"\\d+(?:\\.\\d+)?")',
  (value) => value === null || isUnsigned(value),
  'a decimal ≥ 0 in a string, or null',
)

/** An id, a count or a time. Up to 15 digits, and 16 below 9, are safe as they stand; others are judged by the check. */
export const integer = /* @__PURE__ */ atom<number>('(?:\\d{1,15}|[1-8]\\d{15})', isInteger, 'a safe integer ≥ 0')

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

type Members<Entries> = { readonly [Key in keyof Entries]: Entries[Key] extends Wire<infer Value> ? Value : never }

/**
 * A member of a record that may be missing, and is well-formed where it is there: events grew over the years, and differ
 * between markets. Not the first of its record.
 * @__NO_SIDE_EFFECTS__
 */
export function optional<Value>({ pattern, flaw }: Wire<Value>): Wire<Value | undefined> {
  const made = wire<Value | undefined>(pattern, (value, path) => (value === undefined ? undefined : flaw(value, path)))
  return Object.assign(made, { isOptional: true as const })
}

const below = (path: string, key: string) => (path === '$' ? key : `${path}.${key}`)

/**
 * An object with these members, and any others: the exchange adds keys without notice.
 * Its pattern is narrower: the members in this order, then those that are known to be of no use.
 * @param ignored keys of such, divided by spaces
 * @__NO_SIDE_EFFECTS__
 */
export function record<Entries extends Readonly<Record<string, Wire<unknown>>>>(
  entries: Entries,
  ignored = '',
): Wire<Members<Entries>> {
  const keys = Object.keys(entries)
  const useless = ignored.split(' ')
  const members = keys.map((key, i) => {
    const { pattern, isOptional } = entries[key]!
    const member = `${i === 0 ? '' : ','}"${key}":${pattern}`
    return isOptional ? `(?:${member})?` : member
  })
  const others = ignored && `(?:,"(?:${useless.join('|')})":(?:"[^"\\\\]*"|-?\\d+|true|false|null))*`
  const made = wire<Members<Entries>>(`\\{${members.join('')}${others}\\}`, (value, path) => {
    if (value !== Object(value)) return { path, must: 'an object', value }
    for (const key of keys) {
      const flaw = entries[key]!.flaw((value as Readonly<Record<string, unknown>>)[key], below(path, key))
      if (flaw) return flaw
    }
    return undefined
  })
  return Object.assign(made, {
    foreign(value: unknown, path: string): string | undefined {
      for (const key in value as object) {
        const known = Object.hasOwn(entries, key) ? entries[key] : undefined
        if (!known && !useless.includes(key)) return below(path, key)
        const deeper = known?.foreign?.((value as Readonly<Record<string, unknown>>)[key], below(path, key))
        if (deeper) return deeper
      }
      return undefined
    },
  })
}
