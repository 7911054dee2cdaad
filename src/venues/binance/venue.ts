/** Binance spot as a venue: its addresses, its limits, its frames. */
import { refuseOption } from '../../core/errors'
import type { Address, Variables, Venue, VenueLimits } from '../../core/venue'
import { probe, subscribe, unsubscribe } from './control'
import { type BinanceEnvironment, endpointAt, endpoints } from './endpoints'
import type { BinanceEvent } from './events'
import { read } from './read'

export interface BinanceOptions {
  /** The product. @default 'spot' */
  readonly market?: 'spot'
  /**
   * Which of the exchange's worlds: `live`, `market-data` (the same streams on a host without accounts), `testnet`
   * (its own thin book) or `demo` (paper money at live prices). @default 'live'
   */
  readonly environment?: BinanceEnvironment
  /** Short for `environment: 'testnet'`. @default false */
  readonly testnet?: boolean
  /** An address of your own, as of a proxy: ws or wss, host, and perhaps port and path. Goes without the two above. */
  readonly url?: string
}

const limits: VenueLimits = {
  // Spot streams: 5 messages a second, pings and pongs counted; 1,024 streams a connection.
  controlFrames: 5,
  streams: 1_024,
  // Observed: a SUBSCRIBE above 4,096 bytes is never answered.
  namesPerFrame: 200,
  frameBytes: 4_000,
  // Spot streams: 300 connections each 5 minutes and address.
  attempts: 300,
  attemptSpanMs: 300_000,
  messageLength: 4_194_304,
}

/** Longest address that is sent; the exchange documents none, and 8,000 have failed. */
const urlLength = 4_000

/**
 * Binance spot.
 * @param options see {@link BinanceOptions}; none are needed
 * @throws FeedError INVALID_OPTION
 */
export function binance(options: BinanceOptions = {}): Venue<BinanceEvent> {
  if (options !== Object(options)) throw refuseOption('options', 'must be an object', options)
  const { market = 'spot', environment, testnet, url, ...others } = options
  for (const key in others)
    throw refuseOption(key, 'must be left out: there are market, environment, testnet and url', others)
  if (market !== 'spot') throw refuseOption('market', 'must be "spot"', market)
  const venue = place(environment, testnet, url, (option) => option)
  const isOpen = (environment ?? testnet ?? url) === undefined
  return { ...venue, withVariables: (variables) => (isOpen ? fromVariables(variables) : venue) }
}

const flags: Readonly<Record<string, boolean>> = { 1: true, true: true, 0: false, false: false }

/** The venue that named strings ask for. An address is the closest word, so it goes before the name of a world. */
function fromVariables(variables: Variables): Venue<BinanceEvent> {
  const called = (option: string) => `TICKWIRE_${option.toUpperCase()}`
  const [url, environment, flag] = ['url', 'environment', 'testnet'].map(
    (option) => variables[called(option)] || undefined,
  )
  return url ? place(undefined, undefined, url, called) : place(environment, flag && (flags[flag] ?? flag), url, called)
}

/** The venue that was wished for, where that can be; `called` gives the name an option came under. */
function place(
  environment: unknown,
  testnet: unknown,
  url: unknown,
  called: (option: string) => string,
): Venue<BinanceEvent> {
  const refuse = (option: string, must: string, value: unknown) =>
    refuseOption(called(option), `must be ${must}`, value)
  const names = Object.keys(endpoints)
  const name = environment === undefined ? (testnet ? 'testnet' : 'live') : environment
  if (!names.includes(name as string)) throw refuse('environment', `one of ${names.join(', ')}`, environment)
  if (testnet !== undefined && typeof testnet !== 'boolean') throw refuse('testnet', 'true or false', testnet)
  if (testnet !== undefined && testnet !== (name === 'testnet'))
    throw refuse('testnet', `left out beside environment ${environment}`, testnet)
  if (url === undefined) return venueAt(endpoints[name as BinanceEnvironment], name as string)
  const endpoint = endpointAt(url, called('url'))
  if (environment !== undefined || testnet) throw refuse('url', 'without environment and testnet', endpoint)
  return venueAt(endpoint, 'custom')
}

function venueAt(endpoint: string, environment: string): Venue<BinanceEvent> {
  return {
    name: 'binance',
    environment,
    endpoint,
    limits,
    address: (streams) => address(endpoint, streams),
    read,
    subscribe,
    unsubscribe,
    probe,
  }
}

/** The combined path, where each frame says which stream it is of. */
function address(endpoint: string, streams: readonly string[]): Address {
  let url = `${endpoint}/stream`
  let count = 0
  for (const name of streams) {
    const longer = `${url}${count === 0 ? '?streams=' : '/'}${encode(name)}`
    if (longer.length > urlLength) break
    url = longer
    count += 1
  }
  return { url, carried: streams.slice(0, count) }
}

/** A name in a query: readable, but for other scripts, which the exchange takes percent-encoded, and `+`, which would be a space. */
function encode(name: string): string {
  return encodeURIComponent(name).replace(/%40/g, '@').replace(/%3A/g, ':')
}
