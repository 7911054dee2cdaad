/** How the demo looks: on a phone, by night, and by keyboard. */
import type { Page } from '@playwright/test'

import { expect, pixels, refusedSocket, test } from './fixtures'

const background = (page: Page) =>
  page.evaluate(() => (getComputedStyle(document.body).backgroundColor.match(/\d+/g) ?? []).map(Number))

const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, allowed: [refusedSocket] })

  test('nothing is wider than the page, whatever happens', async ({ page, site }) => {
    await page.goto(site)
    await expect(page.locator('#tape tr')).not.toHaveCount(0)
    await expect(page.locator('#high')).not.toHaveText('–')
    await expect(page.locator('#ladder-state')).toHaveText('live')
    expect(await overflow(page)).toBe(0)
    await page.getByRole('button', { name: 'Outage' }).tap()
    await expect(page.locator('#error')).toContainText('could not be opened')
    expect(await overflow(page)).toBe(0)
  })
})

test.describe('by night', () => {
  test.use({ colorScheme: 'dark' })

  test('the page is dark, chart included, until one chooses light', async ({ page, site }) => {
    const corner = async () => (await pixels(page))[0]?.[0]
    await page.goto(site)
    await expect(page.locator('#state')).toHaveText('open')
    expect(Math.max(...(await background(page)))).toBeLessThan(60)
    await expect.poll(corner).toBeLessThan(60)
    await page.getByRole('button', { name: 'Switch to the light theme' }).click()
    expect(Math.min(...(await background(page)))).toBeGreaterThan(200)
    await expect.poll(corner).toBeGreaterThan(200)
    await page.reload()
    await expect(page.getByRole('button', { name: 'Switch to the dark theme' })).toBeVisible()
  })
})

test('everything can be reached by keyboard', async ({ page, site }) => {
  await page.goto(site)
  await expect(page.locator('#state')).toHaveText('open')
  const wanted = [
    'theme',
    'source',
    'symbol',
    'other',
    'interval',
    'ladder-depth',
    'ladder-resync',
    'cut',
    'rotate',
    'reconnect',
    'outage',
    'silence',
    'tape-scroll',
    'log',
  ]
  const reached = new Set<string>()
  for (let presses = 0; presses < 25; presses++) {
    await page.keyboard.press('Tab')
    reached.add(
      await page.evaluate(() => document.activeElement?.id || document.activeElement?.getAttribute('name') || ''),
    )
  }
  expect(wanted.filter((id) => !reached.has(id))).toEqual([])
})
