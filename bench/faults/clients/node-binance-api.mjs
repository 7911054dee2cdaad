/** `node-binance-api`: the option `urls.combineStream`, and its `log` function, which is where it tells what happens. */
import Binance from 'node-binance-api'

export function start({ url, symbols, trade, told }) {
  const client = new Binance({
    urls: { stream: `${url}/ws/`, combineStream: `${url}/stream?streams=` },
    log: (...words) => told(words.join(' ')),
  })
  client.websockets.trades(symbols, ({ e, s, t, p }) => {
    if (e === 'trade') trade(s, t, p)
  })
  return {
    close() {
      for (const endpoint of Object.keys(client.websockets.subscriptions())) client.websockets.terminate(endpoint)
    },
  }
}
