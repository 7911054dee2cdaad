/** How spot is asked beside its streams: addresses, frames, and what answers of both kinds say. */
import type { Query } from '../../core/query'
import type { Outcome, VenueRequests } from '../../core/venue'
import type { RequestAddresses } from './endpoints'

/** The host of market data serves no old trades. */
const marketData = /\/\/data-api\./

/** An answer's parts in either language, as far as they are what they should be. */
interface Parts {
  readonly code?: unknown
  readonly msg?: unknown
  readonly data?: { readonly retryAfter?: unknown }
}

/** The requests of spot at these addresses; undefined where there are none. */
export function requestsAt({ rest, api }: RequestAddresses): VenueRequests | undefined {
  if (!rest && !api) return undefined
  return {
    // REST and WebSocket API count together, by address of the client.
    budget: (api ?? rest) as string,
    weight: 6_000,
    spanMs: 60_000,
    url({ path, params }: Query) {
      if (!rest || (path === 'historicalTrades' && marketData.test(rest))) return undefined
      const pairs = Object.entries(params).map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
      return `${rest}/api/v3/${path}?${pairs.join('&')}`
    },
    readHttp(status, body, header, time) {
      const value = parsed(body)
      const seconds = Number(header('retry-after') || Number.NaN)
      const used = Number(header('x-mbx-used-weight-1m') || Number.NaN)
      const retryAt = seconds >= 0 ? time + seconds * 1_000 : undefined
      return outcome(status, value, used >= 0 ? used : undefined, (value ?? {}) as Parts, retryAt)
    },
    socketUrl: api,
    frame: (id, { method, params }) => JSON.stringify({ id, method, params }),
    readFrame(frame) {
      const { id, status, result, error, rateLimits } = Object(parsed(frame)) as Readonly<Record<string, unknown>>
      if (typeof id !== 'number' || typeof status !== 'number') return undefined
      const parts = Object(error) as Parts
      const until = parts.data?.retryAfter
      const retryAt = typeof until === 'number' ? until : undefined
      return { id, outcome: outcome(status, result, usedIn(rateLimits), parts, retryAt) }
    },
  }
}

/** JSON's value; undefined where the text is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The weight used within this minute, as the exchange counts it. */
function usedIn(rateLimits: unknown): number | undefined {
  if (!Array.isArray(rateLimits)) return undefined
  const { count } = Object(
    rateLimits.find((each) => each?.rateLimitType === 'REQUEST_WEIGHT' && each.interval === 'MINUTE'),
  )
  return typeof count === 'number' ? count : undefined
}

function outcome(
  status: number,
  value: unknown,
  used: number | undefined,
  { code, msg }: Parts,
  retryAt: number | undefined,
): Outcome {
  if (status === 200) {
    return value === undefined ? { kind: 'invalid', reason: 'must be JSON' } : { kind: 'ok', value, used }
  }
  const message = typeof msg === 'string' ? msg : `status ${status}`
  if (status === 429 || status === 418) {
    // A ban tells its end in words too: "IP banned until 1795305720000."
    const told = /until (\d{13})\b/.exec(message)?.[1]
    return { kind: 'limited', status, retryAt: retryAt ?? (told ? Number(told) : undefined) }
  }
  if (status >= 500) return { kind: 'failed', status, message }
  return { kind: 'refused', status, code: typeof code === 'number' ? code : undefined, message }
}
