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

/** The match a schema's values are read out of, one after the other. */
export interface Cursor {
  match: readonly (string | undefined)[]
}

/**
 * A valibot schema that also knows how its value reads as text, how it is read out of a match of that text, and what is
 * wrong with another value.
 */
export interface Wire<Value> extends CustomSchema<Value, undefined> {
  /** The value as the exchange writes it today, to the letter. What it takes is JSON of a value without flaw. */
  readonly pattern: string
  /** How many groups the pattern has. */
  readonly groups: number
  /**
   * Gets the value out of the cursor's match.
   * @param first which group is the value's first
   */
  reader(cursor: Cursor, first: number): () => Value
  flaw(value: unknown, path: string): Flaw | undefined
  /** Where a well-formed value holds what nobody here knows: a path. */
  foreign?(value: unknown, path: string): string | undefined
  /** Whether it may be missing. */
  readonly isOptional?: true
}

/** valibot's own records copy what they look at; these look at it in place, and stop at the first flaw. */
function wire<Value>(
  pattern: string,
  groups: number,
  reader: Wire<Value>['reader'],
  flaw: Wire<Value>['flaw'],
): Wire<Value> {
  return Object.assign(
    custom<Value>((value) => !flaw(value, '$')),
    { pattern, groups, reader, flaw },
  )
}

/** Whether texts that are read now go into an event, and must not hold the frame it came in, as long pieces of a text do in V8. */
export const texts = { areKept: false }

/** Pieces below 13 characters are copied when they are cut out; a longer text is joined of such. */
export const copied = (text: string): string => (text.length < 13 ? text : text.slice(0, 12) + copied(text.slice(12)))

const kept = (text: string) => (texts.areKept ? copied(text) : text)

/**
 * A value without parts.
 * @param pattern with one group
 * @param reader gets the value out of that group; a function of its own for each kind, so that each is compiled by itself
 * @__NO_SIDE_EFFECTS__
 */
export function atom<Value>(
  pattern: string,
  reader: Wire<Value>['reader'],
  check: (value: unknown) => boolean,
  must: string | ((value: unknown) => string),
): Wire<Value> {
  return wire<Value>(pattern, 1, reader, (value, path) =>
    check(value) ? undefined : { path, must: typeof must === 'string' ? must : must(value), value },
  )
}

const whole = '0|[1-9]\\d{0,14}'

/** A price, quantity or volume: never negative, exact. */
export const decimal = /* @__PURE__ */ atom<string>(
  '"(\\d+(?:\\.\\d+)?)"',
  (cursor, group) => () => kept(cursor.match[group]!),
  isUnsigned,
  'a decimal ≥ 0 in a string',
)

/** A change: the one kind of decimal that may be negative. */
export const signedDecimal = /* @__PURE__ */ atom<string>(
  '"(-?\\d+(?:\\.\\d+)?)"',
  (cursor, group) => () => kept(cursor.match[group]!),
  isDecimal,
  'a decimal in a string',
)

/** A price that may be missing, and is written all the same. */
export const decimalOrNull = /* @__PURE__ */ atom<string | null>(
  '(null|"\\d+(?:\\.\\d+)?")',
  (cursor, group) => () => (cursor.match[group] === 'null' ? null : kept(cursor.match[group]!.slice(1, -1))),
  (value) => value === null || isUnsigned(value),
  'a decimal ≥ 0 in a string, or null',
)

/** An id, a count or a time. Up to 15 digits, and 16 below 9, are safe as they stand; others are judged by the check. */
export const integer = /* @__PURE__ */ atom<number>(
  `(${whole}|[1-8]\\d{15})`,
  (cursor, group) => () => +cursor.match[group]!,
  isInteger,
  'a safe integer ≥ 0',
)

/** The id of a trade where there may have been none, which is written -1. */
export const integerOrNone = /* @__PURE__ */ atom<number>(
  `(-1|${whole})`,
  (cursor, group) => () => +cursor.match[group]!,
  (value) => value === -1 || isInteger(value),
  'a safe integer ≥ -1',
)

