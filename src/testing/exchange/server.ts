/** The local exchange on a real port: Binance's spot protocol for tests and the offline demo, never a real market. */

import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import { createAccounts } from './accounts/accounts'
import { readKey } from './accounts/keys'
import type { LocalAccount } from './accounts/spot-account'
import { UserSession } from './accounts/user-session'
import { type Address, readAddress } from './address'
import { Connection, type ConnectionContext, type Socket } from './connection'
import { Connections } from './connections'
import { Desk } from './desk'
import { createFaults, type Faults, type HandshakeFault, rejection, whole } from './faults'
import { Hub } from './hub'
import { createMarket, type Market } from './market'
import { type LocalExchangeOptions, type ResolvedOptions, resolveOptions, scaledDeadlines } from './options'
import { type ExchangeRecord, Log } from './record'
import { RequestSession } from './request-session'
import { createRest, retryAfter } from './rest'
import { Session, type SessionWire } from './session'
import { createStreams } from './streams'

export type { LocalExchangeOptions } from './options'

export interface LocalExchange {
  /** Base of the socket addresses, `ws://127.0.0.1:PORT`; append `/stream`, `/ws` or `/ws-api/v3`. */
  readonly url: string
  /** Base of the REST addresses, `http://127.0.0.1:PORT`. */
  readonly restUrl: string
  readonly port: number
  /** The engine behind the data; `undefined` while a tape is played. */
  readonly market: Market | undefined
  readonly faults: Faults
  readonly record: ExchangeRecord
  /**
   * One of the accounts given as `accounts`, to trade with.
   * @throws RangeError when there is none of that key
   */
  account(apiKey: string): LocalAccount
  /** Exchange time, in ms since 1970, with a fraction. */
  now(): number
  /** Drops every connection and frees the port. Closing twice is closing. */
  close(): Promise<void>
}

interface Handshake {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
}

/** The server's end of a WebSocket, able to leave a close frame unanswered. */
class Line extends WebSocket implements Socket {
  /** Asked whenever `ws` wants to close on its own, which is how it answers the peer's close frame. */
  deaf: () => boolean = () => false

  override close(code?: number, reason?: string | Buffer): void {
    if (!this.deaf()) super.close(code, reason)
  }

  finish(code: number, reason: string): void {
    super.close(code, reason)
  }
}

