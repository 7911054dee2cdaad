/** The options of the local exchange, with their defaults and bounds. */

import type { Marketplace } from './record'
import type { MarketSymbol } from './symbols'
import type { Tape } from './tape'

export interface LocalExchangeOptions {
  /**
   * Market of the addresses that name none: `/ws` and `/stream`, and on contracts their roads. Every market is served in any
   * case, at `exchange.address(market)`. @default 'spot'
   */
  readonly market?: Marketplace
  /** Port to listen on; 0 takes a free one. @default 0 */
  readonly port?: number
  /** Address to listen on. @default '127.0.0.1' */
  readonly host?: string
  /**
   * What is traded; a number stands for so many symbols, the default ones and then made-up ones named `XAAAUSDT`,
   * `XAABUSDT` and so on. @default four large pairs and one with a non-ASCII name
   */
  readonly symbols?: readonly MarketSymbol[] | number
  /** Same seed, same orders. @default 1 */
  readonly seed?: number
  /** Exchange time at the start, in ms since 1970. @default the computer's clock */
  readonly startTime?: number
  /** Orders and cancels a second for each symbol. @default 50 */
  readonly ordersPerSecond?: number
  /** How much coarse past the market has at the start, in ms; 0 starts fastest. @default 86_400_000 */
  readonly historyMs?: number
  /**
   * Trades, and aggregate trades, each symbol remembers one by one; up to twice as many until older ones are forgotten.
   * @default 10_000
   */
  readonly tradesKept?: number
  /** Recorded frames to play instead of running the market. @default none */
  readonly tape?: Tape
  /**
   * Makes pings, pong deadlines and the age cut come so many times faster; the data and the frame limit keep their pace.
   * Pings stay a second apart and pongs get three: faster ones would push an honest client over the frame limit.
   * @default 1
   */
  readonly timeScale?: number
  /** Client frames a connection may send in any rolling second; on a request socket, pings and pongs alone. @default 5; 10 on contracts */
  readonly frameLimit?: number
  /** Streams a connection may hold. @default 1_024; 200 on options */
  readonly streamLimit?: number
  /** Time between the server's pings, in ms before `timeScale`. @default 20_000; 180_000 on futures, 300_000 on options */
  readonly pingEveryMs?: number
  /** How long a pong may take, in ms before `timeScale`. @default 60_000; 600_000 on futures, 900_000 on options */
  readonly pongDeadlineMs?: number
  /** Age at which a connection is cut without a close frame, in ms before `timeScale`. @default 86_400_000 */
  readonly maxAgeMs?: number
  /** How long a listen key is good without being extended, in ms before `timeScale`. @default 3_600_000 */
  readonly listenKeyMs?: number
  /**
   * Request weight that REST and the WebSocket API may use together in one window. USD-M and COIN-M share theirs.
   * @default 6_000; 2_400 on futures, 400 on options
   */
  readonly weightLimit?: number
  /** Length of the windows the weight is counted in, in ms of the exchange's clock; a ban lasts two. @default 60_000 */
  readonly weightWindowMs?: number
  /** Requests that may follow the first 429 of a window; the next one is banned with 418. @default 10 */
  readonly banAfter?: number
  /** How often the market is brought up to date, in ms. @default 20 */
  readonly tickMs?: number
  /** Payloads remembered per stream, client frames per connection, and requests. @default 10_000 */
  readonly recordLimit?: number
  /** A connection with more than this waiting to be read, or on its way after `faults.lag`, is cut, in bytes. @default 8_388_608 */
  readonly bufferLimit?: number
  /** Accounts whose user streams there are. @default none */
  readonly accounts?: readonly AccountOptions[]
  /** How far the exchange's clock is from the computer's, or from `startTime`, in ms. @default 0 */
  readonly clockOffsetMs?: number
}

