/** Tabs of one browser that share a feed, under a strict policy: judged by ids, and by the exchange's own record. */
import type { BrowserContext, Page } from '@playwright/test'
import { build } from 'esbuild'
import { serve } from '../scripts/serve.mjs'
import type * as binanceDoor from '../src/binance'
import type * as sharedDoor from '../src/shared'
import type { LocalExchange } from '../src/testing/exchange/server'
import { expect, openConnections, test } from './fixtures'

/** What the page keeps of what it saw. */
interface Seen {
  /** Per stream: first and last id of an event or of a hole. */
  readonly items: Record<string, (readonly [type: string, from: number, to: number])[]>
  readonly errors: string[]
  readonly states: string[]
  /** How often the page parsed JSON. */
  parsed: number
  readonly violations: string[]
}

type Doors = typeof sharedDoor & Pick<typeof binanceDoor, 'binance' | 'trades' | 'aggTrades' | 'bookTicker'>

declare global {
  var doors: Doors
  var tab: Seen
  var leave: () => Promise<void>
  var figures: () => { readonly connections: number }
}

const policy = `default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self' ws://127.0.0.1:* http://127.0.0.1:*; img-src data:`
const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>tab</title><link rel="icon" href="data:,">
<meta http-equiv="Content-Security-Policy" content="${policy}"><script type="module" src="/tab.js"></script></head><body></body></html>`

async function bundled(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: new URL('..', import.meta.url).pathname },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'error',
  })
  return outputFiles[0]!.text
}

// Playwright tells Chromium to keep no page whole.
test.use({
  launchOptions: async ({ launchOptions }, use) =>
    use({ ...launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
})

let home: Awaited<ReturnType<typeof serve>>

test.beforeAll(async () => {
  const worker = await bundled(`
    import { createFeed } from './dist/browser.js'
    import { binance, stream } from './dist/binance.js'
    import { serveFeed } from './dist/shared.js'
    const at = new URL(location.href).searchParams
    serveFeed(() => createFeed({
      venue: binance({ url: at.get('url'), restUrl: at.get('restUrl') }), retry: { baseMs: 50, capMs: 200 },
    }), { channel: stream })`)
  const doors = await bundled(`
    import { attachFeed } from './dist/shared.js'
    import { aggTrades, binance, bookTicker, trades } from './dist/binance.js'
    globalThis.doors = { attachFeed, aggTrades, binance, bookTicker, trades }`)
  home = await serve({ pages: { '/tab': page, '/elsewhere': page, '/tab.js': doors, '/worker.js': worker } })
})
test.afterAll(() => home.close())

interface Given {
  readonly url: string
  readonly restUrl: string
  readonly symbols: readonly string[]
  readonly backfill?: boolean
  readonly how?: 'shared' | 'elected' | 'dedicated'
}

/** Runs in the page: attaches, and writes down what comes. */
async function begin({ url, restUrl, symbols, backfill = false, how = 'shared' }: Given): Promise<void> {
  const seen: Seen = { items: {}, errors: [], states: [], parsed: 0, violations: [] }
  addEventListener('securitypolicyviolation', ({ violatedDirective }) => seen.violations.push(violatedDirective))
  const { parse } = JSON
  JSON.parse = (...args) => {
    seen.parsed += 1
    return parse(...args)
  }
  const script = `/worker.js?${new URLSearchParams({ url, restUrl })}`
  const dedicated = () => new Worker(script, { type: 'module' })
  const feed = doors.attachFeed({
    venue: doors.binance({ url, restUrl }),
    worker: how === 'dedicated' ? dedicated : () => new SharedWorker(script, { type: 'module' }),
    ...(how === 'elected' && { elected: dedicated }),
  })
  feed.on('error', ({ code }) => seen.errors.push(code))
  feed.on('state', ({ kind }) => seen.states.push(kind))
  const subscriptions = symbols.map((symbol) => {
    const items: Seen['items'][string] = []
    seen.items[symbol] = items
    const subscription = feed.subscribe(doors.trades(symbol), { backfill })
    subscription.on((item) => {
      if (item.type === 'gap') items.push(['gap', item.from ?? 0, item.to ?? 0])
      else items.push(['trade', item.tradeId, item.tradeId])
    })
    return subscription
  })
  Object.assign(globalThis, { tab: seen, leave: feed.close, figures: feed.stats })
  await Promise.all(subscriptions.map((subscription) => subscription.ready()))
}

interface Opened {
  readonly page: Page
  readonly seen: () => Promise<Seen>
}

async function open(
  context: BrowserContext,
  { url, restUrl }: LocalExchange,
  symbols: readonly string[],
  options: Pick<Given, 'backfill' | 'how'> = {},
): Promise<Opened> {
  const opened = await context.newPage()
  // As in a browser that has none.
  if (options.how === 'elected') await opened.addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedWorker'))
  await opened.goto(`${home.url}tab`)
  await opened.evaluate(begin, { url, restUrl, symbols, ...options })
  return { page: opened, seen: () => opened.evaluate(() => tab) }
}

/** Where one item does not begin right after the one before it. */
function breaks({ items }: Seen): string[] {
  return Object.values(items).flatMap((list) =>
    list.slice(1).flatMap(([type, from], i) => {
      const [, , to] = list[i]!
      return from === to + 1 ? [] : [`${type} ${from} after ${to}`]
    }),
  )
}

/** Waits until so many more trades have come. */
async function more({ seen }: Opened, count = 10, symbol = 'BTCUSDT'): Promise<void> {
  const length = async () => (await seen()).items[symbol]!.length
  const now = await length()
  await expect.poll(length).toBeGreaterThan(now + count)
}

/** Streams that were asked for on the first connection, and not taken back. */
function carried({ record }: LocalExchange): string[] {
  const [{ streamsInUrl, frames }] = record.connections as [(typeof record.connections)[number]]
  const streams = new Set(streamsInUrl)
  for (const { text = '{}' } of frames) {
    const { method, params = [] } = JSON.parse(text) as { readonly method?: string; readonly params?: string[] }
    for (const name of params) {
      if (method === 'SUBSCRIBE') streams.add(name)
      else streams.delete(name)
    }
  }
  return [...streams]
}

const holes = ({ items }: Seen) => Object.values(items).flatMap((list) => list.filter(([type]) => type === 'gap'))

/** Ends a page as a crash of its process would. */
async function crash({ page }: Opened): Promise<void> {
  const cdp = await page.context().newCDPSession(page)
  const crashed = page.waitForEvent('crash')
  // The page it is sent to does not live to answer.
  cdp.send('Page.crash').catch(() => {})
  await crashed
}

test('five tabs, three of them sharing streams: one socket, each tab complete; one is killed, the others lose nothing', async ({
  context,
  exchange,
}) => {
  const tabs: Opened[] = []
  for (const symbols of [['BTCUSDT'], ['BTCUSDT'], ['BTCUSDT', 'SOLUSDT'], ['ETHUSDT', 'BTCUSDT'], ['ETHUSDT']])
    tabs.push(await open(context, exchange, symbols))
  await more(tabs[0]!)
  expect(exchange.record.connections).toHaveLength(1)
  await crash(tabs[2]!)
  // What only that tab wanted is dropped.
  await expect.poll(() => carried(exchange).sort()).toEqual(['btcusdt@trade', 'ethusdt@trade'])
  await tabs[0]!.page.close()
  await more(tabs[1]!)
  await more(tabs[3]!)
  for (const each of [tabs[1]!, tabs[3]!, tabs[4]!]) {
    const seen = await each.seen()
    expect([breaks(seen), holes(seen), seen.errors, seen.violations]).toEqual([[], [], [], []])
  }
  expect([exchange.record.connections.length, openConnections(exchange)]).toEqual([1, 1])
  for (const each of [tabs[1]!, tabs[3]!, tabs[4]!]) await each.page.evaluate(() => leave())
  await expect.poll(() => openConnections(exchange)).toBe(0)
})

test('without SharedWorker one tab is elected; it is closed, and crashes: every id comes, or is told, or is fetched', async ({
  context,
  exchange,
}) => {
  const tabs: Opened[] = []
  for (const backfill of [false, false, true, true])
    tabs.push(await open(context, exchange, ['BTCUSDT'], { how: 'elected', backfill }))
  const [first, second, third, fourth] = tabs as [Opened, Opened, Opened, Opened]
  await more(fourth)
  expect(exchange.record.connections).toHaveLength(1)
  await first.page.close()
  await expect.poll(() => exchange.record.connections.length).toBe(2)
  await more(fourth)
  await crash(second)
  await expect.poll(() => exchange.record.connections.length).toBe(3)
  for (const each of [third, fourth]) {
    await more(each)
    const seen = await each.seen()
    // Each id once, whoever ran the feed.
    expect([breaks(seen), holes(seen), seen.violations]).toEqual([[], [], []])
  }
  expect(openConnections(exchange)).toBe(1)
})

test('the elected tab closes its feed: the next one takes over before it lets go, and nobody is told of a hole', async ({
  context,
  exchange,
}) => {
  const tabs: Opened[] = []
  for (let i = 0; i < 3; i += 1) tabs.push(await open(context, exchange, ['BTCUSDT'], { how: 'elected' }))
  const [first, ...others] = tabs as [Opened, Opened, Opened]
  await more(others[1]!)
  await first.page.evaluate(() => leave())
  await expect.poll(() => openConnections(exchange)).toBe(1)
  expect(exchange.record.connections).toHaveLength(2)
  for (const each of others) {
    await more(each)
    const seen = await each.seen()
    expect([breaks(seen), holes(seen), seen.errors]).toEqual([[], [], []])
  }
})

test('a dedicated worker: typed events, and the page parses nothing', async ({ context, exchange }) => {
  const tab = await open(context, exchange, ['BTCUSDT', 'ETHUSDT'], { how: 'dedicated' })
  await more(tab, 30)
  const seen = await tab.seen()
  expect([breaks(seen), seen.parsed, seen.errors, seen.violations]).toEqual([[], 0, [], []])
  await tab.page.close()
  await expect.poll(() => openConnections(exchange)).toBe(0)
})

for (const how of ['shared', 'elected', 'dedicated'] as const)
  test(`put away and brought back, ${how}: what it missed is told, and it goes on`, async ({ context, exchange }) => {
    const tab = await open(context, exchange, ['BTCUSDT'], { how })
    await tab.page.evaluate(() => {
      addEventListener('pageshow', ({ persisted }) => Object.assign(globalThis, { persisted }))
    })
    await tab.page.goto(`${home.url}elsewhere`)
    await expect.poll(() => openConnections(exchange)).toBe(0)
    await tab.page.goBack({ waitUntil: 'commit' })
    expect(await tab.page.evaluate(() => (globalThis as { persisted?: boolean }).persisted)).toBe(true)
    await more(tab)
    const seen = await tab.seen()
    expect([breaks(seen), seen.errors]).toEqual([[], []])
  })
