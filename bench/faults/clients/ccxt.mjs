/** `ccxt`: its `urls`, and the loop with try and catch that its manual shows. */
import ccxt from 'ccxt'

export function start({ url, restUrl, symbols, trade, told }) {
  const client = new ccxt.pro.binance({ newUpdates: true, options: { fetchMarkets: { types: ['spot'] } } })
  client.urls.api.public = `${restUrl}/api/v3`
  // It tells spot from contracts by `/stream` in the address; on the exchange that is part of the host's name.
  client.urls.api.ws.spot = `${url}/ws?at=/stream`
  let isOpen = true
  const watch = async () => {
    // Asked for by its own error wherever the address is not encrypted.
    await client.loadHttpProxyAgent()
    while (isOpen) {
      try {
        const news = await client.watchTradesForSymbols(symbols.map((symbol) => symbol.replace('USDT', '/USDT')))
        for (const { symbol, info, id, price } of news) trade(info?.s ?? symbol, id, info?.p ?? price)
      } catch (error) {
        told(error.message)
      }
    }
  }
  watch()
  return {
    close() {
      isOpen = false
      return client.close()
    },
  }
}
