/** Times in microseconds, for connections that asked for them. */

/** Keys whose value is the moment something happened. */
const moment = /"(E|T|C|W|u|time|closeTime|serverTime|timestamp|authorizedSince|connectedSince)":(\d{13})(?!\d)/g
/** A moment that begins something: it is round. */
const opening = /"(O)":(\d{13})(?!\d)/g
const bar = /"k":\{"t":(\d{13}),"T":(\d{13}),/
const row = /\[(\d{13}),("[^\]]*?"),(\d{13}),/g
const priceTime = /("e":"referencePrice".*"t":)(\d{13})/

/** The same payload with every time in µs; ids and amounts stay as they are. */
export function inMicroseconds(text: string): string {
  return text
    .replace(bar, (_, start, end) => `"k":{"t":${start}000,"T":${end}999,`)
    .replace(row, (_, start, between, end) => `[${start}000,${between},${end}999,`)
    .replace(priceTime, (_, head, at) => `${head}${at}${fraction(at)}`)
    .replace(opening, (_, key, at) => `"${key}":${at}000`)
    .replace(moment, (_, key, at) => `"${key}":${at}${fraction(at)}`)
}

// The market counts in milliseconds. A client must not rely on round figures, so each millisecond has a fraction of its own:
// the same one wherever it is told.
function fraction(ms: string): string {
  return String((Number(ms.slice(-3)) * 919 + 123) % 1_000).padStart(3, '0')
}
