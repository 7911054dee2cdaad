/** What a tab asks through whoever runs the feed: answers are read here, and asked for again when he is gone. */
import { FeedError, isFeedError } from '../core/errors'
import type { RequestStats } from '../core/events'
import type { Query } from '../core/query'
import type { AskOptions, Requests } from '../runtime/requests'
import { errorOf, type News, type Word } from './messages'

interface Asked {
  /** To whoever runs the feed, now and whenever another one does. */
  readonly word: Word
  settle(news: News & { readonly kind: 'answer' }): void
  reject(error: FeedError): void
}

export interface Asks extends Requests {
  /** Resolves when every connection of the feed was replaced. */
  rotate(): Promise<void>
  /** Says again what nobody has answered. */
  repeat(post: (word: Word) => void): void
  answered(news: News & { readonly kind: 'answer' }): void
  /** Nobody is there to ask. */
  fail(error: FeedError): void
  /** Whoever was told to replace connections is gone, and they with him. */
  gone(): void
}

/**
 * @param post tells whoever runs the feed, if there is anybody
 * @param time Unix ms
 */
export function createAsks(post: (word: Word) => void, time: () => number, stats: () => RequestStats): Asks {
  const open = new Map<number, Asked>()
  let ids = 0

  function add(id: number, asked: Asked): void {
    open.set(id, asked)
    post(asked.word)
  }

  function fail(error: FeedError): void {
    for (const { reject } of [...open.values()]) reject(error)
    open.clear()
  }

  return {
    ask<A>(query: Query<A>, { afterMs, signal }: AskOptions = {}): Promise<A> {
      const { path, method, params, weight } = query
      ids += 1
      const id = ids
      return new Promise<A>((resolve, reject) => {
        const abort = () => {
          leave()
          post({ kind: 'forget', id })
          reject(new FeedError('ABORTED', 'The request was aborted.', { cause: signal?.reason }))
        }
        const leave = () => {
          open.delete(id)
          signal?.removeEventListener('abort', abort)
        }
        if (signal?.aborted) return abort()
        signal?.addEventListener('abort', abort)
        add(id, {
          word: { kind: 'ask', id, query: { path, method, params, weight }, afterMs },
          settle({ value, error }) {
            leave()
            if (error !== undefined) return reject(errorOf(error))
            try {
              resolve(query.read(value, time()))
            } catch (cause) {
              reject(isFeedError(cause) ? cause : unread(path, cause))
            }
          },
          reject(error) {
            leave()
            reject(error)
          },
        })
      })
    },
    rotate() {
      ids += 1
      const id = ids
      return new Promise((resolve, reject) =>
        add(id, {
          word: { kind: 'rotate', id },
          settle({ error }) {
            open.delete(id)
            if (error === undefined) resolve()
            else reject(errorOf(error))
          },
          reject,
        }),
      )
    },
    repeat(tell) {
      for (const { word } of open.values()) tell(word)
    },
    answered(news) {
      open.get(news.id)?.settle(news)
    },
    gone() {
      for (const { word, settle } of [...open.values()])
        if (word.kind === 'rotate') settle({ kind: 'answer', id: word.id })
    },
    get stats() {
      return stats()
    },
    fail,
    close: () => fail(new FeedError('FEED_CLOSED', 'The feed is closed.')),
  }
}

function unread(path: string, cause: unknown): FeedError {
  const reason = String(cause)
  return new FeedError('INVALID_ANSWER', `${path}: $ ${reason}.`, { cause, context: { path: '$', reason } })
}
