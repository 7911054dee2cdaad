/** Control messages: what a client may ask, and the texts that answer it. */

export interface ControlError {
  readonly code: number
  readonly msg: string
}

/** `id` is the JSON text of the id as it came: it is echoed unchanged, even beyond 2^53. */
export type Control =
  | { readonly kind: 'subscribe'; readonly id: string; readonly streams: readonly string[] }
  | { readonly kind: 'unsubscribe'; readonly id: string; readonly streams: readonly string[] }
  | { readonly kind: 'list' | 'getCombined'; readonly id: string }
  | { readonly kind: 'setCombined'; readonly id: string; readonly value: boolean }
  | { readonly kind: 'wrong'; readonly id: string | undefined; readonly error: ControlError }

const methods = ['SUBSCRIBE', 'UNSUBSCRIBE', 'LIST_SUBSCRIPTIONS', 'SET_PROPERTY', 'GET_PROPERTY']

// Within a JSON string a quote is escaped, so an unescaped `"id":` can only be a key.
const rawId = /(?<!\\)"id"\s*:\s*(-?\d+(?![\d.eE])|"(?:[^"\\]|\\.)*"|null)/

/** What differs between the streams of spot and those of contracts: the ids they take, and how their errors look. */
export type Dialect = 'spot' | 'contracts'

/** Reads a text frame as Binance's live-subscription messages. */
export function readControl(text: string, dialect: Dialect = 'spot'): Control {
  let message: unknown
  try {
    message = JSON.parse(text)
  } catch {
    return wrong(undefined, 3, 'Invalid JSON: expected value at line 1 column 1')
  }
  const here = `at line 1 column ${text.length}`
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    return malformed(undefined, `expected an object ${here}`)
  }
  const { method, params, id: given } = message as { method?: unknown; params?: unknown; id?: unknown }
  const id = dialect === 'spot' ? idText(given, text) : unsignedText(given, text)
  if (method === undefined) return malformed(id, `missing field \`method\` ${here}`)
  if (typeof method !== 'string' || !methods.includes(method)) {
    const name = typeof method === 'string' ? method : JSON.stringify(method)
    const known = methods.map((method) => `\`${method}\``).join(', ')
    return malformed(id, `unknown variant \`${name}\`, expected one of ${known} ${here}`)
  }
  if (given === undefined) return malformed(undefined, `missing field \`id\` ${here}`)
  if (id === undefined) {
    return malformed(
      undefined,
      dialect === 'spot'
        ? 'request ID must be an integer, an alphanumeric string of at most 36 characters, or null'
        : 'request ID must be an unsigned integer',
    )
  }
  if (params !== undefined && !Array.isArray(params)) return malformed(id, 'params must be an array')
  const list: readonly unknown[] = params ?? []
  switch (method) {
    case 'SUBSCRIBE':
    case 'UNSUBSCRIBE': {
      if (params === undefined) return malformed(id, `missing field \`params\` ${here}`)
      if (!list.every((name) => typeof name === 'string')) return malformed(id, 'stream name must be a string')
      return { kind: method === 'SUBSCRIBE' ? 'subscribe' : 'unsubscribe', id, streams: list as readonly string[] }
    }
    case 'LIST_SUBSCRIPTIONS':
      return list.length > 0 ? malformed(id, 'too many parameters') : { kind: 'list', id }
    default:
      return property(method === 'SET_PROPERTY', list, id)
  }
}

function property(isSet: boolean, params: readonly unknown[], id: string): Control {
  const [name, value] = params
  if (params.length > (isSet ? 2 : 1)) return malformed(id, 'too many parameters')
  if (typeof name !== 'string') return malformed(id, 'property name must be a string')
  if (name !== 'combined') return wrong(id, 0, 'Unknown property')
  if (!isSet) return { kind: 'getCombined', id }
  if (typeof value !== 'boolean') return wrong(id, 1, 'Invalid value type: expected Boolean')
  return { kind: 'setCombined', id, value }
}

// Binance spot, live subscribing: the id is a 64-bit signed integer, an alphanumeric string of at most 36, or null.
/** The JSON text of an id as it came in `text`; `undefined` for what is none. */
export function idText(id: unknown, text: string): string | undefined {
  if (id === null) return 'null'
  if (typeof id === 'string') return /^[A-Za-z0-9_-]{1,36}$/.test(id) ? JSON.stringify(id) : undefined
  if (typeof id !== 'number') return undefined
  const raw = rawId.exec(text)?.[1]
  if (raw === undefined || !/^-?\d{1,19}$/.test(raw)) return undefined
  return BigInt.asIntN(64, BigInt(raw)) === BigInt(raw) ? raw : undefined
}

// Binance futures, live subscribing: the id is an unsigned integer.
function unsignedText(id: unknown, text: string): string | undefined {
  return typeof id === 'number' && id >= 0 ? idText(id, text) : undefined
}

function malformed(id: string | undefined, detail: string): Control {
  return wrong(id, 2, `Invalid request: ${detail}`)
}

function wrong(id: string | undefined, code: number, msg: string): Control {
  return { kind: 'wrong', id, error: { code, msg } }
}

/** `result` is JSON text. */
export function resultText(result: string, id: string): string {
  return `{"result":${result},"id":${id}}`
}

/** Flat on spot, nested elsewhere; the id is left out where none could be read. */
export function errorText(error: ControlError, id: string | undefined, dialect: Dialect = 'spot'): string {
  if (dialect === 'contracts') {
    const rest = id === undefined ? '}' : `,"id":${id}}`
    return `{"error":{"code":${error.code},"msg":${JSON.stringify(error.msg)}}${rest}`
  }
  const head = `{"code":${error.code},"msg":${JSON.stringify(error.msg)}`
  return id === undefined ? `${head}}` : `${head},"id":${id}}`
}
