/** How the exchange's depth events join a snapshot and one another: one rule for spot, one for futures. */
import type { BookRule, Verdict } from '../../core/book-source'

/**
 * Spot: the updates of a book are numbered without holes, and an event covers `U` to `u`; `before` is `U - 1`.
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#how-to-manage-a-local-order-book-correctly
 */
function contiguous(before: number, final: number, last: number): Verdict {
  // Steps 4 and 7: what ends at or before the book's last update is in it already.
  if (final <= last) return 'old'
  // Steps 5 and 7: an event may begin within the book, but never leave an update out. The page asks for an event around
  // `lastUpdateId` itself; one that begins right after it, U = lastUpdateId + 1, is as good and does occur.
  return before > last ? 'gap' : 'next'
}

/** The rule of spot books, for the first event as for every other. */
export const spotRule: BookRule = { first: contiguous, next: contiguous }

/**
 * Futures and options: update ids are shared between symbols, so they have holes; each event names the last one of the
 * event before it, `pu`, which is `before`.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/How-to-manage-a-local-order-book-correctly
 */
export const futuresRule: BookRule = {
  first(before, final, last) {
    // Step 4: what ends before the snapshot is in it.
    if (final < last) return 'old'
    // Step 5 asks for U ≤ lastUpdateId ≤ u. On a quiet market the event with u = lastUpdateId may have come before the
    // subscription, and then none ever fits. One whose `pu` is not beyond the snapshot leaves nothing out either.
    return before > last ? 'gap' : 'next'
  },
  next(before, final, last) {
    // Step 6: pu is the u of the event before.
    if (before === last) return 'next'
    return final <= last ? 'old' : 'gap'
  },
}
