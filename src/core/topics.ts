/** What should be subscribed against what is: the difference, cut into frames. */

/** A collection of names: a Set, or a Map by name. */
export interface Names {
  has(name: string): boolean
  keys(): Iterable<string>
}

/** Names that should be carried; the revision grows with each change. */
export interface Wanted {
  readonly names: Names
  readonly revision: number
}

export interface Difference {
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

const without = (names: Names, others: Names) => [...names.keys()].filter((name) => !others.has(name))

/** What to add and to remove so that `actual` becomes `desired`. */
export function reconcile(desired: Names, actual: Names): Difference {
  return { add: without(desired, actual), remove: without(actual, desired) }
}

/** Bytes of a text in UTF-8. */
export function utf8Length(text: string): number {
  return encodeURIComponent(text).replace(/%../g, '-').length
}

/**
 * The longest run of names from the front that fits one frame; never empty.
 * @param names at least one
 * @param overhead bytes of the frame around the names
 */
export function batch(names: readonly string[], maxNames: number, maxBytes: number, overhead: number): string[] {
  let bytes = overhead
  // Two quotes and a comma stand around each name.
  const end = names.findIndex((name, at) => (bytes += utf8Length(name) + 3) > maxBytes && at > 0)
  return names.slice(0, Math.min(maxNames, end < 0 ? names.length : end))
}
