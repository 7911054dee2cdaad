import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import { readKey } from '../../../../src/testing/exchange/accounts/keys'
import { flawOf, payloadOf } from '../../../../src/testing/exchange/accounts/signed'

const apiKey = 'demoApiKey0001'
const now = 1_795_305_600_123
const params = { timestamp: String(now), apiKey, recvWindow: '5000' }
const seed = Buffer.from(Array.from({ length: 32 }, (_, at) => at))
const ed25519 = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
  format: 'der',
  type: 'pkcs8',
})
const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString()
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })

const hmacKey = readKey({ apiKey, secret: 'demoSecret0001' })
const edKey = readKey({ apiKey, publicKey: pem(createPublicKey(ed25519 as never)) })
const rsaKey = readKey({ apiKey, publicKey: pem(rsa.publicKey) })

const hmac = '626a9a15f3f87bb7d035760e20956f91cee51851057bccc43bfd08c8f8ec27c1'
const ed = 'vB0iCDqnbrtTC9PDLPuhan5VHyi8VB5qPyNJqYglnORVPYqKUeHfhzf14rChrDTjOLPfnQTpfzYcAA91bQKfCQ=='

test('a signature covers all parameters but itself, sorted, as they are', () => {
  expect(payloadOf({ ...params, signature: 'x', symbol: '测试币USDT' })).toBe(
    'apiKey=demoApiKey0001&recvWindow=5000&symbol=测试币USDT&timestamp=1795305600123',
  )
})

test.each([
  ['HMAC', hmacKey, params, hmac],
  ['HMAC in capitals', hmacKey, params, hmac.toUpperCase()],
  [
    'HMAC beyond ASCII',
    hmacKey,
    { ...params, symbol: '测试币USDT' },
    'c54202cc8d3993bc6f869bef7ab8137bd657e54d58caad201ca5c9311ecdd4f5',
  ],
  ['Ed25519', edKey, params, ed],
  ['RSA', rsaKey, params, sign('RSA-SHA256', Buffer.from(payloadOf(params)), rsa.privateKey).toString('base64')],
])('%s: known vectors are taken', (_, key, given, signature) => {
  expect(flawOf({ ...given, signature }, key, now)).toBeUndefined()
})

test.each([
  ['another secret', readKey({ apiKey, secret: 'other' }), hmac],
  ['a changed digit', hmacKey, hmac.replace('6', '7')],
  ['too short', hmacKey, hmac.slice(1)],
  ['base64 for hex', hmacKey, ed],
  ['hex for base64', edKey, hmac],
  ['base64 without its padding', edKey, ed.replace(/=+$/, '')],
  ['base64 in other letters', edKey, ed.toLowerCase()],
  ['a signature of the other kind', rsaKey, ed],
  [
    'percent-encoded, as REST has it',
    edKey,
    sign(undefined, Buffer.from(encodeURIComponent(payloadOf(params))), ed25519).toString('base64'),
  ],
])('%s is −1022', (_, key, signature) => {
  expect(flawOf({ ...params, signature }, key, now)).toMatchObject({ status: 400, code: -1022 })
})

test.each([
  ['at the edge of the window', now + 5_000, undefined, undefined],
  ['past it', now + 5_001, undefined, -1021],
  ['a second ahead', now - 1_000, undefined, -1021],
  ['just not a second ahead', now - 999, undefined, undefined],
  ['a window of its own', now + 60_000, '60000', undefined],
  ['past a window with decimals', now + 10.6, '10.5', -1021],
  ['within a window with decimals', now + 10.4, '10.5', undefined],
  ['too long a window', now, '60001', -1131],
  ['no number', now, 'soon', -1100],
])('time: %s', (_, at, recvWindow, code) => {
  const given = { apiKey, timestamp: String(now), ...(recvWindow && { recvWindow }) }
  const signature = sign(undefined, Buffer.from(payloadOf(given)), ed25519).toString('base64')
  expect(flawOf({ ...given, signature }, edKey, at)?.code).toBe(code)
})

test('a timestamp may be in µs', () => {
  const given = { apiKey, timestamp: `${now}456` }
  const signature = sign(undefined, Buffer.from(payloadOf(given)), ed25519).toString('base64')
  expect(flawOf({ ...given, signature }, edKey, now + 4_000)).toBeUndefined()
  expect(flawOf({ ...given, signature }, edKey, now + 6_000)).toMatchObject({ code: -1021 })
  expect(flawOf({ apiKey, signature }, edKey, now)).toMatchObject({ code: -1102 })
})

test('a key is RSA or Ed25519, as PEM', () => {
  expect(() => readKey({ apiKey, publicKey: 'hello' })).toThrow('must be a PEM text')
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  expect(() => readKey({ apiKey, publicKey: pem(ec.publicKey) })).toThrow('must be RSA or Ed25519; received ec')
})
