/** An order's life as its owner hears it, against the local exchange: `npm run build`, then `node examples/account.mjs`. */
import { binanceAccount, userData } from 'tickwire/binance'
import { createFeed } from 'tickwire/node'
import { createLocalExchange } from 'tickwire/testing'

const apiKey = 'exampleKeyOfNobody'
const secret = 'exampleSecretOfNobody'
const exchange = await createLocalExchange({ accounts: [{ apiKey, secret }], historyMs: 0 })

// At Binance: binanceAccount(), with BINANCE_API_KEY and BINANCE_API_SECRET in the environment.
const venue = binanceAccount({ url: exchange.url, apiUrl: `${exchange.url}/ws-api/v3`, apiKey, secret })
const feed = createFeed({ venue })
const events = feed.subscribe(userData())
await feed.connect()

// Somebody trades on the account: another program of yours, or you in the app of the exchange.
exchange.account(apiKey).place({ symbol: 'BTCUSDT', side: 'BUY', quantity: '0.01000' })

for await (const event of events) {
  // The exchange repeats nothing: ask it for open orders and balances here.
  if (event.type === 'gap') console.log('something may have been missed')
  if (event.type !== 'executionReport') continue
  const { orderId, side, symbol, orderStatus, filledQuantity, lastPrice } = event
  console.log(orderId, side, symbol, orderStatus, filledQuantity, 'last at', lastPrice)
  if (orderStatus === 'FILLED') break
}

await feed.close()
await exchange.close()
