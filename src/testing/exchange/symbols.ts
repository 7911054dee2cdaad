/** What is traded on the local exchange. */

export interface MarketSymbol {
  /** Upper-case name; letters beyond ASCII are allowed. */
  readonly symbol: string
  /** Where the price starts, a multiple of `tickSize`. */
  readonly price: string
  /** Smallest step of a price. */
  readonly tickSize: string
  /** Smallest step of a quantity; ticks and steps together have at most 8 decimals, so that volumes stay exact. */
  readonly stepSize: string
}

export const defaultSymbols: readonly MarketSymbol[] = [
  { symbol: 'BTCUSDT', price: '91234.50', tickSize: '0.01', stepSize: '0.00001' },
  { symbol: 'ETHUSDT', price: '3120.75', tickSize: '0.01', stepSize: '0.0001' },
  { symbol: 'BNBUSDT', price: '905.30', tickSize: '0.01', stepSize: '0.001' },
  { symbol: 'SOLUSDT', price: '142.60', tickSize: '0.01', stepSize: '0.001' },
  // Binance's spot testnet lists such a symbol for good, so that clients meet one before production does.
  { symbol: '这是测试币456', price: '12.3456', tickSize: '0.0001', stepSize: '0.01' },
]

/** Lower-cases A–Z only: stream names carry every other letter as it is. */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