/** Any text; one with escapes or control characters is left to a reader of JSON. */
export const text = /* @__PURE__ */ atom<string>(
  '"([^"\\\\\\x00-\\x1f]*)"',
  (cursor, group) => () => kept(cursor.match[group]!),
  (value) => typeof value === 'string',
  'a string',
)

export const flag = /* @__PURE__ */ atom<boolean>(
  '(true|false)',
  (cursor, group) => () => cursor.match[group] === 'true',
  (value) => typeof value === 'boolean',
  'true or false',
)

/**
 * Exactly this text.
 * @__NO_SIDE_EFFECTS__
 */
export function only<Text extends string>(expected: Text): Wire<Text> {
  return wire<Text>(
    `"${expected}"`,
    0,
    () => () => expected,
    (value, path) => (value === expected ? undefined : { path, must: `"${expected}"`, value }),
  )
}

/**
 * A list of records.
 * @param name of one, as a sentence goes on
 * @__NO_SIDE_EFFECTS__
 */
export function listOf<Row>({ pattern, flaw }: Wire<Row>, name: string): Wire<Row[]> {
  const row = pattern.replace(/\((?!\?)/g, '(?:')
  const badAt = (value: unknown) => (Array.isArray(value) ? value.findIndex((each) => flaw(each, '$')) : Number.NaN)
  return atom<Row[]>(
    `(\\[(?:${row}(?:,${row})*)?\\])`,
    (cursor, group) => () => JSON.parse(cursor.match[group]!),
    (value) => badAt(value) === -1,
    (value) => `a list, each ${name}${badAt(value) >= 0 ? `, as ${badAt(value)} is not` : ''}`,
  )
}

type Members<Entries> = { readonly [Key in keyof Entries]: Entries[Key] extends Wire<infer Value> ? Value : never }

/**
 * A member of a record that may be missing, and is well-formed where it is there: events grew over the years, and differ
 * between markets. Not the first of its record.
 * @__NO_SIDE_EFFECTS__
 */
export function optional<Value>({ pattern, groups, reader, flaw }: Wire<Value>): Wire<Value | undefined> {
  const made = wire<Value | undefined>(
    pattern,
    groups,
    (cursor, first) => {
      const read = reader(cursor, first)
      return () => (cursor.match[first] === undefined ? undefined : read())
    },
    (value, path) => (value === undefined ? undefined : flaw(value, path)),
  )
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
  const plain = `"[^"\\\\\\x00-\\x1f]*"|-?(?:0|[1-9]\\d*)|true|false|null`
  const others = ignored && `(?:,"(?:${useless.join('|')})":(?:${plain}))*`
  const groups = keys.reduce((sum, key) => sum + entries[key]!.groups, 0)
  const reader = (cursor: Cursor, first: number) => {
    const members = {}
    let group = first
    for (const key of keys) {
      const entry = entries[key]!
      Object.defineProperty(members, key, { get: entry.reader(cursor, group) })
      group += entry.groups
    }
    // V8 keeps an object with many such members as a dictionary, unless it is a prototype: ten times as fast.
    const view = Object.create(members) as Members<Entries>
    return () => view
  }
  const made = wire<Members<Entries>>(`\\{${members.join('')}${others}\\}`, groups, reader, (value, path) => {
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

/**
 * Reads texts that are to the letter as the exchange writes them today, without parsing them.
 * @param usual of the schema's pattern
 * @returns a view of the text, which the next text changes; undefined for a text of any other shape
 */
export function scanner<Value>(schema: Wire<Value>, usual: RegExp): (text: string) => Value | undefined {
  const cursor: Cursor = { match: [] }
  const view = schema.reader(cursor, 1)()
  return (text) => {
    const match = usual.exec(text)
    if (!match) return undefined
    cursor.match = match
    return view
  }
}
