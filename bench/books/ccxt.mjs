/** `ccxt`: its handler of messages and the book it keeps; the connection only has to have an address. */
import ccxt from 'ccxt'

export function createBook({ lastUpdateId, bids, asks }) {
  const client = new ccxt.pro.binance()
  const symbol = 'BTC/USDT'
  client.setMarkets([
    client.safeMarketStructure({
      ...{ id: 'BTCUSDT', lowercaseId: 'btcusdt', symbol, base: 'BTC', quote: 'USDT', baseId: 'BTC', quoteId: 'USDT' },
      ...{ type: 'spot', spot: true, contract: false, active: true },
    }),
  ])
  const rows = (side) => side.map((row) => row.map(Number))
  const book = client.orderBook({ symbol, nonce: lastUpdateId, bids: rows(bids), asks: rows(asks) })
  client.orderbooks[symbol] = book
  const connection = {
    url: 'wss://stream.binance.com/stream',
    subscriptions: {},
    resolve: (result) => result,
    reject(error) {
      throw error
    },
  }
  return {
    apply(text) {
      client.handleMessage(connection, JSON.parse(text))
    },
    best: () => [book.bids[0][0], book.asks[0][0]],
  }
}
