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
  /** Size of a usual order, in steps. @default what about 1,500 of the quote asset buy */
  readonly usualSteps?: number
}

export const defaultSymbols: readonly MarketSymbol[] = [
  { symbol: 'BTCUSDT', price: '91234.50', tickSize: '0.01', stepSize: '0.00001' },
  { symbol: 'ETHUSDT', price: '3120.75', tickSize: '0.01', stepSize: '0.0001' },
  { symbol: 'BNBUSDT', price: '905.30', tickSize: '0.01', stepSize: '0.001' },
  { symbol: 'SOLUSDT', price: '142.60', tickSize: '0.01', stepSize: '0.001' },
  // Binance's spot testnet lists such a symbol for good, so that clients meet one before production does.
  { symbol: '这是测试币456', price: '12.3456', tickSize: '0.0001', stepSize: '0.01' },
]

/** So many symbols: the usual ones and, after them, made-up ones of many prices and sizes. */
export function manySymbols(count: number): readonly MarketSymbol[] {
  const most = defaultSymbols.length + 26 ** 3
  if (!(Number.isInteger(count) && count >= 1 && count <= most)) {
    throw new RangeError(`symbols must be a list or a whole number from 1 to ${most}; received ${count}.`)
  }
  const made = Array.from({ length: Math.max(0, count - defaultSymbols.length) }, (_, at) => madeUp(at))
  return [...defaultSymbols, ...made].slice(0, count)
}

// Four letters with an X in front: none of the usual symbols has them.
function madeUp(at: number): MarketSymbol {
  const letters = [676, 26, 1].map((place) => String.fromCharCode(65 + (Math.floor(at / place) % 26))).join('')
  const [price, tickSize, stepSize] = scales[at % scales.length]!
  return { symbol: `X${letters}USDT`, price, tickSize, stepSize }
}

/** Price, tick and step, from a dear coin to one worth a small fraction of a cent. */
const scales = [
  ['742.10', '0.01', '0.001'],
  ['48.350', '0.001', '0.01'],
  ['6.1240', '0.0001', '0.01'],
  ['0.83150', '0.00001', '0.1'],
  ['0.021470', '0.000001', '1'],
  ['0.00003180', '0.00000001', '1'],
] as const

/** What is given and taken in trades of a symbol; told by its ending. */
export function assetsOf(symbol: string): { readonly base: string; readonly quote: string } {
  const quote = /(?:USDT|USDC|FDUSD|TUSD|BTC|ETH|BNB|EUR|TRY|456|USD)$/.exec(symbol)?.[0] ?? symbol.slice(-3)
  return { base: symbol.slice(0, -quote.length), quote }
}

/** Lower-cases A–Z only: stream names carry every other letter as it is. */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
