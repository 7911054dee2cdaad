/** The connections of a pool, each with its part, and how well the whole is. */
import type { Rotated } from '../core/events'
import { type Lifecycle, unborn } from '../core/lifecycle'
import type { Shard } from '../core/shards'
import type { Connection } from './connection'

export interface Member {
  readonly shard: Shard
  readonly connection: Connection
  readonly bornAt: number
  /** The one that it stands in for when that is ready to go. */
  replaces: Member | undefined
  departure: Departure | undefined
  /** When and why it is to be replaced; on the monotonic clock. */
  rotateAt: number
  reason: Rotated['reason']
  /** Successors in a row that came to nothing. */
  vain: number
}

/** The end of a connection whose streams go to others. */
interface Departure {
  /** When the others had taken on everything. */
  readonly readyAt: number
  /** When it is over though streams still hang on it. */
  readonly until: number
  /** How often the others were told to ask anew. */
  readonly reminders: number
  /** Streams that were missed on the others the last time it was looked. */
  readonly missed: readonly string[]
}

/** From the least well to the best. */
const ranks: readonly Lifecycle['kind'][] = ['closed', 'idle', 'failed', 'closing', 'waiting', 'opening', 'open']
const rank = ({ kind }: Lifecycle) => ranks.indexOf(kind)

/** The state of a shard: that of the best of its connections. */
const best = (states: readonly Lifecycle[]): Lifecycle =>
  states.reduce((one, other) => (rank(other) > rank(one) ? other : one), unborn)

/** The state of the whole: that of its least well part. */
const worst = (states: readonly Lifecycle[]): Lifecycle =>
  states.reduce((one, other) => (rank(other) < rank(one) ? other : one), states[0] ?? unborn)

export interface Roster {
  readonly members: readonly Member[]
  add(member: Member): void
  /** Takes a connection out that is about to close; it is remembered until it has. */
  remove(member: Member): void
  /** A connection that was taken out has closed. */
  forget(connection: Connection): void
  of(shard: Shard): readonly Member[]
  /** The one that stands in for a connection. */
  successorOf(member: Member): Member | undefined
  /** How well it all is; without the shards, how far the closing has come. */
  state(shards: readonly Shard[] | undefined): Lifecycle
  /** Client frames of all that ever were, and how many may leave now on the busiest of those that are. */
  frames(limit: number): { readonly sent: number; readonly left: number }
}

export function createRoster(): Roster {
  let members: readonly Member[] = []
  /** Those that were let go and still say goodbye. */
  const former = new Set<Connection>()
  let formerFrames = 0
  const of = (shard: Shard) => members.filter((member) => member.shard === shard)
  return {
    get members() {
      return members
    },
    add(member) {
      members = [...members, member]
    },
    remove(member) {
      members = members.filter((each) => each !== member)
      former.add(member.connection)
    },
    forget(connection) {
      if (former.delete(connection)) formerFrames += connection.frames.sent
    },
    of,
    successorOf: (member) => members.find(({ replaces }) => replaces === member),
    state(shards) {
      if (!shards) {
        const open = [...former].find(({ state: { kind } }) => kind !== 'closed')
        return open?.state ?? { kind: 'closed', epoch: 0 }
      }
      const parts = shards.map(of).filter((peers) => peers.length > 0)
      return worst(parts.map((peers) => best(peers.map(({ connection }) => connection.state))))
    },
    frames(limit) {
      const all = [...members.map(({ connection }) => connection), ...former].map(({ frames }) => frames)
      const sent = all.reduce((sum, frames) => sum + frames.sent, formerFrames)
      return { sent, left: Math.min(limit, ...all.map(({ left }) => left)) }
    },
  }
}
