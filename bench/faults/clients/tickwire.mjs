/** tickwire as it comes: no option is set. */
import { binance, trades } from '../../../dist/binance.js'
import { createFeed } from '../../../dist/index.js'

export function start({ url, symbols, trade, gap, told, stopped }) {
  const feed = createFeed({ venue: binance({ url }) })
  for (const symbol of symbols)
    feed.subscribe(trades(symbol)).on((item) => {
      if (item.type === 'gap') gap(symbol, item.from, item.to)
      else trade(item.symbol, item.tradeId, item.price)
    })
  feed.on('disconnected', ({ error }) => told(error.message))
  feed.on('invalid', ({ reason }) => told(`invalid: ${reason}`))
  feed.on('error', (error) => told(`${error.code}: ${error.message}`))
  feed.on('state', (state) => {
    if (state.kind === 'failed') stopped(`${state.error.code}: ${state.error.message}`)
  })
  return { close: () => feed.close(), resume: () => feed.reconnect() }
}
