/** Nothing that a feed of an account tells, throws, delivers, prints or shows holds a secret: while all is well, and while nothing is. */
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type AccountOptions, binanceAccount, futuresUserData, optionsUserData, userData } from '../../src/binance'
import type { FeedEvents } from '../../src/core/events'
import { createFeed } from '../../src/node'
import type { LocalExchange } from '../../src/testing/exchange/server'
import {
  type AnyFeed,
  accountWorld,
  type Derivative,
  derivativeAt,
  derivativeFeed,
  feedOf,
  listen,
  type Name,
  next,
  owners,
  spotAt,
  spotFeed,
} from '../support/account-world'

const all = {
  ...{ state: 1, connected: 1, disconnected: 1, retrying: 1, subscribed: 1, unsubscribed: 1, gap: 1, rotated: 1 },
  ...{ lagged: 1, invalid: 1, error: 1 },
} satisfies Record<keyof FeedEvents, 1>

/** All of a value that can be seen, however deep and whether it wants to be seen or not. */
const shown = (value: unknown) =>
  inspect(value, {
    ...{ showHidden: true, depth: 12, getters: true },
    ...{ maxArrayLength: null, maxStringLength: null, breakLength: Number.POSITIVE_INFINITY },
  })

const serialised = (value: unknown) => {
  const seen = new Set<unknown>()
  const text = JSON.stringify(value, (_, part: unknown) => {
    if (part !== Object(part)) return typeof part === 'bigint' ? String(part) : part
    if (seen.has(part)) return undefined
    seen.add(part)
    return part
  })
  return text ?? ''
}

/** Everything that comes out of a feed, and out of the process meanwhile. */
function overhear(feed: AnyFeed) {
  const heard: string[] = []
  const hear = (value: unknown) => heard.push(shown(value), serialised(value))
  const errors = (value: unknown): void => {
    if (!(value instanceof Error)) return
    hear(value)
    heard.push(value.message, String(value.stack))
    for (const name of Object.getOwnPropertyNames(value)) hear((value as unknown as Record<string, unknown>)[name])
    errors(value.cause)
  }
  for (const name of Object.keys(all) as readonly (keyof FeedEvents)[])
    feed.on(name, (value) => {
      hear(value)
      errors(value)
      errors((value as { readonly error?: unknown }).error)
    })
  for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const)
    vi.spyOn(console, name).mockImplementation((...values) => void hear(values))
  onTestFinished(() => void vi.restoreAllMocks())
  const warned = (warning: Error) => errors(warning)
  process.on('warning', warned)
  onTestFinished(() => void process.off('warning', warned))
  const ear = listen(feed)
  return {
    ear,
    hear,
    errors,
    /** What was told so far, and what can be seen now. */
    everything(): string {
      for (const what of [feed, feed.venue, feed.stats(), feed.ledger(), feed.state, ear.subscription, ear.items])
        hear(what)
      for (const channel of [userData(), futuresUserData(), optionsUserData()]) hear(channel)
      return heard.join('\n')
    },
  }
}

/** A secret in each of the ways a text may hold it. */
const forms = (secret: string) => [secret, encodeURIComponent(secret), secret.replaceAll('/', '\\/')]

function expectHidden(text: string, secrets: readonly string[]): void {
  // Bytes of a frame are shown as decimal numbers.
  const bytes = secrets.map((secret) => String([...Buffer.from(secret)]))
  const found = [...secrets.flatMap(forms), ...bytes].filter((secret) => text.includes(secret))
  expect(found).toEqual([])
}

const keyLines = (pem = '') => pem.split('\n').filter((line) => line.length > 8 && !line.startsWith('-----'))

const ownSecrets = ({ apiKey, secret, privateKey }: AccountOptions): readonly string[] =>
  [apiKey, secret, ...keyLines(privateKey)].filter((text): text is string => text !== undefined)

const signatures = ({ record }: LocalExchange) =>
  record.requests.map(({ params }) => params.signature).filter((text): text is string => text !== undefined)

