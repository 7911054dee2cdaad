import { afterEach, expect, test } from 'vitest'
import { inMicroseconds } from '../../../src/testing/exchange/microseconds'
import { createLocalExchange, type LocalExchange } from '../../../src/testing/exchange/server'
import { connect, dial, until } from './client'

const running: LocalExchange[] = []

async function start(): Promise<LocalExchange> {
  const exchange = await createLocalExchange({ tickMs: 2, ordersPerSecond: 200, historyMs: 0 })
  running.push(exchange)
  return exchange
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((exchange) => exchange.close()))
})

test.each([
  [
    'a trade: its id is no time',
    '{"e":"trade","E":1795305600123,"s":"BTCUSDT","t":5502345672,"p":"1.0","T":1795305600121}',
    '{"e":"trade","E":1795305600123160,"s":"BTCUSDT","t":5502345672,"p":"1.0","T":1795305600121322}',
  ],
  [
    'a bar begins on a round moment and ends on the last instant',
    '{"e":"kline","E":1795305602000,"k":{"t":1795305600000,"T":1795305659999,"s":"X"}}',
    '{"e":"kline","E":1795305602000123,"k":{"t":1795305600000000,"T":1795305659999999,"s":"X"}}',
  ],
  [
    'a ticker',
    '{"e":"24hrTicker","E":1795305600000,"O":1795219200000,"C":1795305600000,"F":1}',
    '{"e":"24hrTicker","E":1795305600000123,"O":1795219200000000,"C":1795305600000123,"F":1}',
  ],
  [
    'a reference price',
    '{"e":"referencePrice","s":"BTCUSDT","r":null,"t":1795305600000}',
    '{"e":"referencePrice","s":"BTCUSDT","r":null,"t":1795305600000123}',
  ],
  [
    'a book ticker has no time',
    '{"u":88000123456,"s":"B","b":"1","B":"2"}',
    '{"u":88000123456,"s":"B","b":"1","B":"2"}',
  ],
  [
    'rows of bars',
    '[[1795305600000,"1","2","1","2","9",1795305659999,"9",3,"1","1","0"]]',
    '[[1795305600000000,"1","2","1","2","9",1795305659999999,"9",3,"1","1","0"]]',
  ],
])('%s', (_, text, expected) => {
  expect(inMicroseconds(text)).toBe(expected)
})

test.each(['MICROSECOND', 'microsecond'])(
  'timeUnit=%s: all times of that connection, and of no other',
  async (unit) => {
    const exchange = await start()
    const names = ['btcusdt@trade', 'btcusdt@kline_1s', 'btcusdt@depth@100ms']
    const [fine, plain] = await Promise.all([
      connect(`${exchange.url}/stream?streams=${names.join('/')}&timeUnit=${unit}`),
      connect(`${exchange.url}/stream?streams=${names.join('/')}&timeUnit=MILLISECOND`),
    ])
    await until(() => names.every((name) => fine!.texts.filter((text) => text.includes(name)).length > 3))
    const times = (texts: readonly string[]) => texts.flatMap((text) => text.match(/"[ET]":\d+/g) ?? [])
    expect(times(fine!.texts).every((time) => /^"[ET]":\d{16}$/.test(time))).toBe(true)
    expect(times(plain!.texts).every((time) => /^"[ET]":\d{13}$/.test(time))).toBe(true)
    const heard = fine!.texts.filter((text) => text.includes('btcusdt@trade')).slice(0, 4)
    const sent = exchange.record.sent('btcusdt@trade', 'spot', 'MICROSECOND')
    expect(
      heard.every((text) =>
        sent.includes(JSON.parse(text) && text.slice('{"stream":"btcusdt@trade","data":'.length, -1)),
      ),
    ).toBe(true)
    exchange.faults.shutdown()
    await fine!.text((text) => /"serverShutdown","E":\d{16}}/.test(text))
  },
)

test('raw paths and the WebSocket API have it too; another unit is refused; futures have none', async () => {
  const exchange = await start()
  const raw = await connect(`${exchange.url}/ws/btcusdt@trade?timeUnit=microsecond`)
  await raw.text((text) => /"E":\d{16},/.test(text))
  const api = await connect(`${exchange.url}/ws-api/v3?timeUnit=MICROSECOND`)
  api.socket.send('{"id":1,"method":"time"}')
  expect(await api.text((text) => text.includes('serverTime'))).toMatch(/"serverTime":\d{16}}/)
  expect((await dial(`${exchange.url}/ws?timeUnit=FORTNIGHT`).closed).code).toBe(1_006)
  expect(exchange.record.refusals).toMatchObject([{ status: 400 }])
  const futures = await connect(`${exchange.address('usdm').url}/market/ws/tradingSession?timeUnit=MICROSECOND`)
  await futures.text((text) => /"E":\d{13},/.test(text))
})
