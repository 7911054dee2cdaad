/** The npm package `binance`, raw events, as its documentation advises for speed. */
import { WebsocketClient } from 'binance'
import { streams } from '../frames.mjs'

const quiet = { trace() {}, info() {}, error() {} }

export function start(url, arrived) {
  const client = new WebsocketClient({ wsUrl: url, beautify: false }, quiet)
  client.on('message', (event) => {
    if (event.data !== undefined || event.e !== undefined || event.u !== undefined) arrived()
  })
  client.on('exception', () => {})
  return client.subscribe(streams, 'main')
}
