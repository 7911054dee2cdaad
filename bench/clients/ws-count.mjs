/** The bare socket: frames are counted and thrown away. */
import WebSocket from 'ws'

export function start({ url, streams, arrived }) {
  new WebSocket(`${url}/stream?streams=${streams.join('/')}`, { perMessageDeflate: false }).on('message', () =>
    arrived(),
  )
}
