/** The HTTP side of the local exchange: market data, and buttons for a page that wants to break things. */

import type { RequestListener, ServerResponse } from 'node:http'
import { type Answer, answer, type Query } from './answers'
import type { FaultState, Faults, RestFault } from './faults'
import type { Market } from './market'

export interface RestHost {
  readonly market: Market | undefined
  readonly faults: Faults
  readonly state: FaultState
  now(): number
}

const about = {
  name: 'tickwire local exchange',
  notice: 'This is a local test server with generated or replayed data. It is not a real market and not Binance.',
  sockets: ['/ws/<stream>', '/stream?streams=<stream>/<stream>'],
  rest: ['ping', 'time', 'exchangeInfo', 'depth', 'klines', 'trades', 'aggTrades'].map((name) => `/api/v3/${name}`),
  control: ['cut', 'shutdown', 'blackhole?on=1', 'refuse?status=429'].map((name) => `POST /control/${name}`),
}

export function createRest(host: RestHost): RequestListener {
  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://local')
    const query: Query = (name) => url.searchParams.get(name) ?? undefined
    const fault = url.pathname.startsWith('/api/') ? host.state.rest : undefined
    // A body means nothing here, but must be read for the connection to be used again.
    request.resume()
    if (request.method === 'OPTIONS') send(response, { status: 204, body: '' })
    else if (fault !== undefined) broken(response, fault)
    else send(response, route(host, request.method ?? 'GET', url.pathname, query))
  }
}

function route(host: RestHost, method: string, path: string, query: Query): Answer {
  if (path.startsWith('/control/')) {
    if (method !== 'POST') return { status: 405, body: '{"msg":"Use POST."}' }
    return control(host, path.slice('/control/'.length), query)
  }
  if (path === '/') return { status: 200, body: JSON.stringify(about) }
  const endpoint = /^\/api\/v3\/([A-Za-z]+)$/.exec(path)?.[1] ?? ''
  const found = answer(endpoint, query, host.market, Math.floor(host.now()))
  return found ?? { status: 404, body: '{"code":0,"msg":"No such endpoint on the local exchange."}' }
}

function broken(response: ServerResponse, { status, retryAfterSeconds }: RestFault): void {
  const headers: Record<string, string> = {}
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(retryAfterSeconds)
  send(response, { status, body: '{"code":-1003,"msg":"Too many requests."}' }, headers)
}

function control(host: RestHost, act: string, query: Query): Answer {
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

function send(response: ServerResponse, answer: Answer, headers: Record<string, string> = {}): void {
  response.writeHead(answer.status, {
    'content-type': 'application/json;charset=UTF-8',
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, POST, OPTIONS',
    'access-control-allow-headers': '*',
    'access-control-expose-headers': 'retry-after',
    'cache-control': 'no-store',
    ...headers,
  })
  response.end(answer.body)
}
