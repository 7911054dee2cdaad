/** Door: Binance, spot, futures and options: the venue and its channels. */
export * from './futures'
export * from './options'
export * from './spot'
