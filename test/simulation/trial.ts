/** A feed and a simulated exchange, put through acts; what must never happen is collected as offences. */
import { type BinanceEvent, binance, stream } from '../../src/binance'
import type { Feed } from '../../src/client/feed'
import { openFeed } from '../../src/client/open'
import type { BufferOptions } from '../../src/core/buffer'
import type { Item } from '../../src/core/events'
import { seeded } from '../../src/testing/exchange/random'
import { ManualClock, settled } from '../../src/testing/manual-clock'
import { perform } from './acts'
import { audit, wellness } from './audit'
import { Bookkeeper } from './bookkeeper'
import { SimulatedExchange } from './exchange'
import { Guard } from './guard'
import { type Hold, nameOf, Session } from './holds'
import { SimulatedHost } from './host'
import { type Act, type Layout, limitsOf, type Plan, streams, timesOf, tuningOf } from './plan'
import { SlowReader } from './slow-reader'
import { unsure } from './tally'
import { Trace } from './trace'

const minute = 60_000

export class Trial {
  readonly clock = new ManualClock()
  readonly host: SimulatedHost
  readonly guard: Guard
  readonly exchange: SimulatedExchange
  readonly closeTimeoutMs: number
  layout: Layout
  feed: Feed<BinanceEvent>
  /** What of the present feed was seen. */
  session = new Session()
  /** Holes told so far, by all feeds. */
  gaps = 0
  /** It was refused as one is who need not come back: only the user tries again. */
  wasDenied = false
  readonly #pending = new Set<string>()
  /** Frames told to make no sense. */
  #invalid = 0
  /** Done at the next item, inside the listener. */
  inside: (() => void) | undefined

  constructor(
    readonly plan: Plan,
    readonly trace = new Trace(),
    tally = unsure,
  ) {
    const { seed, canPing, answersClose, controlFrames, pingEveryMs = 20_000 } = plan
    const { clock } = this
    const times = timesOf(plan)
    const { lifetimeMs, attempts } = limitsOf(plan, binance().limits)
    this.closeTimeoutMs = times.closeTimeoutMs
    this.host = new SimulatedHost(clock, seeded(seed), tally)
    const { beforeMs, jitterMs } = times.rotation
    const terms = { ...times, attempts, controlFrames, rotateMs: beforeMs + jitterMs }
    this.guard = new Guard(clock, this.host, terms, (what) => this.exchange.offend(what))
    const { host, guard } = this
    const random = seeded(seed + 1)
    const options = { clock, host, random, guard, trace, canPing, lifetimeMs, pingEveryMs, answersClose }
    this.exchange = new SimulatedExchange(options, streams)
    this.layout = plan
    this.feed = this.#open()
  }

  get holds(): readonly Hold[] {
    return this.session.holds
  }

  /** Streams that somebody wants. */
  get wanted(): readonly string[] {
    return this.session.wanted
  }

  async perform(act: Act): Promise<void> {
    await perform(this, act)
  }

  run(ms: number): Promise<void> {
    return this.clock.run(ms, this.host.settle)
  }

  /** Lets time pass; the longer, the less happens meanwhile. */
  async pass(ms: number): Promise<void> {
    this.exchange.pace = Math.max(25, ms / (this.plan.events ?? 300))
    await this.run(ms)
  }

  /** @param pick which streams, as bits */
  subscribe(pick: number, backfill = false): Hold {
    const all = backfill ? streams.filter((name) => name.endsWith('@trade')) : streams
    const names = all.filter((_, at) => pick & (1 << at))
    if (names.length === 0) names.push(all[pick % all.length]!)
    return this.hold(names, backfill)
  }

