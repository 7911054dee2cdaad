/** How a tab comes to whoever runs the feed: a worker it names, or the tab that was elected. */
import type { Stop } from '../core/clock'
import { type Call, pairName, rollName } from './lead'
import type { Word } from './messages'
import type { Endpoint } from './port'
import { holdLock } from './presence'
import type { Broadcast, Surroundings } from './surroundings'

/** Somebody who may run the feed. */
export interface Found {
  readonly endpoint: Endpoint
  /** Lets go of what was opened to reach him. */
  readonly end: Stop
  /** What he is to be told before anything else. */
  readonly greeting?: Word
}

export interface Way {
  /** Looks for somebody; tells of each, also of one who takes over later. */
  seek(found: (who: Found) => void, failed: (cause: unknown) => void): void
  /** He is gone. Whether the next one will be told of without seeking again. */
  lost(who: Found): boolean
  /** Whether this tab's worker serves the others. */
  readonly isLeading: boolean
  /** Leaves the lead to another; what was found goes on. */
  resign(): void
  /** Seeks no more. What was found is ended by who has it. */
  stop(): void
}

/** What a tab attaches to: a Worker, a MessagePort, or a SharedWorker. */
export type Servant = Ported | { readonly port: Ported }

/** An endpoint, and how it is let go. */
interface Ported extends Endpoint {
  terminate?(): void
  close?(): void
}

function reach(made: Servant, failed: (cause: unknown) => void): Omit<Found, 'greeting'> {
  const endpoint = 'port' in made ? made.port : made
  const target = made as { addEventListener?(type: string, listener: (event: { message?: unknown }) => void): void }
  target.addEventListener?.('error', ({ message }) => failed(message))
  return {
    endpoint,
    end() {
      if (endpoint.terminate) endpoint.terminate()
      else endpoint.close?.()
    },
  }
}

/** @param make starts the worker */
export function workerWay(make: () => Servant): Way {
  return {
    seek(found, failed) {
      try {
        found(reach(make(), failed))
      } catch (cause) {
        failed(cause)
      }
    },
    lost: () => false,
    isLeading: false,
    resign() {},
    stop() {},
  }
}

/**
 * One tab of all that elect under a name starts a worker, and that serves them all. Who leads holds a lock; the next in
 * line gets it when that tab is gone.
 */
export function electedWay(name: string, make: () => Servant, around: Surroundings): Way {
  const { broadcast, locks } = around
  let roll: Broadcast | undefined
  let release: Stop | undefined
  let own: Found | undefined
  let ownId: string | undefined

  function stop(): void {
    way.resign()
    own = undefined
  }

  const way: Way = {
    seek(found, failed) {
      stop()
      const tab = around.unique()
      const met = new Set<string>()
      const channel = broadcast(rollName(name))
      roll = channel
      channel.addEventListener('message', ({ data }) => {
        const call = data as Call
        if (roll !== channel || call.kind !== 'leader' || call.id === ownId || met.has(call.id)) return
        met.add(call.id)
        const pair = broadcast(pairName(name, call.id, tab))
        found({ endpoint: pair, end: () => pair.close() })
        channel.postMessage({ kind: 'join', leader: call.id, tab } satisfies Call)
      })
      channel.postMessage({ kind: 'here' } satisfies Call)
      release = holdLock(locks!, `tickwire leader ${name}`, () => {
        const id = around.unique()
        ownId = id
        try {
          own = { ...reach(make(), failed), greeting: { kind: 'lead', name, id } }
          found(own)
        } catch (cause) {
          failed(cause)
        }
      })
    },
    lost(who) {
      if (who === own) return false
      roll?.postMessage({ kind: 'here' } satisfies Call)
      return true
    },
    get isLeading() {
      return own !== undefined
    },
    resign() {
      roll?.close()
      roll = undefined
      release?.()
      release = undefined
    },
    stop,
  }
  return way
}
