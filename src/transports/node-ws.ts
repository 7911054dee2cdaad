/** Node's `ws` by name: headers, agents and proxies. */
import WebSocket from 'ws'
import type { Transport } from '../core/transport'
import { type NodeSocketClass, type NodeSocketOptions, openNodeSocket } from './node-socket'

/**
 * The `ws` package as a transport, for Node.
 * @param options headers, agent and handshake timeout of each connection
 */
export function nodeTransport(options: NodeSocketOptions = {}): Transport {
  return {
    name: 'ws',
    sendsHeaders: true,
    open: (url, events, headers) =>
      openNodeSocket(WebSocket as unknown as NodeSocketClass, url, events, {
        ...options,
        headers: { ...options.headers, ...headers },
      }),
  }
}
