/** The bare socket: frames are counted and thrown away. */
import WebSocket from 'ws'
import { streams } from '../frames.mjs'

export function start(url, arrived) {
  new WebSocket(`${url}/stream?streams=${streams.join('/')}`, { perMessageDeflate: false }).on('message', () =>
    arrived(),
  )
}
