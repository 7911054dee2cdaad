import { expect, test } from 'vitest'
import { binance } from '../../src/binance'
import { defaults, settle } from '../../src/core/options'

const { limits } = binance()

test('nothing given is what is usual', () => {
  expect(settle({}, limits)).toEqual({
    ...defaults,
    limits: { streams: 1_004, controlFrames: 5, messageLength: 4_194_304 },
  })
})

test('what is given stands, the rest stays', () => {
  const settings = settle(
    { retry: { maxAttempts: Number.POSITIVE_INFINITY }, buffer: { overflow: 'latest' }, limits: { controlFrames: 3 } },
    limits,
  )
  expect(settings.retry).toEqual({ ...defaults.retry, maxAttempts: Number.POSITIVE_INFINITY })
  expect(settings.buffer).toEqual({ capacity: 1_024, overflow: 'latest' })
  expect(settings.limits.controlFrames).toBe(3)
})

test.each([
  [{ retry: { capMs: '30s' } }, 'retry.capMs must be a finite number from 0 to 2147483647; received "30s".'],
  [{ openTimeoutMs: -1 }, 'openTimeoutMs must be a finite number from 0 to 2147483647; received -1.'],
  [{ openTimeoutMs: Number.NaN }, 'openTimeoutMs must be a finite number from 0 to 2147483647; received NaN.'],
  [
    { probeAfterMs: Number.POSITIVE_INFINITY },
    'probeAfterMs must be a finite number from 0 to 2147483647; received Infinity.',
  ],
  [{ retry: { maxAttempts: 0 } }, 'retry.maxAttempts must be an integer from 1 to 1000000000; received 0.'],
  [{ limits: { controlFrames: 10 } }, 'limits.controlFrames must be an integer from 2 to 5; received 10.'],
  [{ limits: { controlFrames: 1 } }, 'limits.controlFrames must be an integer from 2 to 5; received 1.'],
  [
    { limits: { messageLength: 4_194_305 } },
    'limits.messageLength must be an integer from 1 to 4194304; received 4194305.',
  ],
  [{ staleAfterMs: 30_000 }, 'staleAfterMs must be above probeAfterMs (30000); received 30000.'],
  [
    { buffer: { overflow: 'grow' } },
    'buffer.overflow must be one of drop-oldest, drop-newest, latest, fail; received "grow".',
  ],
  [{ validation: true }, 'validation must be one of always, never; received true.'],
  [{ retry: 3 }, 'retry must be an object; received 3.'],
  [{ retries: 3 }, /^retries is no option; known: retry, breaker, /],
])('%j is refused by name, bounds and value', (tuning, message) => {
  expect(() => settle(tuning as never, limits)).toThrowError(
    expect.objectContaining({
      code: 'INVALID_OPTION',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    }),
  )
})
