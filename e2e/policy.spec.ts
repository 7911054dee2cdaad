/** A strict policy: every file for script tags is loaded and used, and the browser has nothing to report. */
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'

test.beforeEach(async ({ page, site }) => {
  await page.goto(`${site}policy`)
})

const violations = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { readonly violations: readonly string[] }).violations)

test('base, book, futures, options and account: no violation, while streams run and a book is kept', async ({
  page,
  exchange,
}) => {
  const found = await page.evaluate(
    async ({ url, restUrl, futures }) => {
      const feed = tickwire.createFeed({ venue: tickwire.binance({ url, restUrl }) })
      const book = tickwireBook.orderBook(feed, 'BTCUSDT')
      const spot = await new Promise<string>((resolve) =>
        feed.subscribe(tickwire.trades('BTCUSDT'), { backfill: true }).on(({ type }) => resolve(type)),
      )
      await book.ready()
      const other = tickwire.createFeed({ venue: tickwire.binance({ market: 'usdm', ...futures }) })
      const { tickwireFutures } = globalThis as unknown as {
        tickwireFutures: { futuresAggTrades(symbol: string): never }
      }
      const mark = await new Promise<string>((resolve) =>
        other
          .subscribe(tickwireFutures.futuresAggTrades('BTCUSDT'))
          .on(({ type }: { readonly type: string }) => resolve(type)),
      )
      await Promise.all([feed.close(), other.close()])
      return [spot, mark, typeof tickwireAccount.binanceAccount]
    },
    { url: exchange.url, restUrl: exchange.restUrl, futures: exchange.address('usdm') },
  )
  expect(found).toEqual(['trade', 'aggTrade', 'function'])
  expect(await violations(page)).toEqual([])
})

test.describe('the watch works', () => {
  test.use({ allowed: [[/Content Security Policy/], { option: true }] } as never)

  test('what the policy forbids is reported', async ({ page }) => {
    await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = '0'
      document.head.append(script)
    })
    await expect.poll(() => violations(page)).toEqual(['script-src-elem inline'])
  })
})
