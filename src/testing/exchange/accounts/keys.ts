/** Keys of accounts, and whether a signature was made with one of them: Node's own cryptography. */

import { createHmac, createPublicKey, type KeyObject, timingSafeEqual, verify } from 'node:crypto'
import type { AccountOptions } from '../options'
import type { Key } from './signed'

/**
 * Reads what an account signs with.
 * @throws RangeError for a public key that is neither RSA nor Ed25519, or no PEM at all
 */
export function readKey(options: AccountOptions): Key {
  if ('secret' in options) {
    const { secret } = options
    return { kind: 'hmac', verifies: (payload, signature) => isHmac(secret, payload, signature) }
  }
  const key = readPem(options.publicKey, options.apiKey)
  const kind = key.asymmetricKeyType
  if (kind === 'ed25519') return { kind, verifies: (payload, text) => isSigned(undefined, key, payload, text) }
  if (kind === 'rsa') return { kind, verifies: (payload, text) => isSigned('RSA-SHA256', key, payload, text) }
  throw new RangeError(`accounts: the public key of ${options.apiKey} must be RSA or Ed25519; received ${kind}.`)
}

function readPem(pem: string, apiKey: string): KeyObject {
  try {
    return createPublicKey(pem)
  } catch (cause) {
    throw new RangeError(`accounts: the public key of ${apiKey} must be a PEM text.`, { cause })
  }
}

// Binance spot, request security: HMAC-SHA-256 as hex in either case; RSASSA-PKCS1-v1_5 with SHA-256 and Ed25519 as base64.
function isHmac(secret: string, payload: string, signature: string): boolean {
  if (!/^[\da-f]{64}$/i.test(signature)) return false
  return timingSafeEqual(Buffer.from(signature, 'hex'), createHmac('sha256', secret).update(payload, 'utf8').digest())
}

function isSigned(algorithm: string | undefined, key: KeyObject, payload: string, text: string): boolean {
  const signature = Buffer.from(text, 'base64')
  // Node reads base64 generously; a signature that is not written as base64 is none.
  return signature.toString('base64') === text && verify(algorithm, Buffer.from(payload, 'utf8'), key, signature)
}
