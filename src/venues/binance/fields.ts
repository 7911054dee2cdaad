/** Values as tables: each of our names with the place of its value on the wire and what that must be. For what comes seldom. */
import { decimal, type Flaw, flag, integer, signedDecimal, text, type Wire } from './wire'

/** Thrown by a field on its way to the border, where it becomes an error. */
export class Flawed {
  constructor(readonly flaw: Flaw) {}
}

/** How one value of an event is read. */
export interface Field<Value> {
  /** Where it stands: a key, or several joined by dots. */
  readonly key: string
  /** @throws Flawed */
  readonly read: (value: unknown, path: string) => Value
  /** The fields of each element, where the value is a list. */
  readonly rows?: Table
}

export type Table = Readonly<Record<string, Field<unknown>>>

/** A table that yields an event: a field for each of its members but those that every event has. */
export type Fields<Event> = {
  readonly [Name in Exclude<keyof Event, 'type' | 'receiveTime' | 'backfilled'>]-?: Field<Event[Name]>
}

/**
 * A value that must be there.
 * @__NO_SIDE_EFFECTS__
 */
export function at<Value>(key: string, { flaw }: Wire<Value>): Field<Value> {
  return {
    key,
    read(value, path) {
      const found = flaw(value, path)
      if (found) throw new Flawed(found)
      return value as Value
    },
  }
}

/**
 * A value that may be missing; then the event has no such member.
 * @__NO_SIDE_EFFECTS__
 */
export function maybe<Value>({ read, ...rest }: Field<Value>): Field<Value | undefined> {
  return { ...rest, read: (value, path) => (value === undefined || value === null ? undefined : read(value, path)) }
}

/**
 * A list, each element by a table.
 * @__NO_SIDE_EFFECTS__
 */
export function each<Row>(key: string, rows: Fields<Row>): Field<readonly Row[]> {
  return {
    key,
    rows: rows as Table,
    read(value, path) {
      if (!Array.isArray(value)) throw new Flawed({ path, must: 'a list', value })
      return value.map((row, i) => {
        if (row !== Object(row)) throw new Flawed({ path: `${path}.${i}`, must: 'an object', value: row })
        return values(rows as Table, row, `${path}.${i}.`) as Row
      })
    },
  }
}

/** A value of a kind that nothing else has. */
export const such = <Value>(key: string, check: (value: unknown) => boolean, must: string): Field<Value> => ({
  key,
  read(value, path) {
    if (check(value)) return value as Value
    throw new Flawed({ path, must, value })
  },
})

/** A decimal without sign. */
export const amount = (key: string) => at(key, decimal)
/** A decimal that may be negative. */
export const change = (key: string) => at(key, signedDecimal)
/** A time in Unix ms, a count, or the number of a trade. */
export const whole = (key: string) => at(key, integer)
export const word = (key: string) => at(key, text)
export const bool = (key: string) => at(key, flag)

const digits = /^-?\d+$/

/** The number of an order, of whatever size: a string of its digits. */
export const id = (key: string): Field<string> => ({
  key,
  read(value, path) {
    if (Number.isSafeInteger(value) || (typeof value === 'string' && digits.test(value))) return String(value)
    throw new Flawed({ path, must: 'an integer', value })
  },
})

/** A number that is -1 where there is none. */
export const idOrNone = (key: string): Field<string | undefined> => {
  const { read } = id(key)
  return { key, read: (value, path) => (value === -1 ? undefined : read(value, path)) }
}

/** The number of a trade, which is -1 where there was none. */
export const tradeOrNone = (key: string): Field<number | undefined> => {
  const { read } = whole(key)
  return { key, read: (value, path) => (value === -1 ? undefined : read(value, path)) }
}

/**
 * The members of an event by its table.
 * @param before what stands before the keys in a path
 * @throws Flawed
 */
export function values(table: Table, wire: unknown, before = ''): Readonly<Record<string, unknown>> {
  const found: Record<string, unknown> = {}
  for (const [name, { key, read }] of Object.entries(table)) {
    let value = wire
    for (const part of key.split('.')) value = Object(value)[part]
    const member = read(value, before + key)
    if (member !== undefined) found[name] = member
  }
  return found
}

/**
 * Where an event holds what its table does not know: a path.
 * @param ignored paths of what is known to be of no use
 */
export function foreign(table: Table, wire: object, ignored: readonly string[], before = ''): string | undefined {
  const fields = Object.values(table)
  for (const [key, value] of Object.entries(wire)) {
    const path = before + key
    const known = fields.find((field) => field.key === path)
    if (ignored.includes(path)) continue
    if (known?.rows) {
      for (const row of value as object[]) {
        const found = foreign(known.rows, row, [])
        if (found) return `${path}.${found}`
      }
    } else if (!known && fields.some((field) => field.key.startsWith(`${path}.`))) {
      const found = foreign(table, Object(value), ignored, `${path}.`)
      if (found) return found
    } else if (!known) return path
  }
  return undefined
}
