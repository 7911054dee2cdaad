/** The demo's depth ladder, its handover, and what it does about trades it missed. */
import type { Page } from '@playwright/test'

import { expect, lastTradeMade, openConnections, refusedSocket, test } from './fixtures'

const newestTrade = (page: Page) => page.locator('#tape tr[data-id]').first()

const bestOf = (page: Page) =>
  page.evaluate(() => {
    const text = (selector: string) => document.querySelector(selector)?.textContent ?? ''
    const shown = (price: string) => (price.includes('.') ? price.replace(/\.?0+$/, '') : price)
    const ladder = [shown(text('#bids tr:first-child .price')), shown(text('#asks tr:last-child .price'))]
    return { ladder: ladder.join(), ticker: `${text('#bid')},${text('#ask')}` }
  })

/** Ids on the tape, the newest first. */
const tape = (page: Page) =>
  page.locator('#tape tr[data-id]').evaluateAll((rows) => rows.map((row) => Number((row as HTMLElement).dataset.id)))

const hasNoHole = (ids: readonly number[]) => ids.every((id, i) => i === 0 || id === (ids[i - 1] as number) - 1)

test('a live book agrees with the best bid and ask', async ({ page, site, exchange }) => {
  await page.goto(site)
  await expect(page.locator('#ladder-state')).toHaveText('live')
  await expect(page.locator('#asks tr')).toHaveCount(12)
  await expect(page.locator('#bids tr:last-child .total')).not.toBeEmpty()
  // The ticker comes at each change, the book every 100 ms: they meet.
  await expect(async () => {
    const { ladder, ticker } = await bestOf(page)
    expect(ladder).toBe(ticker)
  }).toPass()
  // What is written is the sum of what stands above it, to the digit.
  const [quantities, total] = await page.locator('#bids').evaluate((body) => {
    const text = (name: string) => [...body.querySelectorAll(`.${name}`)].map((cell) => cell.textContent ?? '')
    return [text('quantity'), text('total').at(-1)] as const
  })
  const units = (decimal = '') => BigInt(decimal.replace('.', ''))
  expect(units(total)).toBe(quantities.reduce((all, each) => all + units(each), 0n))

  const before = Number(await page.locator('#ladder-update').textContent())
  await expect.poll(async () => Number(await page.locator('#ladder-update').textContent())).toBeGreaterThan(before)
  await expect(page.locator('#ladder-resyncs')).toHaveText('0')
  await expect(page.locator('#ladder-range')).toHaveText('anywhere: the snapshot held all')
  expect(exchange.record.connections).toHaveLength(1)
})

test('another symbol is another book', async ({ page, site, exchange }) => {
  await page.goto(site)
  await expect(page.locator('#ladder-state')).toHaveText('live')
  await page.getByText('ETHUSDT').click()
  await expect(page.locator('#log')).toContainText('The ETHUSDT book is live from update')
  await expect(page.locator('#streams')).toHaveText('5 of 5')
  const closed = exchange.record.sent('btcusdt@depth@100ms').length
  const others = exchange.record.sent('ethusdt@depth@100ms').length
  await expect.poll(() => exchange.record.sent('ethusdt@depth@100ms').length).toBeGreaterThan(others + 3)
  expect(exchange.record.sent('btcusdt@depth@100ms').length).toBe(closed)
})

test('levels beyond the snapshot are marked', async ({ page, site }) => {
  await page.goto(site)
  await expect(page.locator('#ladder-state')).toHaveText('live')
  await page.getByLabel('Snapshot').selectOption('10 levels')
  await expect(page.locator('#ladder .unsure')).not.toHaveCount(0)
  await expect(page.locator('#ladder-range')).toHaveText(/^from \d+(\.\d+)? to \d+(\.\d+)?$/)
})

test.describe('while nobody is let in', () => {
  test.use({ allowed: [refusedSocket] })

  test('after a cut the book stays, greyed, and lives again; missed trades are fetched', async ({
    page,
    site,
    exchange,
  }) => {
    await page.goto(site)
    await expect(page.locator('#ladder-state')).toHaveText('live')
    await expect(newestTrade(page)).toBeVisible()
    // A connection may be back before anything is missed: not this one.
    exchange.faults.refuse(503)
    await page.getByRole('button', { name: 'Cut the connection' }).click()
    await expect(page.locator('#ladder-state')).toHaveText('stale')
    await expect(page.locator('#ladder')).toHaveAttribute('data-kind', 'stale')
    await expect(page.locator('#bids tr:first-child .price')).not.toBeEmpty()
    const missedFrom = lastTradeMade(exchange)
    await expect.poll(() => lastTradeMade(exchange)).toBeGreaterThan(missedFrom + 3)
    exchange.faults.refuse(undefined)
    await page.getByRole('button', { name: 'Reconnect' }).click()
    await expect(page.locator('#ladder-state')).toHaveText('live')
    await expect(page.locator('#ladder-resyncs')).toHaveText('1: reconnect 1')

    await expect(page.locator('#tape .fetched')).not.toHaveCount(0)
    await expect(page.locator('#tape .filled')).toHaveText(/^filled: trades \d+–\d+, \d+ fetched$/)
    await expect(page.locator('#tape .hole')).toHaveCount(0)
    const ids = await tape(page)
    expect(ids.length).toBeGreaterThan(3)
    expect(hasNoHole(ids)).toBe(true)
  })
})

test('a handover is seen as one: a second socket, and nothing missing', async ({ page, site, exchange }) => {
  await page.goto(site)
  await expect(page.locator('#ladder-state')).toHaveText('live')
  await expect(page.locator('#streams')).toHaveText('5 of 5')
  await page.getByRole('button', { name: 'Rotate' }).click()
  await expect(page.locator('#rotations')).toHaveText(/^1, last at \d\d:\d\d:\d\d \(request\)$/)
  await expect(page.locator('#sockets')).toHaveText('2')
  await expect(page.locator('#open')).toHaveText('1')
  await expect.poll(() => openConnections(exchange)).toBe(1)
  const before = await newestTrade(page).getAttribute('data-id')
  await expect(newestTrade(page)).not.toHaveAttribute('data-id', before as string)

  expect(hasNoHole(await tape(page))).toBe(true)
  await expect(page.locator('#tape .hole')).toHaveCount(0)
  await expect(page.locator('#tape .filled')).toHaveCount(0)
  await expect(page.locator('#gaps')).toHaveText('0')
  await expect(page.locator('#gap')).toHaveText('none')
  await expect(page.locator('#ladder-resyncs')).toHaveText('0')
  await expect(page.locator('#log')).toContainText('5 streams handed over')
  await expect(page.locator('#log')).not.toContainText('Lost')
  expect(exchange.record.connections).toHaveLength(2)
})
