/** Tabs that share a feed, in virtual time, with a scripted far end. */
import { type BinanceEvent, binance, stream } from '../../src/binance'
import type { Feed, FeedOptions } from '../../src/client/feed'
import { openFeed } from '../../src/client/open'
import type { Clock, Fetch } from '../../src/core/clock'
import type { Socket, Transport } from '../../src/core/transport'
import { type AttachOptions, attachWithin } from '../../src/shared/attach'
import { createService, type ServeOptions } from '../../src/shared/serve'
import type { Servant } from '../../src/shared/way'
import { seeded } from '../../src/testing/exchange/random'
import { FakeTransport } from '../../src/testing/fake-transport'
import { ManualClock, type ManualHost, manualHost } from '../../src/testing/manual-clock'
import { FarEnd } from './far-end'
import { Origin, type Page } from './origin'

export interface Tab {
  readonly page: Page
  readonly feed: Feed<BinanceEvent>
  readonly host: ManualHost
  /** Ends it, and what only it had, without a word. */
  kill(): void
}

export interface SharedWorld {
  readonly clock: ManualClock
  readonly origin: Origin
  readonly transport: FakeTransport
  readonly far: FarEnd
  /** Sockets that are open. */
  readonly open: number
  /** Workers ever started. */
  readonly workers: Page[]
  tab(options?: Partial<AttachOptions<BinanceEvent>>): Tab
  /** Lets time pass, and everything that is posted meanwhile arrive. */
  run(ms: number): Promise<void>
}

interface Running {
  readonly page: Page
  accept(port: Servant): void
}

interface Options extends Partial<FeedOptions<BinanceEvent>> {
  readonly sharesWorkers?: boolean
  /** How workers ask by HTTP. */
  readonly fetch?: Fetch
  readonly channel?: ServeOptions<BinanceEvent>['channel']
}

export function sharedWorld({ sharesWorkers = true, channel = stream, fetch, ...tuning }: Options = {}): SharedWorld {
  const clock = new ManualClock()
  const transport = new FakeTransport()
  const far = new FarEnd(transport, clock)
  const origin = new Origin(sharesWorkers)
  const workers: Page[] = []
  let seed = 0
  let common: Running | undefined

  /** In whose time nothing happens once the page is dead. */
  function hostOf(page: Page): ManualHost {
    const own: Clock = {
      now: () => clock.now(),
      time: () => clock.time(),
      timer: (wake, ms) => clock.timer(() => page.isDead || wake(), ms),
    }
    return { ...manualHost(clock, seeded(seed)), clock: own }
  }

  /** A worker and its script. */
  function start(): Running {
    const page = origin.page()
    workers.push(page)
    seed += 1
    const sockets: Socket[] = []
    const carrier: Transport = {
      name: 'of a worker',
      sendsHeaders: true,
      open(url, events, headers) {
        const socket = transport.open(url, events, headers)
        sockets.push(socket)
        return socket
      },
    }
    page.onDeath(() => {
      for (const socket of sockets) socket.abandon()
    })
    const host = { ...hostOf(page), fetch }
    const make = () => openFeed<BinanceEvent>({ venue: binance(), host, ...tuning }, carrier)
    return { page, accept: createService(make, { channel }, page.around).accept }
  }

  /** Every microtask there is has run. */
  const quiet = () => new Promise<void>((resolve) => setImmediate(resolve))

  return {
    clock,
    async run(ms) {
      await quiet()
      await clock.run(ms, quiet)
      await quiet()
    },
    origin,
    transport,
    far,
    workers,
    get open() {
      return transport.sockets.filter(({ isOpen, over }) => isOpen && !over).length
    },
    tab(options = {}) {
      const page = origin.page()
      seed += 1
      const host = hostOf(page)
      const dedicated = () => {
        const worker = start()
        const [here, there] = page.wayTo(worker.page)
        page.onDeath(() => worker.page.die())
        worker.accept(there)
        return Object.assign(here, { terminate: () => worker.page.die() })
      }
      const shared = () => {
        if (!common || common.page.isDead) common = start()
        const [here, there] = page.wayTo(common.page)
        common.accept(there)
        return here
      }
      const way = sharesWorkers ? { worker: shared } : { worker: shared, elected: dedicated }
      const feed = attachWithin<BinanceEvent>({ venue: binance(), host, ...way, ...options }, page.around)
      return { page, feed, host, kill: () => page.die() }
    },
  }
}
