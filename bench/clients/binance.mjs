/** The npm package `binance`, raw events, as its documentation advises for speed. */
import { WebsocketClient } from 'binance'

const quiet = { trace() {}, info() {}, error() {} }

export function start({ url, streams, arrived }, { beautify = false } = {}) {
  const client = new WebsocketClient({ wsUrl: url, beautify }, quiet)
  // Beautified events come twice: as they are, and under another name.
  client.on(beautify ? 'formattedMessage' : 'message', (event) => {
    if (event.data !== undefined || event.e !== undefined || event.u !== undefined || beautify) arrived()
  })
  client.on('exception', () => {})
  return client.subscribe(streams, 'main')
}
