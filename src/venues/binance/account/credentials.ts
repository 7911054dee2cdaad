/** Keys: where they come from, what they must be, and where they must not be. */
import { refuseOption } from '../../../core/errors'
import type { Variables } from '../../../core/venue'
import type { Called } from '../place'
import { type Sign, withPrivateKey, withSecret } from './signing'

export interface Credentials {
  readonly apiKey: string | undefined
  readonly sign: Sign | undefined
  readonly listenKey: (() => Promise<string>) | undefined
  readonly logon: boolean
  readonly recvWindow: number
  /** What must never be shown. */
  readonly secrets: readonly string[]
}

/** Text that a header, an address and a frame can carry as it is. */
const isPlain = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && !/[^\x21-\x7e]/.test(value)

/** The caller's own function: what it gives is checked, and what it says when it fails may hold a key. */
const guarded = <Args extends unknown[]>(name: string, act: ((...args: Args) => unknown) | undefined) =>
  act &&
  (async (...args: Args): Promise<string> => {
    let text: unknown
    try {
      text = await act(...args)
    } catch {
      throw new Error(`${name}() failed; what it says is not shown, for it may hold a key`)
    }
    if (!isPlain(text)) throw new Error(`${name}() must give printable text without white space`)
    return text
  })

/** A page, or a worker of one: whoever can open it can read what it holds. */
const isPage = () => 'document' in globalThis || 'importScripts' in globalThis

/**
 * The options that do not name a place, checked. No value of theirs is in any error.
 * @throws FeedError INVALID_OPTION
 */
export function credentialsOf(given: Readonly<Record<string, unknown>>, isSpot: boolean, called: Called): Credentials {
  const { apiKey, secret, privateKey, sign, listenKey, logon = false, recvWindow = 5_000, ...others } = given
  const refuse = (option: string, must: string, value: unknown) =>
    // Text and numbers are shown in errors; objects are not.
    refuseOption(called(option), `must be ${must}`, Object(value))
  for (const key in others)
    throw refuse(key, 'left out: there are apiKey, secret, privateKey, sign, listenKey, logon and recvWindow', others)
  for (const [option, value] of Object.entries({ apiKey, secret })) {
    if (value !== undefined && !isPlain(value)) throw refuse(option, 'printable text without white space', value)
  }
  for (const [option, value] of Object.entries({ sign, listenKey }))
    if (value !== undefined && typeof value !== 'function') throw refuse(option, 'a function', value)
  const ways = Object.entries({ secret, privateKey, sign }).filter(([, value]) => value !== undefined)
  if (ways.length > 1) throw refuse(ways[1]![0], `left out beside ${ways[0]![0]}`, '')
  if (isSpot && listenKey) throw refuse('listenKey', 'left out for spot, where each subscription is signed', listenKey)
  if (typeof logon !== 'boolean') throw refuse('logon', 'true or false', logon)
  if (typeof recvWindow !== 'number' || !(recvWindow >= 1 && recvWindow <= 60_000))
    throw refuse('recvWindow', 'a number of ms from 1 to 60000', recvWindow)
  if (isPage()) {
    const server = 'so that the key stays on your server'
    if (secret !== undefined) throw refuse('secret', `left out in a page: pass sign, ${server}`, secret)
    if (privateKey !== undefined) throw refuse('privateKey', `left out in a page: pass sign, ${server}`, privateKey)
    if (logon) throw refuse('logon', 'left out in a page: such a connection may do all that the key may', logon)
    if (!isSpot && apiKey !== undefined) throw refuse('apiKey', `left out in a page: pass listenKey, ${server}`, apiKey)
  }
  const owned = privateKey === undefined ? undefined : withPrivateKey(privateKey as string, called('privateKey'))
  if (logon && owned?.isEd25519 === false) throw refuse('logon', 'left out: it takes an Ed25519 key', logon)
  if (logon && secret !== undefined) throw refuse('logon', 'left out beside secret: it takes an Ed25519 key', logon)
  return {
    apiKey: apiKey as string | undefined,
    sign:
      guarded('sign', sign as Sign | undefined) ??
      owned?.sign ??
      (secret === undefined ? undefined : withSecret(secret as string)),
    listenKey: guarded('listenKey', listenKey as Credentials['listenKey']),
    logon,
    recvWindow,
    secrets: [apiKey, secret, privateKey].flatMap((text) => (typeof text === 'string' ? text.split(/\r?\n/) : [])),
  }
}

/** The variables that stand for keys. */
export const variableOf: Readonly<Record<string, string>> = {
  apiKey: 'BINANCE_API_KEY',
  secret: 'BINANCE_API_SECRET',
  privateKey: 'BINANCE_PRIVATE_KEY_PATH',
}

/**
 * The keys that named strings stand for, where the caller brought none.
 * @throws FeedError INVALID_OPTION where the file of a private key cannot be read
 */
export function credentialsNamed(
  { apiKey, secret, privateKey, sign }: Readonly<Record<string, unknown>>,
  { BINANCE_API_KEY, BINANCE_API_SECRET, BINANCE_PRIVATE_KEY_PATH: path }: Variables,
  readFile: ((path: string) => string) | undefined,
): object {
  const key = apiKey === undefined && BINANCE_API_KEY ? { apiKey: BINANCE_API_KEY } : {}
  if ((secret ?? privateKey ?? sign) !== undefined) return key
  if (!path || !readFile) return BINANCE_API_SECRET ? { ...key, secret: BINANCE_API_SECRET } : key
  try {
    return { ...key, privateKey: readFile(path) }
  } catch {
    throw refuseOption('BINANCE_PRIVATE_KEY_PATH', 'must name a file that can be read', path)
  }
}
