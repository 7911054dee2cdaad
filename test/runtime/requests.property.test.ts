/** Two feeds at one address, whatever they ask and however the exchange takes it. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { binance } from '../../src/binance'
import type { Fetch } from '../../src/core/clock'
import { createRequests } from '../../src/runtime/requests'
import { seeded } from '../../src/testing/exchange/random'
import { FakeTransport } from '../../src/testing/fake-transport'
import { ManualClock, manualHost } from '../../src/testing/manual-clock'

const answers = ['ok', 'ok', 'ok', 'fault', 'limit', 'refusal', 'network', 'silence'] as const

const ask = fc.record({
  weight: fc.constantFrom(2, 4, 25, 250, 900, 4_000),
  at: fc.integer({ min: 0, max: 90_000 }),
  afterMs: fc.constantFrom(0, 0, 2_000),
  feed: fc.nat(1),
})

const answer = fc.record({
  what: fc.constantFrom(...answers),
  delay: fc.integer({ min: 1, max: 3_000 }),
  seconds: fc.integer({ min: 0, max: 40 }),
})

const spoken = await binance({ url: 'wss://a', restUrl: 'https://a' }).requests!()

test('each is settled, within the budget of all; nothing leaves while it is forbidden, and nothing is left', async () => {
  const inputs = fc.tuple(
    fc.array(ask, { minLength: 1, maxLength: 30 }),
    fc.array(answer, { minLength: 1, maxLength: 40 }),
    fc.nat(),
  )
  await fc.assert(
    fc.asyncProperty(inputs, async ([asks, script, seed]) => {
      const clock = new ManualClock()
      const windows = new Map<number, number[]>()
      let turn = 0
      let forbidden = 0
      let isRespected = true
      const fetch: Fetch = (url, { signal }) => {
        const time = clock.time()
        const window = Math.floor(time / 60_000)
        windows.set(window, [...(windows.get(window) ?? []), Number(new URL(url).searchParams.get('weight'))])
        if (time < forbidden) isRespected = false
        // The script ends, so that what is limited comes through some day.
        const { what, delay, seconds } = script[turn++] ?? { what: 'ok', delay: 5, seconds: 0 }
        return new Promise((resolve, reject) => {
          ;(signal as AbortSignal).addEventListener('abort', () => reject(new Error('aborted')))
          const status = { ok: 200, fault: 503, limit: 429, refusal: 400, network: 0, silence: 0 }[what]
          clock.timer(() => {
            if (what === 'silence') return
            if (what === 'network') return reject(new TypeError('Failed to fetch'))
            if (what === 'limit') forbidden = Math.max(forbidden, clock.time() + seconds * 1_000)
            const headers = { get: (name: string) => (name === 'retry-after' ? `${seconds}` : null) }
            resolve({ status, headers, text: async () => '{}' })
          }, delay)
        })
      }
      const host = { ...manualHost(clock, seeded(seed)), fetch }
      const feeds = [0, 1].map(() => createRequests(spoken, new FakeTransport(), host))
      let settled = 0
      for (const { weight, at, afterMs, feed } of asks) {
        clock.timer(() => {
          const query = { path: 'q', method: 'q', params: { weight }, weight, read: () => true }
          feeds[feed]!.ask(query, { afterMs }).then(
            () => (settled += 1),
            () => (settled += 1),
          )
        }, at)
      }
      await clock.run(3 * 3_600_000)
      const isWithin = [...windows.values()].every(
        (weights) => weights.length === 1 || weights.reduce((sum, weight) => sum + weight) <= 3_000,
      )
      return settled === asks.length && isWithin && isRespected && clock.pending === 0
    }),
    { numRuns: 60 },
  )
  expect.assertions(0)
})
