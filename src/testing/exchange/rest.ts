/** The HTTP side of the local exchange: market data, and buttons for a page that wants to break things. */

import type { RequestListener, ServerResponse } from 'node:http'
import type { ListenKeyDesk } from './accounts/listen-keys'
import type { Query, Refusal } from './answers'
import type { Lag } from './book-past'
import { prepareContracts } from './derivatives/answers'
import type { DerivativeMarket } from './derivatives/contracts'
import type { Houses } from './derivatives/houses'
import type { Desk, Served } from './desk'
import type { Acks, Faults } from './faults'
import type { Marketplace } from './record'

export interface RestHost {
  /** Where requests of a market are weighed and answered. */
  desk(market: Marketplace): Desk
  /** What contracts there are; none while a tape is played. */
  readonly houses: Houses | undefined
  listenKeys(market: DerivativeMarket): ListenKeyDesk
  readonly faults: Faults
  readonly snapshotLag: () => Lag | undefined
  now(): number
  later(ms: number, act: () => void): void
}

interface Page {
  readonly status: number
  /** JSON text. */
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

const about = {
  name: 'tickwire local exchange',
  notice: 'This is a local test server with generated or replayed data. It is not a real market and not Binance.',
  sockets: ['/ws/<stream>', '/stream?streams=<stream>/<stream>', '/ws-api/v3', '/usdm', '/coinm', '/options'],
  rest: [
    ...['ping', 'time', 'exchangeInfo', 'depth', 'klines', 'uiKlines', 'trades', 'historicalTrades', 'aggTrades'],
    ...['avgPrice', 'ticker', 'ticker/24hr', 'ticker/tradingDay', 'ticker/price', 'ticker/bookTicker'],
  ].map((name) => `/api/v3/${name}`),
  contracts: ['/fapi/v1/', '/dapi/v1/', '/eapi/v1/'],
  control: ['cut', 'shutdown', 'blackhole?on=1', 'refuse?status=429'].map((name) => `POST /control/${name}`),
}

/** Bases of the markets of contracts. */
const bases: Readonly<Record<string, DerivativeMarket>> = { fapi: 'usdm', dapi: 'coinm', eapi: 'options' }

export function createRest(host: RestHost): RequestListener {
  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://local')
    // A body means nothing here, but must be read for the connection to be used again.
    request.resume()
    if (request.method === 'OPTIONS') return send(response, { status: 204, body: '' })
    const { travel = 'normal', ...page } = route(host, request.method ?? 'GET', url, request.headers['x-mbx-apikey'])
    if (travel === 'normal') send(response, page)
    else if (travel !== 'lost') host.later(travel.delayMs, () => send(response, page))
  }
}

function route(
  host: RestHost,
  method: string,
  { pathname: path, searchParams }: URL,
  apiKey: string | string[] | undefined,
): Page & { readonly travel?: Acks | undefined } {
  const now = host.now()
  const params = Object.fromEntries(searchParams)
  if (path.startsWith('/api/')) {
    const endpoint = /^\/api\/v3\/([A-Za-z0-9/]+)$/.exec(path)?.[1] ?? ''
    return page(host.desk('spot').serve({ via: 'rest', target: path, endpoint, params }, now), now)
  }
  const [, base = '', name = ''] = /^\/(fapi|dapi|eapi)\/v\d\/([A-Za-z0-9/]+)$/.exec(path) ?? []
  const market = bases[base]
  if (market !== undefined) {
    const target = method === 'GET' ? path : `${method} ${path}`
    const query = (key: string) => searchParams.get(key) ?? undefined
    const desk = host.desk(market)
    const stock = { now: Math.floor(now), lag: host.snapshotLag(), weightLimit: desk.weightLimit }
    const prepared =
      name === 'listenKey'
        ? host.listenKeys(market).prepare(method, typeof apiKey === 'string' ? apiKey : undefined, now)
        : host.houses && prepareContracts(host.houses, market, name, query, stock)
    return page(desk.serve({ via: 'rest', target, endpoint: prepared ?? '', params }, now), now)
  }
  if (path.startsWith('/control/')) {
    if (method !== 'POST') return { status: 405, body: '{"msg":"Use POST."}' }
    return control(host, path.slice('/control/'.length), (name) => searchParams.get(name) ?? undefined)
  }
  if (path === '/') return { status: 200, body: JSON.stringify(about) }
  return { status: 404, body: '{"code":0,"msg":"No such endpoint on the local exchange."}' }
}

function page({ answer, used, travel }: Served, now: number): Page & { readonly travel: Acks | undefined } {
  const headers = { 'x-mbx-used-weight-1m': String(used) }
  if ('body' in answer) return { ...answer, headers, travel }
  const { status, code, msg } = answer
  const body = JSON.stringify({ code, msg })
  return { status, body, headers: { ...headers, ...retryAfter(answer, now) }, travel }
}

/** The header that says when to come back, in seconds; none where that is not known. */
export function retryAfter({ retryAt }: Pick<Refusal, 'retryAt'>, now: number): Readonly<Record<string, string>> {
  return retryAt === undefined ? {} : { 'retry-after': String(Math.ceil((retryAt - now) / 1_000)) }
}

function control(host: RestHost, act: string, query: Query): Page {
  switch (act) {
    case 'cut':
      return { status: 200, body: `{"cut":${host.faults.cut()}}` }
    case 'shutdown':
      host.faults.shutdown(milliseconds(query('afterMs')))
      break
    case 'blackhole':
      host.faults.blackHole(query('on') !== '0')
      break
    case 'refuse': {
      const status = Number(query('status') ?? 429)
      if (status !== 0 && !(status >= 400 && status <= 599)) {
        return { status: 400, body: '{"msg":"status must be 400 to 599, or 0 to accept again."}' }
      }
      host.faults.refuse(status === 0 ? undefined : status)
      break
    }
    default:
      return { status: 404, body: '{"msg":"No such control."}' }
  }
  return { status: 200, body: '{}' }
}

function milliseconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

function send(response: ServerResponse, { status, body, headers }: Page): void {
  response.writeHead(status, {
    'content-type': 'application/json;charset=UTF-8',
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, POST, PUT, DELETE, OPTIONS',
    'access-control-allow-headers': '*',
    'access-control-expose-headers': 'retry-after, x-mbx-used-weight-1m',
    'cache-control': 'no-store',
    ...headers,
  })
  response.end(body)
}
