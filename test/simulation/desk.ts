/** Where the exchange is asked beside its streams, by HTTP and over a socket: snapshots and old trades, within its budget. */
import type { Fetch } from '../../src/core/clock'
import type { Socket, SocketEvents } from '../../src/core/transport'
import type { SimulatedExchange } from './exchange'
import { Model } from './market'

/** How questions fare. */
export type Mood = 'open' | 'unreached' | 'failing' | 'limiting' | 'babbling' | 'hanging'

interface Answer {
  readonly status: number
  readonly body: unknown
  readonly used: number
  readonly retryAfterMs?: number | undefined
}

const minute = 60_000
const limit = 6_000

export class Desk {
  mood: Mood = 'open'
  /** Snapshots lag so many events behind. */
  lag = 0
  /** Answers hold so many rows more than was asked for, at either end. */
  surplus = 0
  /** Rows answered so far. */
  rows = 0
  /** Sockets that are open for questions. */
  readonly sockets = new Set<DeskSocket>()
  #window = 0
  #used = 0
  /** The client was told to ask nothing before. */
  #blockedUntil = Number.NEGATIVE_INFINITY
  readonly #former = new Map<string, Model>()

  constructor(readonly exchange: SimulatedExchange) {
    exchange.host.fetch = this.fetch
  }

  heal(): void {
    this.mood = 'open'
    this.lag = this.surplus = 0
    for (const socket of this.sockets) socket.isMuted = false
  }

  readonly fetch: Fetch = (url, { signal }) => {
    const { exchange } = this
    const { random, host } = exchange
    return new Promise((resolve, reject) => {
      const aborts = signal as AbortSignal
      aborts.addEventListener('abort', () => reject(new Error('aborted')))
      const { pathname, searchParams } = new URL(url)
      const path = pathname.split('/').at(-1)!
      exchange.trace.note(exchange.clock.now(), 'fetch', path)
      this.#asked()
      if (this.mood === 'hanging') return
      const isUnreached = this.mood === 'unreached' || host.isOffline()
      exchange.later(random() * 300, () => {
        const answer = isUnreached ? undefined : this.answer(path, Object.fromEntries(searchParams))
        exchange.later(random() * 300, () => exchange.enter(() => answered(answer)))
      })
      const answered = (answer: Answer | undefined) => {
        if (!answer) return reject(new TypeError('fetch failed'))
        const { status, body, used, retryAfterMs } = answer
        this.#told(answer)
        const headers: Readonly<Record<string, string | undefined>> = {
          'x-mbx-used-weight-1m': String(used),
          'retry-after': retryAfterMs === undefined ? undefined : String(retryAfterMs / 1_000),
        }
        const text = typeof body === 'string' ? body : JSON.stringify(body)
        resolve({ status, headers: { get: (name) => headers[name] ?? null }, text: async () => text })
      }
    })
  }

  /** A question leaves the client. */
  #asked(): void {
    const { clock, host } = this.exchange
    // Who set its clock meanwhile counts another time.
    if (host.isPunctual && clock.now() - host.strangeAt > 10 * minute && clock.now() < this.#blockedUntil)
      this.exchange.offend('a question while none is allowed')
  }

