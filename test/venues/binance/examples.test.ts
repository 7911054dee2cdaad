/** One example of each event as the exchange's documents write it, and what they say it means. */
import { expect, test } from 'vitest'

import { allMiniTickers, allWindowTickers, binance, klines, stream } from '../../../src/binance'

const E = 1795305600123
const BTC = { symbol: 'BTCUSDT', receiveTime: 7 }
const mini =
  '{"e":"24hrMiniTicker","E":1795305600123,"s":"BTCUSDT","c":"91234.50000000","o":"90000.00000000","h":"91800.00000000","l":"89650.10000000","v":"21450.12345000","q":"1945740698.14950000"}'
const miniTicker = {
  ...{ ...BTC, type: 'miniTicker', eventTime: E, lastPrice: '91234.50000000', open: '90000.00000000' },
  ...{ high: '91800.00000000', low: '89650.10000000', volume: '21450.12345000', quoteVolume: '1945740698.14950000' },
}
const hour =
  '{"e":"1hTicker","E":1795305600123,"s":"BTCUSDT","p":"34.50000000","P":"0.038","o":"91200.00000000","h":"91260.00000000","l":"91150.00000000","c":"91234.50000000","w":"91210.00000000","v":"310.00000000","q":"28275100.00000000","O":1795301940000,"C":1795305600123,"F":5502290000,"L":5502345677,"n":55678}'
const hourTicker = {
  ...{ ...BTC, type: 'windowTicker', eventTime: E, window: '1h', priceChange: '34.50000000' },
  ...{ priceChangePercent: '0.038', weightedAvgPrice: '91210.00000000', open: '91200.00000000' },
  ...{ high: '91260.00000000', low: '91150.00000000', lastPrice: '91234.50000000', volume: '310.00000000' },
  ...{ quoteVolume: '28275100.00000000', openTime: 1795301940000, closeTime: E },
  ...{ firstTradeId: 5502290000, lastTradeId: 5502345677, numTrades: 55678 },
}
const candle =
  '{"e":"kline","E":1795305602011,"s":"BTCUSDT","k":{"t":1795305600000,"T":1795305659999,"s":"BTCUSDT","i":"1m","f":5502345000,"L":5502345677,"o":"91230.00000000","c":"91234.50000000","h":"91240.10000000","l":"91225.00000000","v":"3.20000000","n":678,"x":false,"q":"291943.20000000","V":"1.70000000","Q":"155096.60000000","B":"0"}}'
const kline = {
  ...{ ...BTC, type: 'kline', eventTime: 1795305602011, interval: '1m', startTime: 1795305600000 },
  ...{ closeTime: 1795305659999, open: '91230.00000000', high: '91240.10000000', low: '91225.00000000' },
  ...{ close: '91234.50000000', volume: '3.20000000', numTrades: 678, isClosed: false },
  ...{ firstTradeId: 5502345000, lastTradeId: 5502345677, quoteVolume: '291943.20000000' },
  ...{ takerBuyVolume: '1.70000000', takerBuyQuoteVolume: '155096.60000000' },
}

