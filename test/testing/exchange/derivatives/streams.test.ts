import { expect, test } from 'vitest'
import type { DerivativeMarket } from '../../../../src/testing/exchange/derivatives/contracts'
import { Houses } from '../../../../src/testing/exchange/derivatives/houses'
import { createDerivativeStreams } from '../../../../src/testing/exchange/derivatives/streams'

const start = Date.UTC(2026, 10, 22, 11, 59, 58)

/** What streams say in so many ms, told by their names; a house for each test, played a little at a time as a server does. */
function hear(market: DerivativeMarket, names: readonly string[], forMs: number) {
  let now = start
  const houses = new Houses({ seed: 1, ordersPerSecond: 50, historyMs: 1_800_000, tradesKept: 10_000 }, () => now)
  const heard = new Map<string, string[]>(names.map((name) => [name, []]))
  const streams = createDerivativeStreams(market, houses, (stream, text) => heard.get(stream)!.push(text))
  const roads = names.map((name) => streams.routeOf(name))
  for (const name of names) streams.want(name)
  for (; now < start + forMs; now += 20) houses.advance(now)
  houses.advance(now)
  const texts = (name: string) => heard.get(name)!
  // biome-ignore lint/suspicious/noExplicitAny: events of every shape, read by the assertions
  const events = (name: string): any[] => texts(name).map((text) => JSON.parse(text))
  return { houses, roads, texts, events }
}

const d = String.raw`"\d+(\.\d+)?"`
const s = String.raw`"-?\d+(\.\d+)?"`
const ms = String.raw`\d{13}`
const bars = `"o":${d},"c":${d},"h":${d},"l":${d},"v":${d},"n":\\d+,"x":(true|false),"q":${d},"V":${d},"Q":${d}`
const head = (event: string, symbol: string) => `{"e":"${event}","E":${ms},"s":"${symbol}",`
const day = `"p":${s},"P":${s},"w":${d},"c":${d},"Q":${d},"o":${d},"h":${d},"l":${d},"v":${d},"q":${d},"O":${ms},"C":${ms},"F":\\d+,"L":\\d+,"n":\\d+`
const levels = String.raw`\[(\[${d},${d}\](,\[${d},${d}\])*)?\]`
const mark = (symbol: string, keys: string, st: number) =>
  `${head('markPriceUpdate', symbol)}${keys},"r":("-?\\d\\.\\d{8}"|""),"T":(${ms}|0),"st":${st}}`