  hold(names: readonly string[], backfill = false): Hold {
    const { session, exchange } = this
    const witnesses = session.begin(names, exchange)
    const subscription = this.feed.subscribe(names.map(stream), { backfill }) as Hold['subscription']
    subscription.on((item) => this.#take(session, item, witnesses))
    this.expect('ready', subscription.ready())
    const hold: Hold = { subscription, witnesses, beside: [] }
    session.holds = [...session.holds, hold]
    if (backfill) session.isFilling = true
    return hold
  }

  unsubscribe(pick: number): void {
    const hold = this.holds[pick % Math.max(1, this.holds.length)]
    if (hold) this.session.end(hold)
  }

  /** A book of a stream that a hold of its own watches. */
  keepBook(pick: number): void {
    const names = streams.filter((name) => name.endsWith('@depth'))
    const name = names[pick % names.length]!
    if (this.session.books.length > 3) return
    const keeper = new Bookkeeper(this.exchange, this.feed, name, pick & 4 ? 5 : 100)
    if (pick & 8) this.expect('book.ready', keeper.book.ready())
    const { beside, witnesses } = this.hold([name])
    keeper.beside = witnesses[0]
    beside.push(keeper)
  }

  /** Somebody who iterates what a new hold gives. */
  read(pick: number): void {
    const hold = this.subscribe(pick)
    const { subscription } = hold
    const overflow = (['drop-oldest', 'drop-newest', 'latest', 'fail'] as const)[
      (pick >> 2) % 4
    ] as BufferOptions['overflow']
    const capacity = 2 + (pick % 7)
    // A second subscription of the same streams, for the buffer is its own.
    const mine = this.feed.subscribe(subscription.streams.map(stream), { buffer: { capacity, overflow } })
    const reader = new SlowReader(this.exchange, mine as Hold['subscription'], {
      capacity,
      isConflating: overflow === 'latest',
      pauseMs: (pick % 5) * 3_000,
      nameOf,
    })
    hold.beside.push(reader)
    this.session.readers.push(reader)
  }

  /** The user closes the feed and makes another. */
  async reopen(layout: Layout): Promise<void> {
    await this.shut()
    this.layout = layout
    this.session = new Session()
    this.feed = this.#open()
  }

  /** The user asks for new connections, whatever was being waited for. */
  reconnect(): void {
    this.guard.insist(() => this.expect('reconnect', this.feed.reconnect()))
  }

  /** Ends all faults, and waits until what is wanted is carried; false where that does not happen within 20 minutes. */
  async heal(): Promise<boolean> {
    const { exchange, host, plan, guard, feed } = this
    exchange.heal()
    guard.hardAt = this.clock.now()
    this.inside = undefined
    host.wake()
    host.show()
    await this.run(1)
    guard.insist(() => host.goOnline())
    if (plan.maxAttempts !== undefined || this.wasDenied || feed.state.kind === 'failed') this.reconnect()
    this.wasDenied = false
    for (const keeper of this.session.books) if (keeper.book.state.kind === 'failed') keeper.resync()
    exchange.pace = 500
    // Once is not enough: a successor may just be on its way.
    for (let since = this.clock.now(), end = since + 20 * minute; this.clock.now() < end; ) {
      await this.run(2_000)
      if (this.isWell()) since = this.clock.now()
      else if (this.clock.now() - since > 14_000) return true
    }
    return false
  }

  /** What is not as it should be when nothing has gone wrong for long. */
  isWell(): string | undefined {
    return wellness(this)
  }

  /** After `heal`: every stream speaks and comes through to its newest event, without a hole; the figures agree. */
  async prove(): Promise<void> {
    const { exchange, wanted, session } = this
    // Questions beside the streams may have to wait for their turn.
    if (session.isAsking) {
      exchange.pace = 5_000
      await this.run(minute)
      // Numbers that began again before any event came look like a node that lags: the book gives up, and says so.
      for (const keeper of session.books) if (keeper.book.state.kind === 'failed') keeper.resync()
      await this.run(2 * minute)
    }
    const ms = session.isAsking ? 6_000 : 2_000
    for (const name of exchange.streams) exchange.produce(name)
    await this.run(ms)
    // The first event after a silent stream was asked for anew tells a hole, for nobody can know.
    for (const name of exchange.streams) exchange.produce(name)
    await this.run(ms)
    const { gaps } = this
    for (const name of exchange.streams) exchange.produce(name)
    exchange.pace = Number.POSITIVE_INFINITY
    await this.run(2_000)
    if (this.gaps !== gaps) exchange.offend('holes though all is well')
    for (const { witnesses } of this.holds)
      for (const { stream: name, at, past } of witnesses)
        if (at !== past.length - 1) exchange.offend(`${name} stands still at ${at} of ${past.length - 1}`)
    for (const name of wanted) {
      const status = this.feed.stats().streams[name]?.status
      if (status !== 'live') exchange.offend(`${name} is ${status}`)
    }
    for (const keeper of session.books) {
      keeper.check()
      const { state, lastUpdateId } = keeper.book
      const why = state.kind === 'stale' ? state.reason : ''
      if (!keeper.isWell()) exchange.offend(`the book of ${keeper.stream} is ${state.kind} ${why} at ${lastUpdateId}`)
    }
    // A replacement that came to nothing before may be made up for just now.
    for (let turn = 0; turn < 60 && this.isWell(); turn += 1) await this.run(1_000)
    const well = this.isWell()
    if (well) exchange.offend(`not well for long: ${well}`)
    audit(this)
  }

  /** Closes the feed, in whatever state; no socket may be left, and nobody who waits. */
  async shut(): Promise<void> {
    const { exchange, feed, session, host } = this
    this.inside = undefined
    host.wake()
    host.show()
    await this.run(1)
    session.isClosed = true
    for (const { witnesses } of session.holds) for (const witness of witnesses) witness.isOver = true
    let isDone = false
    void feed.close().then(() => {
      isDone = true
    })
    // Timers are set for whole milliseconds.
    await this.run(this.closeTimeoutMs + 1)
    if (!isDone) exchange.offend('close() takes too long')
    session.isOver = true
    if (host.timers > 0) exchange.offend(`${host.timers} timers of the client are left`)
    const { links, desk } = exchange
    if (links.length > 0) exchange.offend(`${links.length} sockets are left: ${links.map(({ state }) => state)}`)
    if (desk.sockets.size > 0) exchange.offend(`${desk.sockets.size} sockets for questions are left`)
    // One that failed has let go of the feed before.
    for (const { book } of session.books)
      if (book.state.kind !== 'closed' && book.state.kind !== 'failed')
        exchange.offend(`a book is ${book.state.kind} after close()`)
    await settled()
    if (this.#pending.size > 0) exchange.offend(`never settled: ${[...this.#pending]}`)
    // Readers have a few items left, at their own pace.
    exchange.pace = 10_000
    await this.run(2 * minute)
    if (session.readers.some(({ isWaiting }) => isWaiting)) exchange.offend('a reader waits for ever')
    const lost = session.readers.reduce((sum, reader) => sum + reader.lost, 0)
    const { dropped } = feed.stats()
    if (!Number.isNaN(lost) && lost !== dropped) exchange.offend(`readers lost ${lost}, ${dropped} told`)
  }

  /** Ends everything; nothing may be left. */
  async close(): Promise<void> {
    const { exchange, clock } = this
    await this.shut()
    exchange.stop()
    if (clock.pending > 0) exchange.offend(`${clock.pending} timers are left`)
    this.host.goOnline()
    await this.run(10 * minute)
  }

  /** It may fail, but must come to an end. */
  expect(what: string, promise: Promise<unknown>): void {
    const name = `${what} of ${Math.round(this.clock.now())}`
    this.#pending.add(name)
    promise.catch(() => {}).finally(() => this.#pending.delete(name))
  }

  #open(): Feed<BinanceEvent> {
    const { plan, host, layout, exchange, session } = this
    const venue = binance()
    exchange.streamLimit = layout.capacity
    const limits = limitsOf(plan, venue.limits)
    const options = { ...tuningOf(plan, layout), venue: { ...venue, limits }, host }
    const feed = openFeed<BinanceEvent>(options, exchange.transport)
    feed.on('gap', () => {
      this.gaps += 1
      session.gaps += 1
    })
    feed.on('invalid', ({ stream: name, reason }) => {
      session.invalid += 1
      this.#invalid += 1
      if (this.#invalid > exchange.garbage) exchange.offend(`invalid ${name} ${reason}`)
    })
    feed.on('lagged', () => {
      if (session.readers.length === 0) exchange.offend('lagged')
    })
    feed.on('error', ({ code, message }) => {
      this.trace.note(this.clock.now(), 'error', code)
      if (code === 'LISTENER_FAILED' || code === 'SUBSCRIBE_REJECTED') exchange.offend(message)
    })
    for (const name of ['state', 'connected', 'disconnected', 'retrying', 'subscribed', 'rotated', 'error'] as const)
      feed.on(name, (news) => {
        if (name === 'state') this.trace.note(this.clock.now(), name, (news as { kind: string }).kind)
        if (session.isOver) exchange.offend(`${name} after the end`)
        if (session.isClosed && (name === 'connected' || name === 'retrying')) exchange.offend(`${name} after close()`)
      })
    return feed
  }

  #take(session: Session, item: Item, witnesses: Hold['witnesses']): void {
    const name = nameOf(item)
    witnesses.find((witness) => witness.stream === name)!.see(item)
    if (!session.count(name, item)) return
    this.trace.note(this.clock.now(), item.type, name)
    const act = this.inside
    this.inside = undefined
    act?.()
  }
}
