/** What a page asks beside its streams: loaded only then, by REST, or over the request socket where a page may not read REST. */
import { expect, test } from './fixtures'

/** Cuts the streams of the page's feed, and reads until a trade that was missed has come. */
async function missed({ url, restUrl, control }: { url: string; restUrl: string; control: string }) {
  const venue = tickwire.binance({ url, restUrl, apiUrl: `${url}/ws-api/v3` })
  const feed = tickwire.createFeed({ venue, retry: { baseMs: 300, capMs: 600 } })
  const ids: number[] = []
  let gaps = 0
  let backfilled = 0
  const trades = feed.subscribe(tickwire.aggTrades('BTCUSDT'), { backfill: true })
  for await (const item of trades) {
    if (item.type === 'gap') gaps += 1
    else {
      ids.push(item.aggTradeId)
      if (item.backfilled) backfilled += 1
      else if (backfilled > 0) break
      // A connection may be back before anything is missed.
      if (ids.length % 10 === 5) await fetch(`${control}/cut`, { method: 'POST' })
    }
  }
  const { requests } = feed.stats()
  await feed.close()
  return { ids, gaps, backfilled, requests }
}

for (const way of ['by REST', 'over the request socket, where REST cannot be read'] as const) {
  const isBarred = way !== 'by REST'
  test.describe(way, () => {
    // The browser's own word about a request it was kept from.
    test.use({ allowed: isBarred ? [[/^Failed to load resource: net::ERR_FAILED/], { option: true }] : [] } as never)

    test(`what was missed is fetched ${way}`, async ({ page, site, exchange }) => {
      const loaded: string[] = []
      page.on('request', (request) => loaded.push(new URL(request.url()).pathname))
      if (isBarred) await page.route(`${exchange.restUrl}/api/**`, (route) => route.abort('failed'))
      await page.goto(`${site}bare`)
      expect(loaded).not.toContain('/dist/tickwire.beside.mjs')
      const { ids, gaps, backfilled, requests } = await page.evaluate(missed, {
        url: exchange.url,
        restUrl: exchange.restUrl,
        control: `${exchange.restUrl}/control`,
      })
      expect(ids).toEqual(ids.map((_, at) => ids[0]! + at))
      expect([gaps, backfilled > 0, requests.failed]).toEqual([0, true, 0])
      expect(loaded).toContain('/dist/tickwire.beside.mjs')
      expect(exchange.record.requests.map(({ via }) => via)).toContain(isBarred ? 'socket' : 'rest')
    })
  })
}
