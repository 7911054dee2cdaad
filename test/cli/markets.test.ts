/** The built command on other markets than spot: names, routes and events are those of the market. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { wire as futures } from '../venues/binance/futures/payloads'
import { wire as options } from '../venues/binance/options/payloads'

const command = new URL('../../dist/cli.js', import.meta.url).pathname

async function run(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [command, ...args])
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (data) => (stdout += data))
  child.stderr.on('data', (data) => (stderr += data))
  const [code] = (await once(child, 'close')) as [number]
  return { code, stdout, stderr }
}

test.each([
  ['usdm', 'btcusdt@markPrice', 'market', futures.markPrice, { type: 'markPrice', market: 'usdm' }],
  ['coinm', 'btcusd_perp@miniTicker', '', futures.miniTicker, { type: 'miniTicker', market: 'coinm' }],
  ['options', 'btcusdt@optionTrade', 'public', options.trade, { type: 'trade', side: 'BUY' }],
  ['options', '!index@arr', 'market', [options.indexPrice], { type: 'indexPrices', rows: [{ symbol: 'BTCUSDT' }] }],
])('tail --market %s %s', async (market, stream, route, data, event) => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  const paths: (string | undefined)[] = []
  server.on('connection', (socket, { url }) => {
    paths.push(url)
    socket.send(JSON.stringify({ stream, data }))
  })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const args = ['tail', stream, '--market', market, '--url', `ws://127.0.0.1:${port}`, '--count', '1']
  const { code, stdout, stderr } = await run(args)
  for (const client of server.clients) client.terminate()
  server.close()
  expect([code, stderr.includes('invalid')]).toEqual([0, false])
  expect(paths).toEqual([`${route && `/${route}`}/stream?streams=${stream}`])
  expect(JSON.parse(stdout)).toMatchObject(event)
})

test.each([
  ['options', 'btcusdt@trade', '<option>@optionTrade'],
  ['usdm', 'btcusdt@optionTrade', '<symbol>@aggTrade'],
  ['margin', 'btcusdt@trade', 'spot, usdm, coinm, options'],
])('a stream that --market %s has not is a matter of usage', async (market, stream, hint) => {
  const { code, stdout, stderr } = await run(['tail', stream, '--market', market])
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(hint)
})
