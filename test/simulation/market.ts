/** What happens on the streams of a market: events in the exchange's words, and the books they change. */

/** An event as it was produced. */
export interface Produced {
  readonly number: number
  /** The number right before it, where its stream is counted. */
  readonly follows: number | undefined
  /** The first after the numbers began again from below. */
  readonly isReset: boolean
  /** What it changes, where it is of a book. */
  readonly change: Change | undefined
}

/** Prices and quantities; zero takes a level away. */
export interface Change {
  readonly bids: readonly (readonly [price: number, quantity: number])[]
  readonly asks: readonly (readonly [price: number, quantity: number])[]
}

/** A book at one of its updates, which can be put to another. */
export class Model {
  readonly bids = new Map<number, number>()
  readonly asks = new Map<number, number>()
  /** How many events are in it. */
  at = 0

  constructor(readonly past: readonly Produced[]) {}

  /** As it stood after so many events. */
  putTo(at: number): this {
    if (at < this.at) {
      this.bids.clear()
      this.asks.clear()
      this.at = 0
    }
    for (; this.at < at; this.at += 1) {
      const { change } = this.past[this.at]!
      for (const [price, quantity] of change!.bids) put(this.bids, price, quantity)
      for (const [price, quantity] of change!.asks) put(this.asks, price, quantity)
    }
    return this
  }

  get number(): number {
    return this.past[this.at - 1]?.number ?? 0
  }

  /** Levels of a side, the best first. */
  levels(side: 'bids' | 'asks', count: number): [string, string][] {
    const sign = side === 'bids' ? -1 : 1
    const sorted = [...this[side]].sort(([a], [b]) => sign * (a - b)).slice(0, count)
    return sorted.map(([price, quantity]) => [decimal(price), decimal(quantity)])
  }
}

export const decimal = (number: number) => `${number}.00000000`

function put(side: Map<number, number>, price: number, quantity: number): void {
  if (quantity === 0) side.delete(price)
  else side.set(price, quantity)
}

const middle = 10_000
const reach = 8

/** The next change of a book, which never crosses it. */
export function changeOf(book: Model, random: () => number): Change {
  const best = book.bids.size > 0 ? Math.max(...book.bids.keys()) : middle
  const mid = best + 1 + Math.floor(random() * 3) - 1
  const bids = new Map<number, number>()
  const asks = new Map<number, number>()
  for (const price of book.bids.keys()) if (price >= mid || price < mid - 2 * reach) bids.set(price, 0)
  for (const price of book.asks.keys()) if (price <= mid || price > mid + 2 * reach) asks.set(price, 0)
  for (let turn = book.bids.size < 4 ? 6 : 1 + random() * 2; turn > 0; turn -= 1) {
    const quantity = 1 + Math.floor(random() * 9)
    const deep = 1 + Math.floor(random() * random() * reach)
    if (random() < 0.5) bids.set(mid - deep, quantity)
    else asks.set(mid + deep, random() < 0.2 ? 0 : quantity)
  }
  // There is always a best bid, from which the next middle is taken.
  bids.set(mid - 1, 1 + Math.floor(random() * 9))
  asks.set(mid + 1, 1 + Math.floor(random() * 9))
  return { bids: [...bids], asks: [...asks] }
}

/** What an event is made of. */
export interface Facts {
  readonly symbol: string
  readonly number: number
  readonly first: number
  /** Unix ms. */
  readonly time: number
  readonly change: Change | undefined
}

const minute = 60_000
const pairs = (levels: Change['bids']) => levels.map(([price, quantity]) => [decimal(price), decimal(quantity)])

/** Payloads by kind of stream. */
export const texts: Readonly<Record<string, (facts: Facts) => string>> = {
  trade: ({ symbol: s, number: t, time: E }) =>
    `{"e":"trade","E":${E},"s":"${s}","t":${t},"p":"1.50000000","q":"0.50000000","T":${E},"m":true}`,
  depth: ({ symbol: s, number: u, first: U, time: E, change }) =>
    JSON.stringify({ e: 'depthUpdate', E, s, U, u, b: pairs(change!.bids), a: pairs(change!.asks) }),
  bookTicker: ({ symbol: s, number: u }) =>
    `{"u":${u},"s":"${s}","b":"1.50000000","B":"1.00000000","a":"1.60000000","A":"1.00000000"}`,
  kline_1m({ symbol: s, number: E }) {
    const t = E - (E % minute)
    const prices = { o: '1.50000000', c: '1.50000000', h: '1.50000000', l: '1.50000000' }
    const amounts = { v: '1.00000000', n: 1, x: false, q: '1.50000000', V: '0.00000000', Q: '0.00000000' }
    return JSON.stringify({
      e: 'kline',
      E,
      s,
      k: { t, T: t + minute - 1, s, i: '1m', f: 1, L: 1, ...prices, ...amounts, B: '0' },
    })
  },
}
