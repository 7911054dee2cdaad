/** Door: Binance, spot and futures, in JSON and by SBE: the venues and their channels. */
export * from './futures'
export * from './sbe'
export * from './spot'
