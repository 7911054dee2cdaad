/** Watches what one hold is given of one stream: each event once, in order, every hole told where it is and as large as it is. */
import type { Item } from '../../src/core/events'
import type { Produced } from './market'

/** The number by which an event stands in its stream. */
export function numberOf(item: Item): number {
  const { tradeId, finalUpdateId, updateId, eventTime } = item as unknown as Record<string, number>
  return (tradeId ?? finalUpdateId ?? updateId ?? eventTime) as number
}

export class Witness {
  /** Place of the newest event among all that were produced; -1 before the first. */
  at = -1
  events = 0
  gaps = 0
  isOver = false
  /** Holes told since the newest event: up to which number, of a counted stream. */
  #toldTo: number | undefined
  #isTold = false
  /** The numbers were told to begin again. */
  #isReset = false

  /** @param past every event of the stream, in order */
  constructor(
    readonly stream: string,
    readonly past: readonly Produced[],
    readonly offend: (what: string) => void,
  ) {}

  see(item: Item): void {
    const fail = (what: string) => this.offend(`${this.stream}: ${what}`)
    if (this.isOver) return fail('an item after its end')
    const last = this.past[this.at]
    if (item.type === 'gap') {
      this.gaps += 1
      const { from, to, reason } = item as Extract<Item, { type: 'gap' }>
      this.#isTold = true
      if (reason === 'reset') {
        this.#isReset = true
        return
      }
      if (this.past[0]?.follows === undefined) return
      if (from === undefined || to === undefined) return fail('a hole without its range')
      const after = this.#toldTo ?? last?.number
      if (after !== undefined && from !== after + 1) fail(`a hole from ${from} after ${after}`)
      if (to < from) fail(`a hole from ${from} to ${to}`)
      this.#toldTo = to
      return
    }
    this.events += 1
    const number = numberOf(item)
    let at = this.at + 1
    while (at < this.past.length && this.past[at]!.number !== number) at += 1
    const event = this.past[at]
    if (!event) return fail(`${number} after ${last?.number}: a copy, or out of order`)
    const isReset = last !== undefined && this.past.slice(this.at + 1, at + 1).some((each) => each.isReset)
    if (isReset !== this.#isReset && last)
      fail(`${number} after ${last.number}: ${isReset ? 'began again in silence' : 'a reset nobody made'}`)
    if (isReset) {
      // What lies between, nobody knows.
    } else if (event.follows !== undefined) {
      const reached = this.#toldTo ?? last?.number
      if (reached !== undefined && reached !== event.follows)
        fail(`${number} after ${last?.number}, told to ${reached}`)
    } else if (last && at > this.at + 1 && !this.#isTold) fail(`${number} after ${last.number}: a hole in silence`)
    this.at = at
    this.#toldTo = undefined
    this.#isTold = this.#isReset = false
  }
}
