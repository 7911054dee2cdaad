/** How a market is asked beside its streams: addresses, frames, and what answers of both kinds say. */
import type { Query } from '../../core/query'
import type { Outcome, VenueRequests } from '../../core/venue'
import type { BinanceMarket, RequestAddresses } from './endpoints'

/** The host of market data serves no old trades. */
const marketData = /\/\/data-api\./

/** Where REST keeps a market under its host, and what that allows a minute. */
const kinds: Readonly<Record<BinanceMarket, readonly [path: string, weight: number]>> = {
  spot: ['/api/v3', 6_000],
  usdm: ['/fapi/v1', 2_400],
  coinm: ['/dapi/v1', 2_400],
  // Not documented for options: that of futures, until an answer says how much was used, or that it was too much.
  options: ['/eapi/v1', 2_400],
}

/** The requests of a market at these addresses, of which there is one at least. */
export function requestsAt({ rest, api }: RequestAddresses, market: BinanceMarket = 'spot'): VenueRequests {
  const [base, weight] = kinds[market]
  return {
    // REST and WebSocket API count together, by address of the client; since 2026-06-30 so do the two kinds of futures.
    // Options count for themselves, also where they share a host.
    budget: (api ?? (market === 'options' ? `${rest}${base}` : rest?.replace(/\b[df]api\./, 'futures.'))) as string,
    weight,
    spanMs: 60_000,
    url({ path, params }: Query) {
      if (!rest || (path === 'historicalTrades' && marketData.test(rest))) return undefined
      const pairs = Object.entries(params).map(
        ([key, value]) => `${key}=${encodeURIComponent(typeof value === 'object' ? JSON.stringify(value) : value)}`,
      )
      return `${rest}${base}/${path}?${pairs.join('&')}`
    },
    readHttp(status, body, header, time) {
      const value = parsed(body)
      const retryAt = time + Number(header('retry-after') || Number.NaN) * 1_000
      return outcome(status, value, header('x-mbx-used-weight-1m'), value, retryAt)
    },
    socketUrl: api,
    frame: (id, { method, params }) => JSON.stringify({ id, method, params }),
    readFrame(frame) {
      const { id, status, result, error, rateLimits } = Object(parsed(frame))
      const isUsed = (each: unknown) =>
        Object(each).rateLimitType === 'REQUEST_WEIGHT' && Object(each).interval === 'MINUTE'
      const used = Array.isArray(rateLimits) && Object(rateLimits.find(isUsed)).count
      return { id, outcome: outcome(status, result, used, error, Object(Object(error).data).retryAfter) }
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

/** What an answer in either language says; whatever is not as it should be counts as left out. */
function outcome(status: number, value: unknown, used: unknown, error: unknown, retryAt: unknown): Outcome {
  if (status === 200) {
    if (value === undefined) return { kind: 'invalid', reason: 'must be JSON' }
    return { kind: 'ok', value, used: Number(used) || undefined }
  }
  const { code, msg } = Object(error)
  const message = String(msg ?? `status ${status}`)
  if (status === 429 || status === 418) {
    // A ban tells its end in words too: "IP banned until 1795305720000."
    const told = Number(retryAt) || Number(/until (\d{13})/.exec(message)?.[1])
    return { kind: 'limited', status, retryAt: told || undefined }
  }
  if (status >= 500) return { kind: 'failed', status, message }
  return { kind: 'refused', status, code: Number(code) || undefined, message }
}