test.each<[string, string, object]>([
  [
    'btcusdt@aggTrade',
    '{"e":"aggTrade","E":1795305600123,"s":"BTCUSDT","a":4012345678,"p":"91234.50000000","q":"0.01520000","f":5502345670,"l":5502345672,"T":1795305600121,"m":true,"M":true}',
    {
      ...{ ...BTC, type: 'aggTrade', eventTime: E, aggTradeId: 4012345678, price: '91234.50000000' },
      ...{ quantity: '0.01520000', firstTradeId: 5502345670, lastTradeId: 5502345672 },
      ...{ tradeTime: 1795305600121, isBuyerMaker: true },
    },
  ],
  [
    'btcusdt@trade',
    '{"e":"trade","E":1795305600123,"s":"BTCUSDT","t":5502345672,"p":"91234.50000000","q":"0.00500000","T":1795305600121,"m":true,"M":true}',
    {
      ...{ ...BTC, type: 'trade', eventTime: E, tradeId: 5502345672, price: '91234.50000000' },
      ...{ quantity: '0.00500000', tradeTime: 1795305600121, isBuyerMaker: true },
    },
  ],
  [
    'bnbbtc@blockTrade',
    '{"e":"blockTrade","E":1795305600700,"s":"BNBBTC","t":611,"p":"0.01004","q":"4200","T":1795305600433,"m":false}',
    {
      ...{ type: 'blockTrade', eventTime: 1795305600700, symbol: 'BNBBTC', blockTradeId: 611, price: '0.01004' },
      ...{ quantity: '4200', tradeTime: 1795305600433, isBuyerMaker: false, receiveTime: 7 },
    },
  ],
  ['btcusdt@kline_1m', candle, kline],
  ['btcusdt@kline_1m@+08:00', candle, { ...kline, timezone: '+08:00' }],
  ['btcusdt@miniTicker', mini, miniTicker],
  [
    '!miniTicker@arr',
    `[${mini}]`,
    { type: 'miniTickers', eventTime: E, tickers: [miniTicker], refused: [], receiveTime: 7 },
  ],
  [
    'btcusdt@ticker',
    '{"e":"24hrTicker","E":1795305600123,"s":"BTCUSDT","p":"1234.50000000","P":"1.372","w":"90710.00000000","x":"89999.99000000","c":"91234.50000000","Q":"0.00500000","b":"91234.49000000","B":"1.20000000","a":"91234.50000000","A":"0.04000000","o":"90000.00000000","h":"91800.00000000","l":"89650.10000000","v":"21450.12345000","q":"1945740698.14950000","O":1795219200123,"C":1795305600123,"F":5500000000,"L":5502345677,"n":2345678}',
    {
      ...{ ...BTC, type: 'ticker', eventTime: E, priceChange: '1234.50000000', priceChangePercent: '1.372' },
      ...{ weightedAvgPrice: '90710.00000000', prevClosePrice: '89999.99000000', lastPrice: '91234.50000000' },
      ...{ lastQuantity: '0.00500000', bestBidPrice: '91234.49000000', bestBidQuantity: '1.20000000' },
      ...{ bestAskPrice: '91234.50000000', bestAskQuantity: '0.04000000', open: '90000.00000000' },
      ...{ high: '91800.00000000', low: '89650.10000000', volume: '21450.12345000' },
      ...{ quoteVolume: '1945740698.14950000', openTime: 1795219200123, closeTime: E },
      ...{ firstTradeId: 5500000000, lastTradeId: 5502345677, numTrades: 2345678 },
    },
  ],
  ['btcusdt@ticker_1h', hour, hourTicker],
  [
    '!ticker_1h@arr',
    `[${hour}]`,
    { type: 'windowTickers', eventTime: E, tickers: [hourTicker], refused: [], receiveTime: 7 },
  ],
  [
    'btcusdt@bookTicker',
    '{"u":88000123456,"s":"BTCUSDT","b":"91234.49000000","B":"1.20000000","a":"91234.50000000","A":"0.04000000"}',
    {
      ...{ ...BTC, type: 'bookTicker', updateId: 88000123456, bidPrice: '91234.49000000' },
      ...{ bidQuantity: '1.20000000', askPrice: '91234.50000000', askQuantity: '0.04000000' },
    },
  ],
  [
    'btcusdt@avgPrice',
    '{"e":"avgPrice","E":1795305600000,"s":"BTCUSDT","i":"5m","w":"91220.11000000","T":1795305599873}',
    {
      ...{ ...BTC, type: 'avgPrice', eventTime: 1795305600000, interval: '5m', price: '91220.11000000' },
      lastTradeTime: 1795305599873,
    },
  ],
  [
    'btcusdt@referencePrice',
    '{"e":"referencePrice","s":"BTCUSDT","r":"91231.00","t":1795305600004}',
    { ...BTC, type: 'referencePrice', price: '91231.00', priceTime: 1795305600004 },
  ],
  [
    'btcusdt@depth5@100ms',
    '{"lastUpdateId":88000123456,"bids":[["91234.49000000","1.20000000"],["91234.40000000","0.30000000"]],"asks":[["91234.50000000","0.04000000"],["91234.60000000","2.00000000"]]}',
    {
      ...{ ...BTC, type: 'partialDepth', lastUpdateId: 88000123456, levels: 5 },
      bids: [
        ['91234.49000000', '1.20000000'],
        ['91234.40000000', '0.30000000'],
      ],
      asks: [
        ['91234.50000000', '0.04000000'],
        ['91234.60000000', '2.00000000'],
      ],
    },
  ],
  [
    'btcusdt@depth',
    '{"e":"depthUpdate","E":1795305600123,"s":"BTCUSDT","U":88000123450,"u":88000123456,"b":[["91234.49000000","1.20000000"],["91200.00000000","0.00000000"]],"a":[]}',
    {
      ...{ ...BTC, type: 'depth', eventTime: E, firstUpdateId: 88000123450, finalUpdateId: 88000123456 },
      bids: [
        ['91234.49000000', '1.20000000'],
        ['91200.00000000', '0.00000000'],
      ],
      asks: [],
    },
  ],
])('%s', (name, payload, event) => {
  const frame = `{"stream":"${name}","data":${payload}}`
  const reading = binance().read(frame)
  if (reading.kind !== 'event') throw new Error(`read as ${reading.kind}`)
  const channel = stream(reading.stream)
  const decoded = channel.decode(frame.slice(reading.start, reading.end), 7, 'always')
  expect([name, decoded]).toEqual([channel.stream, event])
  expect(channel.suspect?.(decoded)).toBeUndefined()
})

test('in an address the plus of a clock is escaped, the rest stays readable', () => {
  const channels = [klines('BTCUSDT', '1m', { timezone: '+08:00' }), allMiniTickers(), allWindowTickers('1d')]
  expect(binance().address(channels.map((channel) => channel.stream)).url).toMatch(
    /\?streams=btcusdt@kline_1m@%2B08:00\/!miniTicker@arr\/!ticker_1d@arr$/,
  )
})
