/** Door: Binance, spot, futures and options: the venue and its channels, what can be asked beside them, and the private streams of an account. */
export * from './account'
export * from './futures'
export * from './options'
export * from './queries'
export * from './spot'
