/** Door: Binance, spot and futures: the venue and its channels. */
export * from './futures'
export * from './spot'
