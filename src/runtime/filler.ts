/** Fills the gaps of one stream: asks for what was missed, and holds back what came after until it is in its place. */
import type { Channel, MarketEvent } from '../core/channel'
import type { Gap } from '../core/events'
import type { History, Query } from '../core/query'
import { missing } from '../core/sequence'
import type { AskOptions } from './requests'

/** Who is told what became of gaps. */
export interface FillerReport {
  /**
   * A gap was dealt with.
   * @param events how many were fetched and delivered
   * @param left gaps that were delivered, since this much could not be had
   */
  filled?(gap: Gap, events: number, left: number): void
  /** Why the rest of a gap could not be fetched. */
  failed?(error: unknown, gap: Gap): void
}

export interface FillerOptions extends FillerReport {
  /** Live items held back while the past is fetched; one more, and the gap is told instead. @default 10_000 */
  readonly capacity?: number
  /** The newest event before the first that is taken. */
  readonly last?: MarketEvent | undefined
}

export interface Filler {
  /** Takes what the stream brings, in order: events, and before an event the gap in front of it. */
  take(item: MarketEvent | Gap): void
  /** Forgets everything; nothing is delivered any more. */
  stop(): void
}

interface Fill<E> {
  readonly gap: Gap
  /** The first event after the gap. */
  readonly next: E
  events: number
  left: number
}

export const isGap = (item: MarketEvent | Gap): item is Gap => item.type === 'gap'

/**
 * A gap is delivered as it came where nobody knows what it misses: without history, after `reset`, before any event.
 * One of a stream without numbers is not told where its history says that nothing lasting was missed.
 * @param ask puts a question to the exchange
 * @param deliver takes events and the gaps that are left; must not throw
 */
export function createFiller<E extends MarketEvent>(
  { sequence }: Channel<E>,
  history: History<E> | undefined,
  ask: (query: Query<readonly E[]>, options: AskOptions) => Promise<readonly E[]>,
  deliver: (item: E | Gap) => void,
  { capacity = 10_000, last: newest, filled, failed }: FillerOptions = {},
): Filler {
  /** The newest event delivered. */
  let last = newest as E | undefined
  /** A gap, the event after it once that has come, and whatever came later. */
  let held: (E | Gap)[] = []
  let fill: Fill<E> | undefined
  let isStopped = false
  let abort: (() => void) | undefined
  /** One question at a time needs no more of a signal. */
  const signal = {
    aborted: false,
    addEventListener(_: 'abort', listener: () => void) {
      abort = listener
    },
    removeEventListener() {
      abort = undefined
    },
  }

  function pass(item: E | Gap): void {
    if (isStopped) return
    if (!isGap(item)) last = item
    else if (item.reason === 'reset') last = undefined
    deliver(item)
  }

  const isFillable = (item: E | Gap | undefined): item is Gap =>
    item !== undefined && isGap(item) && item.reason !== 'reset'

  /** Passes on what is held, up to a gap that is being filled or whose next event has not come. */
  function release(): void {
    const items = held
    held = []
    for (let i = 0; i < items.length && !isStopped; i += 1) {
      const item = items[i]!
      const next = items[i + 1]
      if (!history || !sequence || !last || !isFillable(item) || (next && isGap(next) && !isFillable(next))) pass(item)
      // What lies before the event that follows is one gap, however often it was told.
      else if (isFillable(next)) items[i + 1] = { ...next, fromTime: item.fromTime }
      else {
        const query = next && history.missing(last, next)
        if (query || !next) {
          held = items.slice(i)
          if (query) void begin({ gap: item, next: next as E, events: 0, left: 0 }, query)
          return
        }
        // Where the numbers go back no question helps; else nothing was missed.
        const left = sequence.number(next) > sequence.number(last) ? 0 : 1
        if (left) pass(item)
        filled?.(item, 0, left)
      }
    }
  }

  async function begin(mine: Fill<E>, first: Query<readonly E[]>): Promise<void> {
    const { gap, next } = mine
    const { number } = sequence!
    fill = mine
    try {
      for (let query: typeof first | undefined = first; query; query = history!.missing(last!, next)) {
        const before = last
        for (const event of await ask(query, { signal })) {
          // Stopped, or given up.
          if (fill !== mine) return
          if (number(event) <= number(last!) || number(event) >= number(next)) continue
          tell(mine, event)
          mine.events += 1
          pass(event)
        }
        if (fill !== mine) return
        if (last === before) break
      }
    } catch (error) {
      if (fill !== mine) return
      failed?.(error, gap)
    }
    end(mine)
    release()
  }

  /** Delivers the hole before an event as what it is. */
  function tell(mine: Fill<E>, event: E): void {
    const { follows } = sequence!
    const range = follows ? missing(sequence!, sequence!.number(last!), event) : undefined
    if (!(follows ? range : history!.missing(last!, event))) return
    mine.left += 1
    pass({ ...mine.gap, from: range?.from, to: range?.to })
  }

  function end(mine: Fill<E>): void {
    tell(mine, mine.next)
    fill = undefined
    if (isStopped) return
    filled?.(mine.gap, mine.events, mine.left)
    held.splice(0, 2)
    pass(mine.next)
  }

  return {
    take(item) {
      if (isStopped) return
      if (held.length === 0 && !isGap(item)) {
        last = item as E
        deliver(last)
        return
      }
      held.push(item as E | Gap)
      if (!fill) release()
      else if (held.length > capacity + 2) {
        // Too much to hold: what is missing from here on is told, and further gaps stand as they came.
        abort?.()
        end(fill)
        for (const later of held.splice(0)) pass(later)
      }
    },
    stop() {
      isStopped = true
      fill = undefined
      held = []
      abort?.()
    },
  }
}
