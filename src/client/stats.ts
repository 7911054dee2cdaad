/** The feed's figures and its state, as plain objects for people and programs. */
import type { Clock } from '../core/clock'
import type { FeedState, FeedStats, StreamStats } from '../core/events'
import type { Lifecycle } from '../core/lifecycle'
import { type Route, statusOf } from '../runtime/route'
import type { Counters, Router } from '../runtime/router'
import type { Archive } from './archive'
import type { Carrier } from './carrier'

export function statsOf(
  counters: Counters,
  router: Router,
  { figures }: Carrier,
  { stats: requests }: Archive,
  clock: Clock,
): FeedStats {
  // By `fromEntries`, for a stream may have the name `__proto__`, which an assignment takes for something else.
  const each = <Figure>(figure: (route: Route) => Figure | undefined): Readonly<Record<string, Figure>> =>
    Object.fromEntries(
      [...router.routes].flatMap(([name, route]) => {
        const found = figure(route)
        return found === undefined ? [] : [[name, found] as const]
      }),
    )
  const now = clock.now()
  return {
    ...counters,
    duplicates: router.duplicates(),
    requests,
    streams: each((route): StreamStats => {
      const { events, invalid, lastTime } = route
      const ageMs = lastTime === undefined ? undefined : Math.max(0, clock.time() - lastTime)
      return { status: statusOf(route, now), events, invalid, lastTime, ageMs }
    }),
    drift: each(({ drift }) => drift),
    slowPath: each(({ slow }) => slow || undefined),
    ...figures,
  }
}

/** The state in the user's terms: times on the wall clock. */
export function stateOf(state: Lifecycle, clock: Clock): FeedState {
  const wall = (at: number) => Math.round(clock.time() + at - clock.now())
  const { kind } = state
  switch (kind) {
    case 'opening':
      return { kind: 'connecting', attempt: state.retries }
    case 'open':
      return { kind, since: wall(state.openedAt) }
    case 'waiting':
      return { kind, attempt: state.retries, retryAt: wall(state.retryAt), error: state.cause }
    case 'failed':
      return { kind, error: state.error }
    default:
      return { kind }
  }
}
