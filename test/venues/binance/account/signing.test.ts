/** Signatures, byte for byte as the dossier computes them, and keys of every kind. */
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { expect, test } from 'vitest'

import { payloadOf, withPrivateKey, withSecret } from '../../../../src/venues/binance/account/signing'

const params = { timestamp: 1_795_305_600_123, apiKey: 'demoApiKey0001', recvWindow: 5_000 }
const payload = 'apiKey=demoApiKey0001&recvWindow=5000&timestamp=1795305600123'

// The private seed is the bytes 0 to 31, in the wrapping of PKCS #8.
const seed = Buffer.from([...Array(32).keys()])
const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
const ed25519 = `-----BEGIN PRIVATE KEY-----\n${der.toString('base64')}\n-----END PRIVATE KEY-----\n`

test('parameters are sorted by name and joined, nothing encoded', () => {
  expect(payloadOf(params)).toBe(payload)
  expect(payloadOf({ symbol: '测试币USDT', apiKey: 'a b&c' })).toBe('apiKey=a b&c&symbol=测试币USDT')
})

test.each([
  [payload, '626a9a15f3f87bb7d035760e20956f91cee51851057bccc43bfd08c8f8ec27c1'],
  [
    'apiKey=demoApiKey0001&recvWindow=5000&symbol=测试币USDT&timestamp=1795305600123',
    'c54202cc8d3993bc6f869bef7ab8137bd657e54d58caad201ca5c9311ecdd4f5',
  ],
])('HMAC of %s', async (text, signature) => {
  expect(await withSecret('demoSecret0001')(text)).toBe(signature)
})

test('Ed25519', async () => {
  const { sign, isEd25519 } = withPrivateKey(ed25519, 'privateKey')
  expect(isEd25519).toBe(true)
  expect(await sign(payload)).toBe(
    'vB0iCDqnbrtTC9PDLPuhan5VHyi8VB5qPyNJqYglnORVPYqKUeHfhzf14rChrDTjOLPfnQTpfzYcAA91bQKfCQ==',
  )
})

test('RSA, as another library verifies it', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const { sign, isEd25519 } = withPrivateKey(
    privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    'privateKey',
  )
  const signature = Buffer.from(await sign(payload), 'base64')
  expect(isEd25519).toBe(false)
  expect(
    verify(
      'sha256',
      Buffer.from(payload),
      createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })),
      signature,
    ),
  ).toBe(true)
})

const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey
const curve = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

test.each<readonly [string, () => unknown]>([
  ['nothing', () => ''],
  ['no text', () => 7],
  ['a secret', () => 'demoSecret0001'],
  ['an older wrapping', () => rsa().export({ type: 'pkcs1', format: 'pem' })],
  [
    'a key with a password',
    () => rsa().export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }),
  ],
  ['a key of another kind', () => curve().export({ type: 'pkcs8', format: 'pem' })],
  ['no base64', () => '-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----'],
])('%s is no private key, and is not shown', (_, make) => {
  const key = make() as string
  let message = ''
  try {
    withPrivateKey(key, 'privateKey')
  } catch (error) {
    message = String(error)
  }
  expect(message).toContain('privateKey must be an Ed25519 or RSA private key')
  for (const line of String(key).split('\n')) if (line.length > 20) expect(message).not.toContain(line)
})
