/** Sockets of the `ws` package, whoever brings it: pings are seen, pongs are ours, a refusal has its HTTP status. */
import type { Socket, SocketEvents } from '../core/transport'

/** The part of a `ws` socket that is used. */
interface NodeSocket {
  on(event: 'open' | 'pong', listener: () => void): unknown
  on(event: 'message', listener: (data: Bytes, isBinary: boolean) => void): unknown
  on(event: 'ping', listener: (data: Uint8Array) => void): unknown
  on(event: 'close', listener: (code: number, reason: Bytes) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'unexpected-response', listener: (request: unknown, response: Answer) => void): unknown
  removeAllListeners(): unknown
  send(data: string): void
  ping(): void
  pong(data: Uint8Array): void
  close(code: number, reason: string): void
  terminate(): void
}

/** An HTTP answer in place of a socket. */
interface Answer {
  readonly statusCode?: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

interface Bytes extends Uint8Array {
  toString(): string
}

export type NodeSocketClass = new (url: string, options: object) => NodeSocket

/** What a connection may be given on its way: all optional. */
export interface NodeSocketOptions {
  /** Extra headers of the handshake. */
  readonly headers?: Readonly<Record<string, string>>
  /** An `http.Agent`, for instance one that goes through a proxy. */
  readonly agent?: object
  /** Limit of the handshake alone, in ms, beside `openTimeoutMs`. */
  readonly handshakeTimeoutMs?: number
}

/** Frames above this many bytes end the socket; far above what is read at all, so that those are skipped, not fatal. */
const maxPayload = 64 * 1024 * 1024

/** Errors of a handshake that never came as far as the server. */
const unreached = ['ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'ENETDOWN', 'EHOSTUNREACH', 'ECONNREFUSED']

/** What an HTTP answer to a handshake means on exchanges. */
const advice: Readonly<Record<number, string>> = {
  401: ': it does not accept the key',
  403: ': a firewall rejects this client',
  404: ': there is no such path',
  418: ': this address is banned for a while',
  429: ': too many attempts',
  451: ': the exchange does not serve this location',
}

export function openNodeSocket(
  SocketClass: NodeSocketClass,
  url: string,
  events: SocketEvents,
  { headers, agent, handshakeTimeoutMs }: NodeSocketOptions = {},
): Socket {
  // Pongs count against the exchange's limit of frames: they are sent by the connection, not behind its back.
  const socket = new SocketClass(url, {
    autoPong: false,
    maxPayload,
    ...(headers && { headers }),
    ...(agent && { agent }),
    ...(handshakeTimeoutMs !== undefined && { handshakeTimeout: handshakeTimeoutMs }),
  })
  let cause: (Error & { readonly code?: string }) | undefined
  const detach = () => {
    socket.removeAllListeners()
    // Without a listener an error ends the process.
    socket.on('error', () => {})
  }
  const abandon = () => {
    detach()
    socket.terminate()
  }
  socket.on('open', () => events.opened())
  socket.on('message', (data, isBinary) => {
    // Not as a Buffer, whose slices and texts are not those of other byte arrays.
    if (isBinary) events.binary(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    else events.text(data.toString())
  })
  socket.on('ping', (data) => events.pinged?.(data))
  socket.on('pong', () => events.heard?.())
  socket.on('error', (error) => {
    cause = error
  })
  socket.on('unexpected-response', (_, { statusCode: status = 0, headers }) => {
    abandon()
    // A number of seconds; the other form, a date, would need the exchange's clock.
    const retryAfterMs = Number(headers['retry-after'] ?? Number.NaN) * 1_000
    const reason = `HTTP ${status}${advice[status] ?? ''}`
    events.closed({ code: 1006, reason, status, ...(retryAfterMs >= 0 && { retryAfterMs }) })
  })
  socket.on('close', (code, reason) => {
    detach()
    const isUnreached = unreached.includes(cause?.code as string)
    events.closed({ code, reason: reason.toString(), cause, isUnreached })
  })
  return {
    send: (frame) => socket.send(frame),
    ping: () => socket.ping(),
    pong: (payload) => socket.pong(payload),
    close: (code, reason) => socket.close(code, reason),
    abandon,
  }
}
