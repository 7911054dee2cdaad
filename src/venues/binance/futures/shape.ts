/** Records with members that may be left out: futures events grew over the years, and differ between USD-M and COIN-M. */
import { custom } from 'valibot'

import { record, type Wire } from '../wire'

/** A member that may be missing, and is well-formed where it is there. */
export interface Optional<Value> extends Wire<Value | undefined> {
  readonly isOptional: true
}

/**
 * A member of a {@link shape} that may be missing.
 * @__NO_SIDE_EFFECTS__
 */
export function optional<Value>({ pattern, flaw }: Wire<Value>): Optional<Value> {
  const flawOf: Wire<Value>['flaw'] = (value, path) => (value === undefined ? undefined : flaw(value, path))
  return Object.assign(
    custom<Value | undefined>((value) => !flawOf(value, '$')),
    { pattern, flaw: flawOf, isOptional: true as const },
  )
}

/**
 * As `record`, but its pattern allows for optional members; the first is never one of them.
 * @__NO_SIDE_EFFECTS__
 */
export function shape<Entries extends Readonly<Record<string, Wire<unknown>>>>(entries: Entries) {
  const keys = Object.keys(entries)
  const members = keys.map((key, i) => {
    const entry = entries[key] as Wire<unknown> & { readonly isOptional?: true }
    const member = `${i === 0 ? '' : ','}"${key}":${entry.pattern}`
    return entry.isOptional ? `(?:${member})?` : member
  })
  const others = `(?:,"(?!(?:${keys.join('|')})")\\w+":(?:"[^"\\\\]*"|-?\\d+|true|false|null))*`
  return Object.assign(record(entries), { pattern: `\\{${members.join('')}${others}\\}` })
}