/** Secrets wherever a message has room for text. */
const echoes = (secrets: readonly string[]): readonly (string | Uint8Array)[] => {
  const said = secrets.join(' ')
  const text = secrets.flatMap(forms).join(' ')
  return [
    `garbage ${text}`,
    `{"cut off": ${JSON.stringify(said)}`,
    JSON.stringify({ [said]: said }),
    JSON.stringify({ id: 9_999, status: 400, error: { code: -1, msg: said } }),
    JSON.stringify({ id: said, status: 400, error: { code: -1, msg: said } }),
    JSON.stringify({ error: { code: -1, msg: said } }),
    JSON.stringify({ code: -1, msg: said }),
    JSON.stringify({ subscriptionId: 0, event: { e: 'executionReport', E: said, s: said, c: said } }),
    JSON.stringify({ subscriptionId: 0, event: { e: said, E: 1, listenKey: said } }),
    JSON.stringify({ subscriptionId: 0, event: { e: 'balanceUpdate', E: 1, a: said, d: '1', T: 1, new: said } }),
    JSON.stringify({ e: 'ORDER_TRADE_UPDATE', E: 1, T: 1, o: { s: said, c: said } }),
    JSON.stringify({ e: 'ACCOUNT_CONFIG_UPDATE', E: 1, T: 1, ac: { s: said, l: 1 }, [said]: said }),
    JSON.stringify({ e: said, listenKey: said }),
    ...secrets.map((secret) => Buffer.from(secret)),
  ]
}

// Spot.

test.each(Object.keys(owners) as readonly Name[])(
  '%s: a session that goes well, is cut, ended, and echoes',
  async (name) => {
    const exchange = await accountWorld()
    const owner: AccountOptions = owners[name]
    const account = exchange.account(owners[name].apiKey)
    const feed = spotFeed(exchange, owner)
    const { ear, everything } = overhear(feed)
    await feed.connect()
    account.place({ symbol: 'BTCUSDT', side: 'BUY', quantity: '0.01000' })
    const back = next(feed, 'connected')
    exchange.faults.cut()
    await back
    const again = next(feed, 'connected')
    account.terminate()
    await again
    const secrets = [...ownSecrets(owner), ...signatures(exchange)]
    for (const echo of echoes(secrets)) exchange.faults.send(echo)
    await ear.mark(account)
    expect(signatures(exchange)).toHaveLength(3)
    const text = everything()
    // The test hears what it thinks it hears.
    expect(text.includes('garbage …')).toBe(true)
    expect(text.includes('executionReport')).toBe(true)
    expectHidden(text, [...secrets, ...signatures(exchange)])
    // Echoed in an event, a secret is cut out, and the event stays one.
    expect(feed.stats().invalid).toBeGreaterThan(5)
  },
)

/** What refuses a session, told with the secrets in it. */
const refusals: Readonly<Record<string, (exchange: LocalExchange, said: string) => unknown>> = {
  'refused for good': ({ faults }, msg) => {
    for (const target of ['session.logon', 'userDataStream.subscribe.signature'])
      faults.answers(target, { status: 401, code: -2_015, msg })
  },
  'refused for now': ({ faults }, msg) => {
    for (const target of ['session.logon', 'userDataStream.subscribe.signature'])
      faults.answers(target, { status: 503, code: -1_000, msg })
  },
  'the time refused': ({ faults }, msg) => faults.answers('time', { status: 400, code: -1_100, msg }),
  'nobody there': ({ faults }) => faults.down(),
  ...Object.fromEntries(
    [403, 429, 451, 500].map((status) => [`handshake ${status}`, ({ faults }: LocalExchange) => faults.refuse(status)]),
  ),
}

test.each(
  Object.keys(refusals).flatMap((refusal) =>
    (['hmac', 'rsa', 'logon'] as const).map((name) => [refusal, name] as const),
  ),
)('spot: %s (%s)', async (refusal, name) => {
  const exchange = await accountWorld()
  const owner: AccountOptions = owners[name]
  const feed = spotFeed(exchange, owner)
  const { errors, everything } = overhear(feed)
  await refusals[refusal]!(exchange, ownSecrets(owner).flatMap(forms).join(' '))
  const failed = next(feed, 'error')
  const connecting = feed.connect().catch(errors)
  errors(await failed)
  const text = everything()
  expect(/LOGIN_REFUSED|OPEN_FAILED|ACCESS_DENIED/.test(text)).toBe(true)
  expectHidden(text, [...ownSecrets(owner), ...signatures(exchange)])
  await feed.close()
  await connecting
})