  /** An answer reaches the client. */
  #told({ status, retryAfterMs = 0 }: Answer): void {
    if (status === 429) this.#blockedUntil = Math.max(this.#blockedUntil, this.exchange.clock.now() + retryAfterMs)
  }

  /** What the exchange says to a question. */
  answer(path: string, params: Readonly<Record<string, string>>): Answer {
    const { exchange, mood } = this
    const window = Math.floor(exchange.clock.time() / minute)
    if (window !== this.#window) this.#used = 0
    this.#window = window
    const count = Number(params.limit)
    this.#used += path === 'depth' ? (count <= 100 ? 5 : count <= 500 ? 25 : 50) : 25
    const used = this.#used
    if (used > limit && exchange.clock.now() - exchange.host.strangeAt > 10 * minute)
      exchange.offend(`${used} of request weight in a minute`)
    if (mood === 'failing') return { status: 503, body: { code: -1, msg: 'busy' }, used }
    if (mood === 'limiting')
      return {
        status: 429,
        body: { code: -1003, msg: 'too much' },
        used,
        retryAfterMs: 5_000 + Math.floor(exchange.random() * 40) * 1_000,
      }
    if (mood === 'babbling')
      return { status: 200, body: exchange.random() < 0.5 ? '<html>' : { lastUpdateId: 'x' }, used }
    const body =
      path === 'depth'
        ? this.#snapshot(params.symbol!, count)
        : this.#trades(params.symbol!, Number(params.fromId), count)
    return { status: 200, body, used }
  }

  #snapshot(symbol: string, count: number): unknown {
    const stream = `${symbol.toLowerCase()}@depth`
    const past = this.exchange.past.get(stream)!
    const model = this.#former.get(stream) ?? new Model(past)
    this.#former.set(stream, model)
    model.putTo(Math.max(0, past.length - this.lag))
    return { lastUpdateId: model.number, bids: model.levels('bids', count), asks: model.levels('asks', count) }
  }

  /** At most fifty in one answer, so that more takes several. */
  #trades(symbol: string, fromId: number, count: number): unknown {
    const past = this.exchange.past.get(`${symbol.toLowerCase()}@trade`)!
    let from = past.length
    while (from > 0 && past[from - 1]!.number >= fromId && !past[from - 1]!.isReset) from -= 1
    if (from > 0 && past[from - 1]!.isReset && past[from - 1]!.number >= fromId) from -= 1
    const to = from + Math.min(count, 50) + this.surplus
    // Not from before the numbers began again.
    for (let more = this.surplus; more > 0 && from > 0 && !past[from]?.isReset; more -= 1) from -= 1
    const rows = past.slice(from, to)
    this.rows += rows.length
    const time = Math.floor(this.exchange.clock.time())
    return rows.map(({ number }) => ({ id: number, price: '1.5', qty: '0.5', time, isBuyerMaker: true }))
  }

  /** What a frame of the request socket is answered with. */
  frame(text: string): string {
    const { id, method, params } = JSON.parse(text)
    const { status, body, used, retryAfterMs } = this.answer(method === 'depth' ? 'depth' : 'historicalTrades', params)
    const rateLimits = [{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', count: used }]
    if (status === 200) return JSON.stringify({ id, status, result: body, rateLimits })
    const data = retryAfterMs === undefined ? {} : { retryAfter: Math.floor(this.exchange.clock.time() + retryAfterMs) }
    return JSON.stringify({ id, status, error: { ...(body as object), data }, rateLimits })
  }
}

/** The client's end of a socket for questions. */
export class DeskSocket implements Socket {
  isMuted = false
  #isOver = false

  constructor(
    readonly desk: Desk,
    readonly events: SocketEvents,
  ) {
    const { exchange, mood } = desk
    desk.sockets.add(this)
    this.isMuted = mood === 'hanging'
    const isOpen = mood !== 'unreached' && exchange.weather.handshake !== 'unreached'
    this.#later(() => (isOpen ? events.opened() : this.#end()))
  }

  send(text: string): void {
    this.#later(() => {
      const answer = this.desk.frame(text)
      this.#later(() => this.events.text(answer))
    })
  }

  close(): void {
    this.abandon()
  }

  abandon(): void {
    this.#isOver = true
    this.desk.sockets.delete(this)
  }

  #end(): void {
    this.abandon()
    this.events.closed({ code: 1006, reason: '' })
  }

  #later(act: () => void): void {
    const { exchange } = this.desk
    exchange.later(exchange.random() * 300, () =>
      exchange.enter(() => {
        if (!this.#isOver && !this.isMuted) act()
      }),
    )
  }
}
