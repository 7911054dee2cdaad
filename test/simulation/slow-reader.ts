/** Reads a subscription by iteration, at a pace of its own, and holds what comes against what was given. */
import type { Subscription } from '../../src/client/subscription'
import { isFeedError } from '../../src/core/errors'
import type { Gap, Item } from '../../src/core/events'
import type { SimulatedExchange } from './exchange'
import { numberOf } from './witness'

export class SlowReader {
  /** Items given, and read. */
  given = 0
  read = 0
  /** Ended by its buffer: it was told so, and lost one item. */
  hasFailed = false
  /** Ended otherwise before its time, so that nobody knows what it was given. */
  wasEnded = false
  /** It waits for an item. */
  isWaiting = false
  readonly #places = new Map<string, number>()

  constructor(
    readonly exchange: SimulatedExchange,
    readonly subscription: Subscription<Item>,
    readonly options: {
      readonly capacity: number
      readonly pauseMs: number
      readonly isConflating: boolean
      readonly nameOf: (item: Item) => string
    },
  ) {
    const iterator = subscription[Symbol.asyncIterator]()
    subscription.on(() => {
      this.given += 1
    })
    void this.#run(iterator)
  }

  /** Items it has lost, once all is read; NaN where nobody knows: those that a newer one has replaced are not lost. */
  get lost(): number {
    if (this.wasEnded || this.options.isConflating) return Number.NaN
    return this.hasFailed ? 1 : this.given - this.read
  }

  async #run(iterator: AsyncIterator<Item>): Promise<void> {
    const { exchange, options } = this
    const { clock, offend } = exchange
    try {
      for (;;) {
        const { given } = this
        const now = clock.now()
        // What is had without waiting has waited itself.
        for (let had = 1; clock.now() === now && this.given === given; had += 1) {
          this.isWaiting = true
          const { done, value } = await iterator.next()
          this.isWaiting = false
          if (done) return
          this.read += 1
          this.#check(value)
          if (had > options.capacity + 1 && clock.now() === now && this.given === given)
            offend.call(exchange, `${had} items in a buffer for ${options.capacity}`)
        }
        const ms = options.pauseMs * exchange.random()
        await new Promise<void>((resolve) => exchange.later(ms, () => exchange.enter(resolve)))
      }
    } catch (error) {
      this.isWaiting = false
      this.hasFailed = isFeedError(error, 'BUFFER_OVERFLOW')
      this.wasEnded = !this.hasFailed
    }
  }

  /** Each event once, and in order; where some were lost, only that. */
  #check(item: Item | Gap): void {
    if (item.type === 'gap') return
    const stream = this.options.nameOf(item)
    const past = this.exchange.past.get(stream)!
    const number = numberOf(item)
    let at = (this.#places.get(stream) ?? -1) + 1
    while (at < past.length && past[at]!.number !== number) at += 1
    if (at === past.length) this.exchange.offend(`${stream}: ${number} is read twice, or out of order`)
    else this.#places.set(stream, at)
  }
}
