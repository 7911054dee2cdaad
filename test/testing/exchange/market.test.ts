import { expect, test } from 'vitest'
import { barStart } from '../../../src/testing/exchange/intervals'
import { createMarket, type Market } from '../../../src/testing/exchange/market'
import { createStreams } from '../../../src/testing/exchange/streams'

const start = Date.UTC(2026, 10, 22, 23, 58, 30)

interface Heard {
  readonly stream: string
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: payloads of every shape, read by the assertions
  readonly data: any
}

/** Plays a market and hears the given streams. */
function play(
  names: readonly string[],
  forMs: number,
  options: { seed?: number; stepMs?: number; market?: Market } = {},
) {
  const market = options.market ?? createMarket({ startTime: start, seed: options.seed ?? 7, historyMs: 7_200_000 })
  const heard: Heard[] = []
  const streams = createStreams(market, (stream, text) => heard.push({ stream, text, data: JSON.parse(text) }))
  for (const name of names) streams.want(name)
  for (let at = 0; at <= forMs; at += options.stepMs ?? forMs) market.advance(start + at)
  market.advance(start + forMs)
  streams.stop()
  return { market, of: (stream: string) => heard.filter((one) => one.stream === stream).map((one) => one.data), heard }
}

/** Exact: eight decimals as an integer. */
const units = (text: string) => BigInt(text.replace('.', ''))
const sum = (values: readonly bigint[]) => values.reduce((a, b) => a + b, 0n)

test('trade and aggregate ids have no holes, and aggregates cover exactly the trades', () => {
  const { of } = play(['btcusdt@trade', 'btcusdt@aggTrade'], 20_000)
  const trades = of('btcusdt@trade')
  const aggregates = of('btcusdt@aggTrade')
  expect(trades.length).toBeGreaterThan(100)
  expect(trades.every((trade, i) => i === 0 || trade.t === trades[i - 1].t + 1)).toBe(true)
  expect(
    aggregates.every((one, i) => i === 0 || (one.a === aggregates[i - 1].a + 1 && one.f === aggregates[i - 1].l + 1)),
  ).toBe(true)
  for (const one of aggregates) {
    const parts = trades.filter((trade) => trade.t >= one.f && trade.t <= one.l)
    expect(parts).toHaveLength(one.l - one.f + 1)
    expect(parts.every((part) => part.p === one.p && part.T === one.T && part.m === one.m)).toBe(true)
    expect(sum(parts.map((part) => units(part.q)))).toBe(units(one.q))
  }
})

test.each(['1s', '1m'])('%s bars are what their trades add up to', (interval) => {
  const { of } = play(['ethusdt@trade', `ethusdt@kline_${interval}`], 190_000)
  const trades = of('ethusdt@trade')
  const bars = of(`ethusdt@kline_${interval}`).map((one) => one.k)
  const closed = bars.filter((bar) => bar.x && bar.t >= start)
  expect(closed.length).toBeGreaterThanOrEqual(interval === '1s' ? 180 : 2)
  for (const bar of closed) {
    const parts = trades.filter((trade) => trade.T >= bar.t && trade.T <= bar.T)
    if (parts.length === 0) {
      expect([bar.f, bar.L, bar.n, bar.v, bar.o]).toEqual([-1, -1, 0, '0.00000000', bar.c])
      continue
    }
    const prices = parts.map((part) => units(part.p)).sort((a, b) => (a < b ? -1 : 1))
    const taken = parts.filter((part) => !part.m)
    expect([bar.f, bar.L, bar.n]).toEqual([parts[0].t, parts.at(-1).t, parts.length])
    expect([bar.o, bar.c]).toEqual([parts[0].p, parts.at(-1).p])
    expect([units(bar.l), units(bar.h)]).toEqual([prices[0], prices.at(-1)])
    expect(units(bar.v)).toBe(sum(parts.map((part) => units(part.q))))
    expect(units(bar.V)).toBe(sum(taken.map((part) => units(part.q))))
    expect(units(bar.q) * 100_000_000n).toBe(sum(parts.map((part) => units(part.p) * units(part.q))))
    expect(units(bar.Q) * 100_000_000n).toBe(sum(taken.map((part) => units(part.p) * units(part.q))))
  }
})

