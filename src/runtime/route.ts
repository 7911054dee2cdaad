/** One stream and what is known of it. */

import type { Channel, Report } from '../core/channel'
import type { Drift, Gap, Item, LedgerGap, StreamLedger, StreamStatus } from '../core/events'
import { createTrack, isLive, type Track } from '../core/track'
import type { Filler } from './filler'

/** Takes an item; must not throw. */
export type Sink = (item: Item, stream: string) => void

export interface Route extends Track {
  readonly channel: Channel
  sinks: readonly Sink[]
  /** Readers that need nothing for now. */
  readonly resting: Set<Sink>
  /** Between what the stream brings and those who read it, where gaps are to be filled. */
  filler: Pick<Filler, 'take' | 'stop'> | undefined
  events: number
  backfilled: number
  invalid: number
  /** What is new in its payloads, if anything. */
  drift: Drift | undefined
  /** Payloads of another shape than the usual one. */
  slow: number
  /** Enters both. */
  readonly report: Report
  /** Arrival of the newest event, Unix ms. */
  lastTime: number | undefined
  gapCount: number
  /** The newest holes. */
  readonly gaps: LedgerGap[]
  /** When it spoke last, or was taken on, on the monotonic clock. */
  spokeAt: number
  /** How often in a row it let the time proper to its kind pass. */
  silences: number
  /** When it was last asked for anew, on the monotonic clock. */
  renewedAt: number
}

/** Holes that are remembered. */
const remembered = 100

export function createRoute(channel: Channel): Route {
  const route: Route = {
    ...createTrack(channel.sequence),
    channel,
    sinks: [],
    resting: new Set(),
    filler: undefined,
    events: 0,
    backfilled: 0,
    invalid: 0,
    drift: undefined,
    slow: 0,
    report: {
      foreign(path, payload) {
        const { events = 0, ...first } = route.drift ?? { path, sample: payload.slice(0, 200) }
        route.drift = { ...first, events: events + 1 }
      },
      slow() {
        route.slow += 1
      },
    },
    lastTime: undefined,
    gapCount: 0,
    gaps: [],
    spokeAt: 0,
    silences: 0,
    renewedAt: Number.NEGATIVE_INFINITY,
  }
  return route
}

/** Whether somebody needs the stream now. */
export const isNeeded = ({ sinks, resting }: Route): boolean => sinks.length > resting.size

/** Takes a stream on, or leaves it, where a change of its readers asks for that. */
export function change(
  route: Route,
  { added, removed }: { added(channel: Channel): void; removed(stream: string): void },
  act: () => void,
): void {
  const wasNeeded = isNeeded(route)
  act()
  if (isNeeded(route) === wasNeeded) return
  if (wasNeeded) removed(route.channel.stream)
  else added(route.channel)
}

/** Enters a hole in the stream's book. */
export function note(route: Route, gap: Gap, filled: boolean): void {
  route.gapCount += 1
  route.gaps.push({ ...gap, filled })
  if (route.gaps.length > remembered) route.gaps.shift()
}

export function ledgerOf({ events, backfilled, duplicates, gapCount, gaps }: Route): StreamLedger {
  return { delivered: events, backfilled, duplicates, gapCount, gaps: [...gaps] }
}

export function statusOf(route: Route, now: number): StreamStatus {
  const { copies, channel, spokeAt } = route
  if (copies.length === 0) return 'wanted'
  const hasSpoken = isLive(route)
  if (now - spokeAt <= channel.silenceMs) return hasSpoken ? 'live' : 'subscribed'
  return hasSpoken && !channel.isSteady ? 'quiet' : 'stale'
}
