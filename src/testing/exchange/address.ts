/** What a handshake's address asks for: streams of a market, raw or combined, or the WebSocket API. */

import type { Marketplace } from './record'

/** Where streams of contracts run; the third one is of accounts. Spot has no routes. */
export type Road = 'public' | 'market' | 'private'

export interface StreamAddress {
  readonly kind: 'streams'
  readonly market: Marketplace
  readonly road: Road | undefined
  readonly path: string
  readonly combined: boolean
  /** Stream names, or listen keys. */
  readonly streams: readonly string[]
  /** Events asked for, by listen key; a key that is not here wants all. */
  readonly events: ReadonlyMap<string, ReadonlySet<string>>
  readonly inMicroseconds: boolean
}

export interface RequestAddress {
  readonly kind: 'requests'
  readonly path: string
  readonly returnRateLimits: boolean
  readonly inMicroseconds: boolean
}

export type Address = StreamAddress | RequestAddress

const pattern = /^(?:\/(spot|usdm|coinm|options))?(?:\/(public|market|private))?\/(ws|stream)(?:\/(.*))?$/

/**
 * Reads the request target; `undefined` is answered with 404, `400` with itself. `root` is the market of addresses that
 * name none; those with a road are USD-M then, where the root is spot.
 */
export function readAddress(target: string, root: Marketplace = 'spot'): Address | 400 | undefined {
  const [path = '', query = ''] = target.split('?', 2)
  const unit = /^(?:MILLI|(MICRO))SECOND$/i.exec(queryValue(query, 'timeUnit') || 'MILLISECOND')
  const inMicroseconds = unit?.[1] !== undefined
  try {
    if (path === '/ws-api/v3' || path === '/spot/ws-api/v3') {
      if (unit === null) return 400
      const returnRateLimits = queryValue(query, 'returnRateLimits') !== 'false'
      return { kind: 'requests', path, returnRateLimits, inMicroseconds }
    }
    const [found, prefix, road, shape, rest = ''] = pattern.exec(path) ?? []
    if (found === undefined || (shape === 'stream' && !path.endsWith('/stream'))) return undefined
    const market = (prefix ?? (road !== undefined && root === 'spot' ? 'usdm' : root)) as Marketplace
    if (market === 'spot' && road !== undefined) return undefined
    if (unit === null) return 400
    const { keys, events } = listenKeys(query)
    const named = shape === 'stream' ? names(queryValue(query, 'streams')) : names(rest)
    return {
      kind: 'streams',
      market,
      road: road as Road | undefined,
      path,
      combined: shape === 'stream',
      streams: [...named, ...keys],
      events,
      // Spot alone has it.
      inMicroseconds: inMicroseconds && market === 'spot',
    }
  } catch {
    // Not percent-encoded UTF-8: an address of nothing.
    return undefined
  }
}

// USD-M user data: `listenKey=K1&events=A/B&listenKey=K2`; events belong to the key before them.
function listenKeys(query: string) {
  const keys: string[] = []
  const events = new Map<string, ReadonlySet<string>>()
  for (const part of query.split('&')) {
    const [name, value = ''] = part.split('=', 2)
    const key = keys.at(-1)
    if (name === 'listenKey') keys.push(decodeURIComponent(value))
    else if (name === 'events' && key !== undefined) events.set(key, new Set(names(value)))
  }
  return { keys, events }
}

// By hand, because a form decoder would turn the plus of `@+08:00` into a space.
function queryValue(query: string, name: string): string {
  const pair = query.split('&').find((part) => part.startsWith(`${name}=`))
  return pair?.slice(name.length + 1) ?? ''
}

function names(text: string): string[] {
  return decodeURIComponent(text)
    .split('/')
    .filter((name) => name !== '')
}
