/** `binance-api-node`: the option `wsBase`, one call a kind of stream; it opens a connection for each symbol and kind. */
import api from 'binance-api-node'

export function start({ url, symbols, arrived }) {
  const make = api.default ?? api
  const { ws } = make({ wsBase: `${url}/ws` })
  ws.bookTicker(symbols, () => arrived())
  ws.trades(symbols, () => arrived())
  ws.aggTrades(symbols, () => arrived())
  // A speed is said with the symbol.
  ws.depth(
    symbols.map((symbol) => `${symbol}@100ms`),
    () => arrived(),
  )
  ws.candles(symbols, '1m', () => arrived())
  ws.ticker(symbols, () => arrived())
}