test.each(['', '+08:00'] as const)(
  'longer bars are the sum of the minutes in them, closed or still open (%s)',
  (zone) => {
    // Midnight comes on the way, by either clock.
    const begin = zone === '' ? start : start - 8 * 3_600_000
    const market = createMarket({ startTime: begin, ordersPerSecond: 10, historyMs: 7_200_000 })
    market.advance(begin + 3_600_000)
    const candles = market.instruments.get('SOLUSDT')!.candles
    const minutes = [...candles.closed('1m'), candles.current('1m')]
    for (const interval of ['3m', '15m', '1h', '6h', '12h', '1d', '3d', '1w', '1M'] as const) {
      const bars = [...candles.closed(interval, zone), candles.current(interval, zone)]
      expect(bars.at(-1)!.start).toBe(barStart(interval, market.now, zone))
      for (const bar of bars.slice(-3)) {
        const next = bars.find((one) => one.start > bar.start)?.start
        const parts = minutes.filter(
          (minute) => minute.start >= bar.start && minute.start < (next ?? Number.POSITIVE_INFINITY),
        )
        expect(bar.volume).toBe(parts.reduce((total, part) => total + part.volume, 0))
        expect(bar.quote).toBe(sum(parts.map((part) => part.quote)))
        expect(bar.trades).toBe(parts.reduce((total, part) => total + part.trades, 0))
        expect([bar.high, bar.low, bar.close]).toEqual([
          Math.max(...parts.map((part) => part.high)),
          Math.min(...parts.map((part) => part.low)),
          parts.at(-1)!.close,
        ])
      }
    }
  },
)

test('klines: one closing message a bar, after its end; pushed every 2 s; a second at its end and in its middle', () => {
  const { of } = play(['btcusdt@kline_1m', 'btcusdt@kline_1s'], 150_000)
  const minutes = of('btcusdt@kline_1m')
  const closing = minutes.filter((one) => one.k.x)
  expect(closing.map((one) => new Date(one.k.t).toISOString().slice(11, 16))).toEqual(['23:58', '23:59', '00:00'])
  expect(closing.every((one) => one.E > one.k.T)).toBe(true)
  expect(minutes.every((one) => one.E % 2_000 === 0)).toBe(true)
  expect(minutes).toHaveLength(75)
  const seconds = of('btcusdt@kline_1s')
  expect(seconds).toHaveLength(300)
  expect(seconds.every((one) => one.k.x === (one.E % 1_000 === 0))).toBe(true)
  expect(seconds.filter((one) => !one.k.x).every((one) => one.E === one.k.t + 500)).toBe(true)
})

test('a sleeping market makes empty bars at the last price', () => {
  const market = createMarket({ startTime: start, ordersPerSecond: 0, historyMs: 7_200_000 })
  const { of } = play(['bnbusdt@kline_1s', 'bnbusdt@depth', 'bnbusdt@trade'], 3_000, { market })
  const bars = of('bnbusdt@kline_1s')
    .map((one) => one.k)
    .filter((bar) => bar.x)
  const last = bars[0].c
  expect(bars).toHaveLength(3)
  for (const bar of bars) {
    expect(bar).toMatchObject({
      f: -1,
      L: -1,
      n: 0,
      o: last,
      h: last,
      l: last,
      c: last,
      v: '0.00000000',
      q: '0.00000000',
    })
  }
  expect([of('bnbusdt@depth'), of('bnbusdt@trade')]).toEqual([[], []])
})

test.each(['btcusdt@depth@100ms', 'btcusdt@depth'])('a snapshot and %s rebuild the book', (stream) => {
  const market = createMarket({ startTime: start, seed: 3, historyMs: 0 })
  const instrument = market.instruments.get('BTCUSDT')!
  const sides = () => [side(instrument.book.bids), side(instrument.book.asks)]
  const side = (levels: readonly { price: number; quantity: number }[]) =>
    levels.map((level) => [level.price * 1_000_000, level.quantity * 1_000])
  market.advance(start + 4_350) // the snapshot is taken in the middle of a batch
  const book = { bids: new Map<number, number>(), asks: new Map<number, number>() }
  for (const level of instrument.book.bids) book.bids.set(level.price * 1_000_000, level.quantity * 1_000)
  for (const level of instrument.book.asks) book.asks.set(level.price * 1_000_000, level.quantity * 1_000)
  let known = instrument.book.updateId
  let first: number | undefined
  let previous: number | undefined
  let compared = 0
  const streams = createStreams(market, (_, text) => {
    const diff = JSON.parse(text)
    if (previous !== undefined) expect(diff.U).toBe(previous + 1)
    previous = diff.u
    first ??= diff.U as number
    for (const [price, quantity] of diff.b) apply(book.bids, price, quantity)
    for (const [price, quantity] of diff.a) apply(book.asks, price, quantity)
    known = diff.u
    expect(known).toBe(instrument.book.updateId)
    const rebuilt = [[...book.bids].sort((a, b) => b[0] - a[0]), [...book.asks].sort((a, b) => a[0] - b[0])]
    expect(rebuilt).toEqual(sides())
    compared++
  })
  const snapshotId = known
  streams.want(stream)
  market.advance(start + 30_000)
  expect(first).toBeLessThanOrEqual(snapshotId + 1)
  expect(compared).toBeGreaterThan(20)
  expect(instrument.book.bids.length).toBeGreaterThan(40)
})

