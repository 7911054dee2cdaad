/** What a tab wants, and what of that whoever runs the feed has not been told yet. */
import type { Channel } from '../core/channel'
import type { Wanted } from './messages'

/** Changes since they were taken last. */
export interface Changes {
  readonly add: readonly Wanted[]
  readonly drop: readonly string[]
  /** Left and joined in one go: these went on all the time. */
  readonly again: readonly string[]
}

export interface Wants {
  /** Everything, by stream, and what its events are read as. */
  readonly all: ReadonlyMap<string, string>
  add(channel: Channel): void
  remove(stream: string): void
  take(): Changes
}

export function createWants(): Wants {
  const all = new Map<string, string>()
  const added = new Set<string>()
  const dropped = new Set<string>()
  return {
    all,
    add({ stream, type }) {
      all.set(stream, type)
      added.add(stream)
    },
    remove(stream) {
      all.delete(stream)
      // What nobody was told of needs no taking back.
      if (!added.delete(stream)) dropped.add(stream)
    },
    take() {
      const again = [...added].filter((stream) => dropped.has(stream))
      const isNew = (stream: string) => !again.includes(stream)
      const add = [...added].filter(isNew).map((stream): Wanted => [stream, all.get(stream) as string])
      const drop = [...dropped].filter(isNew)
      added.clear()
      dropped.clear()
      return { add, drop, again }
    },
  }
}
