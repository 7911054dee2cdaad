/** The WebSocket APIs of futures: listen keys, and on USD-M the book and two tickers. */

import type { ListenKeyDesk } from './accounts/listen-keys'
import { type Prepared, type Query, refused } from './answers'
import { type Audience, nobody } from './audience'
import type { Connection } from './connection'
import { prepareContracts } from './derivatives/answers'
import type { DerivativeMarket } from './derivatives/contracts'
import type { Houses } from './derivatives/houses'
import type { Desk } from './desk'
import type { Entrance } from './entrances'
import type { FaultState } from './faults'
import { type ResolvedOptions, scaledDeadlines } from './options'
import { RequestSession } from './request-session'

export interface ContractRequestsHost {
  readonly state: FaultState
  readonly houses: Houses | undefined
  desk(market: DerivativeMarket): Desk
  listenKeys(market: DerivativeMarket): ListenKeyDesk
  optionsOf(market: DerivativeMarket): ResolvedOptions
}

const paths: Readonly<Record<string, DerivativeMarket>> = { '/ws-fapi/v1': 'usdm', '/ws-dapi/v1': 'coinm' }

const verbs: Readonly<Record<string, string>> = {
  'userDataStream.start': 'POST',
  'userDataStream.ping': 'PUT',
  'userDataStream.stop': 'DELETE',
}

/** REST's names of the methods; COIN-M has none of them. */
const endpoints: Readonly<Record<string, string>> = {
  depth: 'depth',
  'ticker.price': 'ticker/price',
  'ticker.book': 'ticker/bookTicker',
}

export function contractRequests(host: ContractRequestsHost): Entrance {
  return ({ target }) => {
    const [path = '', query = ''] = target.split('?', 2)
    const market = Object.hasOwn(paths, path) ? paths[path] : undefined
    if (market === undefined) return undefined
    const options = host.optionsOf(market)
    const returnRateLimits = !query.split('&').includes('returnRateLimits=false')
    return {
      kind: 'requests',
      market,
      path,
      streams: [],
      // Binance futures, WebSocket API: opening a connection costs 5 weight; pings and pongs, at most 5 a second.
      weight: 5,
      open: (openedAt) => ({
        audience: nobody as Audience<Connection>,
        inMicroseconds: false,
        session: (wire) => {
          const pulse = { ...scaledDeadlines(options), frameLimit: 5, openedAt, returnRateLimits }
          return new RequestSession(pulse, wire, host.desk(market), {
            prepare: (method, params, now) => prepare(host, market, method, (name) => params[name], now),
            lostItsKey: () => false,
            end: () => {},
          })
        },
      }),
    }
  }
}

function prepare(
  host: ContractRequestsHost,
  market: DerivativeMarket,
  name: string,
  query: Query,
  now: number,
): Prepared {
  const method = name.replace(/^v1\//, '')
  const verb = Object.hasOwn(verbs, method) ? verbs[method] : undefined
  if (verb !== undefined) return host.listenKeys(market).prepare(verb, query('apiKey'), now) ?? unsupported
  const endpoint = market === 'usdm' && Object.hasOwn(endpoints, method) ? endpoints[method] : undefined
  if (endpoint === undefined || host.houses === undefined) return unsupported
  const stock = { now: Math.floor(now), lag: host.state.snapshotLag, weightLimit: host.desk(market).weightLimit }
  return prepareContracts(host.houses, market, endpoint, query, stock) ?? unsupported
}

const unsupported = refused(-1020, 'This operation is not supported.')
