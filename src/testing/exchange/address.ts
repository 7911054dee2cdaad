/** What a handshake's address asks for: streams, raw or combined, or the WebSocket API. */

export type Address =
  | { readonly kind: 'streams'; readonly path: string; readonly combined: boolean; readonly streams: readonly string[] }
  | { readonly kind: 'requests'; readonly path: string; readonly returnRateLimits: boolean }

/** Reads the request target; `undefined` is answered with 404. */
export function readAddress(target: string): Address | undefined {
  const [path = '', query = ''] = target.split('?', 2)
  try {
    if (path === '/stream') {
      return { kind: 'streams', path, combined: true, streams: names(queryValue(query, 'streams')) }
    }
    if (path === '/ws' || path.startsWith('/ws/')) {
      return { kind: 'streams', path, combined: false, streams: names(path.slice(4)) }
    }
    if (path === '/ws-api/v3') {
      return { kind: 'requests', path, returnRateLimits: queryValue(query, 'returnRateLimits') !== 'false' }
    }
  } catch {
    // Not percent-encoded UTF-8: an address of nothing.
  }
  return undefined
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
