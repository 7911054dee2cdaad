/** A book at work: its stream, its snapshots, and what is told about them. */
import type { BookLevels, BookSnapshot, BookSource } from '../core/book-source'
import type { MarketEvent } from '../core/channel'
import type { Stop } from '../core/clock'
import { FeedError, isFeedError } from '../core/errors'
import type { Gap } from '../core/events'
import type { Query } from '../core/query'
import { createAsker } from './asker'
import type { Book, BookFeed, BookSignal, BookState, ResyncReason } from './book'
import { failure, notSynced, unfit } from './failures'
import { type Line, listen } from './line'
import { createNews } from './news'
import { createReaders } from './readers'
import { fallDelay, quietMs, retryDelay, steady, steadyMs, tries } from './retry'
import { createSync, type Taken } from './sync'
import { createView } from './view'

type Change = MarketEvent & BookLevels

/**
 * Keeps a book from a source; it begins at once.
 * @throws FeedError FEED_CLOSED, and what the feed throws for a stream it does not take
 */
export function openBook<E extends Change>(feed: BookFeed, source: BookSource<E>, signal?: BookSignal): Book {
  const { symbol, channel } = source
  const sync = createSync(source)
  let overflows = 0
  const resyncs = { reconnect: 0, sequence: 0, reset: 0, crossed: 0, exhausted: 0, requested: 0 }
  const news = createNews(symbol)
  let state: BookState = { kind: 'syncing' }
  /** What hides the state while there is no connection; the book itself may be whole. */
  let cover: BookState | undefined
  /** Whether anything carries the stream; `back` is by the exchange's word, before any event. */
  let link: 'up' | 'down' | 'back' = 'up'
  /** Undefined where it has let go of the feed. */
  let hangUp: Stop | undefined
  /** Snapshots of this sync that were of no use. */
  let failures = 0
  /** Times it fell out of step since it last was steady, and updates since it last fell. */
  let falls = 0
  let calm = 0
  /** Arrival of the newest snapshot, Unix ms. */
  let toldTime = 0
  let lastTime: number | undefined
  let lastError: FeedError | undefined

  const readers = createReaders<Book>(() => book)
  const snapshot: Query<BookSnapshot> = {
    ...source.snapshot,
    read(answer, receiveTime) {
      toldTime = receiveTime
      return source.snapshot.read(answer, receiveTime)
    },
  }
  const asker = createAsker(feed, snapshot, answered, refused)
  const { ask } = asker

  const disconnected = (): BookState => ({
    kind: 'stale',
    reason: 'disconnected',
    lastUpdateId: sync.lastUpdateId as number,
  })

  const line: Line = {
    hear,
    carried() {
      // What comes from now on is kept, so that a snapshot can be joined to it.
      if (!sync.isFollowing) {
        link = 'up'
        if (cover) uncover()
        return ask(0)
      }
      if (!cover) return
      line.lost()
      link = 'back'
      // The next event tells whether any is missing. A quiet market has none for long: then a snapshot tells.
      ask(quietMs)
    },
    lost() {
      link = 'down'
      if (state.kind !== 'live') return
      cover = disconnected()
      readers.wake()
    },
    refused: fail,
    given(error) {
      link = 'down'
      cover = { kind: 'failed', error }
      give(error)
    },
    closed: end,
  }

  function answered(answer: BookSnapshot): void {
    const isLive = state.kind === 'live'
    if (isLive) sync.restart()
    if (link === 'back') {
      link = 'up'
      cover = undefined
    }
    const before = sync.applied
    const settled = sync.settle(answer)
    if (settled !== 'synced') return isLive ? fall('reconnect', toldTime) : again(unfit(symbol, settled, answer), false)
    const lastUpdateId = sync.lastUpdateId as number
    failures = 0
    state = { kind: 'live', since: answer.lastUpdateId }
    // A snapshot can come while no stream does.
    if (link === 'down') cover ??= disconnected()
    else news.arrive()
    news.tell('synced', { symbol, lastUpdateId, tookUpdates: sync.applied - before })
    readers.wake()
  }

  function refused(cause: unknown): void {
    if (isFeedError(cause, 'FEED_CLOSED')) return end(cause)
    const error = failure(symbol, cause)
    // An answer that cannot be read may come whole another time; a refusal stands.
    if (error.retryable || error.code === 'INVALID_ANSWER') again(error, true)
    else fail(error)
  }

  function again(error: FeedError, isFailure: boolean): void {
    lastError = error
    failures += 1
    if (failures < tries) return ask(retryDelay(failures, isFailure))
    fail(notSynced(symbol, error))
  }

  /** Gives up: nothing is held any more but what the book shows. */
  function fail(error: FeedError): void {
    lastError = error
    leave()
    state = { kind: 'failed', error }
    give(error)
  }

  function give(error: FeedError): void {
    news.refuse(error)
    readers.end(error)
    news.tell('error', error)
  }

  /** Lets go of stream, request and feed. */
  function leave(): void {
    asker.forget()
    sync.restart()
    link = 'up'
    cover = undefined
    hangUp?.()
    hangUp = undefined
  }

  function hear(item: Change | Gap): void {
    link = 'up'
    if (cover) uncover()
    if (item.type === 'gap') return miss(item as Gap)
    lastTime = (item as Change).receiveTime
    const taken = sync.take(item as E)
    if (taken === 'applied') applied(item as Change)
    else if (taken !== 'old') missed(taken, (item as Change).receiveTime)
  }

  function miss({ reason, to, toTime }: Gap): void {
    // Its subscription leaves nothing out while the page is hidden: `hidden` is no reason here.
    // What is missing came before the snapshot: the next event must fit all the same.
    const isHad = reason !== 'reset' && sync.isFollowing && to !== undefined && to <= (sync.lastUpdateId as number)
    if (isHad) return
    sync.restart(reason === 'reset')
    fall(reason as ResyncReason, toTime)
  }

  /** The connection is back. */
  function uncover(): void {
    const was = cover
    cover = undefined
    if (state.kind !== 'live') return
    asker.forget()
    failures = 0
    // Readers ended with the feed's failure; this says that it is worth reading again.
    if (was?.kind === 'failed')
      news.tell('synced', { symbol, lastUpdateId: sync.lastUpdateId as number, tookUpdates: 0 })
    readers.wake()
  }

  function applied({ bids, asks, receiveTime }: Change): void {
    calm += 1
    if (calm === steady) falls = 0
    if (news.isAwaited) news.arrive()
    if (news.isFollowed)
      news.tell('update', { symbol, lastUpdateId: sync.lastUpdateId as number, bids, asks, receiveTime })
    readers.wake()
  }

  function missed(taken: Exclude<Taken, 'applied' | 'old'>, time: number): void {
    if (taken === 'overflow') overflows += 1
    if (taken === 'kept' || taken === 'overflow') return ask(0)
    fall(taken, time)
  }

  /**
   * Begins anew; what the book holds is shown as it stands. Changes wait for a snapshot already.
   * @param time when it fell, Unix ms
   */
  function fall(reason: ResyncReason, time: number): void {
    if (state.kind !== 'live') return ask(0)
    const stoodMs = time - toldTime
    if (stoodMs >= steadyMs) falls = 0
    // Connections are made at a pace of their own.
    const isPaced = reason === 'reconnect' || reason === 'requested'
    if (!isPaced) falls += 1
    const lastUpdateId = sync.lastUpdateId as number
    state = { kind: 'stale', reason, lastUpdateId }
    resyncs[reason] += 1
    calm = failures = 0
    ask(isPaced ? 0 : fallDelay(falls, stoodMs))
    news.tell('resync', { symbol, reason, lastUpdateId })
    readers.wake()
  }

  function end(error: FeedError): void {
    if (state.kind === 'closed') return
    state = { kind: 'closed' }
    leave()
    signal?.removeEventListener('abort', close)
    news.refuse(error)
    readers.end()
    news.clear()
  }

  const close = () => end(new FeedError('ABORTED', `The ${symbol} book was closed.`, { context: { symbol } }))

  const book: Book = {
    // Its members are read when asked for: a copy would freeze `reliable`.
    ...createView(sync.ladders),
    symbol,
    get reliable() {
      return { bid: sync.ladders.bids.edgePrice, ask: sync.ladders.asks.edgePrice }
    },
    get state() {
      return cover ?? state
    },
    get lastUpdateId() {
      return sync.lastUpdateId
    },
    ready() {
      const now = book.state
      if (now.kind === 'live') return Promise.resolve()
      if (now.kind === 'failed') return Promise.reject(now.error)
      if (now.kind === 'closed') return Promise.reject(new FeedError('ABORTED', `The ${symbol} book is closed.`))
      return news.wait()
    },
    on: news.on,
    resync() {
      if (state.kind === 'closed') return
      asker.forget()
      failures = falls = 0
      sync.restart(true)
      if (hangUp) return fall('requested', toldTime)
      const { lastUpdateId } = sync
      state = lastUpdateId === undefined ? { kind: 'syncing' } : { kind: 'stale', reason: 'requested', lastUpdateId }
      hangUp = listen(feed, channel, line)
    },
    stats: () => ({
      symbol,
      lastUpdateId: sync.lastUpdateId,
      updates: sync.applied,
      old: sync.old,
      snapshots: asker.asked,
      overflows,
      resyncs: { ...resyncs },
      waiting: sync.waiting,
      bids: sync.ladders.bids.runs.size,
      asks: sync.ladders.asks.runs.size,
      lastTime,
      lastError,
    }),
    close,
    [Symbol.asyncIterator]() {
      const reader = readers.open(sync.isFollowing)
      const now = book.state
      // The others have been ended by the same.
      if (now.kind === 'closed') readers.end()
      else if (now.kind === 'failed') readers.end(now.error)
      return reader
    },
    // Older browsers have no such symbols.
    ...(Symbol.dispose && { [Symbol.dispose]: close }),
    ...(Symbol.asyncDispose && { [Symbol.asyncDispose]: async () => close() }),
  }

  hangUp = listen(feed, channel, line)
  if (signal?.aborted) close()
  else signal?.addEventListener('abort', close)
  return book
}
