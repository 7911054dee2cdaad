/** A page's whole life: put away and brought back, frozen, offline, closed by its own hand. The exchange's record is the oracle. */
import { expect, lastTradeMade, openConnections, test } from './fixtures'

/** What the page keeps of what it saw. */
interface Seen {
  readonly items: (readonly [type: string, from: number, to: number])[]
  readonly errors: string[]
  readonly states: string[]
}

declare global {
  var seen: Seen
  var end: () => Promise<void>
}

/** Runs in the page: a feed of trades that writes down what it sees. */
async function begin({ url }: { url: string }): Promise<void> {
  const items: Seen['items'] = []
  const seen: Seen = { items, errors: [], states: [] }
  const feed = tickwire.createFeed({ venue: tickwire.binance({ url }), retry: { baseMs: 50, capMs: 200 } })
  feed.on('error', ({ code }) => seen.errors.push(code))
  feed.on('state', ({ kind }) => seen.states.push(kind))
  const trades = feed.subscribe(tickwire.trades('BTCUSDT'))
  trades.on((item) => {
    if (item.type === 'gap') items.push(['gap', item.from ?? 0, item.to ?? 0])
    else items.push(['trade', item.tradeId, item.tradeId])
  })
  Object.assign(globalThis, { seen, end: feed.close })
  await trades.ready()
}

/** Where one item does not begin right after the one before it. */
function breaks({ items }: Seen): string[] {
  return items.slice(1).flatMap(([type, from], i) => {
    const [, , to] = items[i]!
    return from === to + 1 ? [] : [`${type} ${from} after ${to}`]
  })
}

// Playwright tells Chromium to keep no page whole.
test.use({
  launchOptions: async ({ launchOptions }, use) =>
    use({ ...launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
})

test('put away it holds no socket, so that it may be kept; brought back it connects, and nothing is lost in silence', async ({
  page,
  site,
  exchange,
}) => {
  await page.goto(`${site}bare`)
  await page.evaluate(begin, { url: exchange.url })
  await page.evaluate(() => {
    addEventListener('pageshow', ({ persisted }) => Object.assign(globalThis, { persisted }))
  })
  await page.goto(`${site}bare-book`)
  await expect.poll(() => openConnections(exchange)).toBe(0)
  const left = lastTradeMade(exchange)
  await expect.poll(() => lastTradeMade(exchange)).toBeGreaterThan(left + 2)
  await page.goBack({ waitUntil: 'commit' })
  expect(await page.evaluate(() => (globalThis as { persisted?: boolean }).persisted)).toBe(true)
  await expect.poll(() => openConnections(exchange)).toBe(1)
  await expect
    .poll(() => page.evaluate(() => seen.items.some(([type]) => type === 'gap') && seen.items.at(-1)?.[0]))
    .toBe('trade')
  const told = await page.evaluate(() => seen)
  expect(breaks(told)).toEqual([])
  expect(told.errors).toEqual([])
  expect(told.states).toEqual(['connecting', 'open', 'waiting', 'connecting', 'open'])
  await page.evaluate(() => end())
  await expect.poll(() => openConnections(exchange)).toBe(0)
})

test('closed by its own hand before it was put away, it stays closed when it is back', async ({
  page,
  site,
  exchange,
}) => {
  await page.goto(`${site}bare`)
  await page.evaluate(begin, { url: exchange.url })
  await page.evaluate(() => end())
  await page.goto(`${site}bare-book`)
  await page.goBack({ waitUntil: 'commit' })
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)))
  expect(exchange.record.connections).toHaveLength(1)
  expect(await page.evaluate(() => seen.states.at(-1))).toBe('closed')
})

test('offline it waits without burning attempts; online it is there at once', async ({
  page,
  site,
  exchange,
  context,
}) => {
  await page.goto(`${site}bare`)
  await page.evaluate(begin, { url: exchange.url })
  await context.setOffline(true)
  // Chromium leaves open sockets alone: the line is cut as a lost network would cut it.
  exchange.faults.cut()
  await expect.poll(() => page.evaluate(() => seen.states.at(-1))).toBe('waiting')
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_000)))
  expect(exchange.record.connections).toHaveLength(1)
  await context.setOffline(false)
  await expect.poll(() => openConnections(exchange)).toBe(1)
  await expect
    .poll(() => page.evaluate(() => seen.items.some(([type]) => type === 'gap') && seen.items.at(-1)?.[0]))
    .toBe('trade')
  expect(breaks(await page.evaluate(() => seen))).toEqual([])
  await page.evaluate(() => end())
})
