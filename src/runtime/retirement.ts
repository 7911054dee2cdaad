/** Shards that are not needed any more are kept for a while, for those who come back. */
import type { Shard, Shards } from '../core/shards'

/**
 * @param letGo ends whoever carries a shard that is dissolved
 * @returns lets those go whose time is up; tells when to look again
 */
export function createRetirement(
  shards: Shards,
  retireAfterMs: number,
  letGo: (shard: Shard) => void,
): (now: number) => number {
  const never = Number.POSITIVE_INFINITY
  /** Since when there are shards to spare. */
  let spareSince = never
  return (now) => {
    const spare = shards.spare()
    if (spare.length === 0) spareSince = never
    else if (spareSince === never) spareSince = now
    if (now < spareSince + retireAfterMs) return spareSince + retireAfterMs
    spareSince = never
    for (const shard of spare) {
      shards.dissolve(shard)
      letGo(shard)
    }
    return now
  }
}
