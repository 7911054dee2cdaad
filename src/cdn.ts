/** The door for a script tag: the browser's feed and Binance spot in one file, global name `tickwire`. */
export * from './browser'
export * from './spot'
