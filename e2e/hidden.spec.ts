/** A page that nobody sees: another tab is in front, its timers are throttled. The exchange's record is the oracle. */
import { test as base, expect, lastTradeMade, openConnections } from './fixtures'
import { type PlainChromium, startChromium, type Tab } from './plain-chromium'

type Way = 'keep' | 'conflate' | 'pause'

declare global {
  var items: (readonly [kind: string, from: number, to: number])[]
  var finish: () => Promise<void>
}

/** Runs in the page: trades, written down as they are given. */
async function begin({ url, hidden }: { url: string; hidden: Way }): Promise<void> {
  globalThis.items = []
  const feed = tickwire.createFeed({ venue: tickwire.binance({ url }) })
  const trades = feed.subscribe(tickwire.trades('BTCUSDT'), { hidden })
  trades.on((item) => {
    if (item.type === 'gap') items.push([item.reason, item.from ?? 0, item.to ?? 0])
    else items.push(['trade', item.tradeId, item.tradeId])
  })
  globalThis.finish = feed.close
  await trades.ready()
}

interface Fixtures {
  chromium: PlainChromium
  /** Opens a page that reads trades in this way. */
  begun: (hidden: Way) => Promise<Tab>
  /** Puts another tab in front. */
  hide: (tab: Tab) => Promise<void>
}

const isHidden = () => document.visibilityState === 'hidden'

const test = base.extend<Fixtures>({
  chromium: async ({ browserName: _ }, use, info) => {
    const executable = info.project.use.launchOptions?.executablePath as string
    const chromium = await startChromium(executable, info.outputPath('profile'))
    await use(chromium)
    await chromium.close()
  },
  begun: async ({ chromium, site, exchange }, use) => {
    await use(async (hidden) => {
      const tab = await chromium.open(`${site}bare`)
      await expect.poll(() => tab.evaluate(() => 'tickwire' in globalThis)).toBe(true)
      await tab.evaluate(begin, { url: exchange.url, hidden })
      return tab
    })
  },
  hide: async ({ chromium, site }, use) => {
    await use(async (tab) => {
      await chromium.open(`${site}bare`)
      await expect.poll(() => tab.evaluate(isHidden)).toBe(true)
    })
  },
})

/** Shows a tab again. */
async function show(tab: Tab): Promise<void> {
  await tab.show()
  await expect.poll(() => tab.evaluate(isHidden)).toBe(false)
}

const breaks = (all: typeof items) =>
  all.slice(1).flatMap(([kind, from], i) => (from === all[i]![2] + 1 ? [] : [`${kind} ${from} after ${all[i]![2]}`]))

const kinds = (all: typeof items) => [...new Set(all.map(([kind]) => kind))]

test('keep: with throttled timers every trade is given, and the line is kept', async ({ begun, hide, exchange }) => {
  const tab = await begun('keep')
  await hide(tab)
  const count = () => tab.evaluate(() => items.length)
  const before = await count()
  await expect.poll(count).toBeGreaterThan(before + 30)
  await show(tab)
  const all = await tab.evaluate(() => items)
  expect(breaks(all)).toEqual([])
  expect(kinds(all)).toEqual(['trade'])
  expect(exchange.record.connections).toHaveLength(1)
  await tab.evaluate(() => finish())
})

test('conflate: the newest when it is seen again, with what was left out before it', async ({
  begun,
  hide,
  exchange,
}) => {
  const tab = await begun('conflate')
  await hide(tab)
  const count = () => tab.evaluate(() => items.length)
  const before = await count()
  const sent = exchange.record.sent('btcusdt@trade').length
  await expect.poll(() => exchange.record.sent('btcusdt@trade').length).toBeGreaterThan(sent + 20)
  expect(await count()).toBe(before)
  await show(tab)
  await expect.poll(count).toBeGreaterThan(before + 5)
  const all = await tab.evaluate(() => items)
  expect(breaks(all)).toEqual([])
  expect(all[before]?.[0]).toBe('hidden')
  await tab.evaluate(() => finish())
})

test('pause: the exchange sends nothing to a page nobody sees', async ({ begun, hide, exchange }) => {
  test.slow()
  const tab = await begun('pause')
  await hide(tab)
  const sent = () => exchange.record.sent('btcusdt@trade').length
  const isQuiet = async () => {
    const before = sent()
    await tab.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_000)))
    return sent() === before
  }
  await expect.poll(isQuiet, { timeout: 20_000 }).toBe(true)
  expect(openConnections(exchange)).toBe(1)
  const before = await tab.evaluate(() => items.length)
  await show(tab)
  await expect.poll(() => tab.evaluate(() => items.length)).toBeGreaterThan(before + 5)
  const all = await tab.evaluate(() => items)
  expect(breaks(all)).toEqual([])
  expect(kinds(all)).toEqual(['trade', 'reconnect'])
  expect(exchange.record.connections).toHaveLength(1)
  await tab.evaluate(() => finish())
})

test('frozen and thawed, it tells what it missed, and goes on', async ({ begun, hide, exchange }) => {
  const tab = await begun('keep')
  await hide(tab)
  const count = () => tab.evaluate(() => items.length)
  await tab.freeze(true)
  const left = lastTradeMade(exchange)
  await expect.poll(() => lastTradeMade(exchange)).toBeGreaterThan(left + 20)
  await tab.freeze(false)
  await show(tab)
  await expect.poll(() => tab.evaluate(() => items.at(-1)?.[2] ?? 0)).toBeGreaterThan(left + 20)
  const now = await count()
  await expect.poll(count).toBeGreaterThan(now + 5)
  expect(breaks(await tab.evaluate(() => items))).toEqual([])
  await tab.evaluate(() => finish())
})
