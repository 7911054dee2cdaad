/** Binance spot by SBE as a venue: market data in binary frames, for who has a key. */
import { FeedError, refuseOption } from '../../../core/errors'
import { flag } from '../../../core/options'
import type { Variables, Venue } from '../../../core/venue'
import { type BinanceEnvironment, endpointAt, places } from '../endpoints'
import { binance } from '../venue'
import type { SbeBookTicker } from './book-ticker'
import { type SbeDepth, type SbePartialDepth, sbeBook } from './depth'
import { createReader } from './message'
import type { SbeTrade } from './trade'

/** Every event an SBE channel delivers; told apart by `type`. */
export type SbeEvent = SbeTrade | SbeBookTicker | SbeDepth | SbePartialDepth

/** The worlds that have SBE. */
export type SbeEnvironment = Exclude<BinanceEnvironment, 'market-data' | 'us'>

export interface BinanceSbeOptions {
  /**
   * An Ed25519 key of the exchange; it needs no permissions, and nothing is signed with it. It is sent as header
   * X-MBX-APIKEY with each handshake, and shown nowhere. @default the variable BINANCE_API_KEY, in Node
   */
  readonly apiKey?: string
  /** `live`, `testnet` (its own thin book) or `demo` (paper money at live prices). @default 'live' */
  readonly environment?: SbeEnvironment
  /** Short for `environment: 'testnet'`. @default false */
  readonly testnet?: boolean
  /**
   * An address of your own, which gets the key: ws or wss, host, and perhaps port and path. Goes without the two above.
   * `/stream` is put after it.
   */
  readonly url?: string
  /** REST beside `url`: http or https, host, and perhaps port and path; `/api/v3/…` is put after it. The key is not sent there. */
  readonly restUrl?: string
  /** WebSocket API beside `url`, to the letter: `wss://host/ws-api/v3`. The key is not sent there. */
  readonly apiUrl?: string
  /** Takes ws:// and http:// for other machines too: whoever stands between reads the key. @default false */
  readonly allowInsecure?: boolean
}

/** Binance spot by SBE, as a feed takes it. */
export interface BinanceSbeVenue extends Venue<SbeEvent> {
  readonly market: 'spot'
}

const hosts: Readonly<Record<SbeEnvironment, string>> = {
  live: 'wss://stream-sbe.binance.com',
  testnet: 'wss://stream-sbe.testnet.binance.vision',
  demo: 'wss://demo-stream-sbe.binance.com',
}

const names = ['apiKey', 'environment', 'testnet', 'url', 'restUrl', 'apiUrl', 'allowInsecure']

/**
 * Binance spot in binary frames (SBE): the same markets as {@link binance}, with channels of their own, such as `sbeTrades`.
 * For Node: a page cannot send the key, and `createFeed` says so before anything is sent.
 * @param options see {@link BinanceSbeOptions}; none are needed where BINANCE_API_KEY is set
 * @throws FeedError INVALID_OPTION
 * @example
 * const feed = createFeed({ venue: binanceSbe() })
 * feed.subscribe(sbeTrades('BTCUSDT')).on((trade) => draw(trade.price))
 */
export function binanceSbe(options: BinanceSbeOptions = {}): BinanceSbeVenue {
  return venueOf(options, (option) => option)
}

/** @param called gives the name an option came under */
function venueOf(options: BinanceSbeOptions, called: (option: string) => string): BinanceSbeVenue {
  if (options !== Object(options)) throw refuseOption('options', 'must be an object', options)
  for (const name in options)
    if (!names.includes(name)) throw refuseOption(name, `must be left out: there are ${names.join(', ')}`, options)
  const { apiKey, environment, testnet, url, restUrl, apiUrl, allowInsecure = false } = options
  // What it is, is not said: not even a wrong one is shown.
  if (apiKey !== undefined && !(typeof apiKey === 'string' && /^[!-~]+$/.test(apiKey)))
    throw refuseOption(called('apiKey'), 'must be a text of printable ASCII without spaces', Object(apiKey))
  const world = environment ?? (testnet ? 'testnet' : 'live')
  if (!Object.hasOwn(hosts, world))
    throw refuseOption(called('environment'), `must be one of ${Object.keys(hosts).join(', ')}`, world)
  if (testnet !== undefined && testnet !== (world === 'testnet'))
    throw refuseOption(called('testnet'), `must be left out beside environment ${world}`, testnet)
  const isLax = flag(called('allowInsecure'), allowInsecure)
  const at = (address: unknown, option: string, scheme: 'ws' | 'http') =>
    endpointAt(address, option, scheme, called, isLax)
  if (url !== undefined && (environment ?? testnet) !== undefined)
    throw refuseOption(called('url'), 'must be without environment and testnet', at(url, 'url', 'ws'))
  for (const [option, value] of Object.entries({ restUrl, apiUrl }))
    if (value !== undefined && url === undefined)
      throw refuseOption(called(option), 'must be left out without url', 'an address')
  const place = places.spot[world]!
  const beside =
    url === undefined
      ? { restUrl: place.rest as string, apiUrl: place.api as string }
      : {
          ...(restUrl !== undefined && { restUrl: at(restUrl, 'restUrl', 'http') }),
          ...(apiUrl !== undefined && { apiUrl: at(apiUrl, 'apiUrl', 'ws') }),
        }
  const base = binance({
    url: url === undefined ? hosts[world] : at(url, 'url', 'ws'),
    ...beside,
    allowInsecure,
  })
  return {
    ...(base as Venue as Venue<SbeEvent>),
    market: 'spot',
    environment: url === undefined ? world : 'custom',
    family: 'sbe',
    readBinary: createReader(),
    book: sbeBook,
    headers({ sendsHeaders, name }) {
      if (!sendsHeaders)
        throw refuseOption(
          'transport',
          'must send headers, as that of "tickwire/node" does: SBE asks for a key in one, which a page cannot send; use binance() there',
          name,
        )
      if (apiKey !== undefined) return { 'X-MBX-APIKEY': apiKey }
      throw new FeedError('INVALID_OPTION', 'apiKey must be given, or BINANCE_API_KEY be set: SBE asks for one.', {
        context: { option: 'apiKey' },
      })
    },
    // What the caller said stands.
    withVariables: (variables) => venueNamed(variables, options),
  }
}

const flags: Readonly<Record<string, boolean>> = { 1: true, true: true, 0: false, false: false }

/** The venue with what the variables add: its key, and where it is. */
function venueNamed(variables: Variables, given: BinanceSbeOptions): BinanceSbeVenue {
  const called = (option: string) =>
    option === 'apiKey' ? 'BINANCE_API_KEY' : `TICKWIRE_${option.replace(/[A-Z]/, '_$&').toUpperCase()}`
  const value = (option: string) => variables[called(option)] || undefined
  const { apiKey = value('apiKey'), ...place } = given
  const isPlaced = (given.environment ?? given.testnet ?? given.url) !== undefined
  const switched = (option: string) => flags[value(option)!] ?? value(option)
  const world = value('url')
    ? { url: value('url') }
    : { environment: value('environment'), testnet: switched('testnet') }
  const allowInsecure = given.allowInsecure ?? switched('allowInsecure')
  const found = isPlaced ? place : { ...world, restUrl: value('restUrl'), apiUrl: value('apiUrl'), allowInsecure }
  return venueOf({ ...found, apiKey } as BinanceSbeOptions, called)
}