test('a wrong signature, said back by the exchange', async () => {
  const exchange = await accountWorld()
  const { apiKey } = owners.hmac
  const sign = () => {
    const signature = 'bm90/dGhl+c2lnbmF0dXJl/of/this=='
    const msg = `${forms(signature).join(' ')} is not of ${apiKey}`
    exchange.faults.answers('userDataStream.subscribe.signature', { status: 400, code: -1_022, msg })
    return signature
  }
  const feed = spotFeed(exchange, { apiKey, sign })
  const { errors, everything } = overhear(feed)
  await feed.connect().catch(errors)
  const text = everything()
  expect(text.includes('… is not of …')).toBe(true)
  expect(signatures(exchange)).toHaveLength(1)
  expectHidden(text, [apiKey, ...signatures(exchange)])
})

const leak = (...secrets: readonly string[]) =>
  Object.assign(new TypeError(`cannot use ${secrets.join()}`, { cause: new Error(secrets.join()) }), { secrets })

test.each<readonly [string, (secret: string) => never | string | Promise<string>]>([
  [
    'throws',
    (secret) => {
      throw leak(secret)
    },
  ],
  ['rejects', (secret) => Promise.reject(leak(secret))],
  [
    'throws a text',
    (secret) => {
      throw `no ${secret}`
    },
  ],
  ['gives a page of text', (secret) => `<html>\n${secret}`],
  ['gives nothing', () => undefined as never],
])('a signer that %s: SIGNING_FAILED, without its word', async (_, act) => {
  const exchange = await accountWorld()
  const { apiKey, secret } = owners.hmac
  const feed = spotFeed(exchange, { apiKey, sign: () => act(`${secret} ${apiKey}`) })
  const { errors, everything } = overhear(feed)
  const failed = next(feed, 'error')
  const connecting = feed.connect().catch(errors)
  expect(await failed).toMatchObject({ code: 'SIGNING_FAILED', message: expect.stringContaining('sign() ') })
  expectHidden(everything(), [apiKey, secret])
  await feed.close()
  await connecting
})

test('wrong options are told without their values', () => {
  const { apiKey, secret } = owners.hmac
  const { privateKey } = owners.rsa
  const heard: string[] = []
  for (const options of [
    { apiKey, secret, privateKey },
    { apiKey, secret: `${secret}\n` },
    { apiKey: `${apiKey} ` },
    { apiKey, privateKey: privateKey.slice(0, -40) },
    { apiKey, privateKey: [privateKey] },
    { apiKey, secret, logon: true },
    { apiKey, secret, logon: secret },
    { apiKey, secret, recvWindow: secret },
    { apiKey, sign: secret },
    { apiKey, secret, listenKey: async () => '' },
    { apiKey, passphrase: secret },
  ])
    try {
      binanceAccount(options as never)
      heard.push('taken')
    } catch (error) {
      heard.push(shown(error), serialised(error))
    }
  expect(heard).not.toContain('taken')
  expectHidden(heard.join('\n'), [apiKey, secret, ...keyLines(privateKey)])
})

// Futures and options.

const markets = ['usdm', 'coinm', 'options'] as const

test.each(markets)('%s: a listen key that is used, replaced and echoed', async (market) => {
  const exchange = await accountWorld()
  const { apiKey } = owners.hmac
  const account = exchange.futuresAccount(apiKey, market)
  const feed = derivativeFeed(exchange, market)
  const { ear, everything } = overhear(feed)
  await feed.connect()
  const first = account.listenKey!
  account.transfer('USDT', '1')
  const back = next(feed, 'connected')
  account.expireListenKey()
  await back
  const second = account.listenKey!
  expect(new Set([first, second, undefined]).size).toBe(3)
  for (const echo of echoes([apiKey, first, second])) exchange.faults.send(echo)
  await ear.mark(account)
  const text = everything()
  expect(text.includes('listenKeyExpired')).toBe(true)
  expect(text.includes('garbage …')).toBe(true)
  expectHidden(text, [apiKey, first, second])
})

/** A listen key that needs to be encoded in an address. */
const oddKey = 'odd/listen+key=of%20nobody?x&y#z'

