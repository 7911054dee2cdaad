/** What a tab shows of a feed that runs elsewhere: its state, its figures, its news. */
import type { CarrierOwner, CarrierParts } from '../client/carrier'
import type { FeedEvents, FeedState } from '../core/events'
import type { Figures, News } from './messages'

export interface Mirror {
  readonly state: FeedState
  readonly figures: Figures
  /** Shows a state of the tab's own. */
  move(to: FeedState): void
  /** Shows the state of the feed elsewhere. */
  show(state: FeedState): void
  /** News of the feed itself. */
  told(news: News): void
  /** A new connection was asked for: states of before it are of no interest. */
  expect(): void
  /** Whoever ran the feed is gone, and its connections with it. */
  gone(): void
}

/** Before anybody has told. */
const nothing: Figures = {
  connections: 0,
  sockets: [],
  controlFrames: { sent: 0, left: 0 },
  breaker: 'closed',
  requests: { asked: 0, failed: 0, weight: 0, blockedUntil: 0 },
  drift: {},
  slowPath: {},
}

/** @param refresh asks for the figures as they are now */
export function createMirror({ router, reporter }: CarrierParts, owner: CarrierOwner, refresh: () => boolean): Mirror {
  let state: FeedState = { kind: 'idle' }
  let figures = nothing
  let isRefreshing = false
  /** Answers to `reconnect` that are due. */
  let unanswered = 0

  function count({ delivered, stream = '' }: FeedEvents['invalid']): void {
    reporter.counters[delivered ? 'suspect' : 'invalid'] += 1
    const route = router.routes.get(stream)
    if (route && !delivered) route.invalid += 1
  }

  const mirror: Mirror = {
    get state() {
      return state
    },
    get figures() {
      if (!isRefreshing) isRefreshing = refresh()
      return figures
    },
    move(to) {
      if (to.kind === state.kind && to.kind !== 'waiting' && to.kind !== 'open') return
      state = to
      owner.moved(to)
    },
    show(now) {
      // A feed that nobody has asked for anything is about to be; one that ends says good-bye.
      if (unanswered === 0 && now.kind !== 'idle' && now.kind !== 'closing' && now.kind !== 'closed') mirror.move(now)
    },
    told(news) {
      switch (news.kind) {
        case 'state':
          if (news.isAnswer) unanswered -= 1
          return mirror.show(news.state)
        case 'figures':
          figures = news.figures
          isRefreshing = false
          return
        case 'rejected':
          return owner.rejected(news.streams, news.error)
        case 'failed':
          return owner.failed(new Set(news.streams), news.error)
        case 'event':
          if (news.name === 'invalid') count(news.value as FeedEvents['invalid'])
          reporter.emit(news.name, news.value as never)
      }
    },
    expect() {
      unanswered += 1
      mirror.move({ kind: 'connecting', attempt: 0 })
    },
    gone() {
      unanswered = 0
      isRefreshing = false
      figures = { ...figures, sockets: [] }
    },
  }
  return mirror
}