function apply(side: Map<number, number>, price: string, quantity: string): void {
  const value = Number(units(quantity))
  if (value === 0) side.delete(Number(units(price)))
  else side.set(Number(units(price)), value)
}

test('bookTicker comes at every change of the top, and is the top of partial depth', () => {
  const market = createMarket({ startTime: start, seed: 3, historyMs: 0 })
  const instrument = market.instruments.get('ETHUSDT')!
  let last = ''
  let count = 0
  const streams = createStreams(market, (stream, text) => {
    const data = JSON.parse(text)
    if (stream === 'ethusdt@bookTicker') {
      const { u, ...top } = data
      expect(u).toBe(instrument.book.updateId)
      expect(JSON.stringify(top)).not.toBe(last)
      expect(units(top.b)).toBeLessThan(units(top.a))
      last = JSON.stringify(top)
      count++
      return
    }
    expect(data.lastUpdateId).toBe(instrument.book.updateId)
    expect([data.bids.length, data.asks.length]).toEqual([5, 5])
    const [[b, B], [a, A]] = [data.bids[0], data.asks[0]]
    if (last !== '') expect({ ...JSON.parse(last) }).toMatchObject({ b, B, a, A })
  })
  streams.want('ethusdt@bookTicker')
  streams.want('ethusdt@depth5@100ms')
  market.advance(start + 20_000)
  expect(count).toBeGreaterThan(100)
})

test('the tickers agree with the trades of their window', () => {
  const market = createMarket({ startTime: start, seed: 5, historyMs: 1_200_000, ordersPerSecond: 20 })
  const instrument = market.instruments.get('BTCUSDT')!
  const { of } = play(['btcusdt@ticker', 'btcusdt@miniTicker', 'btcusdt@avgPrice'], 60_000, { market })
  const ticker = of('btcusdt@ticker').at(-1)
  const mini = of('btcusdt@miniTicker').at(-1)
  // The whole life of this market is shorter than a day, and its ledger holds all of it.
  const trades = instrument.trades.all().filter((trade) => trade.time >= ticker.O && trade.time < ticker.C)
  expect([ticker.F, ticker.L, ticker.n]).toEqual([trades[0]!.id, trades.at(-1)!.id, trades.length])
  expect(units(ticker.v)).toBe(sum(trades.map((trade) => BigInt(trade.quantity) * 1_000n)))
  const value = sum(trades.map((trade) => BigInt(trade.price * 1_000_000) * BigInt(trade.quantity * 1_000)))
  expect(units(ticker.q)).toBe(value / 100_000_000n)
  expect(units(ticker.w)).toBe(value / units(ticker.v))
  expect(units(ticker.p)).toBe(units(ticker.c) - units(ticker.o))
  expect(Number(ticker.P)).toBeCloseTo((Number(ticker.p) / Number(ticker.o)) * 100, 2)
  expect(units(ticker.h)).toBe(BigInt(Math.max(...trades.map((trade) => trade.price))) * 1_000_000n)
  for (const key of ['o', 'h', 'l', 'c', 'v', 'q', 'E', 's']) expect(mini[key]).toBe(ticker[key])
  const recent = trades.filter((trade) => trade.time >= ticker.E - 300_000)
  const average = of('btcusdt@avgPrice').at(-1)
  const spent = sum(recent.map((trade) => BigInt(trade.price * 1_000_000) * BigInt(trade.quantity * 1_000)))
  expect(units(average.w)).toBe(spent / sum(recent.map((trade) => BigInt(trade.quantity) * 1_000n)))
  expect(average.T).toBe(trades.at(-1)!.time)
})

