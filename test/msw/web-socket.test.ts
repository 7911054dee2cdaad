import { ws } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { binance, trades } from '../../src/binance'
import { createFeed } from '../../src/browser'
import { transportCases } from '../../src/testing/conformance'
import { webSocketTransport } from '../../src/transports/web-socket'
import { tradeFrame } from '../support/far-end'

const peer = ws.link('ws://peer.test/:place')
const exchange = ws.link('wss://stream.binance.com:9443/stream')

const server = setupServer(
  peer.addEventListener('connection', ({ client, params }) => {
    if (params.place === 'echo') client.addEventListener('message', ({ data }) => client.send(data))
    if (params.place === 'close') client.addEventListener('message', () => client.close(4001, 'enough'))
    if (params.place === 'binary') client.send(Uint8Array.from({ length: 12 }, (_, i) => i).buffer)
    if (params.place === 'burst') {
      for (let i = 0; i < 500; i += 1) client.send(String(i))
      client.send('end')
    }
  }),
  exchange.addEventListener('connection', ({ client }) => client.send(tradeFrame('BTCUSDT', 1))),
)

beforeAll(() => server.listen({ onUnhandledRequest: 'bypass' }))
afterAll(() => server.close())

describe('the standard WebSocket, mocked', () => {
  const transport = webSocketTransport()
  test.each(transportCases.filter((each) => !each.real).map((each) => [each.name, each] as const))(
    '%s',
    async (_, each) => {
      await each.run({ transport, url: (place) => `ws://peer.test/${place}`, showsStatus: false })
    },
  )
})

test("the browser's feed delivers over it, though it was mocked after the import", async () => {
  const feed = createFeed({ venue: binance() })
  for await (const trade of feed.subscribe(trades('BTCUSDT'), { gaps: false })) {
    expect(trade.tradeId).toBe(1)
    break
  }
  await feed.close()
})
