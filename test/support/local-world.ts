/** A feed and a local exchange on real sockets, in real time. */
import { onTestFinished } from 'vitest'
import { aggTrades, type BinanceEvent, binance, bookTicker, depth, trades } from '../../src/binance'
import type { Feed, FeedOptions } from '../../src/client/feed'
import type { Channel } from '../../src/core/channel'
import type { FeedEvents } from '../../src/core/events'
import { createFeed } from '../../src/node'
import { createLocalExchange, type LocalExchange, type LocalExchangeOptions } from '../../src/testing/exchange/server'
import { defaultSymbols } from '../../src/testing/exchange/symbols'

export interface LocalWorld {
  readonly exchange: LocalExchange
  readonly feed: Feed<BinanceEvent>
}

/** The usual symbols of the exchange. */
export const five = defaultSymbols.map(({ symbol }) => symbol)

/** The four streams of a symbol that speak most. */
export const busy = (symbol: string): readonly Channel<BinanceEvent>[] => [
  trades(symbol),
  aggTrades(symbol),
  depth(symbol, { speed: 100 }),
  bookTicker(symbol),
]

/** Ends with the test. */
export async function world(
  exchangeOptions: LocalExchangeOptions = {},
  options: Partial<FeedOptions<BinanceEvent>> = {},
): Promise<LocalWorld> {
  const exchange = await createLocalExchange({ tickMs: 5, historyMs: 0, recordLimit: 1_000_000, ...exchangeOptions })
  const feed = createFeed<BinanceEvent>({
    venue: binance({ url: exchange.url }),
    retry: { baseMs: 20, capMs: 100 },
    ...options,
  })
  onTestFinished(async () => {
    await feed.close()
    await exchange.close()
  })
  return { exchange, feed }
}

/** The next event of the feed that fits. */
export function next<K extends keyof FeedEvents>(
  feed: Feed<BinanceEvent>,
  event: K,
  fits: (value: FeedEvents[K]) => boolean = () => true,
): Promise<FeedEvents[K]> {
  return new Promise((resolve) => {
    const stop = feed.on(event, (value) => {
      if (!fits(value)) return
      stop()
      resolve(value)
    })
  })
}

/** Connections that the exchange has open. */
export const openAt = ({ record }: LocalExchange) =>
  record.connections.filter(({ closedAt }) => closedAt === undefined).length
