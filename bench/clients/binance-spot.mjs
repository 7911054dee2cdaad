/** The official connector, `@binance/spot`: one handler a stream. */
import { Spot } from '@binance/spot'

const methods = {
  bookTicker: 'bookTicker',
  trade: 'trade',
  aggTrade: 'aggTrade',
  'depth@100ms': 'diffBookDepth',
  kline_1m: 'kline',
  ticker: 'ticker',
}

export async function start({ url, streams, arrived }) {
  const client = new Spot({ configurationWebsocketStreams: { wsURL: url } })
  const connection = await client.websocketStreams.connect()
  connection.on('message', () => {})
  for (const name of streams) {
    const [symbol, ...rest] = name.split('@')
    const kind = rest.join('@')
    const handle = connection[methods[kind]]({
      symbol,
      ...(kind === 'kline_1m' && { interval: '1m' }),
      ...(kind === 'depth@100ms' && { updateSpeed: '100ms' }),
    })
    handle.on('message', () => arrived())
  }
}
