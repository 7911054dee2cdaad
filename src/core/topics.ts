/** What should be subscribed against what is: the difference, cut into frames. */

export interface Difference {
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/** What to add and to remove so that `actual` becomes `desired`. */
export function reconcile(desired: Iterable<string>, actual: ReadonlySet<string>): Difference {
  const wanted = desired instanceof Set ? (desired as ReadonlySet<string>) : new Set(desired)
  const add: string[] = []
  const remove: string[] = []
  for (const name of wanted) if (!actual.has(name)) add.push(name)
  for (const name of actual) if (!wanted.has(name)) remove.push(name)
  return { add, remove }
}

/** Bytes of a text in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0) as number
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}

/**
 * The longest run of names from the front that fits one frame; never empty.
 * @param names at least one
 * @param overhead bytes of the frame around the names
 */
export function batch(names: readonly string[], maxNames: number, maxBytes: number, overhead: number): string[] {
  let bytes = overhead
  let count = 0
  for (const name of names) {
    // Two quotes and a comma stand around each name.
    bytes += utf8Length(name) + 3
    if (count === maxNames || (count > 0 && bytes > maxBytes)) break
    count += 1
  }
  return names.slice(0, count)
}
