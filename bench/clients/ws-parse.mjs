/** The bare socket and JSON.parse: what a script written in a minute does. */
import WebSocket from 'ws'

export function start({ url, streams, arrived }) {
  new WebSocket(`${url}/stream?streams=${streams.join('/')}`, { perMessageDeflate: false }).on('message', (data) => {
    arrived(JSON.parse(data).stream.length)
  })
}
