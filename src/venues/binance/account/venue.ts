/** Binance as a venue of private streams: what happens to one account. */
import type { Host } from '../../../core/clock'
import { refuseOption } from '../../../core/errors'
import type { Transport } from '../../../core/transport'
import type { Venue, VenueLimits } from '../../../core/venue'
import { probe as listSubscriptions } from '../control'
import type { BinanceMarket } from '../endpoints'
import { type Called, calledInVariables, placeNamed, placeOf } from '../place'
import type { BinanceOptions } from '../venue'
import { type Credentials, credentialsNamed, credentialsOf, variableOf } from './credentials'
import { dialKeyed, keysByHttp } from './listen-key'
import { readKeyed, readSession } from './read'
import { createRedactor } from './refusal'
import { dialSession, subscribeMethod } from './session'
import type { Sign } from './signing'
import type { AccountEvent, FuturesAccountEvent, OptionsAccountEvent } from './user-data'

/** Where the account is, and by which key it is read: a secret, a private key, or somebody else who signs. */
export interface AccountOptions<Market extends BinanceMarket = 'spot'>
  extends Omit<BinanceOptions<Market>, 'timeUnit'> {
  /** The key that names the account. From BINANCE_API_KEY where it is left out and there is a process environment. */
  readonly apiKey?: string
  /** The secret of an HMAC key. Not in a page. From BINANCE_API_SECRET. */
  readonly secret?: string
  /** The private key of an Ed25519 or RSA key: PKCS #8 in PEM. Not in a page. Its file from BINANCE_PRIVATE_KEY_PATH. */
  readonly privateKey?: string
  /** Signs in place of both, as a server does for a page: hexadecimal for HMAC, base64 for Ed25519 and RSA. */
  readonly sign?: Sign
  /** Hands out a listen key, as a server does for a page. Futures and options alone, and in place of `apiKey`. */
  readonly listenKey?: () => Promise<string>
  /**
   * Logs the whole connection in, which Ed25519 keys alone can; else each subscription is signed. Spot alone. Not in a page:
   * such a connection may do all that the key may. @default false
   */
  readonly logon?: boolean
  /** How late a signed frame may arrive, in ms, 1 to 60_000. Spot alone. @default 5_000 */
  readonly recvWindow?: number
}

/** An account as a feed takes it; the market decides which events there are. */
export interface AccountVenue<Market extends BinanceMarket = 'spot'>
  extends Venue<
    Market extends 'spot' ? AccountEvent : Market extends 'usdm' | 'coinm' ? FuturesAccountEvent : OptionsAccountEvent
  > {
  readonly market: Market
}

// One stream, of one account. What the market-data streams allow in frames and attempts; the WebSocket API says no more.
const limits: VenueLimits = {
  controlFrames: 5,
  streams: 1,
  namesPerFrame: 1,
  frameBytes: 4_000,
  attempts: 300,
  attemptSpanMs: 300_000,
  lifetimeMs: 86_400_000,
  messageLength: 1_048_576,
}

/**
 * Binance's private streams: an account's orders, fills and balances, for `userData()`, `futuresUserData()` or
 * `optionsUserData()`. Keys are kept in no property, and appear in no error, event or figure.
 * @param options a key and a way to sign; see {@link AccountOptions}
 * @throws FeedError INVALID_OPTION
 */
export function binanceAccount<const Market extends BinanceMarket = 'spot'>(
  options: AccountOptions<Market> = {},
): AccountVenue<Market> {
  return venueOf(options, (option) => option) as Venue as AccountVenue<Market>
}

/** The account that was wished for; `called` gives the name an option came under. */
function venueOf(options: object, called: Called): Venue<never> {
  const { market, environment, isOpen, asked, others, endpoint: host } = placeOf(options, called)
  const isSpot = market === 'spot'
  const credentials = credentialsOf(others, isSpot, called)
  const endpoint = isSpot ? asked.api : `${host}${market === 'coinm' ? '' : '/private'}/ws`
  if (!endpoint)
    throw refuseOption(called('apiUrl'), 'must be given beside url: an account of spot is asked there', endpoint)
  const request = (method: string) => (id: number) => JSON.stringify({ id, method })
  const venue: Venue<never> & { readonly market: unknown } = {
    name: 'binance',
    market,
    environment,
    endpoint,
    family: `${isSpot || market === 'options' ? market : 'futures'} accounts`,
    limits,
    requests: asked.rest || asked.api ? async () => (await import('../requests')).requestsAt(asked, market) : undefined,
    // What a socket is opened for, it carries from the start.
    address: (streams) => ({ url: endpoint, carried: streams }),
    read: isSpot ? readSession : readKeyed,
    // A listen key is all a connection of derivatives carries: it can neither be left nor joined, and a list asks for nothing.
    subscribe: isSpot ? request(subscribeMethod) : listSubscriptions,
    unsubscribe: isSpot ? request(`userDataStream.unsubscribe`) : listSubscriptions,
    probe: isSpot ? request('ping') : listSubscriptions,
    dial: (transport, host) =>
      isSpot
        ? dialSpot(transport, host, credentials, called)
        : dialDerivatives(transport, host, credentials, called, asked.rest, market),
    // What the caller said stands.
    withVariables(variables, readFile) {
      const place = isOpen ? placeNamed(variables, options) : {}
      const keys = credentialsNamed(others, variables, readFile)
      const name = (option: string) =>
        option in keys ? variableOf[option]! : isOpen ? calledInVariables(option) : called(option)
      return venueOf({ ...options, ...place, ...keys }, name)
    },
  }
  return venue
}

function dialSpot(transport: Transport, host: Host, credentials: Credentials, called: Called): Transport {
  const { apiKey, sign, secrets } = credentials
  if (!apiKey) throw refuseOption(called('apiKey'), 'must be given, or BINANCE_API_KEY set', apiKey)
  if (!sign) throw refuseOption(called('sign'), 'must be given, or secret, or privateKey', sign)
  return dialSession(transport, host, { ...credentials, apiKey, sign, redactor: createRedactor(secrets) })
}

/** Where listen keys are handed out. */
const paths: Readonly<Record<string, string>> = { usdm: '/fapi/v1', coinm: '/dapi/v1', options: '/eapi/v1' }

function dialDerivatives(
  transport: Transport,
  host: Host,
  { apiKey, listenKey, secrets }: Credentials,
  called: Called,
  rest: string | undefined,
  market: BinanceMarket,
): Transport {
  const redactor = createRedactor(secrets)
  if (listenKey) return dialKeyed(transport, host, { fetch: async () => ({ key: await listenKey() }), redactor })
  if (!apiKey) throw refuseOption(called('apiKey'), 'must be given, or BINANCE_API_KEY set, or listenKey given', apiKey)
  if (!rest) throw refuseOption(called('restUrl'), 'must be given beside url: listen keys are handed out there', rest)
  return dialKeyed(transport, host, keysByHttp(`${rest}${paths[market]}/listenKey`, apiKey, host, redactor))
}
