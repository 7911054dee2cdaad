/** `partysocket`: a socket that reconnects, and JSON.parse. */
import { WebSocket } from 'partysocket'
import WS from 'ws'

export function start({ url, streams, arrived }) {
  const socket = new WebSocket(`${url}/stream?streams=${streams.join('/')}`, [], { WebSocket: WS })
  socket.addEventListener('message', ({ data }) => arrived(JSON.parse(data).stream.length))
}
