/** Which of the exchange's places options mean: a market in one of its worlds, or an address of the caller's own. */
import { refuseOption } from '../../core/errors'
import { flag } from '../../core/options'
import type { Variables } from '../../core/venue'
import { type BinanceEnvironment, type BinanceMarket, endpointAt, places, type RequestAddresses } from './endpoints'

/** Gives the name an option came under. */
export type Called = (option: string) => string

export interface Placed {
  readonly market: BinanceMarket
  /** `custom` for an address of the caller's own. */
  readonly environment: string
  /** Where its streams are. */
  readonly endpoint: string
  /** Where it is asked beside its streams; perhaps nowhere. */
  readonly asked: RequestAddresses
  /** Whether the caller left the place to others to name. */
  readonly isOpen: boolean
  /** The options that do not name a place. */
  readonly others: Readonly<Record<string, unknown>>
}

/**
 * The place that was wished for.
 * @throws FeedError INVALID_OPTION
 */
export function placeOf(options: object, called: Called): Placed {
  const refuse = (option: string, must: string, value: unknown) =>
    refuseOption(called(option), `must be ${must}`, value)
  const oneOf = (option: string, known: object, value: unknown) => {
    const names = Object.keys(known)
    if (!names.includes(value as string)) throw refuse(option, `one of ${names.join(', ')}`, value)
  }
  if (options !== Object(options)) throw refuse('options', 'an object', options)
  const {
    market = 'spot',
    environment,
    testnet,
    url,
    restUrl,
    apiUrl,
    allowInsecure = false,
    ...others
  } = options as Readonly<Record<string, unknown>>
  oneOf('market', places, market)
  const worlds = places[market as BinanceMarket]
  const name = environment === undefined ? (testnet ? 'testnet' : 'live') : environment
  oneOf('environment', worlds, name)
  if (testnet !== undefined && testnet !== (name === 'testnet'))
    throw refuse(
      'testnet',
      typeof testnet === 'boolean' ? `left out beside environment ${name}` : 'true or false',
      testnet,
    )
  const place = worlds[name as BinanceEnvironment]!
  const isLax = flag(called('allowInsecure'), allowInsecure)
  const endpoint = url === undefined ? place.streams : endpointAt(url, 'url', 'ws', called, isLax)
  if (url !== undefined && (environment !== undefined || testnet))
    throw refuse('url', 'without environment and testnet', endpoint)
  const own = (option: string, address: unknown, scheme: 'ws' | 'http') => {
    if (address === undefined) return undefined
    if (url === undefined) throw refuse(option, 'left out without url', address)
    return endpointAt(address, option, scheme, called, isLax)
  }
  const given = { rest: own('restUrl', restUrl, 'http'), api: own('apiUrl', apiUrl, 'ws') }
  if (given.api && market !== 'spot') throw refuse('apiUrl', 'left out for futures and options', given.api)
  return {
    market: market as BinanceMarket,
    environment: url === undefined ? (name as string) : 'custom',
    endpoint,
    asked: url === undefined ? place : given,
    isOpen: (environment ?? testnet ?? url) === undefined,
    others,
  }
}

const flags: Readonly<Record<string, boolean>> = { 1: true, true: true, 0: false, false: false }

/** How the environment calls an option: `TICKWIRE_REST_URL`. */
export const calledInVariables: Called = (option) => `TICKWIRE_${option.replace(/[A-Z]/, '_$&').toUpperCase()}`

/** The options that named strings stand for. An address is the closest word, so it goes before the name of a world. */
export function placeNamed(
  variables: Variables,
  { market, allowInsecure }: { readonly market?: unknown; readonly allowInsecure?: unknown },
): object {
  const value = (option: string) => variables[calledInVariables(option)] || undefined
  const switched = (option: string) => flags[value(option)!] ?? value(option)
  const url = value('url')
  return {
    market: market ?? value('market'),
    ...(url ? { url } : { environment: value('environment'), testnet: switched('testnet') }),
    restUrl: value('restUrl'),
    apiUrl: value('apiUrl'),
    allowInsecure: allowInsecure ?? switched('allowInsecure'),
  }
}
