import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AggTrade, aggTrades, binance } from '../../src/binance'
import { host } from '../../src/runtime/host'
import { createRequests } from '../../src/runtime/requests'
import { FakeTransport } from '../../src/testing/fake-transport'

const seen: { url: string | undefined; headers: object }[] = []
const server = createServer((request, response) => {
  seen.push({ url: request.url, headers: request.headers })
  response.setHeader('x-mbx-used-weight-1m', '99')
  if (request.url?.includes('hang')) return
  response.end('[{"a":2,"p":"1.5","q":"2","f":7,"l":9,"T":1795305600321,"m":true,"M":true}]')
})

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

test('a question goes out by the fetch of the host, and an aborted one is dropped', async () => {
  const restUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/proxy`
  const requests = createRequests(
    await binance({ url: 'ws://127.0.0.1:1', restUrl }).requests!(),
    new FakeTransport(),
    host,
  )
  const after = { type: 'aggTrade', aggTradeId: 1 } as AggTrade
  const query = (await aggTrades('BTCUSDT').history!()).missing(after, { ...after, aggTradeId: 3 })!
  const [event] = await requests.ask(query)
  expect(event).toMatchObject({ aggTradeId: 2, price: '1.5', backfilled: true })
  expect(event!.receiveTime).toBeGreaterThan(1_700_000_000_000)
  expect(seen[0]!.url).toBe('/proxy/api/v3/aggTrades?symbol=BTCUSDT&limit=1&fromId=2')
  expect(requests.stats).toMatchObject({ asked: 1, failed: 0, weight: 99 })
  const controller = new AbortController()
  const hanging = requests.ask({ ...query, path: 'hang' }, { signal: controller.signal })
  controller.abort()
  await expect(hanging).rejects.toMatchObject({ code: 'ABORTED' })
  requests.close()
})
