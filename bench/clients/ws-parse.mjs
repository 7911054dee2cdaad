/** The bare socket and JSON.parse: what a script written in a minute does. */
import WebSocket from 'ws'
import { streams } from '../frames.mjs'

let sum = 0
export function start(url, arrived) {
  new WebSocket(`${url}/stream?streams=${streams.join('/')}`, { perMessageDeflate: false }).on('message', (data) => {
    sum += JSON.parse(data).stream.length
    arrived()
  })
}
