/** A feed in virtual time with a scripted far end: what most tests of the client start from. */

import type { BinanceEvent } from '../../src/binance'
import { binance } from '../../src/binance'
import type { Feed, FeedOptions } from '../../src/client/feed'
import { openFeed } from '../../src/client/open'
import { seeded } from '../../src/testing/exchange/random'
import { FakeTransport } from '../../src/testing/fake-transport'
import { ManualClock, manualHost } from '../../src/testing/manual-clock'
import { FarEnd, type FarEndOptions } from './far-end'

export interface World {
  readonly clock: ManualClock
  readonly transport: FakeTransport
  readonly far: FarEnd
  readonly feed: Feed<BinanceEvent>
  readonly host: ReturnType<typeof manualHost>
  /** Names and short forms of the feed's events, in order. */
  readonly log: string[]
}

export function world(
  options: Partial<FeedOptions<BinanceEvent>> & {
    readonly far?: FarEndOptions
    readonly canPing?: boolean
    readonly seed?: number
  } = {},
): World {
  const { far: farOptions, canPing = true, seed = 1, ...tuning } = options
  const clock = new ManualClock()
  const host = manualHost(clock, seeded(seed))
  const transport = new FakeTransport(canPing)
  const far = new FarEnd(transport, clock, farOptions)
  const feed = openFeed<BinanceEvent>({ venue: binance(), transport, host, ...tuning }, transport)
  const log: string[] = []
  feed.on('state', ({ kind }) => log.push(`state ${kind}`))
  feed.on('connected', () => log.push('connected'))
  feed.on('disconnected', ({ error }) => log.push(`disconnected ${error.code}`))
  feed.on('retrying', ({ delayMs }) => log.push(`retrying ${delayMs}`))
  feed.on('subscribed', ({ streams }) => log.push(`subscribed ${streams.join(' ')}`))
  feed.on('unsubscribed', ({ streams }) => log.push(`unsubscribed ${streams.join(' ')}`))
  feed.on('gap', ({ stream, reason, from, to }) => log.push(`gap ${stream} ${reason} ${from}-${to}`))
  feed.on('invalid', ({ stream, path, reason }) => log.push(`invalid ${stream} ${path} ${reason}`))
  feed.on('lagged', ({ dropped }) => log.push(`lagged ${dropped}`))
  feed.on('error', ({ code }) => log.push(`error ${code}`))
  return { clock, transport, far, feed, host, log }
}
