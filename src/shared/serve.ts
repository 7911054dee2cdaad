/** The worker's side: a feed that every tab of the origin may attach to. */
import type { Feed } from '../client/feed'
import type { MarketEvent } from '../core/channel'
import type { Stop } from '../core/clock'
import { FeedError, refuseOption } from '../core/errors'
import type { Desk } from './desk'
import { lead } from './lead'
import type { Endpoint } from './port'
import { type ChannelOf, createServer, type Server } from './server'
import { type Surroundings, surroundings } from './surroundings'

export interface ServeOptions<E extends MarketEvent = MarketEvent> {
  /**
   * Makes the channel of a stream's name, since a channel cannot be sent to a worker: `stream`, `futuresStream` or
   * `optionsStream` of `tickwire/binance`, or a function of your own that names fewer, so that the worker holds fewer.
   * What it throws, and undefined, refuse the stream: the tab's subscription ends with INVALID_CHANNEL.
   */
  readonly channel: ChannelOf<E>
  /** Serves who is at the other end of these, rather than the tabs that connect to the worker it runs in. */
  readonly ports?: readonly Endpoint[]
}

/** The part of a worker's global scope that is used. */
interface Scope extends Endpoint {
  readonly onconnect?: unknown
  readonly WorkerGlobalScope?: unknown
  addEventListener(type: string, listener: (event: never) => void): void
}

/**
 * Serves one feed to all tabs that attach to the worker this runs in, shared or dedicated. Call it before anything is
 * awaited: what connects earlier is not heard.
 * @param make makes the feed: when the first tab comes, and again when all had left, for then it is closed
 * @param options see {@link ServeOptions}; `channel` is required
 * @returns stops serving, and closes the feed
 * @throws FeedError INVALID_OPTION for options that cannot be, or where this is no worker and there are no `ports`
 * @example
 * serveFeed(() => createFeed({ venue: binance() }), { channel: stream })
 */
export function serveFeed<E extends MarketEvent>(make: () => Feed<E>, options: ServeOptions<E>): Stop {
  const { accept, close } = createService(make, options, surroundings())
  const scope = globalThis as unknown as Scope
  if (options.ports) for (const port of options.ports) accept(port)
  else if ('onconnect' in globalThis)
    scope.addEventListener('connect', ({ ports: [port] }: { readonly ports: readonly Endpoint[] }) => {
      if (port) accept(port)
    })
  else if ('WorkerGlobalScope' in globalThis) accept(scope)
  else throw new FeedError('INVALID_OPTION', 'serveFeed() is called in a worker; elsewhere it needs ports.')
  return close
}

/** A server, and what a worker of one tab does for the others. */
export function createService<E extends MarketEvent>(
  make: () => Feed<E>,
  options: ServeOptions<E>,
  around: Surroundings,
): Pick<Server, 'accept' | 'close'> {
  if (typeof make !== 'function') throw refuseOption('make', 'must be a function that makes the feed', make)
  if (typeof options?.channel !== 'function')
    throw refuseOption('channel', 'must be a function that makes the channel of a name', options?.channel)
  /** The tab whose worker this is, and who takes on the others. */
  let own: Desk | undefined
  let retire: Stop | undefined
  let isYielding = false

  const server = createServer(make, options.channel, around, (desk, word) => {
    if (word.kind === 'lead') {
      own = desk
      retire ??= lead(word.name, word.id, around, server.accept)
    } else if (word.kind === 'yield') {
      retire?.()
      isYielding = true
      check()
    }
  })
  server.onLeft(check)

  /** Its own tab waits for the others to be served elsewhere. */
  function check(): void {
    if (isYielding && server.tabs <= 1) own?.tell({ kind: 'empty' })
  }

  return {
    accept: server.accept,
    close() {
      retire?.()
      server.close()
    },
  }
}
