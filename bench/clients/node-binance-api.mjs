/** `node-binance-api`: the option `urls.combineStream`; one call a kind of stream, one connection for each call. */
import Binance from 'node-binance-api'

export function start({ url, symbols, arrived }) {
  const client = new Binance({
    urls: { stream: `${url}/ws/`, combineStream: `${url}/stream?streams=` },
    log: () => {},
  })
  const { websockets } = client
  const each = () => arrived()
  websockets.trades(symbols, each)
  websockets.aggTrades(symbols, each)
  websockets.depth(symbols, each)
  websockets.candlesticks(symbols, '1m', each)
  websockets.prevDay(symbols, each)
  // There is no call for several book tickers.
  for (const symbol of symbols) websockets.bookTickers(symbol, each)
}
