/** A tab's place at one of those who run the feed: a line of the tab's router, fed with batches. */
import type { Clock, Stop } from '../core/clock'
import type { Item } from '../core/events'
import type { Line } from '../core/track'
import type { Router } from '../runtime/router'
import { type Batch, type News, unpack, type Word } from './messages'
import { openPort } from './port'
import type { Found } from './way'

export interface Berth {
  readonly who: Found
  readonly line: Line
  /** The feed can be used from here. */
  isWelcome: boolean
  /** When it brought something last, on the monotonic clock. */
  heardAt: number
  /** When it is left at the latest, on the monotonic clock; Infinity while nobody has taken over. */
  leaveAt: number
  /** Watches whether whoever runs the feed lives. */
  watch: Stop
  post(word: Word): void
  /** Drops streams: what still comes of them is not looked at until this is confirmed. */
  want(add: readonly (readonly [string, string])[], drop: readonly string[]): void
  /** Says good-bye and lets go. Twice is once. */
  end(): void
}

export function createBerth(
  who: Found,
  router: Pick<Router, 'receive'>,
  clock: Clock,
  heard: (berth: Berth, news: News) => void,
): Berth {
  /** Streams that were dropped, and how often that was not confirmed yet. */
  const dropped = new Map<string, number>()
  let isOver = false

  function tell(news: News): void {
    if (news.kind === 'left')
      for (const stream of news.streams) {
        const times = (dropped.get(stream) ?? 1) - 1
        if (times === 0) dropped.delete(stream)
        else dropped.set(stream, times)
      }
    heard(berth, news)
  }

  const port = openPort(
    who.endpoint,
    (message) => {
      const batch = message as Batch
      const now = clock.now()
      for (let i = 0; i < batch.length && !isOver; i += 2) {
        const stream = batch[i] as string
        if (stream === '') tell(unpack(batch[i + 1] as News))
        else if (!dropped.has(stream)) {
          berth.heardAt = now
          router.receive(stream, batch[i + 1] as Item, berth.line, now)
        }
      }
    },
    who.end,
  )

  const berth: Berth = {
    who,
    line: { isLeaving: false, streams: 0, spokeAt: 0 },
    isWelcome: false,
    heardAt: clock.now(),
    leaveAt: Number.POSITIVE_INFINITY,
    watch: () => {},
    post: (word) => port.post(word),
    want(add, drop) {
      if (add.length + drop.length === 0) return
      for (const stream of drop) dropped.set(stream, (dropped.get(stream) ?? 0) + 1)
      port.post({ kind: 'want', add, drop } satisfies Word)
    },
    end() {
      if (isOver) return
      isOver = true
      berth.watch()
      port.post({ kind: 'bye' } satisfies Word)
      port.close()
    },
  }
  return berth
}
