/** One example of each event as the exchange's documents write it, and what they say it means. Received at 7. */
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

/** Of futures and options. */
const CALL = { symbol: 'BTC-261225-100000-C', receiveTime: 7 }
const tick = { eventTime: 1795305600000, receiveTime: 7 }
const futuresBar = {
  ...{ eventTime: 1795305600250, interval: '1m', startTime: 1795305600000, closeTime: 1795305659999 },
  ...{ open: '91238.00', high: '91241.00', low: '91237.50', close: '91240.10', volume: '12.400', numTrades: 74 },
  ...{ isClosed: false, quoteVolume: '1131350.00000', takerBuyVolume: '7.100', takerBuyQuoteVolume: '647790.00000' },
}
const priceBar = {
  ...{ eventTime: 1795305600260, pair: 'BTCUSD', interval: '1m', startTime: 1795305600000, closeTime: 1795305659999 },
  ...{ open: '91239.00000000', high: '91240.90000000', low: '91238.10000000', close: '91240.30000000' },
  ...{ isClosed: false, numPrices: 12, firstPriceTime: 1795305600000, lastPriceTime: 1795305600000, receiveTime: 7 },
}
const mark =
  '{"e":"markPriceUpdate","E":1795305600000,"s":"BTCUSDT","p":"91238.40000000","ap":"91237.90000000","i":"91242.11000000","P":"91200.00000000","r":"0.00010000","T":1795334400000,"st":1}'
const markPrice = {
  ...{ ...BTC, ...tick, type: 'markPrice', markPrice: '91238.40000000', averagePrice: '91237.90000000' },
  ...{ indexPrice: '91242.11000000', settlePrice: '91200.00000000', fundingRate: '0.00010000' },
  ...{ nextFundingTime: 1795334400000, market: 'usdm' },
}
const asset =
  '{"e":"assetIndexUpdate","E":1795305600000,"s":"ADAUSD","i":"0.41270000","b":"0.10000000","a":"0.10000000","B":"0.37143000","A":"0.45397000","q":"0.05000000","g":"0.05000000","Q":"0.39206500","G":"0.43333500"}'
const assetIndex = {
  ...{ ...tick, type: 'assetIndex', symbol: 'ADAUSD', indexPrice: '0.41270000', bidBuffer: '0.10000000' },
  ...{ askBuffer: '0.10000000', bidRate: '0.37143000', askRate: '0.45397000', autoExchangeBidBuffer: '0.05000000' },
  ...{ autoExchangeAskBuffer: '0.05000000', autoExchangeBidRate: '0.39206500', autoExchangeAskRate: '0.43333500' },
}
const day =
  '{"e":"24hrTicker","E":1795305600321,"s":"BTCUSDT","p":"1240.10","P":"1.378","w":"90715.20","c":"91240.10","Q":"0.050","o":"90000.00","h":"91805.00","l":"89650.00","v":"98000.000","q":"8890089600.00","O":1795219200000,"C":1795305600320,"F":6608000000,"L":6612345673,"n":4340000,"ps":"BTCUSDT","st":1}'
const dayTicker = {
  ...{ ...BTC, type: 'ticker', eventTime: 1795305600321, priceChange: '1240.10', priceChangePercent: '1.378' },
  ...{ weightedAvgPrice: '90715.20', lastPrice: '91240.10', lastQuantity: '0.050', open: '90000.00' },
  ...{ high: '91805.00', low: '89650.00', volume: '98000.000', quoteVolume: '8890089600.00' },
  ...{ openTime: 1795219200000, closeTime: 1795305600320, firstTradeId: 6608000000, lastTradeId: 6612345673 },
  ...{ numTrades: 4340000, pair: 'BTCUSDT', market: 'usdm' },
}
const dayInShort =
  '{"e":"24hrMiniTicker","E":1795305600321,"s":"BTCUSD_PERP","ps":"BTCUSD","c":"91240.1","o":"90000.0","h":"91805.0","l":"89650.0","v":"26130970","q":"28642.12137913","st":2}'
