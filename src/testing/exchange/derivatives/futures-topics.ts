/** The streams of one contract in dollars or coins. */

import type { AggTrade } from '../trade'
import type { House } from './house'
import type { Listing } from './listing'
import {
  aggTradeText,
  bookTickerText,
  depthText,
  forceOrderText,
  klineText,
  markPriceText,
  miniTickerText,
  priceKlineText,
  tickerText,
  tradeText,
} from './texts'
import { bars, each, ifChanged, intervalOf, type Topic } from './topic'

const depth = /^depth(5|10|20)?(?:@(100|500)ms)?$/
const kline = /^(kline|markPriceKline)_(\w+)$/

/** `channel` is what follows the symbol; names are case-sensitive. */
export function futuresTopic(house: House, listing: Listing, channel: string): Topic | undefined {
  const { st } = listing
  const tickerMs = st === 1 ? 2_000 : 500
  switch (channel) {
    case 'aggTrade':
      return aggTrades(house, listing)
    case 'trade':
      // Nobody documents it; it was seen on USD-M alone.
      return st === 1 ? trades(house, listing) : undefined
    case 'markPrice':
      return each('market', house, 3_000, (at) => markPriceText(listing, at))
    case 'markPrice@1s':
      return each('market', house, 1_000, (at) => markPriceText(listing, at))
    case 'miniTicker':
      return ifChanged('market', house, tickerMs, tradeMark(listing), (at) => miniTickerText(listing, at))
    case 'ticker':
      return ifChanged('market', house, tickerMs, tradeMark(listing), (at) => tickerText(listing, at))
    case 'bookTicker':
      return bookTicker(house, listing, bookTickerText)
    case 'forceOrder':
      return liquidations(house, [listing])
    case 'rpiDepth@500ms':
      return st === 1 ? depthTopic(house, listing, 500, undefined) : undefined
  }
  const [, levels, speed] = depth.exec(channel) ?? [undefined]
  if (depth.test(channel)) return depthTopic(house, listing, Number(speed ?? 250), levels)
  const [, kind, text] = kline.exec(channel) ?? []
  const interval = intervalOf(text)
  if (interval === undefined) return undefined
  if (kind === 'kline') {
    const head = { event: 'kline', keys: `"s":"${listing.symbol}",`, symbol: listing.symbol }
    return bars(
      house,
      250,
      () => listing.instrument.candles,
      interval,
      (bar, isClosed, at) => klineText(listing, head, interval, bar, isClosed, at),
    )
  }
  if (st === 1) return undefined
  return bars(
    house,
    250,
    () => listing.marks,
    interval,
    (bar, isClosed, at) =>
      priceKlineText('markPrice_kline', listing.contract.pair, listing.symbol, interval, bar, isClosed, at),
  )
}

/** Aggregate trades of 100 ms come together. */
function aggTrades(house: House, listing: Listing): Topic {
  let held: AggTrade[] = []
  return {
    route: 'market',
    house,
    everyMs: 100,
    hear: (told) => {
      if (told.kind === 'market' && told.listing === listing && told.event.kind === 'aggTrade')
        held.push(told.event.trade)
      return undefined
    },
    beat: (at) => {
      const texts = held.map((trade) => aggTradeText(listing, trade, at))
      held = []
      return texts
    },
  }
}

function trades(house: House, listing: Listing): Topic {
  return {
    route: 'public',
    house,
    hear: (told) => {
      if (told.listing !== listing) return undefined
      if (told.kind === 'odd') {
        return tradeText(listing, told.trade, told.at, told.trade.id % 2 === 0 ? 'NA' : 'INSURANCE_FUND')
      }
      return told.event.kind === 'trade' ? tradeText(listing, told.event.trade, told.event.at) : undefined
    },
  }
}

export function bookTicker(house: House, listing: Listing, text: (listing: Listing, at: number) => string): Topic {
  return {
    route: 'public',
    house,
    hear: (told) =>
      told.kind === 'market' && told.listing === listing && told.event.kind === 'top'
        ? text(listing, told.event.at)
        : undefined,
  }
}

/** Changes of a speed, or so many levels at each of them. */
export function depthTopic(house: House, listing: Listing, speedMs: number, levels: string | undefined): Topic {
  return {
    route: 'public',
    house,
    hear: (told) => {
      if (told.kind !== 'market' || told.listing !== listing || told.event.kind !== 'depth') return undefined
      const { event } = told
      if (event.speedMs !== speedMs) return undefined
      return depthText(listing, event.diff, event.at, levels === undefined ? undefined : Number(levels))
    },
  }
}

/** One liquidation a second and contract, each a frame of its own. */
export function liquidations(house: House, listings: readonly Listing[]): Topic {
  return {
    route: 'market',
    house,
    everyMs: 1_000,
    beat: (at) =>
      listings.filter(({ liquidation }) => liquidation !== undefined).map((each) => forceOrderText(each, at)),
  }
}

/** Changes with each trade. */
export function tradeMark({ instrument }: Listing): () => number {
  return () => instrument.trades.last?.id ?? 0
}
