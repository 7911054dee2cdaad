import { describe, expect, inject, test } from 'vitest'
import { binance, klines, trades } from '../../src/binance'
import { createFeed } from '../../src/browser'
import { createFeed as createIsomorphicFeed } from '../../src/index'
import { transportCases } from '../../src/testing/conformance'
import { isomorphicTransport } from '../../src/transports/isomorphic'
import { webSocketTransport } from '../../src/transports/web-socket'

describe.each([
  ['the native WebSocket', webSocketTransport()],
  ['isomorphic-ws, which is the native one here', isomorphicTransport()],
])('%s', (_, transport) => {
  test.each(transportCases.map((each) => [each.name, each] as const))('%s', async (__, each) => {
    await each.run({ transport, url: (place) => inject('places')[place] as string, showsStatus: false })
  })
})

test.each([
  ['browser', createFeed],
  ['index', createIsomorphicFeed],
] as const)('typed events reach a page through the door "%s"', async (_, create) => {
  const feed = create({ venue: binance({ url: inject('exchange') }) })
  const seen = new Set<string>()
  feed.subscribe([trades('BTCUSDT'), klines('ETHUSDT', '1s')])
  for await (const event of feed) {
    seen.add(event.type)
    if (seen.size === 2) break
  }
  expect([...seen].sort()).toEqual(['kline', 'trade'])
  await feed.close()
})

test('a half-open socket is noticed in a browser: the probe is a question, and no answer means a new connection', async () => {
  const feed = createFeed({
    venue: binance({ url: inject('exchange') }),
    probeAfterMs: 100,
    staleAfterMs: 300,
    retry: { baseMs: 10 },
  })
  const subscription = feed.subscribe(trades('BTCUSDT'))
  await subscription.ready()
  const lost = new Promise<string>((resolve) => feed.on('disconnected', ({ error }) => resolve(error.code)))
  await fetch(`${inject('control')}/control/blackhole?on=1`, { method: 'POST' })
  expect(await lost).toBe('CONNECTION_STALE')
  await fetch(`${inject('control')}/control/blackhole?on=0`, { method: 'POST' })
  await subscription.ready()
  await feed.close()
})