const dayMiniTicker = {
  ...{ type: 'miniTicker', eventTime: 1795305600321, symbol: 'BTCUSD_PERP', lastPrice: '91240.1', open: '90000.0' },
  ...{ high: '91805.0', low: '89650.0', volume: '26130970', quoteVolume: '28642.12137913', pair: 'BTCUSD' },
  ...{ market: 'coinm', receiveTime: 7 },
}
const top =
  '{"e":"bookTicker","u":11300000009137,"E":1795305600124,"T":1795305600121,"s":"BTCUSDT","ps":"BTCUSDT","b":"91240.00","B":"5.310","a":"91240.10","A":"2.004","st":1}'
const topOfBook = {
  ...{ ...BTC, type: 'bookTicker', eventTime: 1795305600124, transactionTime: 1795305600121, updateId: 11300000009137 },
  ...{ bidPrice: '91240.00', bidQuantity: '5.310', askPrice: '91240.10', askQuantity: '2.004' },
  ...{ pair: 'BTCUSDT', market: 'usdm' },
}
const changes =
  '{"e":"depthUpdate","E":1795305600124,"T":1795305600119,"s":"BTCUSDT","U":11300000009100,"u":11300000009137,"pu":11300000009093,"b":[["91240.00","5.310"],["91199.90","0.000"]],"a":[["91240.10","2.004"]],"ps":"BTCUSDT","st":1}'
const bookChange = {
  ...{ ...BTC, eventTime: 1795305600124, transactionTime: 1795305600119, firstUpdateId: 11300000009100 },
  ...{ finalUpdateId: 11300000009137, previousUpdateId: 11300000009093, pair: 'BTCUSDT', market: 'usdm' },
  bids: [
    ['91240.00', '5.310'],
    ['91199.90', '0.000'],
  ],
  asks: [['91240.10', '2.004']],
}
const order =
  '{"e":"forceOrder","E":1795305601003,"o":{"s":"ETHUSDT","S":"SELL","o":"LIMIT","f":"IOC","q":"3.200","p":"2988.10","ap":"2990.55","X":"FILLED","l":"1.100","z":"3.200","T":1795305600998},"ps":"ETHUSDT","st":1}'
const liquidation = {
  ...{ type: 'liquidation', eventTime: 1795305601003, symbol: 'ETHUSDT', side: 'SELL', orderType: 'LIMIT' },
  ...{ timeInForce: 'IOC', quantity: '3.200', price: '2988.10', averagePrice: '2990.55', status: 'FILLED' },
  ...{ lastFilledQuantity: '1.100', filledQuantity: '3.200', tradeTime: 1795305600998 },
  ...{ pair: 'ETHUSDT', market: 'usdm', receiveTime: 7 },
}
const option =
  '{"e":"24hrTicker","E":1795305600321,"s":"BTC-261225-100000-C","p":"-50.000","P":"-3.333","w":"1470.000","c":"1450.000","Q":"0.35","o":"1500.000","h":"1520.000","l":"1430.000","v":"41.20","q":"60564.000","O":1795219200321,"C":1795305600321,"F":8001,"L":8123,"n":123}'
const optionTicker = {
  ...{ ...CALL, type: 'ticker', eventTime: 1795305600321, priceChange: '-50.000', priceChangePercent: '-3.333' },
  ...{ weightedAvgPrice: '1470.000', lastPrice: '1450.000', lastQuantity: '0.35', open: '1500.000' },
  ...{ high: '1520.000', low: '1430.000', volume: '41.20', quoteVolume: '60564.000' },
  ...{ openTime: 1795219200321, closeTime: 1795305600321, firstTradeId: 8001, lastTradeId: 8123, numTrades: 123 },
}

