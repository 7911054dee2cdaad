/** What a feed asks the exchange beside its streams. Loaded when it is first needed: who asks nothing pays for nothing. */
import type { Channel } from '../core/channel'
import { type FeedError, temporary } from '../core/errors'
import type { RequestStats } from '../core/events'
import type { Query } from '../core/query'
import type { AskOptions, Requests } from '../runtime/requests'
import type { Reporter, Router } from '../runtime/router'
import { createAnteroom } from './anteroom'

export interface Archive {
  ask<A>(query: Query<A>, options?: AskOptions): Promise<A>
  /** From soon on, what these streams miss is fetched. */
  fill(channels: readonly Channel[], router: Router, emit: Reporter['emit']): void
  readonly stats: RequestStats
  close(): void
}

const nothing: RequestStats = { asked: 0, failed: 0, weight: 0, blockedUntil: 0 }

/**
 * @param open brings who asks
 * @param closedError for who asks after the end
 */
export function createArchive(open: () => Promise<Requests>, closedError: () => FeedError): Archive {
  let loaded: Promise<Requests> | undefined
  let present: Requests | undefined
  let isClosed = false

  async function load(): Promise<Requests> {
    const requests = await open()
    if (isClosed) {
      requests.close()
      throw closedError()
    }
    present = requests
    return requests
  }

  function begin(): Promise<Requests> {
    loaded ??= load()
    // What failed for want of a network may succeed another time.
    loaded.catch(() => {
      loaded = undefined
    })
    return loaded
  }

  const ask: Archive['ask'] = async (query, options) => {
    if (isClosed) throw closedError()
    return (await begin()).ask(query, options)
  }

  return {
    ask,
    fill(channels, router, emit) {
      const loading = Promise.all([import('../runtime/beside'), begin()])
      for (const channel of channels) {
        const made = Promise.all([loading, channel.history?.()])
        // Where the stream has a filler already, nobody else looks at it.
        made.catch(() => {})
        router.fill(channel, (deliver, report) =>
          createAnteroom(
            made.then(
              ([[{ createFiller }], history]) =>
                (last) =>
                  createFiller(channel, history, ask, deliver, { ...report, last }),
            ),
            deliver,
            (cause) => {
              if (isClosed) return
              const text = `What ${channel.stream} misses cannot be fetched: ${String((cause as Error)?.message ?? cause)}`
              emit('error', temporary('REQUEST_FAILED', text, { stream: channel.stream }, cause))
            },
          ),
        )
      }
    },
    get stats() {
      return present?.stats ?? nothing
    },
    close() {
      isClosed = true
      present?.close()
    },
  }
}
