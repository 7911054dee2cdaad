/** A tab's side: a feed like any other, whose connections are elsewhere. */
import type { Feed } from '../client/feed'
import { createLiveFeed } from '../client/live-feed'
import type { Signal } from '../client/signal'
import type { MarketEvent } from '../core/channel'
import type { Host } from '../core/clock'
import { refuseOption } from '../core/errors'
import type { Tuning } from '../core/options'
import type { Venue } from '../core/venue'
import { host } from '../runtime/host'
import { type Surroundings, surroundings } from './surroundings'
import { attached } from './tab'
import { electedWay, type Servant, workerWay } from './way'

/** What is the tab's own affair; how connections behave is said where the feed is made, in the worker. */
export interface AttachTuning
  extends Pick<Tuning, 'buffer' | 'closeTimeoutMs' | 'openTimeoutMs' | 'retry' | 'stableAfterMs'> {}

export interface AttachOptions<E extends MarketEvent = MarketEvent> extends AttachTuning {
  /** The exchange: the same as the worker's feed has. Nothing is connected to from here. */
  readonly venue: Venue<E>
  /**
   * Starts or finds the worker that serves the feed; called at each attachment, also when the page comes back or the worker
   * was lost. A SharedWorker gives all tabs one connection, a Worker takes parsing off this tab's main thread, a
   * MessagePort leads to either.
   */
  readonly worker: () => Servant
  /**
   * Starts a dedicated worker of the same file, for hosts without SharedWorker: tabs elect one whose worker serves all.
   * Left out, `worker` is called there too.
   */
  readonly elected?: () => Servant
  /** Tabs of one name elect one leader. @default the venue's name and address */
  readonly name?: string
  /** Closes the feed when it aborts. */
  readonly signal?: Signal
  /** Clock, chance and signals. @default the host's */
  readonly host?: Host
}

const own: readonly (keyof AttachTuning)[] = ['buffer', 'closeTimeoutMs', 'openTimeoutMs', 'retry', 'stableAfterMs']

/**
 * Attaches to the feed that a worker serves with {@link serveFeed}; nothing is started before the first subscription or
 * `connect()`. What it returns is a feed like any other. `close()` ends this tab's part, and the connection with the last
 * tab's; `reconnect()` and `rotate()` are done for all tabs.
 * @param options `venue` and `worker` are required
 * @throws FeedError INVALID_OPTION
 * @example
 * const feed = attachFeed({
 *   venue: binance(),
 *   worker: () => new SharedWorker(new URL('./feed.worker.js', import.meta.url), { type: 'module' }),
 *   elected: () => new Worker(new URL('./feed.worker.js', import.meta.url), { type: 'module' }),
 * })
 */
export function attachFeed<E extends MarketEvent>(options: AttachOptions<E>): Feed<E> {
  return attachWithin(options, surroundings())
}

export function attachWithin<E extends MarketEvent>(options: AttachOptions<E>, around: Surroundings): Feed<E> {
  const { venue, worker, elected, name, signal, host: given = host, ...tuning } = options ?? {}
  if (typeof venue?.read !== 'function')
    throw refuseOption('venue', 'must be an exchange, as binance() makes it', venue)
  if (typeof worker !== 'function') throw refuseOption('worker', 'must be a function that starts the worker', worker)
  if (elected !== undefined && typeof elected !== 'function')
    throw refuseOption('elected', 'must be a function that starts a dedicated worker', elected)
  if (name !== undefined && typeof name !== 'string') throw refuseOption('name', 'must be a text', name)
  for (const [key, value] of Object.entries(tuning))
    if (!(own as readonly string[]).includes(key))
      throw refuseOption(key, `must be given to createFeed() in the worker; here are ${own.join(', ')}`, value)
  const start = !around.sharesWorkers && elected ? elected : worker
  // Without locks nobody can be elected: each tab keeps a worker of its own.
  const isElected = start === elected && start !== worker && around.locks !== undefined
  const way = isElected ? electedWay(name ?? `${venue.name} ${venue.endpoint}`, start, around) : workerWay(start)
  return createLiveFeed<E>({ venue, ...(signal && { signal }), ...tuning }, given, attached(way, around))
}
