/** A page in Chromium: events a second, time of the main thread, and decoding alone, beside the native socket. */
import { readFileSync } from 'node:fs'
import { chromium } from 'playwright'
import { chromiumArgs, findChromium, installHint } from '../../scripts/browsers.mjs'
import { serve } from '../../scripts/serve.mjs'
import { createMarket, streamsOf, wrapped } from '../frames.mjs'
import { here, ratios, say, spread, startServer } from '../harness.mjs'

/** A browser takes some ten thousand a second. */
const messages = 30_000

const clients = [
  { key: 'count', label: 'native `WebSocket`, counting' },
  { key: 'parse', label: 'native `WebSocket` + `JSON.parse` + mapping' },
  { key: 'tickwire', label: 'tickwire' },
]
const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>bench</title><link rel="icon" href="data:,">
<script src="/dist/tickwire.global.js"></script><script src="/page.js"></script></head><body></body></html>`

/** Undefined where there is no Chromium. */
export async function measure({ rounds }) {
  const executablePath = findChromium()
  if (executablePath === undefined) return void say(installHint)
  const server = await startServer()
  const site = await serve({ pages: { '/bench': html, '/page.js': readFileSync(here('browser/page.js'), 'utf8') } })
  const browser = await chromium.launch({ executablePath, args: chromiumArgs })
  const streams = streamsOf('full')
  const results = Object.fromEntries(clients.map(({ key }) => [key, []]))
  for (let round = 1; round <= rounds; round += 1) {
    for (const { key } of clients) {
      await server.serve({ mode: 'flood', need: messages, streams })
      const result = await inPage(key)
      results[key].push(result)
      say(
        `browser ${round}/${rounds} ${key}: ${Math.round(result.perSecond)} a second, ${result.mainUs.toFixed(1)} µs each`,
      )
    }
  }
  const next = createMarket()
  const texts = Array.from({ length: 2_000 }, () => wrapped(next()))
  const page = await open()
  const { results: alone } = await page.evaluate(
    (given) => globalThis.decodeAlone(...given),
    [texts, Math.max(5, rounds)],
  )
  const version = browser.version()
  await browser.close()
  await site.close()
  server.stop()

  async function open() {
    const page = await browser.newPage()
    page.on('pageerror', (error) => say(`browser: ${error.message}`))
    await page.goto(`${site.url}bench`)
    return page
  }

  async function inPage(key) {
    const page = await open()
    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable', { timeDomain: 'threadTicks' })
    const busy = async () => {
      const { metrics } = await session.send('Performance.getMetrics')
      return Object.fromEntries(metrics.map(({ name, value }) => [name, value * 1e6]))
    }
    const before = await busy()
    const given = [key, server.url, streams, messages]
    const { perSecond } = await page.evaluate((each) => globalThis.receive(...each), given)
    const after = await busy()
    await page.close()
    const us = (name) => (after[name] - before[name]) / messages
    return { perSecond, mainUs: us('TaskDuration'), scriptUs: us('ScriptDuration') }
  }

  const list = (key, figure) => results[key].map((each) => each[figure])
  const ns = (name) => alone.map((each) => each[name])
  return {
    rounds,
    messages,
    chromium: version,
    rows: clients.map(({ key, label }) => ({
      key,
      label,
      perSecond: spread(list(key, 'perSecond')),
      mainUs: spread(list(key, 'mainUs')),
      scriptUs: spread(list(key, 'scriptUs')),
      toCount: ratios(list(key, 'perSecond'), list('count', 'perSecond')),
    })),
    decodeNs: spread(ns('decodeNs')),
    parseNs: spread(ns('parseNs')),
    decodeRatio: ratios(ns('decodeNs'), ns('parseNs')),
  }
}
