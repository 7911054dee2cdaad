import { expect, expectTypeOf, test } from 'vitest'
import type { BinanceEvent } from '../../src/binance'
import type { Book, BookFeed, BookState, orderBook } from '../../src/book'
import type { Feed } from '../../src/index'

test('a feed is all that a book needs, and its states say what they hold', () => {
  expectTypeOf<Feed<BinanceEvent>>().toExtend<BookFeed>()
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