/** A server that hands it out. */
async function keyServer(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status, headers).end(body))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const keyRefusals: Readonly<Record<string, (exchange: LocalExchange) => Promise<AccountOptions<Derivative>>>> = {
  'a handshake refused, the key in its address': async ({ faults }) => {
    faults.refuse(403)
    return {}
  },
  'a handshake failed, the key in its address': async ({ faults }) => {
    faults.refuse(500)
    return {}
  },
  'TLS where there is none, the key in its address': async ({ url }) => ({ url: url.replace('ws:', 'wss:') }),
  'nobody there, the key in the address': async () => ({ url: 'ws://127.0.0.1:1' }),
  'a server that says the key back in an error': async () => ({
    restUrl: await keyServer(401, JSON.stringify({ code: -2_014, msg: forms(owners.hmac.apiKey).join(' ') })),
  }),
  'a server that says the key back in no JSON': async () => ({
    restUrl: await keyServer(200, `<html>${owners.hmac.apiKey}`),
  }),
  'a server that sends the key elsewhere': async () => ({
    restUrl: await keyServer(307, '', { location: `http://127.0.0.1:1/?apiKey=${owners.hmac.apiKey}` }),
  }),
  'no server': async () => ({ restUrl: 'http://127.0.0.1:1' }),
  'a listenKey function that rejects': async () => ({ listenKey: () => Promise.reject(leak(oddKey)) }),
  'a listenKey function that gives a page': async () => ({ listenKey: async () => `<html>\n${oddKey}` }),
}

test.each(Object.keys(keyRefusals))('futures: %s', async (refusal) => {
  const { apiKey } = owners.hmac
  const exchange = await accountWorld()
  const given = await keyRefusals[refusal]!(exchange)
  const inAddress = refusal.includes('address')
  const odd = async () => oddKey
  const keyed = given.listenKey ?? (inAddress ? odd : undefined)
  const own = keyed ? { listenKey: keyed } : { apiKey }
  const feed = feedOf(binanceAccount({ ...derivativeAt(exchange, 'usdm'), ...given, ...own }))
  const { errors, everything } = overhear(feed)
  const failed = next(feed, 'error')
  const connecting = feed.connect().catch(errors)
  errors(await failed)
  const text = everything()
  expect(/LOGIN_REFUSED|OPEN_FAILED|ACCESS_DENIED|SIGNING_FAILED/.test(text)).toBe(true)
  expectHidden(text, [apiKey, oddKey])
  await feed.close()
  await connecting
})

// From the environment, by the door for Node.

test('keys from the environment open a session, explicit ones go first, and none is shown', async () => {
  const exchange = await accountWorld()
  const open = async (options: AccountOptions, name: Name) => {
    const feed = createFeed({ venue: binanceAccount({ ...spotAt(exchange), ...options }) }) as AnyFeed
    onTestFinished(() => feed.close())
    const { ear, everything } = overhear(feed)
    await feed.connect()
    await ear.mark(exchange.account(owners[name].apiKey))
    expectHidden(everything(), [...ownSecrets(owners[name]), ...signatures(exchange)])
    await feed.close()
  }
  const path = join(tmpdir(), `tickwire-${process.pid}.pem`)
  writeFileSync(path, owners.ed25519.privateKey, { mode: 0o600 })
  onTestFinished(() => void vi.unstubAllEnvs())
  vi.stubEnv('BINANCE_API_KEY', owners.hmac.apiKey)
  vi.stubEnv('BINANCE_API_SECRET', owners.hmac.secret)
  await open({}, 'hmac')
  await open({ apiKey: owners.rsa.apiKey, privateKey: owners.rsa.privateKey }, 'rsa')
  vi.stubEnv('BINANCE_API_KEY', owners.ed25519.apiKey)
  vi.stubEnv('BINANCE_PRIVATE_KEY_PATH', path)
  await open({}, 'ed25519')
  await open({ logon: true }, 'ed25519')
  vi.stubEnv('BINANCE_PRIVATE_KEY_PATH', `${path}.gone`)
  expect(() => createFeed({ venue: binanceAccount(spotAt(exchange)) })).toThrow('BINANCE_PRIVATE_KEY_PATH')
})

test('a listen key by the API key of the environment', async () => {
  const exchange = await accountWorld()
  onTestFinished(() => void vi.unstubAllEnvs())
  vi.stubEnv('BINANCE_API_KEY', owners.hmac.apiKey)
  const feed = derivativeFeed(exchange, 'usdm', {})
  const { ear, everything } = overhear(feed)
  await feed.connect()
  const account = exchange.futuresAccount(owners.hmac.apiKey, 'usdm')
  await ear.mark(account)
  expectHidden(everything(), [owners.hmac.apiKey, account.listenKey!])
})
