/** `tardis-dev`: its normaliser of book changes and its `OrderBook`. */
import tardis from 'tardis-dev'

export function createBook({ lastUpdateId, bids, asks }) {
  const mapper = tardis.normalizeBookChanges('binance', new Date())
  const book = new tardis.OrderBook()
  const stream = 'btcusdt@depth@100ms'
  const take = (message) => {
    for (const change of mapper.map(message, new Date())) book.update(change)
  }
  take({ stream: 'btcusdt@depthSnapshot', generated: true, data: { lastUpdateId, bids, asks } })
  return {
    stream,
    apply(text) {
      take(JSON.parse(text))
    },
    best: () => [book.bestBid().price, book.bestAsk().price],
  }
}
