/** Where spot is served: streams, REST and WebSocket API, and how an address of the caller's own is checked. */
import { refuseOption } from '../../core/errors'

/** The worlds of the exchange. Paper money trades in `testnet`, with its own book, and in `demo`, at live prices. */
export type BinanceEnvironment = 'live' | 'market-data' | 'testnet' | 'demo'

export const endpoints: Readonly<Record<BinanceEnvironment, string>> = {
  live: 'wss://stream.binance.com:9443',
  'market-data': 'wss://data-stream.binance.vision',
  testnet: 'wss://stream.testnet.binance.vision',
  demo: 'wss://demo-stream.binance.com',
}

/** Where spot is asked beside its streams. */
export interface RequestAddresses {
  /** Base address of REST. */
  readonly rest: string | undefined
  /** Address of the WebSocket API. */
  readonly api: string | undefined
}

// Market data has no WebSocket API of its own.
export const requestAddresses: Readonly<Record<BinanceEnvironment, RequestAddresses>> = {
  live: { rest: 'https://api.binance.com', api: 'wss://ws-api.binance.com:443/ws-api/v3' },
  'market-data': { rest: 'https://data-api.binance.vision', api: 'wss://ws-api.binance.com:443/ws-api/v3' },
  testnet: { rest: 'https://testnet.binance.vision', api: 'wss://ws-api.testnet.binance.vision/ws-api/v3' },
  demo: { rest: 'https://demo-api.binance.com', api: 'wss://demo-ws-api.binance.com/ws-api/v3' },
}

// Scheme; host (a name, or an address in brackets) and port; path.
const base = /^(ws|http)s?:\/\/(?:[^\s\p{Cc}/?#@:[\]\\]+|\[[\da-f:.]+\])(?::(\d{1,5}))?(?:\/[^\s\p{Cc}?#\\]*)?$/iu

/**
 * The address without slashes at its end.
 * @throws FeedError INVALID_OPTION
 */
export function endpointAt(url: unknown, option: string, scheme: 'ws' | 'http'): string {
  if (typeof url === 'string') {
    const match = base.exec(url)
    if (match && match[1]!.toLowerCase() === scheme && !(Number(match[2]) > 65_535)) return url.replace(/\/+$/, '')
    // What stands before an @ may be a password, and a query may hold a key.
    url = url.replace(/[\s\S]*@/, '…@').replace(/[?#][\s\S]+/, '?…')
  }
  throw refuseOption(option, `must be ${scheme}:// or ${scheme}s:// with a host and at most a port and a path`, url)
}