export async function createLocalExchange(given: LocalExchangeOptions = {}): Promise<LocalExchange> {
  const options = resolveOptions(given)
  const clockFrom = performance.now()
  const startTime = (options.startTime ?? Date.now()) + options.clockOffsetMs
  const now = () => startTime + performance.now() - clockFrom

  const state = whole()
  const { weightLimit: limit, weightWindowMs: windowMs, banAfter } = options
  const log = new Log(options.recordLimit, { limit, windowMs, banAfter })
  /** Handshakes left hanging: never answered, or waiting for the end of a black hole. */
  const hung = new Set<Duplex>()
  let waiting: Handshake[] = []
  /** Every TCP connection: stopping would wait for the last of them. */
  const tcp = new Set<Duplex>()
  const timers = new Set<ReturnType<typeof setTimeout>>()
  const later = (ms: number, act: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      act()
    }, ms)
    timers.add(timer)
  }
  const connections = new Connections(later)

  const { tape } = options
  const market = tape === undefined ? createMarket({ ...marketOptions(options), startTime }) : undefined
  const streams = market && createStreams(market, (stream, payload) => hub.publish(stream, payload))
  const hub = new Hub<Connection>(log, {
    wanted: (stream) => {
      streams?.want(stream)
      tape?.subscribed(stream)
    },
    unwanted: (stream) => streams?.drop(stream),
  })
  const audience = {
    wrapped: (stream: string, payload: string, frame: string) => hub.publish(stream, payload, frame),
    unwrapped: (frame: string) => connections.notice(frame),
  }
  const desk = new Desk({ market, state, log })
  const anyMarket = () => {
    if (market === undefined) throw new Error('There is no market to trade in while a tape is played.')
    return market
  }
  const played = () => {
    anyMarket().advance(now())
    return anyMarket()
  }
  const accounts = createAccounts(options.accounts, readKey, { market: anyMarket, played, now }, log)

  const context: ConnectionContext = { faults: state, hub, bufferLimit: options.bufferLimit, now, later }
  const { frameLimit, streamLimit } = options
  const deadlines = scaledDeadlines(options)
  const sessionOf = (address: Address, openedAt: number) => (wire: SessionWire) => {
    const pulse = { openedAt, frameLimit, ...deadlines }
    if (address.kind === 'requests') {
      const user = new UserSession({ ...address, accounts, openedAt, data: (text) => wire.data(text) })
      return new RequestSession({ ...pulse, ...address }, wire, desk, user)
    }
    return new Session({ ...pulse, ...address, streamLimit, rejects: (names) => rejection(state, names) }, wire)
  }
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    // Pings of the client count against its limit, so the session must see them first.
    autoPong: false,
    maxPayload: 1_048_576,
    WebSocket: Line,
  })

  const accept = ({ request, socket, head }: Handshake, address: Address) => {
    sockets.handleUpgrade(request, socket, head, (line) => {
      const streams = address.kind === 'streams' ? address.streams : []
      const entry = log.connection(address.kind, address.path, streams, now())
      const connection = new Connection(line, entry, sessionOf(address, entry.openedAt), context)
      connections.add(connection)
      line.deaf = () => state.ignoreClose || state.blackHole
      line.on('message', (data) => connection.received('text', String(data)))
      line.on('ping', (data) => connection.received('ping', String(data)))
      line.on('pong', (data) => connection.received('pong', String(data)))
      // Broken frames and resets: `close` follows and is recorded.
      line.on('error', () => {})
      line.on('close', (code, reason) => {
        connections.delete(connection)
        connection.ended(code, String(reason))
      })
      connection.start()
    })
  }

  const greet = (handshake: Handshake) => {
    const address = readAddress(handshake.request.url ?? '/')
    if (state.hangHandshake) return
    if (state.blackHole) {
      waiting.push(handshake)
      return
    }
    hung.delete(handshake.socket)
    const refusal = greeting(address)
    if (refusal === undefined) return accept(handshake, address!)
    log.refusals.push({ at: now(), status: refusal.status })
    refuse(handshake.socket, refusal.status, refusal.headers)
  }

  /** How a handshake is refused, if it is. */
  const greeting = (address: Address | undefined): HandshakeFault | undefined => {
    const only = state.refuse?.only
    if (state.refuse !== undefined && (only === undefined || only === address?.kind)) return state.refuse
    if (address === undefined) return { status: 404, headers: {} }
    // Binance spot, WebSocket API: opening a connection costs 2 weight.
    const denied = address.kind === 'requests' ? desk.charge(2, now()) : undefined
    return denied && { status: denied.status, headers: retryAfter(denied, now()) }
  }

  const dropAll = () => {
    const count = connections.cut()
    for (const socket of hung) socket.destroy()
    hung.clear()
    waiting = []
    return count
  }

  const stop = () =>
    new Promise<void>((resolve) => {
      dropAll()
      // Its only error is that it was not listening, which is what we want.
      server.close(() => resolve())
      for (const socket of tcp) socket.destroy()
    })

  const faults = createFaults(state, {
    cut: (only) => (only === undefined ? dropAll() : connections.cut(only)),
    cutOne: (index) => connections.cutOne(index),
    close: (code, reason) => connections.close(code, reason),
    ping: (count) => connections.ping(count),
    send: (data, stream) => connections.send(data, stream === undefined ? undefined : hub.audience(stream)),
    shutdown: (afterMs, index) => connections.shutdown(afterMs, index, dropAll),
    lag: (index, ms) => connections.lag(index, ms),
    hold: (stream, count) => hub.hold(stream, count),
    duplicate: (stream, count) => hub.duplicate(stream, count),
    resetIds: () => market?.resetIds(),
    release: () => {
      const released = waiting
      waiting = []
      for (const handshake of released) if (!handshake.socket.destroyed) greet(handshake)
    },
    down: () => stop(),
    up: async () => {
      if (closing !== undefined) throw new Error('The local exchange is closed.')
      if (!server.listening) await listen(server, port, options.host)
    },
  })

  const server = createServer(createRest({ desk, faults, now }))
  server.on('connection', (socket: Duplex) => {
    tcp.add(socket)
    socket.on('close', () => tcp.delete(socket))
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    log.attempts.push(now())
    hung.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => hung.delete(socket))
    greet({ request, socket, head })
  })
  await listen(server, options.port, options.host)
  const { port } = server.address() as AddressInfo
  const authority = `${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`

  const ticking = setInterval(() => {
    const at = now()
    market?.advance(at)
    tape?.advance(at, audience)
    connections.tick(at)
  }, options.tickMs)

  let closing: Promise<void> | undefined
  const close = async () => {
    clearInterval(ticking)
    for (const timer of timers) clearTimeout(timer)
    streams?.stop()
    await stop()
  }

  return {
    url: `ws://${authority}`,
    restUrl: `http://${authority}`,
    port,
    market,
    faults,
    record: log,
    account: (apiKey) => {
      const found = accounts.get(apiKey)
      if (found === undefined) throw new RangeError(`There is no account with the key ${JSON.stringify(apiKey)}.`)
      return found.account
    },
    now,
    close: () => (closing ??= close()),
  }
}

function marketOptions({ symbols, seed, ordersPerSecond, historyMs, tradesKept }: ResolvedOptions) {
  return { seed, ordersPerSecond, historyMs, tradesKept, ...(symbols !== undefined && { symbols }) }
}

function refuse(socket: Duplex, status: number, headers: Readonly<Record<string, string>>): void {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}\r\nConnection: close\r\nContent-Length: 0\r\n${lines.join('')}\r\n`,
  )
}

/** Tries for a moment: after `down` the port may still be held by a connection that is closing. */
async function listen(server: Server, port: number, host: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, host, () => {
          server.off('error', reject)
          resolve()
        })
      })
    } catch (error) {
      if (port === 0 || attempt === 20 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }
}
