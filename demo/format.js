/** How figures read. Decimals stay the strings that came: they are never turned into binary numbers and back. */

/** The same decimal without zeros at its end: `61837.63000000` → `61837.63`. */
export function trimmed(decimal) {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal
}

/** Digits after the point that say something. */
export function places(decimal) {
  return (trimmed(decimal).split('.')[1] ?? '').length
}

/** The decimal with exactly so many digits after the point; what is beyond them is cut. */
export function padded(decimal, digits) {
  const [whole, fraction = ''] = decimal.split('.')
  return digits > 0 ? `${whole}.${fraction.slice(0, digits).padEnd(digits, '0')}` : whole
}

/** `a` less `b`, exactly. */
export const difference = (a, b) => combined(a, b, (x, y) => x - y)

/** `a` and `b`, exactly. */
export const sum = (a, b) => combined(a, b, (x, y) => x + y)

function combined(a, b, combine) {
  const digits = Math.max((a.split('.')[1] ?? '').length, (b.split('.')[1] ?? '').length)
  const scaled = (decimal) => BigInt(padded(decimal, digits).replace('.', ''))
  const value = combine(scaled(a), scaled(b))
  const text = String(value < 0n ? -value : value).padStart(digits + 1, '0')
  const cut = text.length - digits
  return trimmed(`${value < 0n ? '-' : ''}${text.slice(0, cut)}${digits ? `.${text.slice(cut)}` : ''}`)
}

/** A decimal with its thousands set apart; its fraction is cut to `most` digits. For volumes, not for prices. */
export function grouped(decimal, most) {
  const [whole, fraction = ''] = trimmed(decimal).split('.')
  const kept = fraction.slice(0, most)
  return whole.replace(/\B(?=(\d{3})+$)/g, '\u2009') + (kept && `.${kept}`)
}

/** Time of day, UTC, with milliseconds. */
export const clock = (ms) => new Date(ms).toISOString().slice(11, 23)

/** Time of day, UTC, in seconds. */
export const seconds = (ms) => new Date(ms).toISOString().slice(11, 19)

/** A span of time: `0.4 s`, `12 s`, `3 min 5 s`. */
export function span(ms) {
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`
  const whole = Math.round(ms / 1_000)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/** A hole: `btcusdt@trade 101–117, 17 missing`, or `17 filled`; the times where the stream has no numbers. */
export function hole({ stream, from, to, fromTime, toTime, filled = false }) {
  const fate = filled ? 'filled' : 'missing'
  if (from !== undefined && to !== undefined) return `${stream} ${from}–${to}, ${to - from + 1} ${fate}`
  return `${stream} ${clock(fromTime)}–${clock(toTime)}${filled ? ', filled' : ''}`
}

/** An error's sentence without the streams of an address, which may be a thousand. */
export const brief = (message) => message.replace(/(wss?:\/\/[^\s?]+)\?\S*/g, '$1')
