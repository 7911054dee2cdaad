/** All connections of a feed: as many as its streams need, each replaced before it ends, spare ones let go. */
import type { Line } from '../core/arbiter'
import type { FeedError } from '../core/errors'
import type { Rotated } from '../core/events'
import { type Input, type Lifecycle, unborn } from '../core/lifecycle'
import type { Shard, Shards } from '../core/shards'
import type { ReplyError } from '../core/venue'
import { createAlarm } from './alarm'
import { type Connection, createConnection, type Surroundings } from './connection'
import { depart, progress, stay } from './handover'
import { best, type Member, worst } from './member'

/** What the owner of a pool acts on. */
export interface PoolOwner {
  /** The state of the whole, which is that of its least well part. */
  moved(from: Lifecycle, to: Lifecycle): void
  /** These streams have nobody left to carry them. */
  failed(streams: ReadonlySet<string>, error: FeedError): void
  rejected(streams: readonly string[], error: ReplyError): void
}

export interface Pool {
  readonly state: Lifecycle
  readonly connections: readonly Connection[]
  /** Client frames sent so far, and how many may leave now on the busiest connection. */
  readonly frames: { readonly sent: number; readonly left: number }
  /**
   * Opens what the streams need, and brings what is open in line with them.
   * @param isWished connects also without streams
   */
  open(isWished?: boolean): void
  reconnect(): void
  close(): void
  /** Tries at once whatever waits. */
  hurry(): void
  /** Replaces every open connection by a younger one; resolves when all of them are gone. */
  rotate(): Promise<void>
  /** Joins streams of a line anew. */
  renew(line: Line, streams: readonly string[]): void
  /** Everything has left a line that was leaving. */
  emptied(line: Line): void
}

const never = Number.POSITIVE_INFINITY

/** Announced ends reach many clients at once: they come back within so many ms of each other. */
const shutdownSpreadMs = 1_000

/** Between two rotations that were asked for together, in ms. */
const requestSpreadMs = 250

/** How often something that nobody tells of is looked at, in ms: while there are several connections, and else. */
const busyMs = 1_000
const idleMs = 30_000

