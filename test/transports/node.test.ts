import { Agent, createServer } from 'node:http'
import { WebSocket as UndiciSocket } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Socket, SocketEnd, Transport } from '../../src/core/transport'
import { transportCases } from '../../src/testing/conformance'
import { isomorphicTransport } from '../../src/transports/isomorphic'
import { nodeTransport } from '../../src/transports/node-ws'
import { type StandardSocketClass, webSocketTransport } from '../../src/transports/web-socket'
import { type Peer, startPeer } from './peer'

let peer: Peer
beforeAll(async () => {
  peer = await startPeer()
})
afterAll(() => peer.close())

const standard = () => UndiciSocket as unknown as StandardSocketClass

describe.each<[string, Transport, boolean]>([
  ['ws', nodeTransport(), true],
  ['isomorphic-ws, which is ws here', isomorphicTransport(), true],
  ['the standard WebSocket of Node', webSocketTransport(standard), false],
])('%s', (_, transport, showsStatus) => {
  test.each(transportCases.map((each) => [each.name, each] as const))('%s', async (__, each) => {
    await each.run({ transport, url: (place) => peer.url(place), showsStatus })
  })
})

test('headers of the handshake reach the server; those of one handshake go before those of all', async () => {
  const seen: unknown[] = []
  const server = createServer().on('upgrade', (request, socket) => {
    seen.push([request.headers['x-client'], request.headers['x-key']])
    socket.end('HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\n\r\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const status = await new Promise((resolve) => {
    const events = { opened() {}, text() {}, binary() {}, closed: (end: SocketEnd) => resolve(end.status) }
    const transport = nodeTransport({ headers: { 'x-client': 'tickwire', 'x-key': 'of all' } })
    transport.open(`ws://127.0.0.1:${port}`, events, { 'x-key': 'of this' })
  })
  await new Promise((resolve) => server.close(resolve))
  expect([seen, status]).toEqual([[['tickwire', 'of this']], 429])
})

test('a handshake that takes longer than it may is told as the end', async () => {
  const cause = await new Promise((resolve) => {
    nodeTransport({ handshakeTimeoutMs: 50 }).open(peer.url('hang'), {
      opened() {},
      text() {},
      binary() {},
      closed: (end) => resolve(String(end.cause)),
    })
  })
  expect(cause).toContain('handshake')
})

test('an agent carries the connection', async () => {
  const asked: string[] = []
  const agent = new (class extends Agent {
    override createConnection(...args: Parameters<Agent['createConnection']>) {
      asked.push(String((args[0] as { host?: string }).host))
      return super.createConnection(...args)
    }
  })()
  const socket = await new Promise<Socket>((resolve) => {
    const opening = nodeTransport({ agent }).open(peer.url('echo'), {
      opened: () => resolve(opening),
      text() {},
      binary() {},
      closed() {},
    })
  })
  socket.abandon()
  expect(asked).toEqual(['127.0.0.1'])
})

test('without any WebSocket the error names what to do', () => {
  const nothing = webSocketTransport(() => undefined)
  const events = { opened() {}, text() {}, binary() {}, closed() {} }
  expect(() => nothing.open('ws://127.0.0.1', events)).toThrowError(
    expect.objectContaining({ code: 'NO_WEBSOCKET', retryable: false }),
  )
})
