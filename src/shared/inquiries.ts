/** Questions that tabs put through the one feed. What several ask at once is asked once. */
import type { Feed } from '../client/feed'
import type { FeedError } from '../core/errors'
import type { Query } from '../core/query'
import type { Desk } from './desk'
import type { PlainQuery, Word } from './messages'

/** A question under way, and how many wait for it. */
interface Inquiry {
  waiting: number
  readonly answer: Promise<unknown>
  abort(): void
}

export interface Inquiries {
  heard(desk: Desk, word: Word & { readonly kind: 'rotate' | 'ask' | 'forget' }): void
  /** A tab has gone. */
  forgetAll(desk: Desk): void
}

/** @param feed the feed as it is when it is asked */
export function createInquiries(feed: () => Feed): Inquiries {
  const open = new Map<string, Inquiry>()

  function begin(key: string, query: PlainQuery, afterMs: number | undefined): Inquiry {
    let abort: (() => void) | undefined
    const signal = {
      aborted: false,
      addEventListener(_: 'abort', listener: () => void) {
        abort = listener
      },
      removeEventListener() {
        abort = undefined
      },
    }
    // What the answer says is read where it was asked for.
    const whole: Query = { ...query, read: (answer) => answer }
    const answer = feed().request(whole, { ...(afterMs !== undefined && { afterMs }), signal })
    const inquiry: Inquiry = {
      waiting: 0,
      answer,
      abort() {
        signal.aborted = true
        abort?.()
      },
    }
    open.set(key, inquiry)
    const over = () => {
      if (open.get(key) === inquiry) open.delete(key)
    }
    answer.then(over, over)
    return inquiry
  }

  function ask(desk: Desk, { id, query, afterMs }: Word & { readonly kind: 'ask' }): void {
    const key = JSON.stringify([query.path, query.method, query.params, afterMs])
    const inquiry = open.get(key) ?? begin(key, query, afterMs)
    inquiry.waiting += 1
    const leave = () => {
      if (!desk.asked.delete(id)) return
      inquiry.waiting -= 1
      if (inquiry.waiting > 0) return
      if (open.get(key) === inquiry) open.delete(key)
      inquiry.abort()
    }
    desk.asked.set(id, leave)
    inquiry.answer.then(
      (value) => desk.asked.delete(id) && desk.tell({ kind: 'answer', id, value }),
      (error: FeedError) => desk.asked.delete(id) && desk.tell({ kind: 'answer', id, error }),
    )
  }

  return {
    heard(desk, word) {
      const { id } = word
      if (word.kind === 'ask') return ask(desk, word)
      if (word.kind === 'forget') return desk.asked.get(id)?.()
      feed()
        .rotate()
        .then(
          () => desk.tell({ kind: 'answer', id }),
          (error: FeedError) => desk.tell({ kind: 'answer', id, error }),
        )
    },
    forgetAll(desk) {
      for (const forget of [...desk.asked.values()]) forget()
    },
  }
}