export function createPool(around: Surroundings, shards: Shards, owner: PoolOwner): Pool {
  const { host, settings, router, venue, gate, reporter } = around
  const { clock, random } = host
  const { rotation, redundancy, retireAfterMs, retry } = settings
  let members: readonly Member[] = []
  /** Those that were let go and still say goodbye. */
  const former = new Set<Connection>()
  let formerFrames = 0
  let state = unborn
  let isClosing = false
  /** Since when there are shards to spare. */
  let spareSince = never
  let isTending = false
  const arm = createAlarm(clock, tend)
  /** Who waits for these to be replaced. */
  let waiting: readonly { readonly old: readonly Member[]; readonly resolve: () => void }[] = []

  const peersOf = (shard: Shard) => members.filter((member) => member.shard === shard)
  const successorOf = (member: Member) => members.find(({ replaces }) => replaces === member)
  const isOpen = ({ connection }: Member) => connection.state.kind === 'open'

  function recruit(shard: Shard, replaces?: Member): Member {
    const connection: Connection = createConnection(around, shard, {
      moved: (from, to) => moved(member, from, to),
      rejected: owner.rejected,
      announced: () => replaceIn(member, 'shutdown', random() * shutdownSpreadMs),
      carries: tend,
    })
    const member: Member = {
      shard,
      connection,
      bornAt: clock.now(),
      replaces,
      departure: undefined,
      rotateAt: never,
      reason: 'age',
      vain: 0,
    }
    members = [...members, member]
    return member
  }

  /** Lets a connection go. */
  function dismiss(member: Member): void {
    const { connection } = member
    members = members.filter((each) => each !== member)
    const successor = successorOf(member)
    if (successor) successor.replaces = undefined
    former.add(connection)
    connection.feed({ kind: 'close' })
  }

  function replaceIn(member: Member, reason: Rotated['reason'], ms: number): void {
    if (!isOpen(member) || member.departure) return
    member.reason = reason
    member.rotateAt = clock.now() + ms
    tend()
  }

  function moved(member: Member, from: Lifecycle, to: Lifecycle): void {
    const { connection, shard } = member
    if (to.kind === 'closed' && former.delete(connection)) formerFrames += connection.frames.sent
    const isOurs = members.includes(member)
    if (isOurs && to.kind === 'open' && from.kind !== 'open') {
      const age = venue.limits.lifetimeMs - rotation.beforeMs - random() * rotation.jitterMs
      member.rotateAt = clock.now() + Math.max(0, age)
      if (member.replaces && !depart(member.replaces)) dismiss(member.replaces)
    }
    const isDown = isOurs && (to.kind === 'waiting' || to.kind === 'failed')
    if (isDown) down(member)
    weigh()
    if (isDown && members.includes(member)) {
      const peers = peersOf(shard)
      if (to.kind === 'waiting') {
        const delayMs = Math.max(0, Math.round(to.retryAt - clock.now()))
        reporter.emit('retrying', { attempt: to.retries, delayMs, error: to.cause })
      } else if (to.kind === 'failed' && peers.every((peer) => peer.connection.state.kind === 'failed'))
        owner.failed(shard.names, to.error)
    }
    tend()
  }

  /** A connection is lost, or could not be made. */
  function down(member: Member): void {
    const { replaces: old } = member
    const successor = successorOf(member)
    member.rotateAt = never
    if (old) {
      dismiss(member)
      stay(old, router, clock.now(), random(), retry)
    } else if (successor || member.departure) dismiss(member)
  }

  /** Looks at a connection that is leaving; returns when to look again. */
  function follow(member: Member, now: number): number {
    const successor = successorOf(member)
    const others = () => members.filter((each) => !each.departure && each.shard !== member.shard)
    const heirs = (successor ? [successor] : others()).map(({ connection }) => connection)
    const next = progress(member, heirs, router, now, rotation.handoverMs)
    if (typeof next === 'number') return next
    if (next === 'vain' && successor) {
      dismiss(successor)
      stay(member, router, now, random(), retry)
      return member.rotateAt
    }
    const { line, url: from } = member.connection
    const silent = line ? router.leave(line) : 0
    dismiss(member)
    if (!successor) return now
    const { bornAt, shard, connection } = successor
    const [streams, tookMs] = [shard.names.size, Math.round(now - bornAt)]
    reporter.emit('rotated', { reason: member.reason, from, url: connection.url, streams, silent, tookMs })
    return now
  }

  /** Lets the shards go that are not needed for a while. */
  function retire(now: number): number {
    const spare = shards.spare()
    if (spare.length === 0) spareSince = never
    else if (spareSince === never) spareSince = now
    if (now < spareSince + retireAfterMs) return spareSince + retireAfterMs
    spareSince = never
    for (const shard of spare) {
      shards.dissolve(shard)
      for (const member of peersOf(shard)) {
        member.replaces = undefined
        member.rotateAt = never
        if (!depart(member)) dismiss(member)
      }
    }
    for (const { connection } of members) connection.feed()
    weigh()
    return now
  }

  /** Does what is due, and sets the timer to what is due next. */
  function tend(): void {
    if (isTending || isClosing) return
    isTending = true
    const now = clock.now()
    let next = Math.min(router.watch(now), retire(now))
    for (const member of members) {
      const { departure, rotateAt, shard } = member
      if (departure) next = Math.min(next, follow(member, now))
      else if (rotateAt > now) next = Math.min(next, rotateAt)
      else if (!successorOf(member)) {
        member.rotateAt = never
        recruit(shard, member).connection.feed({ kind: 'connect' })
      }
    }
    const isDone = ({ old }: (typeof waiting)[number]) => old.every((member) => !members.includes(member))
    const done = waiting.filter(isDone)
    waiting = waiting.filter((each) => !done.includes(each))
    for (const { resolve } of done) resolve()
    isTending = false
    arm(members.some(isOpen) ? Math.min(next, now + (members.length > 1 ? busyMs : idleMs)) : never)
  }

  /** The state of the whole, and word of it when it has changed. */
  function weigh(): void {
    const from = state
    state = overall()
    if (state !== from) owner.moved(from, state)
  }

  function overall(): Lifecycle {
    if (isClosing)
      return [...former].find(({ state: { kind } }) => kind !== 'closed')?.state ?? { kind: 'closed', epoch: 0 }
    return worst(shards.all.map((shard) => best(peersOf(shard).map(({ connection }) => connection.state))))
  }

  function each(input: Input): void {
    for (const { connection } of members) connection.feed(input)
  }

  const ignoreRelief = gate.onRelief(hurry)

  function hurry(): void {
    each({ kind: 'online' })
  }

  return {
    get state() {
      return state
    },
    get connections() {
      return members.map(({ connection }) => connection)
    },
    get frames() {
      const all = members.map(({ connection }) => connection.frames)
      const sent = all.reduce((sum, frames) => sum + frames.sent, formerFrames)
      return { sent, left: Math.min(settings.limits.controlFrames, ...all.map(({ left }) => left)) }
    },
    open(isWished = false) {
      if (isWished) shards.first()
      for (const shard of shards.all) {
        const isNeeded = isWished || shard.names.size > 0
        const missing = isNeeded ? redundancy - peersOf(shard).filter(({ replaces }) => !replaces).length : 0
        for (let i = 0; i < missing; i += 1) recruit(shard)
        for (const { connection } of peersOf(shard)) connection.feed(isNeeded ? { kind: 'connect' } : undefined)
      }
      tend()
    },
    reconnect() {
      for (const member of members) if (member.replaces || member.departure) dismiss(member)
      this.open(true)
      each({ kind: 'reconnect' })
    },
    close() {
      isClosing = true
      arm(never)
      ignoreRelief()
      for (const member of members) dismiss(member)
      weigh()
    },
    hurry,
    rotate() {
      const old = members.filter((member) => isOpen(member) && !member.replaces)
      return new Promise((resolve) => {
        waiting = [...waiting, { old, resolve }]
        for (const [at, member] of old.entries()) replaceIn(member, 'request', at * requestSpreadMs)
        tend()
      })
    },
    renew(line, streams) {
      members.find(({ connection }) => connection.line === line)?.connection.renew(streams)
    },
    emptied(line) {
      const member = members.find(({ connection }) => connection.line === line)
      if (!member?.departure) return
      const now = clock.now()
      member.departure = { ...member.departure, until: now }
      arm(now)
    },
  }
}