test.each([
  [
    'usdm',
    'btcusdt@aggTrade',
    'market',
    `${head('aggTrade', 'BTCUSDT')}"a":\\d+,"p":"\\d+\\.\\d\\d","q":"\\d+\\.\\d{3}","nq":"\\d+\\.\\d{3}","f":\\d+,"l":\\d+,"T":${ms},"m":(true|false),"st":1}`,
  ],
  [
    'usdm',
    'btcusdt@trade',
    'public',
    `{"e":"trade","E":${ms},"T":${ms},"s":"BTCUSDT","t":\\d+,"p":${d},"q":${d},"X":"(MARKET|INSURANCE_FUND|NA)","m":(true|false)}`,
  ],
  ['usdm', 'btcusdt@markPrice@1s', 'market', mark('BTCUSDT', `"p":${d},"ap":${d},"i":${d},"P":${d}`, 1)],
  ['usdm', 'btcusdt@markPrice', 'market', mark('BTCUSDT', `"p":${d},"ap":${d},"i":${d},"P":${d}`, 1)],
  [
    'usdm',
    'ethusdt@kline_1m',
    'market',
    `${head('kline', 'ETHUSDT')}"k":{"t":${ms},"T":${ms},"s":"ETHUSDT","i":"1m","f":\\d+,"L":\\d+,${bars},"B":"0"}}`,
  ],
  [
    'usdm',
    'btcusdt_perpetual@continuousKline_1m',
    'market',
    `{"e":"continuous_kline","E":${ms},"ps":"BTCUSDT","ct":"PERPETUAL","k":{"t":${ms},"T":${ms},"i":"1m","f":\\d+,"L":\\d+,${bars},"B":"0"}}`,
  ],
  ['usdm', 'btcusdt@ticker', 'market', `${head('24hrTicker', 'BTCUSDT')}${day},"ps":"BTCUSDT","st":1}`],
  [
    'usdm',
    '币安人生usdt@miniTicker',
    'market',
    `${head('24hrMiniTicker', '币安人生USDT')}"c":${d},"o":${d},"h":${d},"l":${d},"v":${d},"q":${d},"ps":"币安人生USDT","st":1}`,
  ],
  [
    'usdm',
    'btcusdt@bookTicker',
    'public',
    `{"e":"bookTicker","u":\\d+,"E":${ms},"T":${ms},"s":"BTCUSDT","ps":"BTCUSDT","b":${d},"B":${d},"a":${d},"A":${d},"st":1}`,
  ],
  ...['depth', 'depth@100ms', 'depth@500ms', 'depth5', 'depth20@100ms', 'rpiDepth@500ms'].map((channel) => [
    'usdm',
    `btcusdt@${channel}`,
    'public',
    `{"e":"depthUpdate","E":${ms},"T":${ms},"s":"BTCUSDT","U":\\d+,"u":\\d+,"pu":\\d+,"b":${levels},"a":${levels},"ps":"BTCUSDT","st":1}`,
  ]),
  [
    'usdm',
    '!forceOrder@arr',
    'market',
    `{"e":"forceOrder","E":${ms},"o":{"s":"\\S+?","S":"(BUY|SELL)","o":"LIMIT","f":"IOC","q":${d},"p":${d},"ap":${d},"X":"FILLED","l":${d},"z":${d},"T":${ms}(},"ps":"\\S+?","st":1|,"ps":"\\S+?"},"st":2)}`,
  ],
  [
    'usdm',
    'defiusdt@compositeIndex',
    'market',
    `${head('compositeIndex', 'DEFIUSDT')}"p":${d},"C":"baseAsset","c":\\[({"b":"\\w+","q":"USDT","w":${d},"W":${d},"i":${d}},?)+\\]}`,
  ],
  [
    'usdm',
    'btcusd@assetIndex',
    'market',
    `${head('assetIndexUpdate', 'BTCUSD')}"i":${d},"b":${d},"a":${d},"B":${d},"A":${d},"q":${d},"g":${d},"Q":${d},"G":${d}}`,
  ],
  ['usdm', 'tradingSession', 'market', `{"e":"\\w*Update","E":${ms},"t":${ms},"T":${ms},"S":"[A-Z_]+"}`],
  ['coinm', 'btcusd@indexPrice', 'market', `{"e":"indexPriceUpdate","E":${ms},"i":"BTCUSD","p":${d}}`],
  ['coinm', 'btcusd_perp@markPrice@1s', 'market', mark('BTCUSD_PERP', `"p":${d},"P":${d},"i":${d}`, 2)],
  [
    'coinm',
    'btcusd_perp@aggTrade',
    'market',
    `${head('aggTrade', 'BTCUSD_PERP')}"a":\\d+,"p":"\\d+\\.\\d","q":"\\d+","f":\\d+,"l":\\d+,"T":${ms},"m":(true|false),"st":2}`,
  ],
  [
    'coinm',
    'btcusd@indexPriceKline_1m',
    'market',
    `{"e":"indexPrice_kline","E":${ms},"ps":"BTCUSD","k":{"t":${ms},"T":${ms},"s":"0","i":"1m","f":${ms},"L":${ms},"o":${d},"c":${d},"h":${d},"l":${d},"v":"0","n":\\d+,"x":(true|false),"q":"0","V":"0","Q":"0","B":"0"}}`,
  ],
  [
    'coinm',
    'btcusd_perp@markPriceKline_1m',
    'market',
    `{"e":"markPrice_kline","E":${ms},"ps":"BTCUSD","k":{"t":${ms},"T":${ms},"s":"BTCUSD_PERP",.*}}`,
  ],
  [
    'coinm',
    'btcusd_perp@depth@100ms',
    'public',
    `{"e":"depthUpdate","E":${ms},"T":${ms},"s":"BTCUSD_PERP","ps":"BTCUSD","U":\\d+,"u":\\d+,"pu":\\d+,"b":${levels},"a":${levels},"st":2}`,
  ],
  [
    'options',
    'btc-261225-90000-c@depth@100ms',
    'public',
    `{"e":"depthUpdate","E":${ms},"T":${ms},"s":"BTC-261225-90000-C","U":\\d+,"u":\\d+,"pu":\\d+,"b":${levels},"a":${levels}}`,
  ],
  [
    'options',
    'btc-261225-90000-c@bookTicker',
    'public',
    `{"e":"bookTicker","u":\\d+,"s":"BTC-261225-90000-C","b":${d},"B":${d},"a":${d},"A":${d},"T":${ms},"E":${ms}}`,
  ],
  [
    'options',
    'btcusdt@optionTrade',
    'public',
    `{"e":"trade","E":${ms},"T":${ms},"s":"BTC-\\d{6}-\\d+-[CP]","t":\\d+,"p":${d},"q":${d},"X":"MARKET","S":"(BUY|SELL)","m":(true|false)}`,
  ],
  ['options', 'btc-261225-90000-c@optionTicker', 'public', `${head('24hrTicker', 'BTC-261225-90000-C')}${day}}`],
  [
    'options',
    'btc-261225-90000-p@kline_1m',
    'market',
    `${head('kline', 'BTC-261225-90000-P')}"k":{"t":${ms},"T":${ms},"s":"BTC-261225-90000-P","i":"1m","f":\\d+,"L":\\d+,${bars}}}`,
  ],
  ['options', '!index@arr', 'market', `\\[(${head('indexPrice', '[^"]+')}"p":${d}},?)+\\]`],
  [
    'options',
    'ethusdt@optionMarkPrice',
    'market',
    `\\[({"s":"ETH-[\\w-]+","mp":${d},"E":${ms},"e":"markPrice","i":${d},"P":${d},"bo":${d},"ao":${d},"bq":${d},"aq":${d},"b":${s},"a":${s},"hl":${d},"ll":${d},"vo":${d},"rf":${d},"d":${s},"t":${s},"g":${d},"v":${d}},?)+\\]`,
  ],
  [
    'options',
    'btcusdt@openInterest@261225',
    'market',
    `\\[(${head('openInterest', 'BTC-261225-\\d+-[CP]')}"o":${d},"h":${d}},?)+\\]`,
  ],
] as [DerivativeMarket, string, string, string][])(
  '%s %s has Binance’s keys in Binance’s order',
  (market, name, road, pattern) => {
    const { roads, texts } = hear(market, [name], 12_000)
    expect(roads).toEqual([road])
    expect(texts(name).length).toBeGreaterThan(0)
    expect(texts(name).filter((text) => !new RegExp(`^${pattern}$`).test(text))).toEqual([])
  },
)

