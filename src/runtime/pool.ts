/** All connections of a feed: as many as its streams need, each replaced before it ends, spare ones let go. */

import type { FeedError } from '../core/errors'
import type { Rotated } from '../core/events'
import { type Input, type Lifecycle, unborn } from '../core/lifecycle'
import type { Shard, Shards } from '../core/shards'
import type { Line } from '../core/track'
import type { ReplyError } from '../core/venue'
import { createAlarm } from './alarm'
import { type Connection, createConnection, type Surroundings } from './connection'
import { depart, progress, stay } from './handover'
import { createRetirement } from './retirement'
import { createRoster, type Member } from './roster'
import { createRounds } from './rounds'
import { createSlumber } from './slumber'

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
  /** What happens to the host: see `Host.onLife`. */
  live(what: 'away' | 'back' | 'awake'): void
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
  const roster = createRoster()
  const { of: peersOf, successorOf } = roster
  let state = unborn
  let isClosing = false
  let isTending = false
  const arm = createAlarm(clock, tend)
  const rounds = createRounds()
  const hasSlept = createSlumber(clock)

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
    roster.add(member)
    return member
  }

  /** Lets a connection go. */
  function dismiss(member: Member): void {
    const { connection } = member
    roster.remove(member)
    const successor = successorOf(member)
    if (successor) successor.replaces = undefined
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
    if (to.kind === 'closed') roster.forget(connection)
    const isOurs = roster.members.includes(member)
    if (isOurs && to.kind === 'open' && from.kind !== 'open') {
      const age = venue.limits.lifetimeMs - rotation.beforeMs - random() * rotation.jitterMs
      member.rotateAt = clock.now() + Math.max(0, age)
      if (member.replaces && !depart(member.replaces)) dismiss(member.replaces)
    }
    const isDown = isOurs && (to.kind === 'waiting' || to.kind === 'failed')
    if (isDown) down(member)
    weigh()
    if (isDown && roster.members.includes(member)) {
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
    // What comes back is another connection, though the member stays.
    rounds.leave(member)
    if (old) fall(member, old)
    else if (successor || member.departure) dismiss(member)
  }

  /** A successor came to nothing: its own takes its place, where it has one, else the old one stays. */
  function fall(member: Member, old: Member): void {
    const heir = successorOf(member)
    dismiss(member)
    if (!heir) return stay(old, router, clock.now(), random(), retry)
    heir.replaces = old
    if (isOpen(heir)) depart(old)
  }

  /** A successor works, but not for everything: what it has taken over goes back to the old one. */
  function giveBack(member: Member, old: Member): void {
    const heir = successorOf(member)
    if (heir) dismiss(heir)
    member.replaces = undefined
    stay(old, router, clock.now(), random(), retry)
    if (!depart(member)) dismiss(member)
  }

  /** Looks at a connection that is leaving; returns when to look again. */
  function follow(member: Member, now: number): number {
    const successor = successorOf(member)
    const others = () => roster.members.filter((each) => !each.departure)
    const heirs = (successor ? [successor] : others()).map(({ connection }) => connection)
    const next = progress(member, heirs, router, now, rotation.handoverMs)
    if (typeof next === 'number') return next
    if (next === 'vain' && successor) {
      giveBack(successor, member)
      return now
    }
    const { line, url: from } = member.connection
    const silent = line ? router.leave(line, member.connection.heardAt) : 0
    dismiss(member)
    if (!successor) return now
    const { bornAt, shard, connection } = successor
    const [streams, tookMs] = [shard.names.size, Math.round(now - bornAt)]
    reporter.emit('rotated', { reason: member.reason, from, url: connection.url, streams, silent, tookMs })
    return now
  }

  const retire = createRetirement(shards, retireAfterMs, (shard) => {
    for (const member of peersOf(shard)) {
      member.replaces = undefined
      member.rotateAt = never
      if (!depart(member)) dismiss(member)
    }
    for (const { connection } of roster.members) connection.feed()
    weigh()
  })

  /** Does what is due, and sets the timer to what is due next. */
  function tend(): void {
    if (isTending || isClosing) return
    isTending = true
    const now = clock.now()
    let next = Math.min(router.watch(now), retire(now))
    for (const member of roster.members) {
      const { departure, rotateAt, shard } = member
      if (departure) next = Math.min(next, follow(member, now))
      else if (rotateAt > now) next = Math.min(next, rotateAt)
      else if (!successorOf(member)) {
        member.rotateAt = never
        recruit(shard, member).connection.feed({ kind: 'connect' })
      }
    }
    rounds.settle(roster.members)
    isTending = false
    if (hasSlept()) examine()
    // Set while this looked at others.
    for (const { rotateAt } of roster.members) if (rotateAt > now) next = Math.min(next, rotateAt)
    arm(roster.members.some(isOpen) ? Math.min(next, now + (roster.members.length > 1 ? busyMs : idleMs)) : never)
  }

  /** The state of the whole, and word of it when it has changed. */
  function weigh(): void {
    const from = state
    state = roster.state(isClosing ? undefined : shards.all)
    if (state !== from) owner.moved(from, state)
  }

  function each(input: Input): void {
    for (const { connection } of roster.members) connection.feed(input)
  }

  const hurry = () => each({ kind: 'online' })

  const ignoreRelief = gate.onRelief(hurry)

  function examine(): void {
    for (const { connection } of roster.members) connection.feed({ kind: 'examine', heardAt: connection.heardAt })
  }

  return {
    get state() {
      return state
    },
    get connections() {
      return roster.members.map(({ connection }) => connection)
    },
    get frames() {
      return roster.frames(settings.limits.controlFrames)
    },
    open(isWished = false) {
      if (isWished) shards.first()
      // Nothing retires half-way.
      const wasTending = isTending
      isTending = true
      for (const shard of shards.all) {
        const isNeeded = isWished || shard.names.size > 0
        const missing = isNeeded ? redundancy - peersOf(shard).filter(({ replaces }) => !replaces).length : 0
        for (let i = 0; i < missing; i += 1) recruit(shard)
        for (const { connection } of peersOf(shard)) connection.feed(isNeeded ? { kind: 'connect' } : undefined)
      }
      isTending = wasTending
      tend()
    },
    reconnect() {
      for (const member of roster.members) if (member.replaces || member.departure) dismiss(member)
      rounds.settle([])
      this.open(true)
      each({ kind: 'reconnect' })
    },
    close() {
      isClosing = true
      arm(never)
      ignoreRelief()
      for (const member of roster.members) dismiss(member)
      rounds.settle([])
      weigh()
    },
    hurry,
    live(what) {
      if (what === 'awake') examine()
      else each({ kind: what === 'away' ? 'suspend' : 'online' })
    },
    rotate() {
      const old = roster.members.filter((member) => isOpen(member) && !member.replaces)
      const gone = rounds.begin(old)
      for (const [at, member] of old.entries()) replaceIn(member, 'request', at * requestSpreadMs)
      tend()
      return gone
    },
    renew(line, streams) {
      roster.members.find(({ connection }) => connection.line === line)?.connection.renew(streams)
    },
    emptied(line) {
      const member = roster.members.find(({ connection }) => connection.line === line)
      if (!member?.departure) return
      const now = clock.now()
      member.departure = { ...member.departure, until: now }
      arm(now)
    },
  }
}
