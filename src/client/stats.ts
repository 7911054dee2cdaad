/** The feed's figures and its state, as plain objects for people and programs. */
import type { Clock } from '../core/clock'
import type { FeedState, FeedStats, StreamStats } from '../core/events'
import type { Lifecycle } from '../core/lifecycle'
import type { Connection } from '../runtime/connection'
import type { Counters, Router } from '../runtime/router'

export function statsOf(counters: Counters, { routes }: Router, { frames, breaker }: Connection): FeedStats {
  const streams: Record<string, StreamStats> = {}
  for (const [name, { live, carried, events, invalid, lastTime }] of routes) {
    streams[name] = { status: live ? 'live' : carried ? 'subscribed' : 'wanted', events, invalid, lastTime }
  }
  return { ...counters, controlFrames: frames, breaker: breaker.kind, streams }
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
