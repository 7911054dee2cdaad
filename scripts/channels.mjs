/**
 * Every maker of channels: on which markets, with which parameters, a sample call, and what its events are.
 * The documentation's tables, the size of each channel and the tests' examples are made from this list; a test holds it
 * against what the package exports.
 */

/**
 * @typedef {object} Maker
 * @property {string} maker its name
 * @property {readonly ('spot' | 'usdm' | 'coinm' | 'options')[]} markets
 * @property {string} params as the documentation writes them
 * @property {readonly unknown[]} args of the sample
 * @property {string} every how often it speaks
 * @property {string} what its events are
 */

const futures = /** @type {const} */ (['usdm', 'coinm'])
const btc = 'BTC-261225-100000-C'

/** @type {readonly Maker[]} */
export const makers = [
  // Spot
  { ...of('spot', 'trades', 'symbol', 'BTCUSDT'), every: 'at once', what: 'each match' },
  {
    ...of('spot', 'aggTrades', 'symbol', 'BTCUSDT'),
    ...{ every: 'at once', what: 'matches of one taker order at one price' },
  },
  { ...of('spot', 'blockTrades', 'symbol', 'BNBBTC'), every: 'at once', what: 'large matches beside the book' },
  {
    ...of('spot', 'klines', 'symbol, interval, { timezone }', 'BTCUSDT', '1m'),
    ...{
      every: '2 s, `1s` each second',
      what: 'candles, by UTC or by `+08:00`: each change of the running one, and its end',
    },
  },
  {
    ...of('spot', 'depth', 'symbol, { speed }', 'BTCUSDT'),
    ...{ every: '1,000 or 100 ms', what: 'changes of the book' },
  },
  {
    ...of('spot', 'partialDepth', 'symbol, { levels, speed }', 'BTCUSDT', { levels: 5, speed: 100 }),
    ...{ every: '1,000 or 100 ms', what: 'the best 5, 10 or 20 levels' },
  },
  { ...of('spot', 'bookTicker', 'symbol', 'BTCUSDT'), every: 'at once', what: 'best bid and ask' },
  { ...of('spot', 'ticker', 'symbol', 'BTCUSDT'), every: '1 s', what: 'statistics of 24 hours' },
  {
    ...of('spot', 'windowTicker', 'symbol, window', 'BTCUSDT', '1h'),
    ...{ every: '1 s', what: 'statistics of `1h`, `4h` or `1d`, begun at a full minute' },
  },
  {
    ...of('spot', 'allWindowTickers', 'window', '1h'),
    ...{ every: '1 s', what: 'the same of all markets that changed: `tickers`, and `refused` rows that broke a rule' },
  },
  { ...of('spot', 'miniTicker', 'symbol', 'BTCUSDT'), every: '1 s', what: '24 h open, high, low, close, volume' },
  {
    ...of('spot', 'allMiniTickers', ''),
    ...{ every: '1 s', what: 'the same of all markets that changed: `tickers`, and `refused` rows that broke a rule' },
  },
  { ...of('spot', 'avgPrice', 'symbol', 'BTCUSDT'), every: '1 s', what: 'average price of 5 minutes' },
  {
    ...of('spot', 'referencePrice', 'symbol', 'BTCUSDT'),
    ...{ every: '1 s', what: 'reference price; `null` while there is none' },
  },

  // Futures
  {
    ...of(futures, 'futuresTrades', 'symbol', 'BTCUSDT'),
    ...{ every: 'at once', what: 'each match, and what else is booked as one; not documented by the exchange' },
  },
  {
    ...of(futures, 'futuresAggTrades', 'symbol', 'BTCUSDT'),
    ...{ every: '100 ms', what: 'matches of one taker order at one price' },
  },
  {
    ...of(futures, 'futuresKlines', 'symbol, interval', 'BTCUSDT', '1m'),
    every: '250 ms',
    what: 'candles of a contract',
  },
  {
    ...of(futures, 'continuousKlines', 'pair, contractType, interval', 'BTCUSDT', 'perpetual', '1m'),
    ...{ every: '250 ms', what: 'candles of whichever contract of a pair is the one of a type' },
  },
  {
    ...of('coinm', 'indexPriceKlines', 'pair, interval', 'BTCUSD', '1m'),
    ...{ every: '250 ms', what: "candles of a pair's index" },
  },
  {
    ...of('coinm', 'markPriceKlines', 'symbol, interval', 'BTCUSD_PERP', '1m'),
    ...{ every: '250 ms', what: "candles of a contract's mark price" },
  },
  {
    ...of(futures, 'markPrice', 'symbol, { speed }', 'BTCUSDT', { speed: 1_000 }),
    ...{ every: '3 or 1 s', what: 'mark price, index and funding rate' },
  },
  {
    ...of(futures, 'allMarkPrices', '{ speed }'),
    ...{ every: '3 or 1 s', what: 'the same of all contracts; a tick is several frames' },
  },
  {
    ...of('coinm', 'pairMarkPrices', 'pair, { speed }', 'BTCUSD'),
    ...{ every: '3 or 1 s', what: 'the same of all contracts of a pair' },
  },
  { ...of('coinm', 'indexPrice', 'pair', 'BTCUSD'), every: '1 s', what: 'the index of a pair' },
  {
    ...of('usdm', 'compositeIndex', 'symbol', 'DEFIUSDT'),
    ...{ every: '1 s', what: 'the index of a basket, and its parts' },
  },
  {
    ...of('usdm', 'assetIndex', 'asset', 'ADAUSD'),
    ...{ every: '1 s', what: 'what an asset counts for as margin in multi-assets mode' },
  },
  { ...of('usdm', 'allAssetIndexes', ''), every: '1 s', what: 'the same of all assets' },
  {
    ...of(futures, 'futuresTicker', 'symbol', 'BTCUSDT'),
    ...{ every: '2 s, COIN-M 500 ms', what: 'statistics of 24 hours' },
  },
  { ...of(futures, 'allFuturesTickers', ''), every: '1 s', what: 'the same of all contracts that changed' },
  {
    ...of(futures, 'futuresMiniTicker', 'symbol', 'BTCUSD_PERP'),
    ...{ every: '2 s, COIN-M 500 ms', what: '24 h open, high, low, close, volume' },
  },
  { ...of(futures, 'allFuturesMiniTickers', ''), every: '1 s', what: 'the same of all contracts that changed' },
  { ...of(futures, 'futuresBookTicker', 'symbol', 'BTCUSDT'), every: 'at once', what: 'best bid and ask' },
  {
    ...of(futures, 'allFuturesBookTickers', ''),
    ...{ every: '5 s, COIN-M at once', what: 'the same of all contracts, one an event' },
  },
  {
    ...of(futures, 'futuresDepth', 'symbol, { speed }', 'BTCUSDT'),
    ...{ every: '250, 100 or 500 ms', what: 'changes of the book' },
  },
  {
    ...of(futures, 'futuresPartialDepth', 'symbol, { levels, speed }', 'BTCUSDT', { levels: 5, speed: 500 }),
    ...{ every: '250, 100 or 500 ms', what: 'the best 5, 10 or 20 levels' },
  },
  {
    ...of('usdm', 'rpiDepth', 'symbol', 'BTCUSDT'),
    ...{ every: '500 ms', what: 'changes of the book with its orders for retail price improvement' },
  },
  {
    ...of(futures, 'liquidations', 'symbol', 'ETHUSDT'),
    ...{ every: '1 s at most', what: 'liquidation orders; a sample' },
  },
  {
    ...of(futures, 'allLiquidations', ''),
    ...{ every: '1 s a contract at most', what: 'the same of all contracts, one an event' },
  },
  {
    ...of(futures, 'contractInfo', ''),
    ...{ every: 'when it changes', what: 'contracts that are listed, settled, or given other brackets of leverage' },
  },
  {
    ...of('usdm', 'tradingSession', ''),
    ...{ every: '1 s a market', what: 'whether the exchanges of shares and metals are open' },
  },

  // Options
  {
    ...of('options', 'optionTrades', 'contract or underlying', btc),
    ...{ every: '50 ms', what: 'each match, in the book or beside it' },
  },
  { ...of('options', 'optionKlines', 'contract, interval', btc, '1m'), every: '1 s', what: 'candles' },
  {
    ...of('options', 'optionDepth', 'contract, { speed }', btc),
    ...{ every: '500 or 100 ms', what: 'changes of the book' },
  },
  {
    ...of('options', 'optionPartialDepth', 'contract, { levels, speed }', btc, { levels: 10, speed: 100 }),
    ...{ every: '500 or 100 ms', what: 'the best 5, 10 or 20 levels' },
  },
  { ...of('options', 'optionBookTicker', 'contract', btc), every: 'at once', what: 'best bid and ask' },
  { ...of('options', 'optionTicker', 'contract', btc), every: '1 s', what: 'statistics of 24 hours' },
  {
    ...of('options', 'optionTickers', 'underlying, expiry', 'BTCUSDT', '261225'),
    ...{ every: '1 s', what: 'the same of all contracts of a day that changed' },
  },
  {
    ...of('options', 'optionMarkPrices', 'underlying', 'BTCUSDT'),
    ...{ every: '1 s', what: 'mark prices, volatilities and Greeks of all contracts on an underlying' },
  },
  { ...of('options', 'optionIndexPrices', ''), every: '1 s', what: 'the indices of all underlyings' },
  {
    ...of('options', 'optionOpenInterest', 'underlying, expiry', 'BTCUSDT', '261225'),
    ...{ every: '60 s', what: 'how much is held of each contract of a day' },
  },
  { ...of('options', 'newOptions', ''), every: 'on listing', what: 'contracts as they are listed' },
]

/**
 * @param {'spot' | 'usdm' | 'coinm' | 'options' | readonly ('usdm' | 'coinm')[]} markets
 * @param {string} maker
 * @param {string} params
 * @param {...unknown} args
 */
function of(markets, maker, params, ...args) {
  return { maker, markets: [markets].flat(), params, args }
}

/** Functions of `tickwire/binance` that make no channel of one kind: the venue, and channels by their name. */
export const others = [
  ...['binance', 'stream', 'raw', 'futuresStream', 'futuresRaw', 'optionsStream', 'optionsRaw'],
  // By SBE: the same events, each with its frame in the tests of SBE.
  ...['binanceSbe', 'sbeTrades', 'sbeBookTicker', 'sbeDepth', 'sbePartialDepth'],
  // An account has one stream of many kinds of events; each has its example in the tests of accounts.
  ...['binanceAccount', 'userData', 'futuresUserData', 'optionsUserData'],
]
