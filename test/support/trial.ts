/** A feed and a simulated exchange, put through acts; what must never happen is collected as offences. */
import { type BinanceEvent, binance, stream } from '../../src/binance'
import type { Feed, FeedOptions } from '../../src/client/feed'
import { openFeed } from '../../src/client/open'
import type { Subscription } from '../../src/client/subscription'
import type { Item } from '../../src/core/events'
import { seeded } from '../../src/testing/exchange/random'
import { ManualClock, manualHost, settled } from '../../src/testing/manual-clock'
import { SimulatedExchange } from './simulated-exchange'
import type { Link } from './simulated-link'
import { Witness } from './witness'

export const streams = [
  'aaausdt@trade',
  'aaausdt@depth',
  'aaausdt@bookTicker',
  'bbbusdt@trade',
  'bbbusdt@kline_1m',
  'bbbusdt@bookTicker',
  'cccusdt@depth',
  'cccusdt@trade',
]

export const actKinds = [
  ...(['pass', 'subscribe', 'subscribe', 'unsubscribe', 'cut', 'cutAll', 'mute', 'loseAcks', 'slowAcks'] as const),
  ...([
    'stall',
    'repeat',
    'shutdown',
    'rotate',
    'refuse',
    'hang',
    'fair',
    'offline',
    'online',
    'reconnect',
    'storm',
  ] as const),
  ...([
    'connect',
    'hush',
    'subscribeInside',
    'unsubscribeInside',
    'rotateInside',
    'brief',
    'flurry',
    'skip',
    'long',
  ] as const),
] as const

/** What is done, to whom, and how many ms pass afterwards. */
export type Act = readonly [kind: (typeof actKinds)[number], pick: number, thenMs: number]

export interface Plan {
  readonly seed: number
  /** Waits of a second or so instead of the usual ones, and a life of five minutes instead of a day. */
  readonly isShort: boolean
  readonly redundancy: number
  readonly capacity: number
  readonly canPing: boolean
  readonly controlFrames: number
  readonly answersClose: boolean
  readonly maxAttempts?: number
}

const short = {
  breaker: { failures: 5, cooldownMs: 3_000 },
  openTimeoutMs: 2_000,
  subscribeTimeoutMs: 1_500,
  closeTimeoutMs: 1_000,
  probeAfterMs: 3_000,
  staleAfterMs: 5_000,
  stableAfterMs: 1_000,
  retireAfterMs: 2_000,
  rotation: { beforeMs: 60_000, jitterMs: 10_000, handoverMs: 2_000 },
}

const minute = 60_000

interface Held {
  readonly subscription: Subscription<Item<BinanceEvent>>
  readonly witnesses: readonly Witness[]
}

/** What of a stream has come since somebody wants it. */
interface Period {
  holds: number
  events: number
  gaps: number
  newest: Item | undefined
}

export class Trial {
  readonly clock = new ManualClock()
  readonly host
  readonly exchange: SimulatedExchange
  readonly feed: Feed<BinanceEvent>
  readonly closeTimeoutMs: number
  holds: readonly Held[] = []
  /** Holes told so far. */
  gaps = 0
  #events = 0
  readonly #periods = new Map<string, Period>()
  readonly #pending = new Set<string>()
  /** Done at the next item, inside the listener. */
  #inside: (() => void) | undefined
  #isClosed = false
  #isOver = false

  constructor(readonly plan: Plan) {
    const { seed, isShort, redundancy, capacity, canPing, controlFrames, answersClose } = plan
    const { clock } = this
    const venue = binance()
    const lifetimeMs = isShort ? 5 * minute : venue.limits.lifetimeMs
    this.host = manualHost(clock, seeded(seed))
    const random = seeded(seed + 1)
    this.exchange = new SimulatedExchange(
      { clock, random, canPing, streamLimit: capacity, lifetimeMs, answersClose },
      streams,
    )
    const { maxAttempts = Number.POSITIVE_INFINITY } = plan
    const options: FeedOptions<BinanceEvent> = {
      venue: { ...venue, limits: { ...venue.limits, lifetimeMs } },
      host: this.host,
      redundancy,
      limits: { streams: capacity, controlFrames },
      retry: isShort ? { baseMs: 100, capMs: 2_000, maxAttempts } : { maxAttempts },
      ...(isShort && short),
    }
    this.closeTimeoutMs = isShort ? short.closeTimeoutMs : 3_000
    this.feed = openFeed(options, this.exchange.transport)
    this.#listen()
  }

