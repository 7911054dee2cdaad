/** Door: Binance, spot and futures: the venue and its channels, and the private streams of an account. */
export * from './account'
export * from './futures'
export * from './spot'