test.each([
  ['usdm', 'BTCUSDT@aggTrade'],
  ['usdm', 'btcusdt@depth@250ms'],
  ['usdm', 'btcusdt@kline_1s'],
  ['usdm', 'btcusdt@nothing'],
  ['usdm', 'nope@trade'],
  ['coinm', 'btcusd_perp@trade'],
  ['coinm', 'tradingSession'],
  ['options', 'btc-261225-90000-c@depth'],
  ['options', 'btc-261225-90000-c@kline_8h'],
  ['options', 'BTC-261225-90000-C@optionTrade'],
] as [DerivativeMarket, string][])('%s %s does not exist', (market, name) => {
  const { roads, texts } = hear(market, [name], 1_000)
  expect([roads, texts(name)]).toEqual([[undefined], []])
})

test.each([
  ['btcusdt@depth', 250],
  ['btcusdt@depth@100ms', 100],
  ['btcusdt@depth@500ms', 500],
])('%s: each event follows the one before, and all together make the book', (name, everyMs) => {
  const { houses, events } = hear('usdm', [name], 10_000)
  const all = events(name)
  const sides = { b: new Map<string, string>(), a: new Map<string, string>() }
  let pu: number | undefined
  let isLoose = false
  for (const { U, u, pu: previous, E, b, a } of all) {
    if (pu !== undefined) expect(previous).toBe(pu)
    if (U !== previous + 1) isLoose = true
    expect(U > previous && u >= U && E % everyMs === 0).toBe(true)
    pu = u
    for (const [price, quantity] of b) sides.b.set(price, quantity)
    for (const [price, quantity] of a) sides.a.set(price, quantity)
  }
  // The first id of an event is seldom the one after the last.
  expect(isLoose).toBe(true)
  const listing = houses.of('usdm').listings.get('btcusdt')!
  for (const [side, levels] of [
    ['b', 'bids'],
    ['a', 'asks'],
  ] as const) {
    const book = new Map(
      listing.instrument
        .levels(levels, 1_000)
        .map((each) => [listing.price(each.price), listing.quantity(each.quantity)]),
    )
    const wrong = [...sides[side]].filter(([price, quantity]) => (book.get(price) ?? '0.000') !== quantity)
    expect(wrong).toEqual([])
  }
})