  get wanted(): readonly string[] {
    return [...this.#periods].filter(([, { holds }]) => holds > 0).map(([name]) => name)
  }

  async perform([kind, pick, thenMs]: Act): Promise<void> {
    const { exchange, feed, host } = this
    const { weather } = exchange
    const alive = exchange.open
    const link: Link | undefined = alive[pick % Math.max(1, alive.length)]
    switch (kind) {
      case 'subscribe':
        this.subscribe(pick)
        break
      case 'unsubscribe':
        this.unsubscribe(pick)
        break
      case 'cut':
        link?.cut()
        break
      case 'cutAll':
        for (const each of alive) each.cut()
        break
      case 'mute':
        if (link) link.isMuted = true
        break
      case 'loseAcks':
        weather.losesAcks = !weather.losesAcks
        weather.ignoresJoins = weather.losesAcks && pick % 2 === 1
        break
      case 'slowAcks':
        weather.ackMs = pick * 100
        break
      case 'stall':
        link?.stall((pick % 16) * 300)
        break
      case 'repeat':
        // States come twice only by mistake of nobody.
        for (const [name, payload] of exchange.lastPayloads)
          if (/trade|depth/.test(name) && link?.session?.streams.has(name)) link.data(name, payload)
        break
      case 'shutdown':
        link?.session?.shutdown(this.clock.now())
        exchange.later(pick * 1_000, () => link?.state === 'open' && link.cut())
        break
      case 'rotate':
        this.#expect('rotate', feed.rotate())
        break
      case 'refuse':
        weather.handshake = 'refuse'
        break
      case 'hang':
        weather.handshake = 'hang'
        break
      case 'fair':
        exchange.heal()
        break
      case 'offline':
        host.goOffline()
        weather.handshake = 'unreached'
        for (const each of alive) {
          if (pick % 2) each.cut()
          else each.isMuted = true
        }
        break
      case 'online':
        if (weather.handshake === 'unreached') weather.handshake = 'open'
        host.goOnline()
        break
      case 'reconnect':
        this.#expect('reconnect', feed.reconnect())
        break
      case 'storm':
        for (let turn = 0; turn < pick / 2; turn += 1) {
          this.#expect('reconnect', feed.reconnect())
          await this.pass(20)
        }
        break
      case 'connect':
        this.#expect('connect', feed.connect())
        break
      case 'hush':
        exchange.hushed.add(streams[pick % streams.length]!)
        break
      case 'subscribeInside':
        this.#inside = () => this.subscribe(pick)
        break
      case 'unsubscribeInside':
        this.#inside = () => this.unsubscribe(pick)
        break
      case 'rotateInside':
        this.#inside = () => this.#expect('rotate', feed.rotate())
        break
      case 'brief':
        this.subscribe(pick)
        this.unsubscribe(this.holds.length - 1)
        break
      case 'flurry':
        for (let turn = 0; turn < 12; turn += 1) {
          if (turn % 2) this.unsubscribe(this.holds.length - 1)
          else this.subscribe(pick)
          await this.pass(20)
        }
        break
      case 'skip':
        // Of a stream that is not counted nobody would know.
        for (const name of streams) if (/trade|depth/.test(name)) link?.skips.add(name)
        break
      case 'long':
        await this.pass(thenMs * 200)
        break
      case 'pass':
    }
    if (thenMs > 0) await this.pass(thenMs)
  }

  /** Lets time pass; the longer, the less happens meanwhile. */
  async pass(ms: number): Promise<void> {
    this.exchange.pace = Math.max(25, ms / 300)
    await this.clock.run(ms)
  }

  /** @param pick which streams, as bits */
  subscribe(pick: number): void {
    const names = streams.filter((_, at) => pick & (1 << at))
    if (names.length === 0) names.push(streams[pick % streams.length]!)
    for (const name of names) {
      const period = this.#periods.get(name)
      if (period && period.holds > 0) period.holds += 1
      else this.#periods.set(name, { holds: 1, events: 0, gaps: 0, newest: undefined })
    }
    const witnesses = names.map(
      (name) => new Witness(name, this.exchange.past.get(name)!, (what) => this.exchange.offend(what)),
    )
    const subscription = this.feed.subscribe(names.map(stream)) as Subscription<Item<BinanceEvent>>
    subscription.on((item) => this.#take(item, witnesses))
    this.#expect('ready', subscription.ready())
    this.holds = [...this.holds, { subscription, witnesses }]
  }

  unsubscribe(pick: number): void {
    const hold = this.holds[pick % Math.max(1, this.holds.length)]
    if (!hold) return
    this.holds = this.holds.filter((each) => each !== hold)
    for (const witness of hold.witnesses) witness.isOver = true
    for (const name of hold.subscription.streams) this.#periods.get(name)!.holds -= 1
    hold.subscription.unsubscribe()
  }

  /** Ends all faults, and waits until what is wanted is carried; false where that does not happen within 20 minutes. */
  async heal(): Promise<boolean> {
    this.exchange.heal()
    this.#inside = undefined
    this.host.goOnline()
    if (this.plan.maxAttempts !== undefined) this.#expect('reconnect', this.feed.reconnect())
    this.exchange.pace = 500
    // Once is not enough: a successor may just be on its way.
    for (let since = this.clock.now(), end = since + 20 * minute; this.clock.now() < end; ) {
      await this.clock.run(2_000)
      if (this.isWell()) since = this.clock.now()
      else if (this.clock.now() - since > 14_000) return true
    }
    return false
  }

  /** What is not as it should be when nothing has gone wrong for long. */
  isWell(): string | undefined {
    const { exchange, feed, plan, wanted } = this
    const { open } = exchange
    const carried = open.flatMap(({ session }) => [...session!.streams])
    for (const name of wanted) {
      const times = carried.filter((each) => each === name).length
      if (times !== plan.redundancy) return `${name} is carried ${times} times`
    }
    const strange = carried.find((name) => !wanted.includes(name))
    if (strange) return `${strange} is carried`
    const { length } = exchange.links.filter(({ state }) => state !== 'over')
    if (length !== open.length) return `${length} sockets, of which ${open.length} are open`
    let shards = Math.max(1, Math.ceil(wanted.length / plan.capacity))
    while (wanted.length * 2 > plan.capacity * shards) shards += 1
    if (length > shards * plan.redundancy) return `${length} sockets for ${wanted.length} streams`
    if (wanted.length > 0 && feed.state.kind !== 'open') return `the feed is ${feed.state.kind}`
    if (feed.stats().sockets.length !== length) return `${feed.stats().sockets.length} sockets in the figures`
    return undefined
  }

  /** After `heal`: every stream speaks and comes through to its newest event, without a hole; the figures agree. */
  async prove(): Promise<void> {
    const { exchange, clock, wanted } = this
    for (const name of this.exchange.streams) exchange.produce(name)
    await clock.run(2_000)
    // The first event after a silent stream was asked for anew tells a hole, for nobody can know.
    for (const name of this.exchange.streams) exchange.produce(name)
    await clock.run(2_000)
    const { gaps } = this
    for (const name of this.exchange.streams) exchange.produce(name)
    exchange.pace = Number.POSITIVE_INFINITY
    await clock.run(2_000)
    if (this.gaps !== gaps) exchange.offend('holes though all is well')
    for (const { witnesses } of this.holds)
      for (const { stream, at, past } of witnesses)
        if (at !== past.length - 1) exchange.offend(`${stream} stands still at ${at} of ${past.length - 1}`)
    for (const name of wanted) {
      const status = this.feed.stats().streams[name]?.status
      if (status !== 'live') exchange.offend(`${name} is ${status}`)
    }
    // A replacement that came to nothing before may be made up for just now.
    for (let turn = 0; turn < 60 && this.isWell(); turn += 1) await clock.run(1_000)
    const well = this.isWell()
    if (well) exchange.offend(`not well for long: ${well}`)
    this.#audit()
  }

  /** Closes, in whatever state; nothing may be left. */
  async close(): Promise<void> {
    const { exchange, feed, clock } = this
    this.#inside = undefined
    this.#isClosed = true
    for (const { witnesses } of this.holds) for (const witness of witnesses) witness.isOver = true
    let isDone = false
    void feed.close().then(() => {
      isDone = true
    })
    // Timers are set for whole milliseconds.
    await clock.run(this.closeTimeoutMs + 1)
    if (!isDone) exchange.offend('close() takes too long')
    this.#isOver = true
    const left = exchange.links.filter(({ state }) => state !== 'over')
    if (left.length > 0) exchange.offend(`${left.length} sockets are left: ${left.map(({ state }) => state)}`)
    const dials = exchange.dials.length
    exchange.stop()
    if (clock.pending > 0) exchange.offend(`${clock.pending} timers are left`)
    this.host.goOnline()
    await clock.run(10 * minute)
    if (exchange.dials.length !== dials) exchange.offend('a socket was asked for after close()')
    await settled()
    if (this.#pending.size > 0) exchange.offend(`never settled: ${[...this.#pending]}`)
    const times = exchange.attempts
    const worst = times.some((at, place) => (times[place + 300] ?? Number.POSITIVE_INFINITY) < at + 5 * minute)
    if (worst) exchange.offend('more than 300 attempts in five minutes')
  }

  #listen(): void {
    const { feed, exchange } = this
    feed.on('gap', () => {
      this.gaps += 1
    })
    feed.on('invalid', ({ stream, reason }) => exchange.offend(`invalid ${stream} ${reason}`))
    feed.on('lagged', () => exchange.offend('lagged'))
    feed.on('error', ({ code, message }) => {
      if (code === 'LISTENER_FAILED' || code === 'SUBSCRIBE_REJECTED') exchange.offend(message)
    })
    for (const name of ['state', 'connected', 'disconnected', 'retrying', 'subscribed', 'rotated', 'error'] as const)
      feed.on(name, () => {
        if (this.#isOver) exchange.offend(`${name} after the end`)
        if (this.#isClosed && (name === 'connected' || name === 'retrying')) exchange.offend(`${name} after close()`)
      })
  }

  #take(item: Item, witnesses: readonly Witness[]): void {
    const name = item.type === 'gap' ? (item as { stream: string }).stream : nameOf(item)
    witnesses.find(({ stream }) => stream === name)!.see(item)
    const period = this.#periods.get(name)!
    // Several holds are given the same item.
    if (period.newest === item) return
    period.newest = item
    if (item.type === 'gap') period.gaps += 1
    else {
      period.events += 1
      this.#events += 1
    }
    const act = this.#inside
    this.#inside = undefined
    act?.()
  }

  /** What the feed says of itself, against what was seen. */
  #audit(): void {
    const { feed, exchange, wanted } = this
    const ledger = feed.ledger()
    const stats = feed.stats()
    const compare = (what: string, told: unknown, seen: unknown) => {
      if (told !== seen) exchange.offend(`${what}: ${told} told, ${seen} seen`)
    }
    compare('streams', Object.keys(ledger).sort().join(), [...wanted].sort().join())
    for (const name of wanted) {
      const { events, gaps } = this.#periods.get(name)!
      compare(`${name} delivered`, ledger[name]?.delivered, events)
      compare(`${name} holes`, ledger[name]?.gapCount, gaps)
    }
    compare('events', stats.events, this.#events)
    compare('holes', stats.gaps, this.gaps)
    compare('invalid', stats.invalid + stats.suspect, 0)
    const { events, duplicates, late } = stats
    if (events + duplicates + late > exchange.handed)
      exchange.offend(`${events} + ${duplicates} + ${late} of ${exchange.handed} frames`)
  }

  /** It may fail, but must come to an end. */
  #expect(what: string, promise: Promise<unknown>): void {
    const name = `${what} of ${Math.round(this.clock.now())}`
    this.#pending.add(name)
    promise.catch(() => {}).finally(() => this.#pending.delete(name))
  }
}

/** The stream an event came on. */
function nameOf(item: Item): string {
  const { type, symbol } = item as BinanceEvent & { readonly symbol: string }
  return `${symbol.toLowerCase()}@${type === 'kline' ? 'kline_1m' : type}`
}