/** An account: its key, and what its signatures are checked with. */
export type AccountOptions = {
  /** Letters and digits. */
  readonly apiKey: string
  /** Free amounts on spot by asset, as decimals; wallets of futures are filled for good. @default some of each base asset, and 1,000,000 USDT */
  readonly balances?: Readonly<Record<string, string>>
  /** Where order ids begin; may be beyond 2^53. @default 48_000_000_001 */
  readonly firstOrderId?: bigint | number | string
} & (
  | {
      /** Of an HMAC-SHA-256 key. */
      readonly secret: string
    }
  | {
      /** Of an RSA or Ed25519 key, as PEM. */
      readonly publicKey: string
    }
)

const defaults = {
  market: 'spot' as Marketplace,
  port: 0,
  host: '127.0.0.1',
  seed: 1,
  ordersPerSecond: 50,
  historyMs: 86_400_000,
  tradesKept: 10_000,
  timeScale: 1,
  frameLimit: 5,
  streamLimit: 1_024,
  pingEveryMs: 20_000,
  pongDeadlineMs: 60_000,
  maxAgeMs: 86_400_000,
  listenKeyMs: 3_600_000,
  weightLimit: 6_000,
  weightWindowMs: 60_000,
  banAfter: 10,
  tickMs: 20,
  recordLimit: 10_000,
  bufferLimit: 8_388_608,
  clockOffsetMs: 0,
  accounts: [] as readonly AccountOptions[],
}

// Binance, connection rules: USD-M and COIN-M alike; options are slower. Nothing is said of the weight options may use.
const ofFutures = { frameLimit: 10, pingEveryMs: 180_000, pongDeadlineMs: 600_000, weightLimit: 2_400 }

/** What differs from spot. */
const peculiar: Readonly<Record<Marketplace, Partial<typeof defaults>>> = {
  spot: {},
  usdm: ofFutures,
  coinm: ofFutures,
  options: { ...ofFutures, streamLimit: 200, pingEveryMs: 300_000, pongDeadlineMs: 900_000, weightLimit: 400 },
}

/** Lowest value each number may have. */
const floors: Readonly<Partial<Record<keyof typeof defaults, number>>> = {
  port: 0,
  ordersPerSecond: 0,
  historyMs: 0,
  tradesKept: 1,
  timeScale: 0.001,
  frameLimit: 1,
  streamLimit: 1,
  pingEveryMs: 1,
  pongDeadlineMs: 1,
  maxAgeMs: 1,
  listenKeyMs: 1,
  weightLimit: 1,
  weightWindowMs: 1,
  banAfter: 0,
  tickMs: 1,
  recordLimit: 1,
  bufferLimit: 1,
}

export type ResolvedOptions = typeof defaults & Pick<LocalExchangeOptions, 'symbols' | 'startTime' | 'tape'>

/** What holds on one market: what was given, or what is usual there. */
export function resolveOptions(options: LocalExchangeOptions, market: Marketplace = 'spot'): ResolvedOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const resolved: ResolvedOptions = { ...defaults, ...peculiar[market], ...given }
  for (const [name, floor] of Object.entries(floors)) {
    const value = resolved[name as keyof typeof floors]
    if (typeof value !== 'number' || !(value >= floor)) {
      throw new RangeError(`${name} must be a number ≥ ${floor}; received ${JSON.stringify(value)}.`)
    }
  }
  if (!Object.hasOwn(peculiar, resolved.market)) {
    throw new RangeError(`market must be one of ${Object.keys(peculiar).join(', ')}; received ${resolved.market}.`)
  }
  return resolved
}

/** What the deadlines of a connection come to, in ms. */
export function scaledDeadlines({ timeScale, pingEveryMs, pongDeadlineMs, maxAgeMs }: ResolvedOptions) {
  const scaled = (ms: number, least: number) => Math.max(ms / timeScale, Math.min(ms, least))
  return {
    pingEveryMs: scaled(pingEveryMs, 1_000),
    pongDeadlineMs: scaled(pongDeadlineMs, 3_000),
    maxAgeMs: scaled(maxAgeMs, 0),
  }
}