test('bars are made of the trades, in contracts and in coins', () => {
  const names = ['btcusd_perp@aggTrade', 'btcusd_perp@kline_1m']
  const { events } = hear('coinm', names, 63_000)
  const closed = events(names[1]!).filter(({ k }) => k.x)
  expect(closed).toHaveLength(2)
  const { k, E } = closed[1]
  const inside = events(names[0]!).filter(({ T }) => T >= k.t && T <= k.T)
  const sum = (of: (trade: { p: string; q: string }) => number) => inside.reduce((all, each) => all + of(each), 0)
  expect(E).toBe(k.T + 1)
  expect(Number(k.v)).toBe(sum(({ q }) => Number(q)))
  // A trade is cut to eight places, so a bar may lack a little.
  expect(sum(({ p, q }) => (100 * Number(q)) / Number(p)) - Number(k.q)).toBeLessThan(inside.length * 5e-8)
  expect(k.h).toBe(
    inside
      .map(({ p }) => p)
      .sort()
      .at(-1),
  )
})

test('aggregate trades leave out what is no trade of the market, so their ids have holes', () => {
  const names = ['btcusdt@aggTrade', 'btcusdt@trade']
  const { events } = hear('usdm', names, 60_000)
  const aggregates = events(names[0]!)
  const odd = events(names[1]!).filter(({ X }) => X !== 'MARKET')
  expect(odd.length).toBeGreaterThan(0)
  expect(odd.every(({ p, q }) => p === '0' && q === '0')).toBe(true)
  const holes = aggregates.slice(1).filter((each, at) => each.f !== aggregates[at].l + 1)
  expect(holes.length).toBeGreaterThan(0)
  expect(aggregates.slice(1).every((each, at) => each.a === aggregates[at].a + 1)).toBe(true)
})

test('streams of all carry both products; marks come in two frames', () => {
  const { events } = hear('coinm', ['!markPrice@arr@1s', '!ticker@arr'], 3_000)
  const frames = events('!markPrice@arr@1s')
  expect(frames.map((rows) => [...new Set(rows.map(({ st }: { st: number }) => st))])).toEqual(
    [1, 2, 3].flatMap(() => [[1, 2], [1]]),
  )
  expect(frames[1].map(({ s }: { s: string }) => s)).toEqual(['XAUUSDT'])
  expect(
    new Set(
      events('!ticker@arr')
        .flat()
        .map(({ st }: { st: number }) => st),
    ),
  ).toEqual(new Set([1, 2]))
})

test('a contract can be had on the host of the other product', () => {
  const { roads, texts } = hear('usdm', ['btcusd_perp@aggTrade', 'btc-261225-90000-c@bookTicker'], 2_000)
  expect(roads).toEqual(['market', 'public'])
  expect(texts('btcusd_perp@aggTrade').length).toBeGreaterThan(0)
})

test('options are worth what their index says, and puts and calls agree', () => {
  const { events } = hear('options', ['btcusdt@optionMarkPrice'], 3_000)
  const rows = events('btcusdt@optionMarkPrice').at(-1) as Record<string, string>[]
  const found = (symbol: string) => rows.find((row) => row.s === symbol)!
  const [call, put] = [found('BTC-261225-90000-C'), found('BTC-261225-90000-P')]
  const years = (Date.UTC(2026, 11, 25, 8) - start) / (365 * 86_400_000)
  const parity = Number(call.i) - 90_000 * Math.exp(-0.05 * years)
  expect(Math.abs(Number(call.mp) - Number(put.mp) - parity)).toBeLessThan(1)
  expect(Number(call.d) - Number(put.d)).toBeCloseTo(1, 4)
  expect(Math.abs(Number(call.b) - Number(call.vo))).toBeLessThan(0.05)
})

test('same seed, same market', () => {
  const one = hear('usdm', ['btcusdt@aggTrade'], 2_000).texts('btcusdt@aggTrade')
  const two = hear('usdm', ['btcusdt@aggTrade'], 2_000).texts('btcusdt@aggTrade')
  expect(one).toEqual(two)
})
