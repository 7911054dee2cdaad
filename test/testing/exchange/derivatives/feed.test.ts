/** The library's own feed on the markets of contracts: what one says is what the other expects, by documents alone. */
import { expect, onTestFinished, test } from 'vitest'
import { binance, futuresStream, pairMarkPrices } from '../../../../src/binance'
import { orderBook } from '../../../../src/book'
import { createFeed } from '../../../../src/node'
import { createLocalExchange } from '../../../../src/testing/exchange/server'

test.each([
  [
    'usdm',
    'BTCUSDT',
    ['aggTrade', 'trade', 'markPrice@1s', 'kline_1m', 'ticker', 'bookTicker', 'depth', 'depth5@100ms'].map(
      (channel) => `btcusdt@${channel}`,
    ),
    ['!markPrice@arr@1s', '!ticker@arr', '!miniTicker@arr', 'btcusdt_perpetual@continuousKline_1m', '!bookTicker'],
  ],
  [
    'coinm',
    'BTCUSD_PERP',
    ['aggTrade', 'markPrice@1s', 'kline_1m', 'markPriceKline_1m', 'ticker', 'bookTicker', 'depth@500ms'].map(
      (channel) => `btcusd_perp@${channel}`,
    ),
    ['btcusd@indexPrice', 'btcusd@indexPriceKline_1m', '!markPrice@arr@1s', '!miniTicker@arr'],
  ],
] as const)(
  '%s: every event is taken, none is missing, and the book is live',
  async (market, symbol, ofOne, ofAll) => {
    const exchange = await createLocalExchange({ tickMs: 5, historyMs: 0, ordersPerSecond: 100 })
    const feed = createFeed({ venue: binance({ market, ...exchange.address(market) }) })
    onTestFinished(async () => {
      await feed.close()
      await exchange.close()
    })
    const wrong: unknown[] = []
    feed.on('invalid', (one) => wrong.push(one))
    feed.on('gap', (one) => wrong.push(one))
    const names = [...ofOne, ...ofAll]
    const silent = new Set<string>(market === 'coinm' ? [...names, 'pair'] : names)
    await new Promise<void>((resolve) => {
      const book = orderBook(feed, symbol, { speed: 100 })
      const look = () => silent.size === 0 && book.state.kind === 'live' && resolve()
      const heard = (name: string) => () => {
        silent.delete(name)
        look()
      }
      for (const name of names) feed.subscribe(futuresStream(name)).on(heard(name))
      if (market === 'coinm') feed.subscribe(pairMarkPrices('BTCUSD', { speed: 1_000 })).on(heard('pair'))
    })
    expect(wrong).toEqual([])
  },
  20_000,
)
