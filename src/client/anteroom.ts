/** Stands in for a filler of gaps while that is loaded. */
import type { MarketEvent } from '../core/channel'
import type { Item } from '../core/events'
import type { Filler } from '../runtime/filler'

/** Items held back while a filler is loaded. */
const heldMost = 10_000

/**
 * What comes after a gap is held back until the filler is there.
 * @param made makes it, given the newest event before the first that it takes
 * @param deliver takes what nobody fills
 * @param failed is told why there will be none
 */
export function createAnteroom(
  made: Promise<(last: MarketEvent | undefined) => Filler>,
  deliver: (item: Item) => void,
  failed: (cause: unknown) => void,
): Filler {
  let next: Pick<Filler, 'take'> | undefined
  let last: MarketEvent | undefined
  let held: Item[] = []
  let isStopped = false
  let filler: Filler | undefined

  function go(to: Pick<Filler, 'take'>): void {
    if (isStopped || next) return
    next = to
    for (const item of held.splice(0)) to.take(item)
  }

  made.then(
    (make) => {
      if (isStopped || next) return
      filler = make(last)
      go(filler)
    },
    (cause) => {
      failed(cause)
      go({ take: deliver })
    },
  )
  return {
    take(item) {
      if (next) return next.take(item)
      if (held.length === 0 && item.type !== 'gap') {
        last = item as MarketEvent
        return deliver(item)
      }
      held.push(item)
      if (held.length > heldMost) go({ take: deliver })
    },
    stop() {
      isStopped = true
      held = []
      filler?.stop()
    },
  }
}
