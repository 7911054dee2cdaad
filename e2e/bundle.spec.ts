/** The package as a page without a build step has it: the script tag, and the one-file module. */
import { expect, openConnections, test } from './fixtures'

const decimal = /^\d+\.\d{8}$/

for (const [title, path] of [
  ['by script tag', 'bare'],
  ['as a module', 'bare-module'],
] as const) {
  test(`typed events arrive, ${title}`, async ({ page, site, exchange }) => {
    await page.goto(`${site}${path}`)
    await page.waitForFunction(() => typeof tickwire === 'object')
    const [trade, kline, depth] = await page.evaluate(async (url) => {
      const { binance, createFeed, depth, klines, trades } = tickwire
      const feed = createFeed({ venue: binance({ url }) })
      const all = [trades('BTCUSDT'), klines('BTCUSDT', '1m'), depth('BTCUSDT', { speed: 100 })] as const
      const firsts = all.map(
        (channel) =>
          new Promise<{ type: string }>((resolve) => void feed.subscribe<typeof channel>(channel).on(resolve)),
      )
      const events = await Promise.all(firsts)
      await feed.close()
      return events
    }, exchange.url)

    const wire = JSON.parse(exchange.record.sent('btcusdt@trade')[0] as string)
    expect(trade).toEqual({
      type: 'trade',
      eventTime: wire.E,
      symbol: 'BTCUSDT',
      tradeId: wire.t,
      price: wire.p,
      quantity: wire.q,
      tradeTime: wire.T,
      isBuyerMaker: wire.m,
      receiveTime: expect.any(Number),
    })
    expect(kline).toMatchObject({ type: 'kline', interval: '1m', close: expect.stringMatching(decimal) })
    expect(depth).toMatchObject({ type: 'depth', symbol: 'BTCUSDT', firstUpdateId: expect.any(Number) })
    await expect.poll(() => openConnections(exchange)).toBe(0)
    expect(exchange.record.connections).toMatchObject([{ closeCode: 1000 }])
  })
}

test('a loop reads, and leaving it unsubscribes', async ({ page, site, exchange }) => {
  await page.goto(`${site}bare`)
  const { ids, after } = await page.evaluate(async (url) => {
    const feed = tickwire.createFeed({ venue: tickwire.binance({ url }) })
    const ids: number[] = []
    for await (const trade of feed.subscribe(tickwire.trades('ETHUSDT'), { gaps: false })) {
      ids.push(trade.tradeId)
      if (ids.length === 5) break
    }
    const left = new Promise<readonly string[]>((resolve) => feed.on('unsubscribed', ({ streams }) => resolve(streams)))
    const after = { left: await left, streams: feed.stats().streams, state: feed.state.kind }
    await feed.close()
    return { ids, after }
  }, exchange.url)
  expect(ids).toEqual([0, 1, 2, 3, 4].map((step) => (ids[0] as number) + step))
  expect(after).toEqual({ left: ['ethusdt@trade'], streams: {}, state: 'open' })
  await expect.poll(() => openConnections(exchange)).toBe(0)
  expect(exchange.record.worstSecond()).toBeLessThanOrEqual(5)
})

test('loading the script opens nothing', async ({ page, site, exchange }) => {
  await page.goto(`${site}bare`)
  const before = await page.evaluate((url) => {
    const feed = tickwire.createFeed({ venue: tickwire.binance({ url }) })
    return feed.state.kind
  }, exchange.url)
  expect(before).toBe('idle')
  expect(exchange.record.attempts).toEqual([])
})

test('a second script tag adds order books, for any feed', async ({ page, site, exchange }) => {
  await page.goto(`${site}bare-book`)
  const { names, best, state } = await page.evaluate(
    async ({ url, restUrl }) => {
      const feed = tickwire.createFeed({ venue: tickwire.binance({ url, restUrl }) })
      const book = tickwireBook.orderBook(feed, 'BTCUSDT')
      await book.ready()
      const best = book.best()
      await feed.close()
      return { names: Object.keys(tickwireBook), best, state: book.state.kind }
    },
    { url: exchange.url, restUrl: exchange.restUrl },
  )
  expect(names).toEqual(['orderBook'])
  expect(best).toMatchObject({ bid: { price: expect.stringMatching(decimal) }, ask: { verified: true } })
  expect(state).toBe('closed')
  await expect.poll(() => openConnections(exchange)).toBe(0)
})
