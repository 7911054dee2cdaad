/** One connection of a pool, its part, and how well the whole is. */
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
}

/** From the least well to the best. */
const ranks: readonly Lifecycle['kind'][] = ['closed', 'idle', 'failed', 'closing', 'waiting', 'opening', 'open']
const rank = ({ kind }: Lifecycle) => ranks.indexOf(kind)

/** The state of a shard: that of the best of its connections. */
export const best = (states: readonly Lifecycle[]): Lifecycle =>
  states.reduce((one, other) => (rank(other) > rank(one) ? other : one), unborn)

/** The state of the whole: that of its least well part. */
export const worst = (states: readonly Lifecycle[]): Lifecycle =>
  states.reduce((one, other) => (rank(other) < rank(one) ? other : one), states[0] ?? unborn)
