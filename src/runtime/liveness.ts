/** Streams that fall silent: told once with the likeliest cause, and asked for anew while others on their line speak. */

import { temporary } from '../core/errors'
import type { Emit } from '../core/events'
import { isLive, type Line } from '../core/track'
import { isNeeded, type Route } from './route'

export interface Liveness {
  /** A stream was taken on, or speaks again. */
  expect(route: Route): void
  /** Looks at who has been silent too long; returns when to look again. */
  watch(now: number): number
}

const explanations = {
  'unknown-symbol': 'The exchange acknowledges any name: check its spelling.',
  'quiet-market': 'Its symbol is alive: nothing of this kind has happened yet.',
  'thin-test-market': 'Test markets trade little.',
}

/** The longest time between two renewals of a silent stream, in ms. */
const longest = 3_600_000

/** A line speaks while it brought an event within so many ms. */
const talkingMs = 10_000

/** Streams that fall due within so many ms are looked at in one go. */
const together = 250

/** How long a stream may be silent this time, in ms. */
const patience = ({ silences, channel: { silenceMs } }: Route) =>
  Math.min(silenceMs * 2 ** silences, Math.max(longest, silenceMs))

/** When the first line that carries it will have been silent too long. */
function dueAt(route: Route): number {
  let spokeAt = Number.POSITIVE_INFINITY
  for (const copy of route.copies) spokeAt = Math.min(spokeAt, copy.spokeAt)
  return Math.max(spokeAt, route.renewedAt) + patience(route)
}

export function createLiveness(
  routes: ReadonlyMap<string, Route>,
  environment: string,
  emit: Emit,
  silent: (line: Line, streams: readonly string[]) => void,
): Liveness {
  /** When the next stream may be due; streams that spoke since are due later. */
  let next = Number.POSITIVE_INFINITY

  function tell({ channel }: Route): void {
    const { stream, symbol, silenceMs } = channel
    const isKnown = [...routes.values()].some((other) => isLive(other) && other.channel.symbol === symbol)
    const cause = isKnown ? 'quiet-market' : environment === 'testnet' ? 'thin-test-market' : 'unknown-symbol'
    const text = `${stream} has been silent for ${silenceMs} ms. ${explanations[cause]}`
    emit('error', temporary('STREAM_SILENT', text, { stream, silenceMs, cause }))
  }

  return {
    expect(route) {
      next = Math.min(next, dueAt(route))
    },
    watch(now) {
      if (now < next) return next
      next = Number.POSITIVE_INFINITY
      const renewals = new Map<Line, string[]>()
      for (const route of routes.values()) {
        if (route.copies.length === 0 || !isNeeded(route)) continue
        if (dueAt(route) <= now) {
          if (route.silences === 0 && !isLive(route)) tell(route)
          route.silences += 1
          route.renewedAt = now
          for (const { line, spokeAt } of route.copies) {
            if (line.isLeaving || now - line.spokeAt > talkingMs || now - spokeAt < route.channel.silenceMs) continue
            renewals.set(line, [...(renewals.get(line) ?? []), route.channel.stream])
          }
        }
        next = Math.min(next, dueAt(route))
      }
      // Streams that fall due one by one are looked at together.
      next = Math.max(next, now + together)
      for (const [line, streams] of renewals) silent(line, streams)
      return next
    },
  }
}
