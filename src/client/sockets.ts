/** A feed's own connections, as what carries its streams. */
import { FeedError } from '../core/errors'
import type { SocketStats } from '../core/events'
import type { Lifecycle } from '../core/lifecycle'
import { createShards } from '../core/shards'
import type { Transport } from '../core/transport'
import { gateOf } from '../runtime/gate'
import { createPool } from '../runtime/pool'
import type { Carry } from './carrier'
import { stateOf } from './stats'

/** @param transport opens the sockets, of streams and of questions */
export function sockets(transport: Transport): Carry {
  return ({ venue, host, settings, router, reporter }, owner) => {
    const { clock } = host
    const shards = createShards(settings.limits.streams)
    const gate = gateOf(clock, venue)
    const dialled = venue.dial?.(transport, host) ?? transport
    const pool = createPool({ venue, transport: dialled, host, settings, router, reporter, gate }, shards, {
      moved(from: Lifecycle, to: Lifecycle) {
        if (to.kind === from.kind && to.kind !== 'waiting' && to.epoch === from.epoch) return
        owner.moved(stateOf(to, clock))
      },
      failed: owner.failed,
      rejected(streams, { code, message }) {
        const text = `The exchange refused ${streams.join(', ')}: ${message.slice(0, 200)} (code ${code}).`
        owner.rejected(streams, new FeedError('SUBSCRIBE_REJECTED', text, { context: { streams, code } }))
      },
    })

    function open(): SocketStats[] {
      const now = clock.now()
      const found: SocketStats[] = []
      for (const { state, line, url } of pool.connections) {
        if (!line || state.kind !== 'open') continue
        const since = Math.round(clock.time() + state.openedAt - now)
        found.push({ url, streams: line.streams, since, isLeaving: line.isLeaving })
      }
      return found
    }

    return {
      get state() {
        return stateOf(pool.state, clock)
      },
      get figures() {
        return { sockets: open(), controlFrames: pool.frames, breaker: gate.breaker.kind }
      },
      added: ({ stream, route }) => shards.add(stream, route),
      removed: shards.remove,
      emptied: pool.emptied,
      silent: pool.renew,
      open: (isWished) => pool.open(isWished),
      reconnect: () => pool.reconnect(),
      rotate: pool.rotate,
      close: pool.close,
      hurry: pool.hurry,
      live: pool.live,
      async requests() {
        const { name, requests } = venue
        if (!requests) {
          const text = `There is nowhere to ask ${name} beside its streams: give the venue restUrl or apiUrl.`
          throw new FeedError('REQUEST_REFUSED', text)
        }
        const [{ createRequests }, spoken] = await Promise.all([import('../runtime/beside'), requests()])
        return createRequests(spoken, transport, host)
      },
    }
  }
}
