import { expect, test } from 'vitest'
import { createMarket } from '../../../src/testing/exchange/market'
import { createStreams } from '../../../src/testing/exchange/streams'

const start = Date.UTC(2026, 10, 22, 12, 0, 0)

function hear(names: readonly string[], forMs: number, ordersPerSecond = 50) {
  const market = createMarket({ startTime: start, ordersPerSecond, historyMs: 1_200_000 })
  const heard = new Map<string, string[]>(names.map((name) => [name, []]))
  const streams = createStreams(market, (stream, text) => heard.get(stream)!.push(text))
  const known = names.map((name) => streams.want(name))
  market.advance(start + forMs)
  return { known, heard: (name: string) => heard.get(name)! }
}

const d = String.raw`"\d+\.\d{8}"`
const signed = String.raw`"-?\d+\.\d{8}"`
const level = String.raw`\[${d},${d}\]`
const levels = String.raw`\[(${level}(,${level})*)?\]`
const ms = String.raw`\d{13}`

test.each([
  ['trade', `{"e":"trade","E":${ms},"s":"BTCUSDT","t":\\d+,"p":${d},"q":${d},"T":${ms},"m":(true|false),"M":true}`],
  [
    'aggTrade',
    `{"e":"aggTrade","E":${ms},"s":"BTCUSDT","a":\\d+,"p":${d},"q":${d},"f":\\d+,"l":\\d+,"T":${ms},"m":(true|false),"M":true}`,
  ],
  [
    'kline_1m',
    `{"e":"kline","E":${ms},"s":"BTCUSDT","k":{"t":${ms},"T":${ms},"s":"BTCUSDT","i":"1m","f":-?\\d+,"L":-?\\d+,"o":${d},"c":${d},"h":${d},"l":${d},"v":${d},"n":\\d+,"x":(true|false),"q":${d},"V":${d},"Q":${d},"B":"0"}}`,
  ],
  [
    'miniTicker',
    `{"e":"24hrMiniTicker","E":${ms},"s":"BTCUSDT","c":${d},"o":${d},"h":${d},"l":${d},"v":${d},"q":${d}}`,
  ],
  [
    'ticker',
    `{"e":"24hrTicker","E":${ms},"s":"BTCUSDT","p":${signed},"P":"-?\\d+\\.\\d{3}","w":${d},"x":${d},"c":${d},"Q":${d},"b":${d},"B":${d},"a":${d},"A":${d},"o":${d},"h":${d},"l":${d},"v":${d},"q":${d},"O":${ms},"C":${ms},"F":\\d+,"L":\\d+,"n":\\d+}`,
  ],
  ['bookTicker', `{"u":\\d+,"s":"BTCUSDT","b":${d},"B":${d},"a":${d},"A":${d}}`],
  ['avgPrice', `{"e":"avgPrice","E":${ms},"s":"BTCUSDT","i":"5m","w":${d},"T":${ms}}`],
  ['depth', `{"e":"depthUpdate","E":${ms},"s":"BTCUSDT","U":\\d+,"u":\\d+,"b":${levels},"a":${levels}}`],
  ['depth@100ms', `{"e":"depthUpdate","E":${ms},"s":"BTCUSDT","U":\\d+,"u":\\d+,"b":${levels},"a":${levels}}`],
  ['depth10@100ms', `{"lastUpdateId":\\d+,"bids":${levels},"asks":${levels}}`],
])('@%s has Binance’s keys in Binance’s order', (name, pattern) => {
  const texts = hear([`btcusdt@${name}`], 5_000).heard(`btcusdt@${name}`)
  expect(texts.length).toBeGreaterThan(0)
  expect(texts.filter((text) => !new RegExp(`^${pattern}$`).test(text))).toEqual([])
})

test.each([
  ['btcusdt@ticker', 10],
  ['btcusdt@miniTicker', 10],
  ['btcusdt@avgPrice', 10],
  ['btcusdt@depth', 10],
  ['btcusdt@depth@100ms', 100],
  ['btcusdt@depth20', 10],
  ['btcusdt@depth5@100ms', 100],
  ['btcusdt@kline_1s', 10],
  ['btcusdt@kline_1M', 5],
])('%s comes %i times in 10 s', (stream, count) => {
  expect(hear([stream], 10_000).heard(stream).length).toBeGreaterThan(count * 0.9 - 1)
  expect(hear([stream], 10_000).heard(stream).length).toBeLessThanOrEqual(count)
})

test.each([
  'BTCUSDT@trade',
  'btcusdt@aggtrade',
  'btcusdt@kline_2m',
  'btcusdt@depth7',
  'btcusdt@depth5@250ms',
  'nosuchsymbol@trade',
  'btcusdt',
  '@trade',
  '!ticker@arr',
  '',
])('"%s" does not exist', (stream) => {
  expect(hear([stream], 1_000)).toMatchObject({ known: [false] })
})

test('a month and a minute are told apart by case', () => {
  const { heard } = hear(['btcusdt@kline_1m', 'btcusdt@kline_1M'], 4_000)
  expect(JSON.parse(heard('btcusdt@kline_1m')[1]!).k.i).toBe('1m')
  expect(JSON.parse(heard('btcusdt@kline_1M')[1]!).k).toMatchObject({
    i: '1M',
    t: Date.UTC(2026, 10, 1),
    T: Date.UTC(2026, 11, 1) - 1,
  })
})

test('a symbol beyond ASCII keeps its letters', () => {
  const { heard } = hear(['这是测试币456@trade'], 2_000)
  expect(JSON.parse(heard('这是测试币456@trade')[0]!).s).toBe('这是测试币456')
})

test('the mini ticker array holds the symbols that traded, and is not sent when none did', () => {
  const lively = hear(['!miniTicker@arr'], 3_000).heard('!miniTicker@arr')
  expect(JSON.parse(lively[0]!).map((one: { s: string }) => one.s)).toContain('ETHUSDT')
  const asleep = hear(['!miniTicker@arr'], 3_000, 0).heard('!miniTicker@arr')
  expect(asleep).toHaveLength(1)
})
