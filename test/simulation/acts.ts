/** What each act does. */
import { nonsense } from './garbage'
import type { Link } from './link'
import { type Act, type ActKind, calmKinds, isCounted, streams, wakingKinds } from './plan'
import type { Trial } from './trial'

const minute = 60_000
const needsHost = (kind: ActKind) => (wakingKinds as readonly ActKind[]).includes(kind)
const isCalm = (kind: ActKind) => (calmKinds as readonly ActKind[]).includes(kind)

export async function perform(trial: Trial, [kind, pick, thenMs]: Act): Promise<void> {
  const { exchange, guard, clock, host, trace } = trial
  trace.note(clock.now(), kind, pick)
  // Nobody calls a client that is asleep.
  if (needsHost(kind) && host.isAsleep) {
    guard.forgive()
    host.wake()
    await trial.run(0)
  }
  if (!isCalm(kind)) guard.hardAt = clock.now()
  await acts[kind](trial, pick, thenMs)
  if (thenMs > 0) await trial.pass(thenMs)
  exchange.pace = Math.max(exchange.pace, 25)
}

/** One of the sockets that are well. */
function linkOf({ exchange: { open } }: Trial, pick: number): Link | undefined {
  return open[pick % Math.max(1, open.length)]
}

/** A time of day, on a scale that runs from a second to hours. */
const span = (pick: number) => 1_000 * 2 ** ((pick % 128) / 10)

const cutAll = ({ exchange }: Trial) => {
  for (const link of exchange.links) if (link.session) link.cut()
}

