/** Whatever isomorphic-ws finds: `ws` in Node, the standard WebSocket elsewhere. */
import Isomorphic from 'isomorphic-ws'
import type { Transport } from '../core/transport'
import { type NodeSocketClass, openNodeSocket } from './node-socket'
import { webSocketTransport } from './web-socket'

/** The class where it is that of `ws`: only there can a socket ping. In a browser it may be missing altogether. */
function nodeClass(): NodeSocketClass | undefined {
  const found = Isomorphic as unknown as { prototype?: { ping?: unknown } } | null
  return typeof found?.prototype?.ping === 'function' ? (found as unknown as NodeSocketClass) : undefined
}

/** A socket for wherever this runs. The standard one is looked up at each open, not when this module was loaded. */
export function isomorphicTransport(): Transport {
  const standard = webSocketTransport()
  return {
    name: 'isomorphic-ws',
    get sendsHeaders() {
      return nodeClass() !== undefined
    },
    open(url, events, headers) {
      const Ws = nodeClass()
      return Ws === undefined
        ? standard.open(url, events)
        : openNodeSocket(Ws, url, events, { ...(headers && { headers }) })
    },
  }
}
