import { expect, expectTypeOf, test } from 'vitest'
import type { BinanceEvent } from '../../src/binance'
import type { Book, BookFeed, BookState, orderBook } from '../../src/book'
import type { Query } from '../../src/core/query'
import type { Venue } from '../../src/core/venue'
import type { Feed, Signal } from '../../src/index'

/** A feed as every door makes it. */
interface WholeFeed extends Feed<BinanceEvent> {
  readonly venue: Venue<BinanceEvent>
  request<A>(query: Query<A>, options?: { readonly afterMs?: number; readonly signal?: Signal }): Promise<A>
}

test('a feed is all that a book needs, and its states say what they hold', () => {
  expectTypeOf<WholeFeed>().toExtend<BookFeed>()
  expectTypeOf<Parameters<typeof orderBook>[0]>().toEqualTypeOf<BookFeed>()
  expectTypeOf<ReturnType<typeof orderBook>>().toEqualTypeOf<Book>()
  expectTypeOf<AbortSignal>().toExtend<NonNullable<NonNullable<Parameters<typeof orderBook>[2]>['signal']>>()
  const told = (state: BookState) => (state.kind === 'stale' ? state.reason : state.kind)
  expectTypeOf(told).returns.toEqualTypeOf<
    | Exclude<BookState['kind'], 'stale'>
    | ('disconnected' | 'reconnect' | 'sequence' | 'reset' | 'crossed' | 'exhausted' | 'requested')
  >()
  expect(told({ kind: 'closed' })).toBe('closed')
})
