/** The local exchange on a real port: Binance's protocol for tests and the offline demo, never a real market. */

import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import { createClients } from './clients'
import { Connection, type ConnectionContext, type Socket } from './connection'
import { Connections } from './connections'
import { contractRequests } from './contract-requests'
import { Desk } from './desk'
import { type Admission, type Entrance, type EntranceHost, usualEntrance } from './entrances'
import { createFaults, type HandshakeFault, whole } from './faults'
import { Floors } from './floors'
import type { LocalExchange, MarketAddress } from './local-exchange'
import { type LocalExchangeOptions, resolveOptions } from './options'
import { Log, type Marketplace } from './record'
import { createRest, retryAfter } from './rest'
import { createSbe } from './sbe'

export type { LocalExchange, MarketAddress } from './local-exchange'
export type { LocalExchangeOptions } from './options'

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
  const log = new Log(options.recordLimit, { limit, windowMs, banAfter }, options.market)
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

  const floors = new Floors<Connection>({
    options,
    startTime,
    log,
    now,
    notice: (frame) => connections.notice(frame),
  })
  const { market } = floors
  const desk = new Desk({ market, state, log })
  for (const markets of [['usdm', 'coinm'], ['options']] as const) {
    const { weightLimit } = resolveOptions(given, markets[0])
    log.pool(markets, { limit: weightLimit, windowMs, banAfter })
  }
  const contractDesks = {
    futures: new Desk({ market, state, log, weights: log.weightOf('usdm') }),
    options: new Desk({ market, state, log, weights: log.weightOf('options') }),
  }
  const deskOf = (market: Marketplace) =>
    market === 'spot' ? desk : contractDesks[market === 'options' ? 'options' : 'futures']
  const { accounts, listenKeys, account, futuresAccount, tick } = createClients({ given, floors, log, now })

  const context: ConnectionContext = { faults: state, bufferLimit: options.bufferLimit, now, later }
  const optionsOf = (market: Marketplace) => resolveOptions(given, market)
  const floor = (market: Marketplace) => floors.of(market)
  const host: EntranceHost = { root: options.market, state, desk, accounts, optionsOf, floor, listenKeys }
  const sbe = createSbe(market, log, host)
  /** Asked in turn; the first that knows an address has it. */
  const entrances: readonly Entrance[] = [
    sbe.entrance,
    usualEntrance(host),
    contractRequests({ state, houses: floors.houses, desk: deskOf, listenKeys, optionsOf }),
  ]
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    // Pings of the client count against its limit, so the session must see them first.
    autoPong: false,
    maxPayload: 1_048_576,
    WebSocket: Line,
  })

  const accept = ({ request, socket, head }: Handshake, admission: Admission) => {
    sockets.handleUpgrade(request, socket, head, (line) => {
      const entry = log.connection(admission, now())
      const connection = new Connection(line, entry, admission.open(entry.openedAt), context)
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
    if (state.hangHandshake) return
    if (state.blackHole) {
      waiting.push(handshake)
      return
    }
    hung.delete(handshake.socket)
    const answer = greeting(handshake.request)
    if ('open' in answer) return accept(handshake, answer)
    log.refusals.push({ at: now(), status: answer.status })
    refuse(handshake.socket, answer.status, answer.headers)
  }

  /** Who is let in, or how the handshake is refused. */
  const greeting = ({ url = '/', headers }: IncomingMessage): Admission | HandshakeFault => {
    const knock = { target: url, headers }
    let found: Admission | HandshakeFault | undefined
    for (const entrance of entrances) found ??= entrance(knock)
    const kind = found !== undefined && 'open' in found ? found.kind : undefined
    const only = state.refuse?.only
    if (state.refuse !== undefined && (only === undefined || only === kind)) return state.refuse
    if (found === undefined) return { status: 404, headers: {} }
    if (!('open' in found) || found.weight === undefined) return found
    const denied = deskOf(found.market).charge(found.weight, now())
    return denied === undefined ? found : { status: denied.status, headers: retryAfter(denied, now()) }
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
    send: (data, stream) => connections.send(data, stream === undefined ? undefined : floors.audience(stream)),
    shutdown: (afterMs, index) => connections.shutdown(afterMs, index, dropAll),
    lag: (index, ms) => connections.lag(index, ms),
    hold: (stream, count) => {
      for (const hub of floors.hubs()) hub.hold(stream, count)
    },
    duplicate: (stream, count) => {
      for (const hub of floors.hubs()) hub.duplicate(stream, count)
    },
    resetIds: () => floors.resetIds(),
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

  const rest = createRest({
    desk: deskOf,
    houses: floors.houses,
    listenKeys,
    faults,
    snapshotLag: () => state.snapshotLag,
    now,
    later,
  })
  const server = createServer(rest)
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
    floors.advance(at)
    tick(at)
    connections.tick(at)
  }, options.tickMs)

  let closing: Promise<void> | undefined
  const close = async () => {
    clearInterval(ticking)
    for (const timer of timers) clearTimeout(timer)
    floors.stop()
    sbe.stop()
    await stop()
  }

  return {
    url: `ws://${authority}`,
    restUrl: `http://${authority}`,
    port,
    market,
    faults,
    record: log,
    account,
    futuresAccount,
    contracts: (of) => floors.contracts(of),
    address: (of) => addressOf(of, options.market, authority),
    now,
    close: () => (closing ??= close()),
  }
}

function addressOf(market: Marketplace, root: Marketplace, authority: string): MarketAddress {
  const url = market === root ? `ws://${authority}` : `ws://${authority}/${market}`
  const api = market === 'spot' ? { apiUrl: `ws://${authority}/ws-api/v3` } : {}
  return { url, restUrl: `http://${authority}`, ...api }
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
