/** Sockets shaped like the standard WebSocket: the browser's own, Node's global, Deno's, Bun's. */
import { FeedError } from '../core/errors'
import type { Socket, SocketEvents, Transport } from '../core/transport'

/** The part of the standard WebSocket that is used. */
export interface StandardSocket {
  binaryType: string
  onopen: ((event: never) => void) | null
  onmessage: ((event: never) => void) | null
  onclose: ((event: never) => void) | null
  onerror: ((event: never) => void) | null
  send(data: string): void
  close(code?: number, reason?: string): void
}

export type StandardSocketClass = new (url: string) => StandardSocket

interface Close {
  readonly code: number
  readonly reason: string
}

/** The global one, as it is now. */
const standard = () => (globalThis as { WebSocket?: StandardSocketClass }).WebSocket

/**
 * The native WebSocket as a transport.
 * @param find gives the class, asked at each open so that a late patch of the global is honoured. @default the global `WebSocket`
 */
export function webSocketTransport(find: () => StandardSocketClass | undefined = standard): Transport {
  return { name: 'web-socket', open: (url, events) => open(find(), url, events) }
}

function open(SocketClass: StandardSocketClass | undefined, url: string, events: SocketEvents): Socket {
  if (!SocketClass)
    throw new FeedError('NO_WEBSOCKET', 'There is no WebSocket here: import from "tickwire/node", or pass a transport.')
  const socket = new SocketClass(url)
  socket.binaryType = 'arraybuffer'
  let wasOpen = false
  const detach = () => {
    socket.onopen = socket.onmessage = socket.onclose = null
    // Some classes kill the process when an error finds no listener.
    socket.onerror = () => {}
  }
  const end = (code: number, reason: string, cause?: unknown) => {
    detach()
    events.closed({ code, reason, cause })
  }
  socket.onopen = () => {
    wasOpen = true
    events.opened()
  }
  socket.onmessage = ({ data }: { data: string | ArrayBuffer }) => {
    if (typeof data === 'string') events.text(data)
    else events.binary(new Uint8Array(data))
  }
  socket.onclose = ({ code, reason }: Close) => end(code, reason)
  socket.onerror = ({ error, message }: { error?: unknown; message?: string }) => {
    // Before the opening an error is the end: Node 22's own class sends no close after it.
    if (!wasOpen) end(1006, '', error ?? message)
  }
  return {
    send: (frame) => socket.send(frame),
    close: (code, reason) => socket.close(code, reason),
    abandon() {
      detach()
      socket.close()
    },
  }
}
