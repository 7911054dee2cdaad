/** What a handshake's address asks for: the raw or the combined path, and its streams. */

export interface Address {
  readonly path: string
  readonly combined: boolean
  readonly streams: readonly string[]
}

/** Reads the request target; `undefined` is answered with 404. */
export function readAddress(target: string): Address | undefined {
  const [path = '', query = ''] = target.split('?', 2)
  try {
    if (path === '/stream') return { path, combined: true, streams: names(queryValue(query, 'streams')) }
    if (path === '/ws' || path.startsWith('/ws/')) return { path, combined: false, streams: names(path.slice(4)) }
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
