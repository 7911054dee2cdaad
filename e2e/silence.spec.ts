/** Lines that go dead without a word, and lines that are merely quiet. */
import { expect, test } from './fixtures'

const tuning = {
  probeAfterMs: 400,
  staleAfterMs: 900,
  openTimeoutMs: 1_000,
  retry: { baseMs: 50, capMs: 200, maxAttempts: Number.POSITIVE_INFINITY },
}

test('a line that swallows everything is noticed, left, and replaced', async ({ page, site, exchange }) => {
  await page.goto(`${site}bare`)
  const control = `${exchange.restUrl}/control/blackhole`
  const told = await page.evaluate(
    async ({ url, tuning, control }) => {
      const feed = tickwire.createFeed({ venue: tickwire.binance({ url }), ...tuning })
      const trades = feed.subscribe(tickwire.trades('BTCUSDT'))
      await trades.ready()
      const lost = new Promise<{ code: string; retryable: boolean }>((resolve) =>
        feed.on('disconnected', ({ error }) => resolve({ code: error.code, retryable: error.retryable })),
      )
      const gap = new Promise<{ reason: string; from?: number | undefined; to?: number | undefined }>((resolve) =>
        feed.on('gap', ({ reason, from, to }) => resolve({ reason, from, to })),
      )
      await fetch(`${control}?on=1`, { method: 'POST' })
      const from = performance.now()
      const error = await lost
      const noticedMs = performance.now() - from
      await fetch(`${control}?on=0`, { method: 'POST' })
      await trades.ready()
      const missing = await gap
      await feed.close()
      return { error, noticedMs, missing }
    },
    { url: exchange.url, tuning, control },
  )
  expect(told.error).toEqual({ code: 'CONNECTION_STALE', retryable: true })
  // The last event may have come a moment before the hole opened; a busy machine may be late.
  expect(told.noticedMs).toBeGreaterThan(tuning.probeAfterMs)
  expect(told.noticedMs).toBeLessThan(tuning.staleAfterMs + 1_500)
  expect(told.missing.reason).toBe('reconnect')
  expect(told.missing.to).toBeGreaterThanOrEqual(told.missing.from as number)
  // The browser itself waits a while longer for the dead line's answer to its goodbye.
  await expect.poll(() => exchange.record.connections.at(-1)?.closeCode).toBe(1000)
})

test.describe('on a market where nobody trades', () => {
  test.use({ exchangeOptions: { ordersPerSecond: 0, historyMs: 0 } })

  test('a quiet line that answers is kept', async ({ page, site, exchange }) => {
    await page.goto(`${site}bare`)
    const told = await page.evaluate(
      async ({ url, tuning }) => {
        const feed = tickwire.createFeed({ venue: tickwire.binance({ url }), ...tuning })
        let lost = 0
        feed.on('disconnected', () => {
          lost += 1
        })
        feed.subscribe(tickwire.trades('BTCUSDT'))
        const opened = performance.now()
        // Four probes take longer than the silence that would end a line without answers.
        while (feed.stats().controlFrames.sent < 4 && lost === 0) {
          await new Promise((resolve) => requestAnimationFrame(resolve))
        }
        const silentMs = performance.now() - opened
        const { events, connections } = feed.stats()
        const state = feed.state.kind
        await feed.close()
        return { lost, events, connections, state, silentMs }
      },
      { url: exchange.url, tuning },
    )
    expect(told).toEqual({ lost: 0, events: 0, connections: 1, state: 'open', silentMs: expect.any(Number) })
    expect(told.silentMs).toBeGreaterThan(tuning.staleAfterMs)
    expect(exchange.record.connections).toHaveLength(1)
    expect(exchange.record.worstSecond()).toBeLessThanOrEqual(5)
  })
})
