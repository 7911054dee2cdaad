/** The npm package `binance`: the option `wsUrl`, and all its events listened to. */
import { WebsocketClient } from 'binance'

const quiet = { trace() {}, info() {}, error() {} }

export function start({ url, symbols, trade, told }) {
  const client = new WebsocketClient({ wsUrl: url, beautify: false }, quiet)
  client.on('message', ({ e, s, t, p }) => {
    if (e === 'trade') trade(s, t, p)
  })
  client.on('exception', (error) => told(error.message ?? 'exception'))
  client.on('reconnecting', () => told('reconnecting'))
  client.on('reconnected', () => told('reconnected'))
  client.on('close', () => told('close'))
  const streams = symbols.map((symbol) => `${symbol.toLowerCase()}@trade`)
  client.subscribe(streams, 'main').catch((error) => told(error.message ?? 'subscribe'))
  return { close: () => client.closeAll() }
}
