/** Binance as a venue, spot, futures or options: its addresses, its limits, its frames. */
import { refuseOption } from '../../core/errors'
import type { Address, Venue, VenueLimits } from '../../core/venue'
import { probe, subscribe, unsubscribe } from './control'
import type { BinanceEnvironment, BinanceMarket } from './endpoints'
import type { BinanceEvent } from './events'
import type { FuturesEvent } from './futures/events'
import type { OptionsEvent } from './options/events'
import { type Called, calledInVariables, placeNamed, placeOf } from './place'
import { read } from './read'

export interface BinanceOptions<Market extends BinanceMarket = 'spot'> {
  /**
   * The product: `spot`, futures margined in stablecoins (`usdm`) or in the coin itself (`coinm`), or `options`. Channels
   * of futures and of options have names of their own, such as `futuresTrades` and `optionTrades`; none is for another
   * product. @default 'spot'
   */
  readonly market?: Market
  /**
   * Which of the exchange's worlds: `live`, `market-data` (the same streams on a host without accounts; spot alone has
   * it), `testnet` (its own thin book), `demo` (paper money at live prices; options have none) or `us` (Binance.US, spot
   * alone; its addresses were never tried). @default 'live'
   */
  readonly environment?: BinanceEnvironment
  /** Short for `environment: 'testnet'`. @default false */
  readonly testnet?: boolean
  /**
   * An address of your own, as of a proxy: ws or wss, host, and perhaps port and path. Goes without the two above.
   * `/stream` is put after it, for USD-M and options `/public/stream` or `/market/stream`.
   */
  readonly url?: string
  /**
   * REST beside `url`: http or https, host, and perhaps port and path; `/api/v3/…` is put after it, for futures `/fapi/v1/…`
   * and `/dapi/v1/…`, for options `/eapi/v1/…`. With `url` alone the exchange is asked nothing: no snapshots, nothing that was missed is fetched.
   */
  readonly restUrl?: string
  /** WebSocket API beside `url`, to the letter: `wss://host/ws-api/v3`. Spot alone is asked so. */
  readonly apiUrl?: string
  /**
   * Takes ws:// and http:// for other machines too: whoever stands between reads and changes all that is said.
   * @default false
   */
  readonly allowInsecure?: boolean
  /**
   * What the exchange's times count: `millisecond`, or `microsecond`, which spot alone has. Every time of every event is in
   * it but `receiveTime`, which stays Unix ms. The past is kept in ms, so nothing that was missed is fetched in µs.
   * @default 'millisecond'
   */
  readonly timeUnit?: BinanceTimeUnit
}

/** What a time counts, since 1970. */
export type BinanceTimeUnit = 'millisecond' | 'microsecond'

/** Binance as a feed takes it; the market decides which events there are. */
export interface BinanceVenue<Market extends BinanceMarket = 'spot'>
  extends Venue<Market extends 'spot' ? BinanceEvent : Market extends 'options' ? OptionsEvent : FuturesEvent> {
  readonly market: Market
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
  // Spot streams: a connection is cut after 24 hours.
  lifetimeMs: 86_400_000,
  messageLength: 4_194_304,
}

interface MarketFacts {
  /** The family of its channels. */
  readonly family: string
  readonly limits: VenueLimits
  /** Whether it has several back ends, told apart by the path. */
  readonly isRouted?: boolean
}

/** What is proper to each market. Futures and options: 10 messages a second; nothing is said of connections. */
const facts = (market: BinanceMarket): MarketFacts => {
  if (market === 'spot') return { family: 'spot', limits }
  const others = { ...limits, controlFrames: 10 }
  // Options: 200 streams a connection.
  if (market === 'options') return { family: 'options', limits: { ...others, streams: 200 }, isRouted: true }
  return { family: 'futures', limits: others, isRouted: market === 'usdm' }
}

/** Longest address that is sent; the exchange documents none, and 8,000 have failed. */
const urlLength = 4_000

/**
 * Binance: spot, or futures or options by `market`.
 * @param options see {@link BinanceOptions}; none are needed
 * @throws FeedError INVALID_OPTION
 */
export function binance<const Market extends BinanceMarket = 'spot'>(
  options: BinanceOptions<Market> = {},
): BinanceVenue<Market> {
  return venueOf(options, (option) => option) as Venue as BinanceVenue<Market>
}

/** The venue that was wished for, where that can be; `called` gives the name an option came under. */
function venueOf(options: object, called: Called): Venue<never> {
  const { market, environment, endpoint, asked, isOpen, others } = placeOf(options, called)
  const { timeUnit = 'millisecond', ...unknown } = others
  for (const key in unknown)
    throw refuseOption(
      called(key),
      'must be left out: there are market, environment, testnet, url, restUrl, apiUrl, allowInsecure and timeUnit',
      others,
    )
  const isFine = timeUnit === 'microsecond'
  if (!isFine && timeUnit !== 'millisecond')
    throw refuseOption(called('timeUnit'), 'must be millisecond or microsecond', timeUnit)
  if (isFine && market !== 'spot')
    throw refuseOption(called('timeUnit'), 'must be left out for other markets than spot', timeUnit)
  const { family, limits, isRouted } = facts(market)
  // The exchange takes an address without a route for the first of its two back ends.
  const path = (route: string) => (isRouted ? `/${route || 'public'}/stream` : '/stream')
  const venue: Venue<never> & { readonly market: unknown } = {
    name: 'binance',
    market,
    environment,
    endpoint,
    family,
    limits,
    requests: asked.rest || asked.api ? async () => (await import('./requests')).requestsAt(asked, market) : undefined,
    address: (streams, route = '') => address(endpoint + path(route), streams, isFine ? 'timeUnit=MICROSECOND' : ''),
    ...(isFine && { noHistory: 'for the exchange keeps its past in ms, and timeUnit is microsecond' }),
    read,
    subscribe,
    unsubscribe,
    probe,
    // What the caller said stands.
    withVariables: (variables) =>
      isOpen ? venueOf({ ...options, ...placeNamed(variables, options) }, calledInVariables) : venue,
  }
  return venue
}

/** The combined path, where each frame says which stream it is of. */
function address(path: string, streams: readonly string[], more: string): Address {
  let url = path
  let count = 0
  for (const name of streams) {
    const longer = `${url}${count === 0 ? '?streams=' : '/'}${encode(name)}`
    if (longer.length > urlLength) break
    url = longer
    count += 1
  }
  const also = more && `${count === 0 ? '?' : '&'}${more}`
  return { url: url + also, carried: streams.slice(0, count) }
}

/** A name in a query: readable, but for other scripts, which the exchange takes percent-encoded, and `+`, which would be a space. */
function encode(name: string): string {
  return encodeURIComponent(name).replace(/%40/g, '@').replace(/%3A/g, ':')
}
