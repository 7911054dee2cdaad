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
  [
    'kline_1d@+08:00',
    `{"e":"kline","E":${ms},"s":"BTCUSDT","k":{"t":${ms},"T":${ms},"s":"BTCUSDT","i":"1d","f":-?\\d+,"L":-?\\d+,"o":${d},"c":${d},"h":${d},"l":${d},"v":${d},"n":\\d+,"x":(true|false),"q":${d},"V":${d},"Q":${d},"B":"0"}}`,
  ],
  ...['1h', '4h', '1d'].map((window) => [
    `ticker_${window}`,
    `{"e":"${window}Ticker","E":${ms},"s":"BTCUSDT","p":${signed},"P":"-?\\d+\\.\\d{3}","w":${d},"o":${d},"h":${d},"l":${d},"c":${d},"v":${d},"q":${d},"O":${ms},"C":${ms},"F":\\d+,"L":\\d+,"n":\\d+}`,
  ]),
  ['referencePrice', `{"e":"referencePrice","s":"BTCUSDT","r":${d},"t":${ms}}`],
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
  ['btcusdt@kline_1s', 20],
  ['btcusdt@ticker_1h', 10],
  ['btcusdt@ticker_1d', 10],
  ['btcusdt@referencePrice', 10],
  ['!ticker_4h@arr', 10],
  ['btcusdt@kline_1d@+08:00', 5],
  ['btcusdt@kline_1M', 5],
])('%s comes %i times in 10 s', (stream, count) => {
  expect(hear([stream], 10_000).heard(stream).length).toBeGreaterThan(count * 0.9 - 1)
  expect(hear([stream], 10_000).heard(stream).length).toBeLessThanOrEqual(count)
})

test.each([
  'BTCUSDT@trade',
  'btcusdt@aggtrade',
  'btcusdt@kline_2m',
  'btcusdt@kline_1m@+09:00',
  'btcusdt@kline_1m@08:00',
  'btcusdt@ticker_2h',
  'btcusdt@ticker@arr',
  '!ticker_2h@arr',
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

test('the window arrays hold rows of their window, and again only what traded', () => {
  const { heard } = hear(['!ticker_1h@arr', 'btcusdt@ticker_1h'], 3_000)
  const rows: { s: string; e: string }[] = JSON.parse(heard('!ticker_1h@arr')[0]!)
  expect(rows.map(({ e }) => e)).toEqual(rows.map(() => '1hTicker'))
  expect(rows.find(({ s }) => s === 'BTCUSDT')).toEqual(JSON.parse(heard('btcusdt@ticker_1h')[0]!))
  expect(hear(['!ticker_1h@arr'], 3_000, 0).heard('!ticker_1h@arr')).toHaveLength(1)
})

test('block trades come now and then, and on command, in a count of their own', () => {
  const market = createMarket({ startTime: start, historyMs: 60_000 })
  const heard: { E: number; T: number; t: number }[] = []
  const streams = createStreams(market, (_, text) => heard.push(JSON.parse(text)))
  streams.want('ethusdt@blockTrade')
  market.advance(start + 200_000)
  const byChance = heard.length
  expect(byChance).toBeGreaterThan(2)
  expect(byChance).toBeLessThan(40)
  market.blockTrade('ETHUSDT')
  expect(heard.map(({ t }) => t)).toEqual(Array.from({ length: byChance + 1 }, (_, i) => i + 1))
  expect(heard.every(({ E, T }) => T < E && T > E - 500)).toBe(true)
  expect(Object.keys(heard[0]!).join('')).toBe('eEstpqTm')
  expect(() => market.blockTrade('NONE')).toThrow('there is no "NONE" here')
})

test('a sleeping market has no block trades, and no reference price after five minutes without trades', () => {
  const { heard } = hear(['btcusdt@blockTrade', 'btcusdt@referencePrice'], 301_000, 0)
  expect(heard('btcusdt@blockTrade')).toEqual([])
  expect(
    heard('btcusdt@referencePrice')
      .map((text) => JSON.parse(text).r)
      .slice(-1),
  ).toEqual([null])
  expect(JSON.parse(heard('btcusdt@referencePrice')[0]!).r).toMatch(/^\d+\.\d{8}$/)
})
