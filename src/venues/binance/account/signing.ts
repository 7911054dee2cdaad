/** Signatures: what the exchange wants signed, and by which kind of key. */
import { refuseOption } from '../../../core/errors'

/** Signs a payload: hexadecimal for a secret (HMAC), base64 for a private key. */
export type Sign = (payload: string) => string | Promise<string>

/** The part of WebCrypto that is used. */
interface Crypto {
  readonly subtle: {
    importKey(
      format: 'raw' | 'pkcs8',
      key: Uint8Array,
      algorithm: object,
      isExtractable: false,
      uses: readonly ['sign'],
    ): Promise<unknown>
    sign(algorithm: string, key: unknown, data: Uint8Array): Promise<ArrayBuffer>
  }
}

interface Globals {
  readonly crypto?: Crypto
  readonly TextEncoder: new () => { encode(text: string): Uint8Array }
  atob(text: string): string
  btoa(text: string): string
}

const globals = globalThis as unknown as Globals

/**
 * What is signed: all parameters but the signature, sorted by name, as text. Unlike REST, the WebSocket API wants no
 * percent-encoding.
 */
export function payloadOf(params: Readonly<Record<string, string | number>>): string {
  return Object.keys(params)
    .sort()
    .map((name) => `${name}=${params[name]}`)
    .join('&')
}

/** Signs with HMAC-SHA-256. */
export function withSecret(secret: string): Sign {
  const key = once(() => imported('raw', utf8(secret), { name: 'HMAC', hash: 'SHA-256' }))
  return async (payload) => {
    const bytes = await signed('HMAC', await key(), payload)
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  }
}

/** An algorithm by the bytes that name it in a key: a tag, a length, an object identifier. */
const algorithms = [
  { name: 'Ed25519', oid: '\x06\x03\x2b\x65\x70' },
  { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', oid: '\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01' },
] as const

/** What stands in a PEM text; a key that needs a password has another heading. */
const pem = /^\s*-----BEGIN PRIVATE KEY-----([A-Za-z\d+/=\s]+)-----END PRIVATE KEY-----\s*$/

/**
 * Signs with a private key: Ed25519, or RSA (PKCS #1 v1.5, SHA-256).
 * @param key PKCS #8 in PEM
 * @param option how the caller named it
 * @throws FeedError INVALID_OPTION; nothing of the key is in it
 */
export function withPrivateKey(key: string, option: string): { readonly sign: Sign; readonly isEd25519: boolean } {
  const [, body = ''] = (typeof key === 'string' && pem.exec(key)) || []
  const der = decoded(body.replace(/\s/g, ''))
  const algorithm = algorithms.find(({ oid }) => der.slice(0, 40).includes(oid))
  if (!algorithm) {
    const demand =
      'must be an Ed25519 or RSA private key: PKCS #8 in PEM, without password (openssl pkcs8 -topk8 -nocrypt)'
    throw refuseOption(option, demand, Object('no such key'))
  }
  const { oid: _, ...known } = algorithm
  const ready = once(() =>
    imported(
      'pkcs8',
      Uint8Array.from(der, (char) => char.charCodeAt(0)),
      known,
    ),
  )
  return {
    isEd25519: algorithm.name === 'Ed25519',
    sign: async (payload) => {
      const bytes = await signed(algorithm.name, await ready(), payload)
      return globals.btoa(String.fromCharCode(...bytes))
    },
  }
}

/** Base64 as a text of bytes; '' where it is none. */
function decoded(base64: string): string {
  try {
    return globals.atob(base64)
  } catch {
    return ''
  }
}

const utf8 = (text: string) => new globals.TextEncoder().encode(text)

/** Keys are made ready when something is first signed: making a venue does nothing. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined
  return () => (made ??= make())
}

function subtle(): Crypto['subtle'] {
  const { crypto } = globals
  // Pages have it only where they came by https, or from this machine.
  if (!crypto?.subtle) throw new Error('there is no WebCrypto here: a page needs https')
  return crypto.subtle
}

const imported = (format: 'raw' | 'pkcs8', key: Uint8Array, algorithm: object) =>
  subtle().importKey(format, key, algorithm, false, ['sign'])

const signed = async (algorithm: string, key: unknown, payload: string) =>
  new Uint8Array(await subtle().sign(algorithm, key, utf8(payload)))
