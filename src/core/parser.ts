/** Finding members of a JSON object's text without parsing it, whatever its white space and key order. */

/** Where a value stands in a text: from `start` to before `end`. */
export interface Extent {
  readonly start: number
  readonly end: number
}

const quote = 0x22
const backslash = 0x5c

/** Whether a character code is JSON white space. */
const isSpace = (code: number) => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09

function skipSpace(text: string, at: number): number {
  while (isSpace(text.charCodeAt(at))) at += 1
  return at
}

/** The place after the string that begins at `at`, or -1 where it does not end. */
function skipString(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (code === quote) return i + 1
    if (code === backslash) i += 1
  }
  return -1
}

/** The place after the value that begins at `at`, or -1. Brackets are counted, not matched: parsing it comes later. */
function skipValue(text: string, at: number): number {
  let depth = 0
  for (let i = at; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (code === quote) {
      i = skipString(text, i) - 1
      if (i < 0) return -1
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1
    } else if (code === 0x7d || code === 0x5d) {
      if (depth === 0) return i
      depth -= 1
    } else if (code === 0x2c && depth === 0) {
      return i
    }
  }
  return -1
}

/**
 * The members of the outermost object of a text, by their keys as written.
 * @returns undefined where the text is no object; what stands inside a value is not judged
 */
export function members(text: string): ReadonlyMap<string, Extent> | undefined {
  let at = skipSpace(text, 0)
  if (text.charCodeAt(at) !== 0x7b) return undefined
  const found = new Map<string, Extent>()
  at = skipSpace(text, at + 1)
  if (text.charCodeAt(at) === 0x7d) return found
  for (;;) {
    if (text.charCodeAt(at) !== quote) return undefined
    const keyEnd = skipString(text, at)
    if (keyEnd < 0) return undefined
    const key = text.slice(at + 1, keyEnd - 1)
    at = skipSpace(text, keyEnd)
    if (text.charCodeAt(at) !== 0x3a) return undefined
    const start = skipSpace(text, at + 1)
    const end = skipValue(text, start)
    if (end < 0) return undefined
    found.set(key, { start, end })
    at = end
    if (text.charCodeAt(at) === 0x7d) return skipSpace(text, at + 1) === text.length ? found : undefined
    if (text.charCodeAt(at) !== 0x2c) return undefined
    at = skipSpace(text, at + 1)
  }
}
