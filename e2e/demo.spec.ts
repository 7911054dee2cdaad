/** The demo page over its local exchange. */
import type { Page } from '@playwright/test'

import { expect, lastTradeMade, openConnections, pixels, refusedSocket, test } from './fixtures'

const newestTrade = (page: Page) => page.locator('#tape tr[data-id]').first()

test('shows the market, and that it is generated', async ({ page, site, exchange }) => {
  await page.goto(site)
  await expect(page.locator('#notice')).toHaveText('Local exchange: generated data, no price here is real.')
  await expect(page.locator('#state')).toHaveText('open')
  await expect(page.locator('#tape tr')).not.toHaveCount(0)
  await expect.poll(async () => Number(await page.locator('#chart').getAttribute('data-candles'))).toBeGreaterThan(400)
  await expect.poll(async () => new Set((await pixels(page)).map(String)).size).toBeGreaterThan(10)
  for (const id of ['last', 'bid', 'ask', 'spread', 'high', 'low']) {
    await expect(page.locator(`#${id}`), id).toHaveText(/^\d+(\.\d*[1-9])?$/)
  }
  await expect(page.locator('#streams')).toHaveText('5 of 5')
  await expect(page.locator('#candle')).toContainText(' C ')

  // A price on show is the very text that was sent, but for zeros at its end.
  const row = newestTrade(page)
  const [id, price] = await row.evaluate((element) => [
    (element as HTMLElement).dataset.id,
    element.children[1]?.textContent,
  ])
  const sent = exchange.record.sent('btcusdt@trade').map((text) => JSON.parse(text) as { t: number; p: string })
  expect(sent.find(({ t }) => String(t) === id)?.p.replace(/\.?0+$/, '')).toBe(price)
})

test('heals after a cut', async ({ page, site, exchange }) => {
  await page.goto(site)
  await expect(newestTrade(page)).toBeVisible()
  await page.getByRole('button', { name: 'Cut the connection' }).click()
  await expect(page.locator('#log')).toContainText(/Lost: .*code 1006/)
  await expect(page.locator('#log')).toContainText(/Retry 1 follows in \d\.\d s/)
  await expect(page.locator('#log')).toContainText('Healed: connected again after')
  await expect(page.locator('#state')).toHaveText('open')
  const before = await newestTrade(page).getAttribute('data-id')
  await expect(newestTrade(page)).not.toHaveAttribute('data-id', before as string)
  expect(exchange.record.connections).toHaveLength(2)
  expect(exchange.record.connections[0]).toMatchObject({ closeCode: 1006 })
})

test.describe('through an outage', () => {
  test.use({ allowed: [refusedSocket] })

  test('counts attempts and time, heals, and fills the gap', async ({ page, site, exchange }) => {
    await page.goto(site)
    await expect(newestTrade(page)).toBeVisible()
    await page.getByRole('button', { name: 'Outage' }).click()
    await expect(page.locator('#state')).toHaveText('waiting')
    await expect(page.locator('#next')).toHaveText(/^in \d+\.\d s$/)
    await expect(page.locator('#detail')).toHaveText(/^retry \d+ in \d+\.\d s$/)
    await expect(page.locator('#stale')).toBeVisible()
    await expect(page.locator('#error')).toContainText('could not be opened')
    await expect.poll(() => exchange.record.refusals.length).toBeGreaterThan(0)
    const missedFrom = lastTradeMade(exchange)
    await expect.poll(() => lastTradeMade(exchange)).toBeGreaterThan(missedFrom + 3)

    await page.getByRole('button', { name: 'Outage' }).click()
    await expect(page.getByRole('button', { name: 'Outage' })).toHaveAttribute('aria-pressed', 'false')
    await page.getByRole('button', { name: 'Reconnect' }).click()
    await expect(page.locator('#state')).toHaveText('open')
    await expect(page.locator('#stale')).toBeHidden()

    // A retry may have got through just before the button: the oldest is the outage.
    const filled = page.locator('#tape .filled').last()
    await expect(filled).toHaveText(/^filled: trades \d+–\d+, \d+ fetched$/)
    const [from, to, count] = ((await filled.textContent())?.match(/\d+/g) ?? []).map(Number) as [
      number,
      number,
      number,
    ]
    expect(count).toBe(to - from + 1)
    await expect(page.locator('#log')).toContainText(`Filled: btcusdt@trade ${from}–${to}, ${count} filled.`)
    await expect(page.locator('#filled')).toHaveText(/^[1-9]$/)
    // The streams of states cannot be filled, and say so.
    await expect(page.locator('#gaps')).not.toHaveText('0')
    await expect(page.locator('#gap')).not.toHaveText('none')
  })
})

