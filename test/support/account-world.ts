/** Accounts of a local exchange, and feeds that read them, on real sockets. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { type AccountOptions, binanceAccount, futuresUserData, optionsUserData, userData } from '../../src/binance'
import type { Feed, FeedOptions } from '../../src/client/feed'
import type { Subscription } from '../../src/client/subscription'
import type { FeedEvents, Item } from '../../src/core/events'
import type { Venue } from '../../src/core/venue'
import { createFeed } from '../../src/node'
import { createLocalExchange, type LocalExchange, type LocalExchangeOptions } from '../../src/testing/exchange/server'

const pem = (key: KeyObject, type: 'spki' | 'pkcs8') => key.export({ type, format: 'pem' } as never).toString()
const ed25519 = generateKeyPairSync('ed25519')
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })

/** As long as the exchange's own, and no part of each other. */
const apiKeyOf = (letter: string) => `${letter.repeat(8)}ApiKeyOfTheTestAccountThatNobodyElseMayEverSee0123456789`

/** Names of accounts: how each proves who it is. */
export type Name = 'hmac' | 'rsa' | 'ed25519' | 'logon'

/** What the owner of each account holds. */
export const owners = {
  hmac: { apiKey: apiKeyOf('H'), secret: 'hmacSecretOfTheTestAccountThatNobodyElseMayEverSee98765' },
  rsa: { apiKey: apiKeyOf('R'), privateKey: pem(rsa.privateKey, 'pkcs8') },
  ed25519: { apiKey: apiKeyOf('E'), privateKey: pem(ed25519.privateKey, 'pkcs8') },
  logon: { apiKey: apiKeyOf('L'), privateKey: pem(ed25519.privateKey, 'pkcs8'), logon: true },
} satisfies Record<Name, AccountOptions>

/** Beyond 2^53: a number would lose its last digits. */
export const firstOrderId = 8_389_766_145_050_669_871n

const known = [
  { apiKey: owners.hmac.apiKey, secret: owners.hmac.secret },
  { apiKey: owners.rsa.apiKey, publicKey: pem(rsa.publicKey, 'spki') },
  { apiKey: owners.ed25519.apiKey, publicKey: pem(ed25519.publicKey, 'spki') },
  { apiKey: owners.logon.apiKey, publicKey: pem(ed25519.publicKey, 'spki') },
].map((account) => ({ ...account, firstOrderId }))

export type Derivative = 'usdm' | 'coinm' | 'options'
export type Settings = Partial<FeedOptions>

/** Feeds of accounts, whatever their events. */
// biome-ignore lint/suspicious/noExplicitAny: the tests read events of every shape
export type AnyFeed = Feed<any>
// biome-ignore lint/suspicious/noExplicitAny: the tests read events of every shape
type AnyVenue = Venue<any>
// biome-ignore lint/suspicious/noExplicitAny: the tests read events of every shape
export type AnyItem = any

/** An exchange where each of {@link owners} has an account; ends with the test. */
export async function accountWorld(options: LocalExchangeOptions = {}): Promise<LocalExchange> {
  const exchange = await createLocalExchange({ tickMs: 5, historyMs: 0, accounts: known, symbols: 2, ...options })
  onTestFinished(() => exchange.close())
  return exchange
}

/** Where an account of spot is at the local exchange. */
export const spotAt = ({ url }: LocalExchange) => ({ url, apiUrl: `${url}/ws-api/v3` })

/** Where an account of derivatives is. */
export const derivativeAt = (exchange: LocalExchange, market: Derivative) => {
  const { url, restUrl } = exchange.address(market)
  return { market, url, restUrl }
}

/** A feed that ends with the test. */
export function feedOf(venue: AnyVenue, settings: Settings = {}): AnyFeed {
  const feed: AnyFeed = createFeed({ venue, retry: { baseMs: 10, capMs: 50 }, ...settings })
  onTestFinished(() => feed.close())
  return feed
}

/** A feed of spot. */
export const spotFeed = (exchange: LocalExchange, owner: AccountOptions = owners.hmac, settings?: Settings) =>
  feedOf(binanceAccount({ ...spotAt(exchange), ...owner }), settings)

/** A feed of derivatives. */
export const derivativeFeed = (
  exchange: LocalExchange,
  market: Derivative,
  options: AccountOptions<Derivative> = { apiKey: owners.hmac.apiKey },
  settings?: Settings,
) => feedOf(binanceAccount({ ...derivativeAt(exchange, market), ...options }), settings)

const channels = { usdm: futuresUserData, coinm: futuresUserData, options: optionsUserData, spot: userData }

export interface Ear {
  readonly feed: AnyFeed
  readonly subscription: Subscription<AnyItem>
  /** Everything delivered so far, gaps among it. */
  readonly items: readonly AnyItem[]
  /** The first item, past or future, that fits. */
  item(fits: (item: AnyItem) => boolean): Promise<AnyItem>
  /** What the exchange numbered by nothing has come as far as this: an event of the test's own, sent and waited for. */
  mark(account: { emit(event: object): number }): Promise<void>
  /** Everything but gaps and marks, as the oracle writes it. */
  events(): readonly object[]
}

let marks = 0

/** Listens to the account of a feed. */
export function listen(feed: AnyFeed): Ear {
  const { market } = feed.venue as AnyVenue & { readonly market: keyof typeof channels }
  const subscription = feed.subscribe(channels[market]())
  const items: AnyItem[] = []
  const waiting = new Set<() => void>()
  subscription.on((item: Item) => {
    items.push(item)
    for (const look of waiting) look()
  })
  const item = (fits: (item: AnyItem) => boolean) =>
    new Promise((resolve) => {
      const look = () => {
        const found = items.find(fits)
        if (!found) return
        waiting.delete(look)
        resolve(found)
      }
      waiting.add(look)
      look()
    })
  return {
    feed,
    subscription,
    items,
    item,
    async mark(account) {
      const mark = (marks += 1)
      if (account.emit({ e: 'MARK', mark }) === 0) throw new Error('Nobody listens to this account.')
      await item(({ type, data }) => type === 'raw' && data.mark === mark)
    },
    events: () =>
      items
        .filter(({ type, data }) => type !== 'gap' && data?.e !== 'MARK')
        .map(({ receiveTime, ...event }) => {
          if (typeof receiveTime !== 'number') throw new Error('An event without the time of its arrival.')
          return event
        }),
  }
}

/** The next event of a feed that fits. */
export function next<K extends keyof FeedEvents>(
  feed: AnyFeed,
  event: K,
  fits: (value: FeedEvents[K]) => boolean = () => true,
): Promise<FeedEvents[K]> {
  return new Promise((resolve) => {
    const stop = feed.on(event, (value) => {
      if (!fits(value)) return
      stop()
      resolve(value)
    })
  })
}

/** What the exchange told an account while anybody listened, marks left out. */
export const told = ({ record }: LocalExchange, apiKey: string, market?: Derivative): readonly string[] =>
  record
    .userEvents(apiKey, market)
    .filter(({ receivers, text }) => receivers > 0 && !text.includes('"MARK"'))
    .map(({ text }) => text)
