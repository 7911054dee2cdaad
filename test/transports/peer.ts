/** A real server that behaves as the conformance cases name its places. */
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import type { PeerPlace } from '../../src/testing/conformance'

export interface Peer {
  url(place: PeerPlace): string
  close(): Promise<void>
}

const behaviours: Partial<Record<PeerPlace, (socket: WebSocket, line: Socket) => void>> = {
  echo: (socket) => socket.on('message', (data) => socket.send(data.toString())),
  burst(socket) {
    for (let i = 0; i < 500; i += 1) socket.send(String(i))
    socket.send('end')
  },
  binary: (socket) => socket.send(Uint8Array.from({ length: 12 }, (_, i) => i)),
  close: (socket) => socket.on('message', () => socket.close(4001, 'enough')),
  ping(socket) {
    socket.on('pong', (data) => socket.send(`pong ${data}`))
    socket.ping('abc')
  },
  cut: (socket, line) => socket.on('message', () => line.destroy()),
  deaf: (_, line) => void line.pause().removeAllListeners('data'),
}

export async function startPeer(): Promise<Peer> {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const lines = new Set<Socket>()
  const server = createServer()
  server.on('connection', (line: Socket) => {
    lines.add(line)
    line.on('close', () => lines.delete(line))
    line.on('error', () => {})
  })
  server.on('upgrade', (request: IncomingMessage, line: Socket, head: Buffer) => {
    const place = (request.url ?? '').slice(1) as PeerPlace
    if (place === 'refuse')
      return void line.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    sockets.handleUpgrade(request, line, head, (socket) => {
      socket.on('error', () => {})
      behaviours[place]?.(socket, line)
    })
  })
  const port = await listen(server)
  // A browser opens one connection at a time to an address: the one that hangs has its own.
  const silent = createTcpServer((line) => {
    lines.add(line)
    line.on('error', () => {}).resume()
  })
  const silentPort = await listen(silent)
  // A port that was free a moment ago and that nobody listens at.
  const unused = createTcpServer()
  const closedPort = await listen(unused)
  await new Promise((resolve) => unused.close(resolve))
  return {
    url: (place) => `ws://127.0.0.1:${place === 'nobody' ? closedPort : place === 'hang' ? silentPort : port}/${place}`,
    async close() {
      for (const line of lines) line.destroy()
      await Promise.all([server, silent].map((each) => new Promise((resolve) => each.close(resolve))))
    },
  }
}

function listen(server: {
  listen(port: number, host: string, done: () => void): unknown
  address(): unknown
}): Promise<number> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))
}
