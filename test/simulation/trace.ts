/** Everything that crosses the border of the client, in order, as a hash: two runs are the same where it is. */
export class Trace {
  /** The newest lines, where they are kept. */
  readonly lines: string[] = []
  #low = 0x811c9dc5
  #high = 0x9dc5811c
  #count = 0

  /** @param kept how many of the newest lines are kept. @default 0 */
  constructor(readonly kept = 0) {}

  /** @param at ms since the beginning */
  note(at: number, what: string, detail: string | number = ''): void {
    this.#mix(Math.round(at * 1_000))
    this.#text(what)
    if (typeof detail === 'number') this.#mix(detail)
    else this.#text(detail)
    this.#count += 1
    if (this.kept === 0) return
    this.lines.push(`${stamp(at)} ${what} ${detail}`)
    if (this.lines.length > 2 * this.kept) this.lines.splice(0, this.kept)
  }

  /** Of all that was noted so far. */
  get hash(): string {
    const hex = (part: number) => (part >>> 0).toString(16).padStart(8, '0')
    return `${hex(this.#low)}${hex(this.#high)}-${this.#count}`
  }

  #text(text: string): void {
    for (let i = 0; i < text.length; i += 1) this.#low = Math.imul(this.#low ^ text.charCodeAt(i), 0x01000193)
    this.#mix(text.length)
  }

  #mix(number: number): void {
    this.#low = Math.imul(this.#low ^ (number | 0), 0x01000193)
    this.#high = Math.imul(this.#high ^ this.#low ^ Math.floor(number / 4_294_967_296), 0x85ebca6b)
  }
}

/** A time of a run, as `2d 03:04:05.678`. */
export function stamp(ms: number): string {
  const two = (part: number, length = 2) => String(Math.floor(part)).padStart(length, '0')
  const clock = `${two((ms / 3_600_000) % 24)}:${two((ms / 60_000) % 60)}:${two((ms / 1_000) % 60)}.${two(ms % 1_000, 3)}`
  return `${Math.floor(ms / 86_400_000)}d ${clock}`
}
