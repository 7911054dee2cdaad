/** Where spot streams are served, and how an address of the caller's own is checked. */
import { refuseOption } from '../../core/errors'

/** The worlds of the exchange. Paper money trades in `testnet`, with its own book, and in `demo`, at live prices. */
export type BinanceEnvironment = 'live' | 'market-data' | 'testnet' | 'demo'

export const endpoints: Readonly<Record<BinanceEnvironment, string>> = {
  live: 'wss://stream.binance.com:9443',
  'market-data': 'wss://data-stream.binance.vision',
  testnet: 'wss://stream.testnet.binance.vision',
  demo: 'wss://demo-stream.binance.com',
}

// Scheme; host (a name, or an address in brackets) and port; path.
const base = /^wss?:\/\/(?:[^\s\p{Cc}/?#@:[\]\\]+|\[[\da-f:.]+\])(?::(\d{1,5}))?(?:\/[^\s\p{Cc}?#\\]*)?$/iu

/**
 * The address without slashes at its end.
 * @throws FeedError INVALID_OPTION
 */
export function endpointAt(url: unknown, option: string): string {
  if (typeof url === 'string') {
    const match = base.exec(url)
    if (match && !(Number(match[1]) > 65_535)) return url.replace(/\/+$/, '')
    // What stands before an @ may be a password, and a query may hold a key.
    url = url.replace(/[\s\S]*@/, '…@').replace(/[?#][\s\S]+/, '?…')
  }
  throw refuseOption(option, 'must be ws:// or wss:// with a host and at most a port and a path', url)
}
