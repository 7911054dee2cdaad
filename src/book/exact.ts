/** Sums and averages of decimals, exact to the last digit. Not for the way of every change. */

/** `units / 10^places`. */
export interface Exact {
  readonly units: bigint
  readonly places: number
}

export const nothing: Exact = { units: 0n, places: 0 }

/** @param text an unsigned decimal */
export function exact(text: string): Exact {
  const point = text.indexOf('.')
  return { units: BigInt(text.replace('.', '')), places: point < 0 ? 0 : text.length - point - 1 }
}

export function plus(a: Exact, b: Exact): Exact {
  const places = Math.max(a.places, b.places)
  return { units: unitsIn(a, places) + unitsIn(b, places), places }
}

export function minus(a: Exact, b: Exact): Exact {
  return plus(a, { units: -b.units, places: b.places })
}

export function times(a: Exact, b: Exact): Exact {
  return { units: a.units * b.units, places: a.places + b.places }
}

/** `a / b` in so many places, halves rounded away from zero; both at least zero, `b` above. */
export function over(a: Exact, b: Exact, places: number): Exact {
  const top = a.units * 10n ** BigInt(places + b.places)
  const bottom = b.units * 10n ** BigInt(a.places)
  return { units: (2n * top + bottom) / (2n * bottom), places }
}

export function isLess(a: Exact, b: Exact): boolean {
  return minus(a, b).units < 0n
}

/** As a decimal with all its places. */
export function text({ units, places }: Exact): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0')
  const whole = digits.slice(0, digits.length - places)
  return `${units < 0n ? '-' : ''}${whole}${places > 0 ? `.${digits.slice(-places)}` : ''}`
}

/** Without the trailing zeros beyond so many places. */
export function shortened({ units, places }: Exact, least: number): Exact {
  let [left, at] = [units, places]
  while (at > least && left % 10n === 0n) [left, at] = [left / 10n, at - 1]
  return { units: left, places: at }
}

function unitsIn({ units, places }: Exact, more: number): bigint {
  return units * 10n ** BigInt(more - places)
}
