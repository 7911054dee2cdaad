/** Private streams in a page: who shows them holds no secret, a server of the test's own does. */
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'

import type { LocalExchange } from '../src/testing/exchange/server'
import { expectedEvent } from '../test/support/account-oracle'
import { test as base, expect, openConnections } from './fixtures'

const apiKey = 'ApiKeyOfAnAccountInAPage0123456789ApiKeyOfAnAccountInAPage012345'
const secret = 'secretThatNoPageMayEverSee'

/** What a page asks of its own server: a signature, or a listen key. */
interface KeyServer {
  readonly url: string
  /** Paths that were asked for. */
  readonly asked: readonly string[]
}

const test = base.extend<{ keys: KeyServer }>({
  keys: async ({ exchange }, use) => {
    const asked: string[] = []
    const answer = async (request: IncomingMessage): Promise<string | undefined> => {
      asked.push(request.url ?? '')
      if (request.url === '/listen-key') {
        const { restUrl } = exchange.address('usdm')
        const headers = { 'X-MBX-APIKEY': apiKey }
        const reply = await fetch(`${restUrl}/fapi/v1/listenKey`, { method: 'POST', headers })
        return ((await reply.json()) as { readonly listenKey: string }).listenKey
      }
      let payload = ''
      for await (const part of request) payload += part
      // It signs a subscription, and nothing else.
      if (!new RegExp(`^apiKey=${apiKey}&recvWindow=\\d+&timestamp=\\d+$`).test(payload)) return undefined
      return createHmac('sha256', secret).update(payload).digest('hex')
    }
    const server = createServer(async (request, response) => {
      const text = await answer(request)
      response.writeHead(text === undefined ? 403 : 200, { 'access-control-allow-origin': '*' }).end(text)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await use({ url: `http://127.0.0.1:${port}`, asked })
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  },
})

test.use({
  exchangeOptions: [{ accounts: [{ apiKey, secret, firstOrderId: 2n ** 53n + 1n }], historyMs: 0 }, { option: true }],
} as never)

/** Where a page finds its account. */
interface Place {
  readonly market: 'spot' | 'usdm'
  readonly url: string
  readonly apiUrl?: string
  readonly restUrl?: string
  readonly apiKey?: string
  readonly keys: string
}

/** Shows each event of an account as a line of the page, from now on. */
async function show({ market, keys, ...place }: Place): Promise<void> {
  const list = document.querySelector('#events') as HTMLElement
  const ask = async (path: string, body?: string) => {
    const answer = await fetch(`${keys}${path}`, body === undefined ? {} : { method: 'POST', body })
    if (!answer.ok) throw new Error(`The server of keys answers ${answer.status}.`)
    return answer.text()
  }
  const { binanceAccount, futuresUserData, userData } = tickwireAccount
  const draw = ({ receiveTime, ...event }: { readonly receiveTime?: number }) => {
    const line = document.createElement('li')
    line.textContent = JSON.stringify(event)
    list.append(line)
  }
  const retry = { baseMs: 20, capMs: 100 }
  if (market === 'spot') {
    const venue = binanceAccount({ ...place, sign: (payload) => ask('/sign', payload) })
    const feed = tickwire.createFeed({ venue, retry })
    feed.subscribe(userData()).on((item) => draw(item as object))
    await feed.connect()
  } else {
    const { url } = place
    const feed = tickwire.createFeed({
      venue: binanceAccount({ market, url, listenKey: () => ask('/listen-key') }),
      retry,
    })
    feed.subscribe(futuresUserData()).on((item) => draw(item as object))
    await feed.connect()
  }
}

const drawn = async (page: Page): Promise<readonly { readonly type: string }[]> =>
  (await page.locator('#events li').allTextContents()).map((text) => JSON.parse(text))

/** What the exchange sent the account, as the page must show it. */
const sent = ({ record }: LocalExchange, market?: 'usdm') =>
  record
    .userEvents(apiKey, market)
    .filter(({ receivers }) => receivers > 0)
    .map(({ text }) => expectedEvent(text))

test('spot: each subscription is signed by a server, and every event is drawn', async ({
  page,
  site,
  exchange,
  keys,
}) => {
  await page.goto(`${site}bare-account`)
  const apiUrl = `${exchange.url}/ws-api/v3`
  await page.evaluate(show, { market: 'spot', url: exchange.url, apiUrl, apiKey, keys: keys.url } as const)
  const account = exchange.account(apiKey)
  account.place({ symbol: 'BTCUSDT', side: 'BUY', quantity: '0.01000' })
  account.transfer('USDT', '12.5')
  await expect.poll(() => drawn(page)).toEqual(sent(exchange))
  exchange.faults.cut()
  await expect.poll(() => openConnections(exchange)).toBe(1)
  await expect.poll(() => account.emit({ e: 'back' })).toBe(1)
  await expect.poll(async () => (await drawn(page)).filter(({ type }) => type !== 'gap')).toEqual(sent(exchange))
  expect((await drawn(page)).filter(({ type }) => type === 'gap')).toHaveLength(1)
  expect(keys.asked).toEqual(['/sign', '/sign'])
  expect(await page.content()).toContain(String(2n ** 53n + 1n))
})

test('futures: a server hands out the listen key, and another when that is over', async ({
  page,
  site,
  exchange,
  keys,
}) => {
  await page.goto(`${site}bare-account`)
  const { url } = exchange.address('usdm')
  await page.evaluate(show, { market: 'usdm', url, keys: keys.url } as const)
  const account = exchange.futuresAccount(apiKey, 'usdm')
  account.place({ symbol: 'ETHUSDT', side: 'SELL', quantity: '1.200' })
  await expect.poll(() => drawn(page)).toEqual(sent(exchange, 'usdm'))
  account.expireListenKey()
  await expect.poll(() => account.listeners).toBe(1)
  account.transfer('USDT', '1')
  await expect
    .poll(async () => (await drawn(page)).filter(({ type }) => type !== 'gap'))
    .toEqual(sent(exchange, 'usdm'))
  expect(keys.asked).toEqual(['/listen-key', '/listen-key'])
  const events = await drawn(page)
  expect(events.map(({ type }) => type).slice(-3)).toEqual(['listenKeyExpired', 'gap', 'accountUpdate'])
  expect(await page.content()).not.toContain(account.listenKey)
})

test.describe('a server that refuses', () => {
  // The browser's own word about the answer.
  test.use({ allowed: [[/status of 403/], { option: true }] } as never)

  test('a server that signs nothing: SIGNING_FAILED, and nothing of its answer', async ({
    page,
    site,
    exchange,
    keys,
  }) => {
    await page.goto(`${site}bare-account`)
    const error = await page.evaluate(
      async ({ url, keys }) => {
        const venue = tickwireAccount.binanceAccount({
          ...{ url, apiUrl: `${url}/ws-api/v3`, apiKey: 'of-somebody-else' },
          sign: async (payload) => {
            const answer = await fetch(`${keys}/sign`, { method: 'POST', body: payload })
            if (!answer.ok) throw new Error(payload)
            return answer.text()
          },
        })
        const feed = tickwire.createFeed({ venue })
        const failed = new Promise<{ code: string; message: string }>((resolve) => feed.on('error', resolve))
        feed.subscribe(tickwireAccount.userData())
        const { code, message } = await failed
        await feed.close()
        return { code, message }
      },
      { url: exchange.url, keys: keys.url },
    )
    expect(error).toMatchObject({ code: 'SIGNING_FAILED', message: expect.not.stringContaining('of-somebody-else') })
    expect(keys.asked).toEqual(['/sign'])
  })
})

test('what would be everybody’s is refused in a page, before anything is sent', async ({ page, site, exchange }) => {
  await page.goto(`${site}bare-account`)
  const refused = await page.evaluate((secret) => {
    const sign = () => ''
    const wrong: readonly (readonly [string, object])[] = [
      ['secret', { apiKey: 'key', secret }],
      ['privateKey', { apiKey: 'key', privateKey: secret }],
      ['logon', { apiKey: 'key', sign, logon: true }],
      ['apiKey', { market: 'usdm', apiKey: secret }],
    ]
    return wrong.map(([option, options]) => {
      try {
        return tickwireAccount.binanceAccount(options) && `${option}: taken`
      } catch (error) {
        const { code, context, message } = error as { code: string; context: { option: string }; message: string }
        return [code, context.option === option, message.includes('page'), message.includes(secret)].join(' ')
      }
    })
  }, secret)
  expect(refused).toEqual(Array(4).fill('INVALID_OPTION true true false'))
  expect(exchange.record.attempts).toEqual([])
})

test('the file of private streams is one for pages', () => {
  const text = readFileSync(new URL('../dist/tickwire.account.global.js', import.meta.url), 'utf8')
  const words = ['process', 'Buffer', 'eval', 'new Function', 'Function(', 'require(', 'node:']
  expect(words.filter((word) => text.includes(word))).toEqual([])
})
