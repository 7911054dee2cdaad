/** Requests of the WebSocket API: what a frame asks for, and the texts that answer it. */

import type { Answer, Refusal } from './answers'
import { idText } from './control'

export interface ApiRequest {
  /** JSON text, echoed unchanged; `null` when none could be read. */
  readonly id: string
  /** As it was sent; empty when it could not be read. */
  readonly method: string
  readonly params: Readonly<Record<string, string>>
  /** REST's name for the same thing, or what is wrong with the request. */
  readonly endpoint: string | Refusal
}

/** REST's names of the methods. */
const methods = new Map([
  ['ping', 'ping'],
  ['time', 'time'],
  ['exchangeInfo', 'exchangeInfo'],
  ['depth', 'depth'],
  ['trades.recent', 'trades'],
  ['trades.historical', 'historicalTrades'],
  ['trades.aggregate', 'aggTrades'],
  ['blockTrades.historical', 'historicalBlockTrades'],
  ['klines', 'klines'],
  ['uiKlines', 'uiKlines'],
  ['avgPrice', 'avgPrice'],
  ['ticker', 'ticker'],
  ['ticker.24hr', 'ticker/24hr'],
  ['ticker.tradingDay', 'ticker/tradingDay'],
  ['ticker.price', 'ticker/price'],
  ['ticker.book', 'ticker/bookTicker'],
  ['referencePrice', 'referencePrice'],
  ['referencePrice.calculation', 'referencePrice/calculation'],
  ['executionRules', 'executionRules'],
])

// Binance spot, error codes: −1135 no valid JSON, −1102 something mandatory is missing or malformed, −1020 not supported,
// −1130 a parameter of no valid kind. Which of them the exchange sends for which broken frame is not documented.
export function readRequest(text: string): ApiRequest {
  let message: unknown
  try {
    message = JSON.parse(text)
  } catch {
    return wrong('null', '', -1135, 'Invalid JSON Request.')
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    return wrong('null', '', -1135, 'Invalid JSON Request: expected an object.')
  }
  const { id: given, method, params = {} } = message as { id?: unknown; method?: unknown; params?: unknown }
  const id = idText(given, text)
  const name = typeof method === 'string' ? method : ''
  if (id === undefined) return wrong('null', name, -1102, missing('id'))
  if (name === '') return wrong(id, '', -1102, missing('method'))
  if (typeof params !== 'object' || params === null || Array.isArray(params)) {
    return wrong(id, name, -1130, "Data sent for parameter 'params' is not valid.")
  }
  const texts = Object.entries(params).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  const endpoint = methods.get(name.replace(/^v3\//, '')) ?? unsupported
  return { id, method: name, params: Object.fromEntries(texts), endpoint }
}

const unsupported: Refusal = { status: 400, code: -1020, msg: 'This operation is not supported.' }

/** `now` in ms; `rateLimits` is the text of `rateLimitsText`, or `undefined` to leave it out. */
export function responseText(id: string, answer: Answer, rateLimits: string | undefined, now: number): string {
  const tail = rateLimits === undefined ? '}' : `,"rateLimits":${rateLimits}}`
  if ('body' in answer) return `{"id":${id},"status":200,"result":${answer.body}${tail}`
  const { status, code, msg, retryAt } = answer
  const data = retryAt === undefined ? undefined : { serverTime: Math.floor(now), retryAfter: retryAt }
  return `{"id":${id},"status":${status},"error":${JSON.stringify({ code, msg, ...(data && { data }) })}${tail}`
}

export function rateLimitsText(limit: number, count: number): string {
  const fields = { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit, count }
  return JSON.stringify([fields])
}

function missing(name: string): string {
  return `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`
}

function wrong(id: string, method: string, code: number, msg: string): ApiRequest {
  return { id, method, params: {}, endpoint: { status: 400, code, msg } }
}
