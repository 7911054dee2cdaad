/**
 * `ccxt`: its `urls`, and a loop for each kind as its manual shows. What its loops get is the newest state, not each
 * event, so that frames are counted where it takes them in, and beside them what the loops were handed.
 */
import ccxt from 'ccxt'

export async function start({ url, symbols, arrived, handedOver }) {
  const pairs = symbols.map((symbol) => symbol.replace('USDT', '/USDT'))
  const create = async () => {
    const client = new ccxt.pro.binance({ newUpdates: true, options: { fetchMarkets: { types: ['spot'] } } })
    client.urls.api.public = `${url.replace('ws:', 'http:')}/api/v3`
    // It tells spot from contracts by `/stream` in the address; on the exchange that is part of the host's name.
    client.urls.api.ws.spot = `${url}/ws?at=/stream`
    const take = client.handleMessage
    client.handleMessage = function (connection, message) {
      take.call(this, connection, message)
      if (message.e !== undefined || message.A !== undefined) arrived()
    }
    // Asked for by its own error wherever the address is not encrypted.
    await client.loadHttpProxyAgent()
    await client.loadMarkets()
    return client
  }
  const client = await create()
  // It has one list of trades a symbol: single and aggregated trades need a client each.
  const second = await create()
  const follow = async (watch, count) => {
    for (;;) handedOver(count(await watch()))
  }
  const one = () => 1
  const length = (list) => list.length
  follow(() => client.watchTradesForSymbols(pairs), length)
  follow(() => second.watchTradesForSymbols(pairs, undefined, undefined, { name: 'aggTrade' }), length)
  follow(() => client.watchBidsAsks(pairs), one)
  follow(() => client.watchTickers(pairs, { name: 'ticker' }), one)
  follow(() => client.watchOrderBookForSymbols(pairs), one)
  follow(
    () => client.watchOHLCVForSymbols(pairs.map((pair) => [pair, '1m'])),
    () => 1,
  )
}
