/** Where each market is served: streams, REST and WebSocket API, and how an address of the caller's own is checked. */
import { refuseOption } from '../../core/errors'

/** The products: spot, futures margined in stablecoins (`usdm`) or in the coin itself (`coinm`), and European options. */
export type BinanceMarket = 'spot' | 'usdm' | 'coinm' | 'options'

/**
 * The worlds of the exchange. Paper money trades in `testnet`, with its own book, and in `demo`, at live prices. `us` is
 * Binance.US, another exchange of the same make; its addresses are taken from another client and were never tried.
 */
export type BinanceEnvironment = 'live' | 'market-data' | 'testnet' | 'demo' | 'us'

/** Where a market is asked beside its streams. */
export interface RequestAddresses {
  /** Base address of REST. */
  readonly rest?: string | undefined
  /** Address of the WebSocket API; that of futures is not spoken. */
  readonly api?: string | undefined
}

/** One market in one world. */
export interface Place extends RequestAddresses {
  readonly streams: string
}

// The host of market data has no WebSocket API of its own; that of futures is not spoken, and options have none.
export const places: Readonly<Record<BinanceMarket, Readonly<Partial<Record<BinanceEnvironment, Place>>>>> = {
  spot: {
    live: {
      streams: 'wss://stream.binance.com:9443',
      rest: 'https://api.binance.com',
      api: 'wss://ws-api.binance.com:443/ws-api/v3',
    },
    'market-data': {
      streams: 'wss://data-stream.binance.vision',
      rest: 'https://data-api.binance.vision',
      api: 'wss://ws-api.binance.com:443/ws-api/v3',
    },
    testnet: {
      streams: 'wss://stream.testnet.binance.vision',
      rest: 'https://testnet.binance.vision',
      api: 'wss://ws-api.testnet.binance.vision/ws-api/v3',
    },
    demo: {
      streams: 'wss://demo-stream.binance.com',
      rest: 'https://demo-api.binance.com',
      api: 'wss://demo-ws-api.binance.com/ws-api/v3',
    },
    us: {
      streams: 'wss://stream.binance.us:9443',
      rest: 'https://api.binance.us',
      api: 'wss://ws-api.binance.us:443/ws-api/v3',
    },
  },
  usdm: {
    live: { streams: 'wss://fstream.binance.com', rest: 'https://fapi.binance.com' },
    testnet: { streams: 'wss://fstream.binancefuture.com', rest: 'https://testnet.binancefuture.com' },
    demo: { streams: 'wss://demo-fstream.binance.com', rest: 'https://demo-fapi.binance.com' },
  },
  coinm: {
    live: { streams: 'wss://dstream.binance.com', rest: 'https://dapi.binance.com' },
    testnet: { streams: 'wss://dstream.binancefuture.com', rest: 'https://testnet.binancefuture.com' },
    demo: { streams: 'wss://demo-dstream.binance.com', rest: 'https://demo-dapi.binance.com' },
  },
  // The hosts of USD-M, with routes of its own.
  options: {
    live: { streams: 'wss://fstream.binance.com', rest: 'https://eapi.binance.com' },
    testnet: { streams: 'wss://fstream.binancefuture.com', rest: 'https://testnet.binancefuture.com' },
  },
}

// Scheme; host (a name, or an address in brackets) and port; path.
const base = /^(ws|http)(s?):\/\/([^\s\p{Cc}/?#@:[\]\\]+|\[[\da-f:.]+\])(?::(\d{1,5}))?(?:\/[^\s\p{Cc}?#\\]*)?$/iu

// What is sent there does not leave this machine.
const loopback = /^(?:(.+\.)?localhost|127(\.\d+){3}|\[::1])$/i

/**
 * The address without slashes at its end.
 * @param called gives the name an option came under
 * @param allowInsecure lets what is sent in the clear leave this machine
 * @throws FeedError INVALID_OPTION
 */
export function endpointAt(
  url: unknown,
  option: string,
  scheme: 'ws' | 'http',
  called: (option: string) => string,
  allowInsecure: boolean,
): string {
  let must = `${scheme}:// or ${scheme}s:// with a host and at most a port and a path`
  if (typeof url === 'string') {
    const match = base.exec(url)
    if (match && match[1]!.toLowerCase() === scheme && !(Number(match[4]) > 65_535)) {
      if (match[2] || allowInsecure || loopback.test(match[3]!)) return url.replace(/\/+$/, '')
      must = `${scheme}s:// but on this machine, unless ${called('allowInsecure')} is true`
    }
    // What stands before an @ may be a password, and a query may hold a key.
    url = url.replace(/[\s\S]*@/, '…@').replace(/[?#][\s\S]+/, '?…')
  }
  throw refuseOption(called(option), `must be ${must}`, url)
}
