/** Drawing at the pace of the screen: what came since the last frame, at once. */
import type { Host, Stop } from '../core/clock'
import { FeedError, refuseOption } from '../core/errors'
import type { Item } from '../core/events'
import { host as usualHost } from '../runtime/host'
import type { Subscription } from './subscription'

export interface PerFrameOptions {
  /** Items that may wait for a frame; of more, the oldest are dropped and counted. @default 1_024 */
  readonly capacity?: number
  /** Clock and animation frames. @default the host's */
  readonly host?: Host
}

/** Where there are no animation frames, in ms. */
const frameMs = 16

/**
 * Calls `draw` once per animation frame with everything a subscription gave since the last, oldest first; not at all while
 * it gives nothing, nor while the page is hidden, when a browser draws no frames: then the newest `capacity` items wait.
 * Where a host has no animation frames, as Node, it is called 16 ms after the first item.
 * @param draw is given the items, never none, and how many older ones were dropped since the last frame
 * @returns the way to stop; the subscription goes on
 * @throws FeedError INVALID_OPTION; what `draw` throws is thrown into the host, as by any animation frame
 * @example
 * perFrame(feed.subscribe(bookTicker('BTCUSDT')), (items) => show(items.at(-1)))
 */
export function perFrame<T extends Item>(
  subscription: Pick<Subscription<T>, 'on'>,
  draw: (items: readonly T[], dropped: number) => void,
  { capacity = 1_024, host = usualHost }: PerFrameOptions = {},
): Stop {
  if (typeof draw !== 'function') throw refuseOption('draw', 'must be a function', draw)
  if (!Number.isSafeInteger(capacity) || capacity < 1)
    throw refuseOption('capacity', 'must be an integer from 1 on', capacity)
  if (typeof subscription?.on !== 'function')
    throw new FeedError('INVALID_OPTION', 'perFrame() takes a subscription, as feed.subscribe() gives it.')
  let items: T[] = []
  let dropped = 0
  let planned: Stop | undefined

  function flush(): void {
    planned = undefined
    // Twice the capacity may wait, so that not each item that is too many moves all others.
    const excess = Math.max(0, items.length - capacity)
    const [given, lost] = [excess > 0 ? items.slice(excess) : items, dropped + excess]
    items = []
    dropped = 0
    draw(given, lost)
  }

  const stop = subscription.on((item) => {
    items.push(item)
    if (items.length >= 2 * capacity) {
      dropped += items.length - capacity
      items = items.slice(-capacity)
    }
    planned ??= host.onFrame?.(flush) ?? host.clock.timer(flush, frameMs)
  })
  return () => {
    stop()
    planned?.()
    items = []
  }
}
