/** Signed requests: what a signature covers, and how old a request may be. */

import type { Query, Refusal } from '../answers'

/** What an account signs with. */
export interface Key {
  readonly kind: 'hmac' | 'rsa' | 'ed25519'
  /** Whether a signature is this payload's. */
  verifies(payload: string, signature: string): boolean
}

export type Params = Readonly<Record<string, string>>

/** What is wrong with a signed request of this key at `now`, in ms; `undefined` when it is in order. */
export function flawOf(params: Params, key: Key, now: number): Refusal | undefined {
  return timing((name) => params[name], now) ?? (isSigned(params, key) ? undefined : wrongSignature)
}

/**
 * What a signature covers on the WebSocket API: all parameters but itself, sorted by name, as they are.
 * Wire: nothing is percent-encoded here, unlike on REST.
 */
export function payloadOf(params: Params): string {
  return Object.keys(params)
    .filter((name) => name !== 'signature')
    .sort()
    .map((name) => `${name}=${params[name]}`)
    .join('&')
}

export function missing(name: string): Refusal {
  const msg = `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`
  return { status: 400, code: -1102, msg }
}

const wrongSignature: Refusal = { status: 400, code: -1022, msg: 'Signature for this request is not valid.' }

/** A timestamp may be so far ahead of the exchange, in ms. */
const ahead = 1_000
const usualWindow = 5_000
const longestWindow = 60_000

// Binance spot, timing security: the timestamp is in ms or µs; recvWindow is in ms with up to three decimals.
function timing(query: Query, now: number): Refusal | undefined {
  const stamp = query('timestamp') ?? ''
  if (!/^\d{1,16}$/.test(stamp)) return missing('timestamp')
  const given = query('recvWindow')
  if (given !== undefined && !/^\d{1,5}(\.\d{1,3})?$/.test(given)) {
    return { status: 400, code: -1100, msg: "Illegal characters found in parameter 'recvWindow'." }
  }
  const recvWindow = Number(given ?? usualWindow)
  if (recvWindow > longestWindow) {
    return { status: 400, code: -1131, msg: `recvWindow must be less than ${longestWindow}.` }
  }
  const sentAt = Number(stamp) / (stamp.length > 13 ? 1_000 : 1)
  if (sentAt >= now + ahead) {
    return late(`Timestamp for this request was ${ahead}ms ahead of the server's time.`)
  }
  return now - sentAt > recvWindow ? late('Timestamp for this request is outside of the recvWindow.') : undefined
}

function late(msg: string): Refusal {
  return { status: 400, code: -1021, msg }
}

function isSigned(params: Params, key: Key): boolean {
  return params.signature !== undefined && key.verifies(payloadOf(params), params.signature)
}