test.describe('where the past cannot be had', () => {
  test.use({ allowed: [/^WebSocket connection to 'ws:[^']*' failed: |^Failed to load resource: .* 400 /] })

  test('shows the exact gap at its place', async ({ page, site, exchange }) => {
    await page.route('**/api/v3/historicalTrades?**', (route) =>
      route.fulfill({
        status: 400,
        headers: { 'access-control-allow-origin': '*' },
        json: { code: -1100, msg: 'Not today.' },
      }),
    )
    await page.goto(site)
    await expect(newestTrade(page)).toBeVisible()
    await page.getByRole('button', { name: 'Outage' }).click()
    await expect(page.locator('#state')).toHaveText('waiting')
    const missedFrom = lastTradeMade(exchange)
    await expect.poll(() => lastTradeMade(exchange)).toBeGreaterThan(missedFrom + 3)
    await page.getByRole('button', { name: 'Outage' }).click()
    await expect(page.getByRole('button', { name: 'Outage' })).toHaveAttribute('aria-pressed', 'false')
    await page.getByRole('button', { name: 'Reconnect' }).click()

    // A retry may have got through just before the button: the oldest is the outage.
    const gap = page.locator('#tape .hole').last()
    await expect(gap).toHaveText(/^gap: trades \d+–\d+, \d+ missing$/)
    const [newer, text, older] = await gap.evaluate((hole) => {
      const idOf = (row: Element | null) => Number((row as HTMLElement | null)?.dataset.id)
      return [idOf(hole.previousElementSibling), hole.textContent, idOf(hole.nextElementSibling)] as const
    })
    expect(text).toBe(`gap: trades ${older + 1}–${newer - 1}, ${newer - older - 1} missing`)
    await expect(page.locator('#log')).toContainText(`Gap in btcusdt@trade ${older + 1}–${newer - 1}`)
    await expect(page.locator('#filled')).toHaveText('0')
  })
})

test('follows its choices on one connection', async ({ page, site, exchange }) => {
  await page.goto(site)
  await expect(newestTrade(page)).toBeVisible()
  await page.getByText('ETHUSDT').click()
  await expect(page.locator('#symbol')).toHaveText('ETHUSDT')
  await expect(page.locator('#streams')).toHaveText('5 of 5')
  await page.getByLabel('Interval').selectOption('5m')
  await expect.poll(() => exchange.record.sent('ethusdt@kline_5m').length).toBeGreaterThan(0)
  await page.getByLabel('Other symbol').fill('这是测试币456')
  await page.getByLabel('Other symbol').press('Enter')
  await expect(page.locator('#symbol')).toHaveText('这是测试币456')
  await expect(newestTrade(page)).toBeVisible()
  await page.getByLabel('Other symbol').fill('A/B')
  await page.getByLabel('Other symbol').press('Enter')
  await expect(page.getByRole('alert')).not.toBeEmpty()
  expect(exchange.record.connections).toHaveLength(1)
  expect(exchange.record.worstSecond()).toBeLessThanOrEqual(5)
  await page.goto('about:blank')
  await expect.poll(() => openConnections(exchange)).toBe(0)
})

test.describe('with another source', () => {
  test.use({ allowed: [/^Failed to load resource: net::ERR_FAILED$/] })

  test('says which, does without history, and can be cut', async ({ page, site }) => {
    const trade = { e: 'trade', E: 2, s: 'BTCUSDT', t: 7, p: '10.50000000', q: '1.00000000', T: 1, m: true, M: true }
    let opened = 0
    await page.route('https://data-api.binance.vision/**', (route) => route.abort())
    // Where REST cannot be reached the snapshot is asked for here, in vain.
    await page.routeWebSocket(/^wss:\/\/ws-api\./, () => {})
    await page.routeWebSocket(/^wss:\/\/data-stream\./, (socket) => {
      opened += 1
      socket.send(JSON.stringify({ stream: 'btcusdt@trade', data: { ...trade, t: trade.t + opened } }))
    })
    await page.goto(site)
    await expect(page.locator('#state')).toHaveText('open')
    await page.getByLabel('Source').selectOption('Binance live')
    await expect(page.locator('#notice')).toHaveText('Binance spot, live market data.')
    await expect(page.locator('#history')).toHaveText('No history: its server cannot be reached.')
    await expect(page.locator('#last')).toHaveText('10.5')
    await expect(page.getByRole('button', { name: 'Outage' })).toBeHidden()
    await page.getByRole('button', { name: 'Cut the connection' }).click()
    await expect(page.locator('#log')).toContainText('Healed')
    await expect(newestTrade(page)).toHaveAttribute('data-id', '9')
    expect(opened).toBe(2)
  })
})
