/** Decimal numbers as strings: their form and their order, exactly and without floats. */

/** Whether a value is a decimal of the wire: digits, an optional fraction, an optional minus, nothing else. */
export function isDecimal(value: unknown): value is string {
  if (typeof value !== 'string') return false
  const length = value.length
  let at = value.charCodeAt(0) === 0x2d ? 1 : 0
  const whole = at
  while (at < length && isDigit(value.charCodeAt(at))) at += 1
  if (at === whole) return false
  if (at === length) return true
  if (value.charCodeAt(at) !== 0x2e) return false
  const fraction = (at += 1)
  while (at < length && isDigit(value.charCodeAt(at))) at += 1
  return at === length && at > fraction
}

/** Whether a decimal is above zero. */
export function isPositive(decimal: string): boolean {
  if (decimal.charCodeAt(0) === 0x2d) return false
  for (let at = 0; at < decimal.length; at += 1) {
    const code = decimal.charCodeAt(at)
    if (code > 0x30 && code <= 0x39) return true
  }
  return false
}

/**
 * The order of two decimals: below zero where `a < b`, zero where they are equal in value, else above.
 * @param a a decimal as {@link isDecimal} accepts it
 * @param b likewise
 */
export function compareDecimals(a: string, b: string): number {
  const minusA = a.charCodeAt(0) === 0x2d
  const minusB = b.charCodeAt(0) === 0x2d
  if (minusA || minusB) {
    if (!minusA || !minusB) return isZero(a) && isZero(b) ? 0 : minusA ? -1 : 1
    return compareDecimals(b.slice(1), a.slice(1))
  }
  const pointA = point(a)
  const pointB = point(b)
  // Exchanges write one instrument with one number of places: such texts are ordered as their values are.
  if (pointA === pointB && a.length === b.length) return a === b ? 0 : a < b ? -1 : 1
  const wholeA = stripLeft(a.slice(0, pointA))
  const wholeB = stripLeft(b.slice(0, pointB))
  if (wholeA.length !== wholeB.length) return wholeA.length - wholeB.length
  if (wholeA !== wholeB) return wholeA < wholeB ? -1 : 1
  const restA = stripRight(a.slice(pointA + 1))
  const restB = stripRight(b.slice(pointB + 1))
  return restA === restB ? 0 : restA < restB ? -1 : 1
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function isZero(decimal: string): boolean {
  return !isPositive(decimal.charCodeAt(0) === 0x2d ? decimal.slice(1) : decimal)
}

/** Where the point stands, or would. */
function point(decimal: string): number {
  const at = decimal.indexOf('.')
  return at < 0 ? decimal.length : at
}

function stripLeft(digits: string): string {
  let at = 0
  while (at < digits.length && digits.charCodeAt(at) === 0x30) at += 1
  return digits.slice(at)
}

function stripRight(digits: string): string {
  let end = digits.length
  while (end > 0 && digits.charCodeAt(end - 1) === 0x30) end -= 1
  return digits.slice(0, end)
}
