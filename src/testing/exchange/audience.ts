/** Where the streams of a connection are: whoever they are not for is acknowledged all the same, and hears nothing. */

import type { StreamAddress } from './address'
import type { Listener } from './hub'

/** Takes connections in by stream. */
export interface Audience<L extends Listener> {
  join(listener: L, stream: string): void
  leave(listener: L, stream: string): void
}

/** Requests have no streams. */
export const nobody: Audience<Listener> = { join() {}, leave() {} }

/** Market data of one market, and where it runs. */
export interface Floor<L extends Listener> {
  readonly hub: Audience<L>
  /** The road of a stream; `undefined` for one that does not exist. */
  roadOf(stream: string): 'public' | 'market' | 'any' | undefined
}

/** Takes connections in by listen key. */
export interface Private<L> {
  join(listener: L, key: string, events: ReadonlySet<string> | undefined): void
  leave(listener: L, key: string): void
}

/**
 * Who hears what on a connection to contracts.
 * Wire: a stream on the wrong route is acknowledged and silent; USD-M without a route is `/public`; COIN-M without one has all.
 */
export function contractAudience<L extends Listener>(
  { market, road, events }: StreamAddress,
  floor: Floor<L>,
  accounts: Private<L>,
): Audience<L> {
  const isPrivate = road === 'private' || (market === 'coinm' && road === undefined)
  const carried = road ?? (market === 'coinm' ? undefined : 'public')
  return {
    join(listener, stream) {
      if (isPrivate) accounts.join(listener, stream, events.get(stream))
      if (road === 'private') return
      const found = floor.roadOf(stream)
      if (found === undefined) return
      if (carried === undefined || found === 'any' || carried === found) floor.hub.join(listener, stream)
    },
    leave(listener, stream) {
      accounts.leave(listener, stream)
      floor.hub.leave(listener, stream)
    },
  }
}
