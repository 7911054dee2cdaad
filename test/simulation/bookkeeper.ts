/** Holds a local order book against the exchange's own, at the update it says it stands at. */
import { type Book, type BookFeed, orderBook } from '../../src/book'
import type { SimulatedExchange } from './exchange'
import { decimal, Model } from './market'
import type { Witness } from './witness'

export class Bookkeeper {
  readonly book: Book
  /** Who watches the same stream, told after the book. */
  beside: Witness | undefined
  readonly #model: Model
  /** Its numbers may go back: somebody asked for a new beginning. */
  #mayGoBack = true
  #heardBefore = 0

  constructor(
    readonly exchange: SimulatedExchange,
    feed: BookFeed,
    readonly stream: string,
    readonly depth: number,
  ) {
    this.#model = new Model(exchange.past.get(stream)!)
    this.book = orderBook(feed, stream.split('@')[0]!, { depth, speed: 1_000 })
    this.book.on('synced', ({ lastUpdateId }) => {
      exchange.trace.note(exchange.clock.now(), 'synced', lastUpdateId)
      this.check()
    })
    this.book.on('update', () => this.check())
    const { trace, clock } = exchange
    this.book.on('resync', ({ reason }) => trace.note(clock.now(), 'resync', reason))
    this.book.on('error', ({ code, message }) => {
      trace.note(clock.now(), 'book error', `${code} ${message}`)
      if (code === 'LISTENER_FAILED') exchange.offend(message)
    })
  }

  /** How many events of the stream there were up to the newest that came. */
  get heard(): number {
    return (this.beside?.at ?? -1) + 1
  }

  resync(): void {
    this.#mayGoBack = true
    this.#heardBefore = this.heard
    this.book.resync()
  }

  /** A live book is the exchange's own, as far as it says that nothing can be missing, and has all that its stream has told. */
  check(): void {
    const { book, exchange, stream } = this
    if (book.state.kind !== 'live') return
    const fail = (what: string) => exchange.offend(`the book of ${stream} at ${book.lastUpdateId}: ${what}`)
    const { past } = this.#model
    let at = past.length
    while (at > 0 && past[at - 1]!.number !== book.lastUpdateId) at -= 1
    if (at === 0 && book.lastUpdateId !== 0) return fail('no such update')
    // A node that lags into a former count tells a number that looks newer: before the next event nobody can know.
    const looksNewer = at > 0 && past[at - 1]!.number > (past[this.#model.at - 1]?.number ?? 0)
    if (at < this.#model.at && !this.#mayGoBack && !looksNewer) fail('it went back')
    this.#mayGoBack = false
    const { heard } = this
    // Who begins anew asks for any snapshot: what was told before counts no more.
    if (at < heard && heard > this.#heardBefore && !past.slice(at, heard).some(({ isReset }) => isReset))
      fail(`its stream has told it up to ${past[heard - 1]!.number}`)
    this.#model.putTo(at)
    const { bid, ask } = book.reliable
    this.#compare(book.bids(), this.#model.bids, (price) => bid === undefined || price >= Number(bid), fail)
    this.#compare(book.asks(), this.#model.asks, (price) => ask === undefined || price <= Number(ask), fail)
  }

  /** Live, and at the newest update. A shallow book may just have run out of what its snapshot held, and says so. */
  isWell(): boolean {
    const { book, depth } = this
    if (depth < 100 && book.state.kind === 'stale' && book.state.reason === 'exhausted') return true
    return book.state.kind === 'live' && book.lastUpdateId === this.#model.past.at(-1)?.number
  }

  #compare(
    levels: readonly { readonly price: string; readonly quantity: string }[],
    side: ReadonlyMap<number, number>,
    isKnown: (price: number) => boolean,
    fail: (what: string) => void,
  ): void {
    let known = 0
    for (const { price, quantity } of levels) {
      if (!isKnown(Number(price))) continue
      known += 1
      const real = side.get(Number(price))
      if (real === undefined || decimal(real) !== quantity)
        fail(`${quantity} at ${price}, where ${real ?? 'nothing'} is`)
    }
    let real = 0
    for (const price of side.keys()) if (isKnown(price)) real += 1
    if (known !== real) fail(`${known} levels, where there are ${real}`)
  }
}
