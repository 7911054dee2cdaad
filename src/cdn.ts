/** The door for a script tag: the browser's feed and Binance in one file, global name `tickwire`. */
export * from './binance'
export * from './browser'
