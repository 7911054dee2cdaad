/** Exact decimals: integers inside, text with eight decimals on the wire. */

/** One step of a price or quantity: `mantissa × 10^-decimals`. */
export interface Scale {
  readonly mantissa: number
  readonly decimals: number
}

const pattern = /^\d+(\.\d+)?$/

export function scaleOf(size: string): Scale {
  const [whole = '', fraction = ''] = split(size)
  const digits = fraction.replace(/0+$/, '')
  const mantissa = Number(whole + digits)
  if (!(mantissa > 0)) throw new RangeError(`A step must be above zero; received "${size}".`)
  return { mantissa, decimals: digits.length }
}

/** How many steps a decimal text is; it must be a whole number of them. */
export function stepsOf(text: string, scale: Scale): number {
  const [whole = '', fraction = ''] = split(text)
  const digits = fraction.replace(/0+$/, '')
  const units = Number(whole + digits.padEnd(scale.decimals, '0'))
  const steps = units / scale.mantissa
  if (digits.length > scale.decimals || !Number.isSafeInteger(steps)) {
    throw new RangeError(`"${text}" is not a whole number of steps of ${scale.mantissa}e-${scale.decimals}.`)
  }
  return steps
}

/** `value × 10^-decimals` with exactly `places` decimals; `value` is an integer and `decimals` ≤ `places`. */
export function decimal(value: number | bigint, decimals: number, places = 8): string {
  const negative = value < 0
  const digits = String(negative ? -value : value).padStart(decimals + 1, '0')
  const cut = digits.length - decimals
  const text = `${digits.slice(0, cut)}.${digits.slice(cut).padEnd(places, '0')}`
  return negative ? `-${text}` : text
}

/** Steps as text. */
export function stepsText(steps: number, scale: Scale): string {
  return decimal(steps * scale.mantissa, scale.decimals)
}

/** What one step is, in units of 10⁻⁸. */
export function scaleFactor({ mantissa, decimals }: Scale): bigint {
  return BigInt(mantissa) * 10n ** BigInt(8 - decimals)
}

function split(text: string): string[] {
  if (!pattern.test(text)) throw new RangeError(`"${text}" is not a plain decimal.`)
  return text.split('.')
}
