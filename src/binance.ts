/** Door: Binance, spot, futures and options, in JSON and by SBE: venues, channels, questions, and the private streams of an account. */
export * from './account'
export * from './futures'
export * from './options'
export * from './queries'
export * from './sbe'
export * from './spot'