const acts: Readonly<Record<ActKind, (trial: Trial, pick: number, thenMs: number) => unknown>> = {
  pass: () => {},
  subscribe: (trial, pick) => trial.subscribe(pick),
  unsubscribe: (trial, pick) => trial.unsubscribe(pick),
  connect: (trial) => trial.expect('connect', trial.feed.connect()),
  brief(trial, pick) {
    trial.subscribe(pick)
    trial.unsubscribe(trial.holds.length - 1)
  },
  async flurry(trial, pick) {
    for (let turn = 0; turn < 12; turn += 1) {
      if (turn % 2) trial.unsubscribe(trial.holds.length - 1)
      else trial.subscribe(pick)
      await trial.pass(20)
    }
  },
  subscribeInside(trial, pick) {
    trial.inside = () => trial.subscribe(pick)
  },
  unsubscribeInside(trial, pick) {
    trial.inside = () => trial.unsubscribe(pick)
  },
  rotateInside(trial) {
    trial.inside = () => trial.expect('rotate', trial.feed.rotate())
  },
  rotate(trial, pick) {
    trial.expect('rotate', trial.feed.rotate())
    if (pick % 2) busy(trial.exchange, 120, 3_000)
  },
  reconnect: (trial) => trial.reconnect(),
  async storm(trial, pick) {
    for (let turn = 0; turn < pick / 2; turn += 1) {
      trial.reconnect()
      await trial.pass(20)
    }
  },
  cut: (trial, pick) => linkOf(trial, pick)?.cut(),
  cutAll({ exchange }) {
    for (const link of exchange.open) link.cut()
  },
  mute: (trial, pick) => lose(linkOf(trial, pick), 'all'),
  deafen: (trial, pick) => lose(linkOf(trial, pick), pick & 128 ? 'up' : 'down'),
  stall: (trial, pick) => linkOf(trial, pick)?.stall((pick % 16) * 300),
  refuse({ exchange: { weather } }, pick) {
    weather.handshake = 'refuse'
    weather.refusal = pick % 3 === 0 ? { status: [500, 502, 503][pick % 3] as number } : {}
  },
  hang({ exchange }) {
    exchange.weather.handshake = 'hang'
  },
  offline({ exchange, host }, pick) {
    host.goOffline()
    exchange.weather.handshake = 'unreached'
    for (const link of exchange.open) {
      if (pick % 2) link.cut()
      else link.loses = 'all'
    }
  },
  online({ exchange, host, guard }) {
    if (exchange.weather.handshake === 'unreached') exchange.weather.handshake = 'open'
    guard.insist(() => host.goOnline())
  },
  fair: ({ exchange }) => exchange.heal(),
  loseAcks({ exchange: { weather } }, pick) {
    weather.losesAcks = !weather.losesAcks
    weather.ignoresJoins = weather.losesAcks && pick % 2 === 1
  },
  slowAcks({ exchange }, pick) {
    exchange.weather.ackMs = pick * 100
  },
  repeatAcks({ exchange }) {
    exchange.weather.repeatsAcks = true
  },
  repeat(trial, pick) {
    const link = linkOf(trial, pick)
    // States come twice only by mistake of nobody.
    for (const [name, payload] of trial.exchange.lastPayloads)
      if (isCounted(name) && link?.session?.streams.has(name)) link.data(name, payload)
  },
  skip(trial, pick) {
    // Of a stream that is not counted nobody would know.
    for (const name of streams) if (isCounted(name)) linkOf(trial, pick)?.skips.add(name)
  },
  spoil(trial, pick) {
    for (const name of streams) if (isCounted(name)) linkOf(trial, pick)?.spoils.add(name)
  },
  babble: (trial, pick) => linkOf(trial, pick)?.babble(nonsense[pick % nonsense.length]!),
  hush({ exchange }, pick) {
    exchange.hushed.add(streams[pick % streams.length]!)
  },
  shutdown(trial, pick) {
    const link = linkOf(trial, pick)
    link?.session?.shutdown(trial.clock.now())
    trial.exchange.later(pick * 1_000, () => link?.state === 'open' && link.cut())
  },
  deploy(trial, pick) {
    const { exchange, clock, guard } = trial
    for (const { session } of exchange.open) if (pick % 3) session?.shutdown(clock.now())
    exchange.inTrouble((pick % 3) * 10_000, () => {
      cutAll(trial)
      guard.hardAt = clock.now()
      exchange.weather.handshake = 'refuse'
      exchange.inTrouble(span(pick % 64), () => exchange.heal())
    })
  },
  expel: (trial, pick) => linkOf(trial, pick)?.expel(),
  penalty(trial, pick) {
    const { exchange } = trial
    cutAll(trial)
    exchange.weather.handshake = 'refuse'
    exchange.weather.refusal = { status: pick % 2 ? 429 : 418, retryAfterMs: Math.round(span(pick % 96)) }
    exchange.inTrouble(span(pick % 100), () => exchange.heal())
  },
  deny(trial, pick) {
    trial.wasDenied = true
    trial.exchange.weather.handshake = 'refuse'
    trial.exchange.weather.refusal = { status: pick % 2 ? 403 : 451 }
    linkOf(trial, pick)?.cut()
  },
  maintenance(trial, pick) {
    const { exchange, guard, clock } = trial
    cutAll(trial)
    exchange.weather.handshake = 'refuse'
    exchange.weather.refusal = { status: 503 }
    exchange.desk.mood = 'failing'
    exchange.inTrouble(minute + span(pick), () => {
      exchange.heal()
      guard.hardAt = clock.now()
    })
  },
  beginAgain(trial) {
    cutAll(trial)
    trial.exchange.beginAgain()
  },
  burst: ({ exchange }, pick) => busy(exchange, pick / 2, 1_000),
  hide: ({ host }, pick) => host.hide(pick % 4 === 0 ? minute : 1_000),
  show: ({ host }) => host.show(),
  async sleep({ host, exchange, guard }, pick) {
    host.sleep()
    guard.forgive()
    exchange.later(span(pick), () => {
      guard.forgive()
      host.wake(pick % 2 === 0)
    })
  },
  setClock: ({ host }, pick) => host.jump((pick - 128) * 60_000),
  read: (trial, pick) => trial.read(pick),
  book(trial, pick) {
    trial.keepBook(pick)
    // Changes come while it waits for its snapshot.
    if (pick % 4 === 3) busy(trial.exchange, 80, 2_000)
  },
  resync({ session }, pick) {
    const { books } = session
    books[pick % Math.max(1, books.length)]?.resync()
  },
  backfill: (trial, pick) => trial.subscribe(pick, true),
  desk({ exchange }, pick) {
    exchange.desk.mood = (['unreached', 'failing', 'limiting', 'babbling', 'hanging'] as const)[pick % 5]!
  },
  lag({ exchange }, pick) {
    exchange.desk.lag = pick % 12
  },
  surplus({ exchange }, pick) {
    exchange.desk.surplus = 1 + (pick % 4)
  },
  reopen: (trial, pick) => trial.reopen({ redundancy: 1 + (pick & 1), capacity: [2, 3, 8][pick % 3] as number }),
  async settle(trial) {
    await trial.reopen(trial.plan)
    trial.subscribe(0xff)
  },
  long: (trial, _, thenMs) => trial.pass(thenMs * 200),
  async prove(trial) {
    const { exchange } = trial
    if (await trial.heal()) await trial.prove()
    else exchange.offend(`does not heal: ${trial.isWell()}`)
  },
}

/** So many events on all streams within so many ms. */
function busy(exchange: Trial['exchange'], events: number, ms: number): void {
  for (let turn = 0; turn < events; turn += 1)
    exchange.later(exchange.random() * ms, () => exchange.produce(streams[turn % streams.length]!))
}

function lose(link: Link | undefined, what: Link['loses']): void {
  if (link) link.loses = what
}
