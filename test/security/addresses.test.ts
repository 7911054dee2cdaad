/** What is sent in the clear stays on this machine, unless the caller says otherwise. */
import { expect, test } from 'vitest'
import { binance, binanceAccount, binanceSbe } from '../../src/binance'
import { isFeedError } from '../../src/core/errors'
import type { Variables } from '../../src/core/venue'

const makers = {
  binance: binance as (options: object) => object,
  binanceSbe: ((options) => binanceSbe({ apiKey: 'key', ...options })) as (options: object) => object,
  binanceAccount: ((options) => binanceAccount({ apiKey: 'key', sign: () => '', ...options })) as (
    options: object,
  ) => object,
}

const refusal = (act: () => unknown): string | undefined => {
  try {
    act()
  } catch (error) {
    if (isFeedError(error, 'INVALID_OPTION')) return `${error.context.option}: ${error.message}`
    throw error
  }
  return undefined
}

const own = ['localhost', 'LOCALHOST', 'a.localhost', 'a.b.localhost', '127.0.0.1', '127.255.255.254', '[::1]']

const foreign = [
  ...['example.com', '192.168.0.1', '10.0.0.1', '0.0.0.0', '[::]', '[::ffff:10.0.0.1]', '[::1:1]', '[1::1]'],
  // Names that begin, end or go on as one of this machine's.
  ...['localhost.example.com', 'mylocalhost', '127.0.0.1.example.com', '127.0.0.1.2', '1127.0.0.1', '127.0.0', 'a'],
  ...['localhostess', '127.0.0.1a', 'local.host', '%6cocalhost', '-localhost'],
]

const paths = ['', '/', ':9', ':9/a', '/localhost', '/wss://localhost', '/[::1]']

for (const [name, make] of Object.entries(makers)) {
  test(`${name}: only the addresses of this machine may be in the clear`, () => {
    const wrong: unknown[] = []
    for (const path of paths) {
      const at = (host: string, secure: string) => ({
        url: `ws${secure}://${host}${path}`,
        restUrl: `http${secure}://${host}${path}`,
        apiUrl: `ws${secure}://${host}${path}`,
      })
      for (const host of own) if (refusal(() => make(at(host, '')))) wrong.push([host, path])
      for (const host of foreign) {
        if (refusal(() => make(at(host, 's')))) wrong.push(['secure', host, path])
        if (refusal(() => make({ ...at(host, ''), allowInsecure: true }))) wrong.push(['allowed', host, path])
        const safe = at('localhost', '')
        for (const option of ['url', 'restUrl', 'apiUrl'] as const) {
          const address = at(host, '')[option]
          const scheme = option === 'restUrl' ? 'https' : 'wss'
          const said = `${option}: ${option} must be ${scheme}:// but on this machine, unless allowInsecure is true; received "${address}".`
          for (const allowInsecure of [undefined, false])
            if (refusal(() => make({ ...safe, [option]: address, allowInsecure })) !== said)
              wrong.push([option, address, allowInsecure])
        }
      }
    }
    expect(wrong).toEqual([])
  })

  test(`${name}: allowInsecure is true or false`, () => {
    for (const allowInsecure of ['true', 1, null, {}])
      expect(refusal(() => make({ url: 'wss://example.com', apiUrl: 'wss://example.com', allowInsecure }))).toMatch(
        /^allowInsecure: allowInsecure must be true or false; received /,
      )
  })
}

const remote = { TICKWIRE_URL: 'ws://example.com', TICKWIRE_API_URL: 'ws://example.com/ws-api/v3' }
const inTheClear = 'must be wss:// but on this machine, unless TICKWIRE_ALLOW_INSECURE is true'

test.each<[string, object, Variables, string | undefined]>([
  ['refuse', {}, remote, inTheClear],
  ['allow', {}, { ...remote, TICKWIRE_ALLOW_INSECURE: '1' }, undefined],
  ['allow in letters', {}, { ...remote, TICKWIRE_ALLOW_INSECURE: 'true' }, undefined],
  ['refuse by word', {}, { ...remote, TICKWIRE_ALLOW_INSECURE: '0' }, inTheClear],
  ['make no sense', {}, { ...remote, TICKWIRE_ALLOW_INSECURE: 'yes' }, 'TICKWIRE_ALLOW_INSECURE must be true or false'],
  ['be allowed by the caller', { allowInsecure: true }, remote, undefined],
  ['not overrule the caller', { allowInsecure: false }, { ...remote, TICKWIRE_ALLOW_INSECURE: '1' }, inTheClear],
])('variables may %s', (_, options, variables, message) => {
  for (const make of Object.values(makers)) {
    // The venue of an account knows its addresses from the variables alone.
    const venue = make(options) as ReturnType<typeof binance>
    const said = refusal(() => venue.withVariables?.(variables))
    if (message === undefined) expect(said).toBeUndefined()
    else expect(said).toContain(message)
  }
})
