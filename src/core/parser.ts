/** Finding the members of a JSON object's text, whatever its white space and key order: values can be cut out as written. */

/** A member: its value, and where that stands in the text, from `start` to before `end`, white space included. */
export interface Member {
  readonly start: number
  readonly end: number
  readonly value: unknown
}

/** Strings, and the signs between values. In a text that is JSON nothing else tells where a value ends. */
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g

/**
 * The members of the outermost object of a text, by their keys as written.
 * @returns undefined where the text is no JSON object
 */
export function members(text: string): ReadonlyMap<string, Member> | undefined {
  const found = new Map<string, Member>()
  let whole: Readonly<Record<string, unknown>>
  try {
    whole = JSON.parse(text)
  } catch {
    return undefined
  }
  if (whole !== Object(whole) || Array.isArray(whole)) return undefined
  let depth = 0
  let last = ''
  let key: string | undefined
  let start = 0
  for (const { 0: token, index: end } of text.matchAll(tokens)) {
    if (depth === 1 && token === ':') {
      key = last.slice(1, -1)
      start = end + 1
    }
    if (depth === 1 && key !== undefined && (token === ',' || token === '}')) {
      found.set(key, { start, end, value: whole[key] })
      key = undefined
    }
    if (token === '{' || token === '[') depth += 1
    if (token === '}' || token === ']') depth -= 1
    last = token
  }
  return found
}

/** Whether a text may hold an integer that a number cannot: no such one has fewer digits. */
const long = /\d{16}/

/** Strings, whose digits are nobody's business, and numbers that are integers to the letter. */
const wholes = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?![\d.eE])|[\d.eE+-]+/g

/**
 * As `JSON.parse`, but an integer that a number cannot hold is a string of its digits.
 * @throws SyntaxError where the text is no JSON
 */
export function parseExactly(text: string): unknown {
  const value: unknown = JSON.parse(text)
  if (!long.test(text)) return value
  return JSON.parse(
    text.replace(wholes, (token) =>
      /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
    ),
  )
}