/** By maker: the payload of its sample call, and its event. */
export const examples: Readonly<Record<string, readonly [payload: string, event: object]>> = {
  // Spot
  aggTrades: [
    '{"e":"aggTrade","E":1795305600123,"s":"BTCUSDT","a":4012345678,"p":"91234.50000000","q":"0.01520000","f":5502345670,"l":5502345672,"T":1795305600121,"m":true,"M":true}',
    {
      ...{ ...BTC, type: 'aggTrade', eventTime: E, aggTradeId: 4012345678, price: '91234.50000000' },
      ...{ quantity: '0.01520000', firstTradeId: 5502345670, lastTradeId: 5502345672 },
      ...{ tradeTime: 1795305600121, isBuyerMaker: true },
    },
  ],
  trades: [
    '{"e":"trade","E":1795305600123,"s":"BTCUSDT","t":5502345672,"p":"91234.50000000","q":"0.00500000","T":1795305600121,"m":true,"M":true}',
    {
      ...{ ...BTC, type: 'trade', eventTime: E, tradeId: 5502345672, price: '91234.50000000' },
      ...{ quantity: '0.00500000', tradeTime: 1795305600121, isBuyerMaker: true },
    },
  ],
  blockTrades: [
    '{"e":"blockTrade","E":1795305600700,"s":"BNBBTC","t":611,"p":"0.01004","q":"4200","T":1795305600433,"m":false}',
    {
      ...{ type: 'blockTrade', eventTime: 1795305600700, symbol: 'BNBBTC', blockTradeId: 611, price: '0.01004' },
      ...{ quantity: '4200', tradeTime: 1795305600433, isBuyerMaker: false, receiveTime: 7 },
    },
  ],
  klines: [candle, kline],
  miniTicker: [mini, miniTicker],
  allMiniTickers: [
    `[${mini}]`,
    { type: 'miniTickers', eventTime: E, tickers: [miniTicker], refused: [], receiveTime: 7 },
  ],
  ticker: [
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
  windowTicker: [hour, hourTicker],
  allWindowTickers: [
    `[${hour}]`,
    { type: 'windowTickers', eventTime: E, tickers: [hourTicker], refused: [], receiveTime: 7 },
  ],
  bookTicker: [
    '{"u":88000123456,"s":"BTCUSDT","b":"91234.49000000","B":"1.20000000","a":"91234.50000000","A":"0.04000000"}',
    {
      ...{ ...BTC, type: 'bookTicker', updateId: 88000123456, bidPrice: '91234.49000000' },
      ...{ bidQuantity: '1.20000000', askPrice: '91234.50000000', askQuantity: '0.04000000' },
    },
  ],
  avgPrice: [
    '{"e":"avgPrice","E":1795305600000,"s":"BTCUSDT","i":"5m","w":"91220.11000000","T":1795305599873}',
    {
      ...{ ...BTC, type: 'avgPrice', eventTime: 1795305600000, interval: '5m', price: '91220.11000000' },
      lastTradeTime: 1795305599873,
    },
  ],
  referencePrice: [
    '{"e":"referencePrice","s":"BTCUSDT","r":"91231.00","t":1795305600004}',
    { ...BTC, type: 'referencePrice', price: '91231.00', priceTime: 1795305600004 },
  ],
  partialDepth: [
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
  depth: [
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

  // Futures
  futuresTrades: [
    '{"e":"trade","E":1795305600125,"T":1795305600121,"s":"BTCUSDT","t":6612345673,"p":"91240.10","q":"0.050","X":"MARKET","m":false}',
    {
      ...{ ...BTC, type: 'trade', eventTime: 1795305600125, tradeId: 6612345673, price: '91240.10', quantity: '0.050' },
      ...{ tradeTime: 1795305600121, isBuyerMaker: false, origin: 'MARKET', market: undefined },
    },
  ],
  futuresAggTrades: [
    '{"e":"aggTrade","E":1795305600123,"s":"BTCUSDT","a":2912345678,"p":"91240.10","q":"0.150","nq":"0.120","f":6612345670,"l":6612345673,"T":1795305600020,"m":false,"st":1}',
    {
      ...{ ...BTC, type: 'aggTrade', eventTime: E, aggTradeId: 2912345678, price: '91240.10', quantity: '0.150' },
      ...{ normalQuantity: '0.120', firstTradeId: 6612345670, lastTradeId: 6612345673 },
      ...{ tradeTime: 1795305600020, isBuyerMaker: false, market: 'usdm' },
    },
  ],
  futuresKlines: [
    '{"e":"kline","E":1795305600250,"s":"BTCUSDT","k":{"t":1795305600000,"T":1795305659999,"s":"BTCUSDT","i":"1m","f":6612345600,"L":6612345673,"o":"91238.00","c":"91240.10","h":"91241.00","l":"91237.50","v":"12.400","n":74,"x":false,"q":"1131350.00000","V":"7.100","Q":"647790.00000","B":"0"}}',
    { ...BTC, ...futuresBar, type: 'kline', firstTradeId: 6612345600, lastTradeId: 6612345673 },
  ],
  continuousKlines: [
    '{"e":"continuous_kline","E":1795305600250,"ps":"BTCUSDT","ct":"PERPETUAL","k":{"t":1795305600000,"T":1795305659999,"i":"1m","f":11300000000100,"L":11300000009100,"o":"91238.00","c":"91240.10","h":"91241.00","l":"91237.50","v":"12.400","n":74,"x":false,"q":"1131350.00000","V":"7.100","Q":"647790.00000","B":"0"}}',
    {
      ...{ ...futuresBar, type: 'continuousKline', pair: 'BTCUSDT', contractType: 'perpetual' },
      ...{ firstUpdateId: 11300000000100, lastUpdateId: 11300000009100, receiveTime: 7 },
    },
  ],
  indexPriceKlines: [
    '{"e":"indexPrice_kline","E":1795305600260,"ps":"BTCUSD","k":{"t":1795305600000,"T":1795305659999,"s":"0","i":"1m","f":1795305600000,"L":1795305600000,"o":"91239.00000000","c":"91240.30000000","h":"91240.90000000","l":"91238.10000000","v":"0","n":12,"x":false,"q":"0","V":"0","Q":"0","B":"0"}}',
    { ...priceBar, type: 'indexPriceKline' },
  ],
  markPriceKlines: [
    '{"e":"markPrice_kline","E":1795305600260,"ps":"BTCUSD","k":{"t":1795305600000,"T":1795305659999,"s":"BTCUSD_PERP","i":"1m","f":1795305600000,"L":1795305600000,"o":"91239.00000000","c":"91240.30000000","h":"91240.90000000","l":"91238.10000000","v":"0","n":12,"x":false,"q":"0","V":"0","Q":"0","B":"0"}}',
    { ...priceBar, type: 'markPriceKline', symbol: 'BTCUSD_PERP' },
  ],
  markPrice: [mark, markPrice],
  allMarkPrices: [`[${mark}]`, { ...tick, type: 'markPrices', rows: [markPrice] }],
  pairMarkPrices: [
    '[{"e":"markPriceUpdate","E":1795305600000,"s":"BTCUSD_261225","p":"91238.40000000","i":"91242.11000000","P":"91200.00000000","r":"","T":0,"st":2}]',
    {
      ...{ ...tick, type: 'markPrices' },
      rows: [
        {
          ...{ ...markPrice, symbol: 'BTCUSD_261225', averagePrice: undefined, fundingRate: undefined },
          ...{ nextFundingTime: undefined, market: 'coinm' },
        },
      ],
    },
  ],
  indexPrice: [
    '{"e":"indexPriceUpdate","E":1795305600000,"i":"BTCUSD","p":"91242.11000000"}',
    { ...tick, type: 'indexPrice', pair: 'BTCUSD', price: '91242.11000000' },
  ],
  compositeIndex: [
    '{"e":"compositeIndex","E":1795305600000,"s":"DEFIUSDT","p":"702.11000000","C":"baseAsset","c":[{"b":"AAVE","q":"USDT","w":"0.81000000","W":"0.12000000","i":"104.02000000"},{"b":"UNI","q":"USDT","w":"6.30000000","W":"0.09000000","i":"10.03000000"}]}',
    {
      ...{ ...tick, type: 'compositeIndex', symbol: 'DEFIUSDT', price: '702.11000000', basis: 'baseAsset' },
      components: [
        {
          ...{ baseAsset: 'AAVE', quoteAsset: 'USDT', weight: '0.81000000', share: '0.12000000' },
          indexPrice: '104.02000000',
        },
        {
          ...{ baseAsset: 'UNI', quoteAsset: 'USDT', weight: '6.30000000', share: '0.09000000' },
          indexPrice: '10.03000000',
        },
      ],
    },
  ],
  assetIndex: [asset, assetIndex],
  allAssetIndexes: [`[${asset}]`, { ...tick, type: 'assetIndexes', rows: [assetIndex] }],
  futuresTicker: [day, dayTicker],
  allFuturesTickers: [`[${day}]`, { type: 'tickers', eventTime: 1795305600321, rows: [dayTicker], receiveTime: 7 }],
  futuresMiniTicker: [dayInShort, dayMiniTicker],
  allFuturesMiniTickers: [
    `[${dayInShort}]`,
    { type: 'miniTickers', eventTime: 1795305600321, rows: [dayMiniTicker], receiveTime: 7 },
  ],
  futuresBookTicker: [top, topOfBook],
  allFuturesBookTickers: [top, topOfBook],
  futuresDepth: [changes, { ...bookChange, type: 'depth' }],
  rpiDepth: [changes, { ...bookChange, type: 'rpiDepth' }],
  futuresPartialDepth: [
    '{"e":"depthUpdate","E":1795305600124,"T":1795305600119,"s":"BTCUSDT","U":11300000009100,"u":11300000009137,"pu":11300000009093,"b":[["91240.00","5.310"],["91199.90","0.300"]],"a":[["91240.10","2.004"]],"ps":"BTCUSDT","st":1}',
    {
      ...{ ...BTC, type: 'partialDepth', eventTime: 1795305600124, transactionTime: 1795305600119 },
      ...{ lastUpdateId: 11300000009137, levels: 5, pair: 'BTCUSDT', market: 'usdm' },
      bids: [
        ['91240.00', '5.310'],
        ['91199.90', '0.300'],
      ],
      asks: [['91240.10', '2.004']],
    },
  ],
  liquidations: [order, liquidation],
  allLiquidations: [order, liquidation],
  contractInfo: [
    '{"e":"contractInfo","E":1795305600555,"s":"NEWUSDT","ct":"PERPETUAL","dt":4133404800000,"ot":1795309200000,"cs":"PENDING_TRADING","bks":[{"bs":1,"bnf":0,"bnc":5000,"mmr":0.015,"cf":0,"mi":26,"ma":50}],"st":1}',
    {
      ...{ type: 'contractInfo', eventTime: 1795305600555, symbol: 'NEWUSDT', contractType: 'PERPETUAL' },
      ...{ deliveryTime: 4133404800000, onboardTime: 1795309200000, status: 'PENDING_TRADING' },
      brackets: [
        {
          ...{ bracket: 1, notionalFloor: 0, notionalCap: 5000, maintenanceMarginRate: 0.015 },
          ...{ maintenanceAmount: 0, minLeverage: 26, maxLeverage: 50 },
        },
      ],
      ...{ pair: undefined, market: 'usdm', receiveTime: 7 },
    },
  ],
  tradingSession: [
    '{"e":"EquityUpdate","E":1795305600000,"t":1795262400000,"T":1795489200000,"S":"NO_TRADING"}',
    {
      ...{ ...tick, type: 'tradingSession', underlyingMarket: 'Equity', startTime: 1795262400000 },
      ...{ endTime: 1795489200000, session: 'NO_TRADING' },
    },
  ],

  // Options
  optionTrades: [
    '{"e":"trade","E":1795305600150,"T":1795305600101,"s":"BTC-261225-100000-C","t":8123,"p":"1450.000","q":"0.35","X":"MARKET","S":"BUY","m":false}',
    {
      ...{ ...CALL, type: 'trade', eventTime: 1795305600150, tradeId: 8123, price: '1450.000', quantity: '0.35' },
      ...{ tradeTime: 1795305600101, side: 'BUY', isBuyerMaker: false, origin: 'MARKET' },
    },
  ],
  optionKlines: [
    '{"e":"kline","E":1795305601000,"s":"BTC-261225-100000-C","k":{"t":1795305600000,"T":1795305659999,"s":"BTC-261225-100000-C","i":"1m","f":0,"L":0,"o":"1450.000","c":"1450.000","h":"1450.000","l":"1450.000","v":"0.00","n":0,"x":false,"q":"0.000","V":"0.00","Q":"0.000"}}',
    {
      ...{ ...CALL, type: 'kline', eventTime: 1795305601000, interval: '1m', startTime: 1795305600000 },
      ...{ closeTime: 1795305659999, open: '1450.000', high: '1450.000', low: '1450.000', close: '1450.000' },
      ...{ volume: '0.00', numTrades: 0, isClosed: false, firstTradeId: 0, lastTradeId: 0, quoteVolume: '0.000' },
      ...{ takerBuyVolume: '0.00', takerBuyQuoteVolume: '0.000' },
    },
  ],
  optionDepth: [
    '{"e":"depthUpdate","E":1795305600124,"T":1795305600119,"s":"BTC-261225-100000-C","U":121508743,"u":121509455,"pu":121508733,"b":[["1440.000","2.10"]],"a":[["1460.000","0.00"]]}',
    {
      ...{ ...CALL, type: 'depth', eventTime: 1795305600124, transactionTime: 1795305600119 },
      ...{ firstUpdateId: 121508743, finalUpdateId: 121509455, previousUpdateId: 121508733 },
      bids: [['1440.000', '2.10']],
      asks: [['1460.000', '0.00']],
    },
  ],
  optionPartialDepth: [
    '{"e":"depthUpdate","E":1795305600124,"T":1795305600119,"s":"BTC-261225-100000-C","U":121508743,"u":121509455,"pu":121508733,"b":[["1440.000","2.10"],["1435.000","9.00"]],"a":[["1455.000","0.90"]]}',
    {
      ...{ ...CALL, type: 'partialDepth', eventTime: 1795305600124, transactionTime: 1795305600119 },
      ...{ lastUpdateId: 121509455, levels: 10 },
      bids: [
        ['1440.000', '2.10'],
        ['1435.000', '9.00'],
      ],
      asks: [['1455.000', '0.90']],
    },
  ],
  optionBookTicker: [
    '{"e":"bookTicker","u":121509455,"s":"BTC-261225-100000-C","b":"1440.000","B":"2.10","a":"1455.000","A":"0.90","T":1795305600121,"E":1795305600124}',
    {
      ...{ ...CALL, type: 'bookTicker', eventTime: 1795305600124, transactionTime: 1795305600121 },
      ...{ updateId: 121509455, bidPrice: '1440.000', bidQuantity: '2.10', askPrice: '1455.000', askQuantity: '0.90' },
    },
  ],
  optionTicker: [option, optionTicker],
  optionTickers: [`[${option}]`, { type: 'tickers', eventTime: 1795305600321, rows: [optionTicker], receiveTime: 7 }],
  optionMarkPrices: [
    '[{"s":"BTC-261225-100000-C","mp":"1448.100","E":1795305600000,"e":"markPrice","i":"91242.11000000","P":"0.000","bo":"1440.000","ao":"1455.000","bq":"2.10","aq":"0.90","b":"0.51200000","a":"0.51900000","hl":"6700.000","ll":"5.000","vo":"0.51540000","rf":"0.05000000","d":"0.23150000","t":"-48.21000000","g":"0.00002100","v":"84.90000000"}]',
    {
      ...{ ...tick, type: 'markPrices' },
      rows: [
        {
          ...{ ...CALL, ...tick, type: 'markPrice', markPrice: '1448.100', indexPrice: '91242.11000000' },
          ...{ settlePrice: '0.000', bidPrice: '1440.000', bidQuantity: '2.10', askPrice: '1455.000' },
          ...{ askQuantity: '0.90', bidVolatility: '0.51200000', askVolatility: '0.51900000' },
          ...{ markVolatility: '0.51540000', maxBuyPrice: '6700.000', minSellPrice: '5.000' },
          ...{ riskFreeRate: '0.05000000', delta: '0.23150000', theta: '-48.21000000' },
          ...{ gamma: '0.00002100', vega: '84.90000000' },
        },
      ],
    },
  ],
  optionIndexPrices: [
    '[{"e":"indexPrice","E":1795305600000,"s":"BTCUSDT","p":"91242.11000000"}]',
    {
      ...{ ...tick, type: 'indexPrices' },
      rows: [{ ...BTC, ...tick, type: 'indexPrice', price: '91242.11000000' }],
    },
  ],
  optionOpenInterest: [
    '[{"e":"openInterest","E":1795305600000,"s":"BTC-261225-100000-C","o":"412.60","h":"37646500.00"}]',
    {
      ...{ ...tick, type: 'openInterests' },
      rows: [{ ...CALL, ...tick, type: 'openInterest', openInterest: '412.60', notional: '37646500.00' }],
    },
  ],
  newOptions: [
    '{"e":"optionSymbol","E":1795305600555,"s":"BTC-261225-100000-C","ps":"BTCUSDT","qa":"USDT","d":"CALL","sp":"100000.000","dt":1798185600000,"u":1,"ot":1795309200000,"cs":"TRADING"}',
    {
      ...{ ...CALL, type: 'newOption', eventTime: 1795305600555, underlying: 'BTCUSDT', quoteAsset: 'USDT' },
      ...{ side: 'CALL', strikePrice: '100000.000', deliveryTime: 1798185600000, unit: 1 },
      ...{ onboardTime: 1795309200000, status: 'TRADING' },
    },
  ],
}
