/** `partysocket`: a socket that reconnects; SUBSCRIBE on every `open`, as its documentation shows, and parsing by hand. */
import { WebSocket } from 'partysocket'
import WS from 'ws'

export function start({ url, symbols, trade, told }) {
  const socket = new WebSocket(`${url}/stream`, [], { WebSocket: WS })
  const params = symbols.map((symbol) => `${symbol.toLowerCase()}@trade`)
  socket.addEventListener('open', () => {
    told('open')
    socket.send(JSON.stringify({ method: 'SUBSCRIBE', params, id: 1 }))
  })
  socket.addEventListener('message', ({ data }) => {
    try {
      const { data: event } = JSON.parse(data)
      if (event?.e === 'trade') trade(event.s, event.t, event.p)
    } catch (error) {
      told(error.message)
    }
  })
  socket.addEventListener('close', ({ code }) => told(`close ${code}`))
  socket.addEventListener('error', ({ message }) => told(message))
  return { close: () => socket.close() }
}
