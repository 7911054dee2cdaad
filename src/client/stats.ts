/** The feed's figures and its state, as plain objects for people and programs. */
import type { Clock } from '../core/clock'
import type { Lifecycle } from '../core/lifecycle'
import type { Connection } from '../runtime/connection'
import type { Endpoint } from '../runtime/endpoint'
import type { Router } from '../runtime/router'
import type { FeedState, FeedStats, StreamStats } from './events'

/** What is counted where it happens. */
export class Counters {
  invalid = 0
  suspect = 0
  gaps = 0
  dropped = 0
  connections = 0
}

export function statsOf(counters: Counters, router: Router, connection: Connection, endpoint: Endpoint): FeedStats {
  const streams: Record<string, StreamStats> = {}
  for (const [name, { live, carriedAt, events, invalid, lastTime }] of router.routes) {
    const status = live ? 'live' : carriedAt === undefined ? 'wanted' : 'subscribed'
    streams[name] = { status, events, invalid, lastTime }
  }
  const { events, late } = router
  return { ...counters, events, late, controlFrames: connection.frames, breaker: endpoint.breaker.kind, streams }
}

/** The state in the user's terms: times on the wall clock. */
export function stateOf(state: Lifecycle, clock: Clock): FeedState {
  const wall = (at: number) => Math.round(clock.time() + at - clock.now())
  switch (state.kind) {
    case 'opening':
      return { kind: 'connecting', attempt: state.retries + 1 }
    case 'open':
      return { kind: 'open', since: wall(state.openedAt) }
    case 'waiting':
      return { kind: 'waiting', attempt: state.retries, retryAt: wall(state.retryAt), error: state.cause }
    case 'failed':
      return { kind: 'failed', error: state.error }
    default:
      return { kind: state.kind }
  }
}
