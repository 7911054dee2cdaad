/** Holds what a client delivers against the exchange's own record, as it comes: each event once, in order, every hole told. */

/** Payloads of a stream that are remembered, newest last; what a client brings later than that is not judged by them. */
const remembered = 20_000

/** Whether the numbers of a stream leave no hole. */
export const isCounted = (stream) => /@(trade|aggTrade|depth(@100ms)?)$/.test(stream)

/** What tells an event from the others of its stream, read from its payload. */
export function keyOf(payload) {
  const { e, t, a, u, lastUpdateId, E, k } = JSON.parse(payload)
  if (e === 'trade') return String(t)
  if (e === 'aggTrade') return String(a)
  if (e === 'kline') return `${E} ${k.x}`
  return String(u ?? lastUpdateId ?? E)
}

/** What the exchange produced for one stream, kept up from its record. */
export class Produced {
  /** Place of the first that is remembered among all. */
  from = 0
  keys = []
  /** Price and quantity by key, of trades. */
  worth = new Map()
  #newest

  /** @param sent gives the newest payloads, oldest first */
  constructor(stream, sent) {
    this.isTrade = /@(trade|aggTrade)$/.test(stream)
    this.sent = sent
  }

  get end() {
    return this.from + this.keys.length
  }

  pull() {
    const payloads = this.sent()
    let at = payloads.length
    while (at > 0 && payloads[at - 1] !== this.#newest) at -= 1
    for (const payload of payloads.slice(at)) {
      const key = keyOf(payload)
      // A state under the same number is the same state.
      if (key === this.keys.at(-1)) continue
      this.keys.push(key)
      if (!this.isTrade) continue
      const { p, q } = JSON.parse(payload)
      this.worth.set(key, `${Number(p)} ${Number(q)}`)
    }
    this.#newest = payloads.at(-1)
    if (this.keys.length < 1.25 * remembered) return
    for (const key of this.keys.splice(0, this.keys.length - remembered)) {
      this.worth.delete(key)
      this.from += 1
    }
  }

  /** The place of a key from a place on; -1 where it is not. */
  placeOf(key, from) {
    const at = this.keys.indexOf(key, Math.max(0, from - this.from))
    return at < 0 ? -1 : this.from + at
  }
}

/** What one feed delivers of one stream. */
export class StreamJudge {
  delivered = 0
  /** Holes told, and events they named. */
  gaps = 0
  missed = 0
  /** Place after the newest event delivered; undefined before the first. */
  next
  /** Of a counted stream: the last number delivered or told. */
  #reached
  #isTold = false
  #key

  /**
   * @param isCounted whether its numbers leave no hole
   * @param offend is told each violation as a sentence
   */
  constructor(produced, isCounted, offend) {
    this.produced = produced
    this.isCounted = isCounted
    this.offend = offend
  }

  /** A hole is told. */
  gap(from, to) {
    this.gaps += 1
    this.#isTold = true
    if (!this.isCounted) return
    if (this.#reached === undefined) return this.offend('a hole before the first event')
    if (from !== this.#reached + 1 || !(to >= from))
      return this.offend(`a hole from ${from} to ${to} after ${this.#reached}`)
    this.missed += to - from + 1
    this.#reached = to
  }

  /** An event is delivered; `from` and `to` are the numbers it covers, `worth` its price and quantity, of a trade. */
  event(key, from, to, worth) {
    const { produced } = this
    produced.pull()
    this.delivered += 1
    const isSame = !this.isCounted && key === this.#key
    this.#key = key
    if (isSame) return
    const place = produced.placeOf(key, this.next ?? 0)
    if (this.isCounted) {
      const reached = this.#reached
      if (reached !== undefined && from <= reached) this.offend(`${from} after ${reached}: repeated, or out of order`)
      else if (reached !== undefined && from > reached + 1) this.offend(`${reached + 1} to ${from - 1} lost in silence`)
      this.#reached = to
    } else if (place < 0) {
      const isFormer = produced.placeOf(key, 0) >= 0
      this.offend(`${key}: ${isFormer ? 'repeated, or out of order' : 'delivered, never sent'}`)
    } else if (this.next !== undefined && place > this.next && !this.#isTold)
      this.offend(`${place - this.next} events before ${key} lost in silence`)
    const real = produced.worth.get(key)
    if (worth !== undefined && real !== undefined && worth !== real) this.offend(`${key}: ${worth}, which was ${real}`)
    if (place >= 0) this.next = place + 1
    this.#isTold = false
  }
}

/** A book as a client shows it against the exchange's at that update: what differs, as a sentence; undefined where nothing does. */
export function bookFlaw({ updateId, bids, asks }, instrument, now) {
  const { book, tick, step } = instrument
  const updates = book.updateId - updateId
  if (updates < 0) return `it is at ${updateId}, the exchange at ${book.updateId}`
  const view = instrument.view({ updates }, now)
  // Too long ago to be told.
  if (view.updateId > updateId) return undefined
  for (const [side, levels] of [
    ['bids', bids],
    ['asks', asks],
  ]) {
    const real = view
      .levels(side, levels.length)
      .map(({ price, quantity }) => [value(price, tick), value(quantity, step)])
    for (const [at, [price, quantity]] of levels.entries())
      if (Number(price) !== real[at]?.[0] || Number(quantity) !== real[at]?.[1])
        return `${side} ${at}: ${quantity} at ${price}, where ${real[at]?.[1]} at ${real[at]?.[0]} is`
  }
  return undefined
}

const value = (steps, { mantissa, decimals }) => Number(`${steps * mantissa}e-${decimals}`)