test('the day of the ticker rolls: what is older than 24 hours leaves it', () => {
  const market = createMarket({ startTime: start, ordersPerSecond: 2 })
  market.advance(start + 600_000)
  const { bar, previousClose } = market.instruments.get('BTCUSDT')!.ticker.day(market.now)
  const minutes = market.instruments.get('BTCUSDT')!.candles.closed('1m')
  const first = minutes.findIndex((minute) => minute.start >= bar.start)
  expect(market.now - bar.start).toBeGreaterThanOrEqual(86_400_000)
  expect(market.now - bar.start).toBeLessThan(86_460_000)
  expect(bar.firstId).toBe(minutes.slice(first).find((minute) => minute.trades > 0)!.firstId)
  expect(previousClose).toBe(minutes[first - 1]!.close)
})

test.each([
  ['1h', 3_600_000],
  ['4h', 14_400_000],
] as const)('a window of %s holds the trades since its full minute', (window, lengthMs) => {
  const market = createMarket({ startTime: start, ordersPerSecond: 5, tradesKept: 100_000 })
  const { of } = play([`btcusdt@ticker_${window}`], 75_000, { market })
  const ticker = of(`btcusdt@ticker_${window}`).at(-1)
  expect(ticker.O % 60_000).toBe(0)
  expect(ticker.E - ticker.O - lengthMs).toBeGreaterThanOrEqual(0)
  expect(ticker.E - ticker.O - lengthMs).toBeLessThan(60_000)
  const minutes = market.instruments.get('BTCUSDT')!.candles
  const parts = [...minutes.closed('1m'), minutes.current('1m')].filter((bar) => bar.start >= ticker.O)
  expect(ticker.n).toBe(parts.reduce((count, part) => count + part.trades, 0))
  expect(ticker.L - ticker.F + 1).toBe(ticker.n)
  expect(units(ticker.v)).toBe(sum(parts.map((part) => BigInt(part.volume) * 1_000n)))
  expect(units(ticker.h)).toBe(BigInt(Math.max(...parts.map((part) => part.high))) * 1_000_000n)
  expect(units(ticker.p)).toBe(units(ticker.c) - units(ticker.o))
})

const everything = [
  'trade',
  'blockTrade',
  'ticker_4h',
  'referencePrice',
  'kline_1d@+08:00',
  'aggTrade',
  'bookTicker',
  'depth',
  'depth@100ms',
  'depth20',
  'kline_1m',
  'ticker',
  'avgPrice',
]
const all = ['btcusdt', '这是测试币456'].flatMap((symbol) => everything.map((name) => `${symbol}@${name}`))

test('same seed, same frames, however the time is cut; another seed, other frames', () => {
  const lines = (options: { seed: number; stepMs?: number }) => play(all, 6_000, options).heard.map((one) => one.text)
  const once = lines({ seed: 11 })
  expect(once.length).toBeGreaterThan(500)
  expect(lines({ seed: 11, stepMs: 17 })).toEqual(once)
  expect(lines({ seed: 12 })).not.toEqual(once)
})

test('books keep their size and candles their life over an hour', () => {
  const market = createMarket({ startTime: start, historyMs: 0, ordersPerSecond: 20 })
  market.advance(start + 3_600_000)
  for (const { book, candles } of market.instruments.values()) {
    expect(book.bids.length).toBeGreaterThan(40)
    expect(book.bids.length).toBeLessThan(210)
    expect(book.asks.length).toBeGreaterThan(40)
    expect(book.asks.length).toBeLessThan(210)
    expect(new Set(candles.closed('1m').map((bar) => bar.close)).size).toBeGreaterThan(25)
  }
})

test('a market has a past at once', () => {
  const market = createMarket({ startTime: start })
  for (const { candles, trades } of market.instruments.values()) {
    expect(candles.closed('1m').length).toBeGreaterThanOrEqual(1_000)
    expect(
      candles
        .closed('1m')
        .slice(-120)
        .every((bar) => bar.trades > 0),
    ).toBe(true)
    expect(candles.closed('1s').length).toBeGreaterThanOrEqual(800)
    expect(trades.latest(1_000)).toHaveLength(1_000)
  }
})

test('symbols whose volumes could not be exact are refused', () => {
  const symbols = [{ symbol: 'X', price: '1', tickSize: '0.00001', stepSize: '0.0001' }]
  expect(() => createMarket({ startTime: start, symbols })).toThrow('8 decimals')
})
