/** Door for the builds of one file: what they load from beside themselves when something is asked of the exchange, or left out while a page is hidden. */
export * from './client/veil'
export * from './runtime/beside'
export * from './venues/binance/futures/history'
export * from './venues/binance/history'
export * from './venues/binance/requests'
