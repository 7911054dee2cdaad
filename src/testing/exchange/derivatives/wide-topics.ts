/** The streams of all contracts, of a pair, and of no contract. */

import { assetIndexText, assets, compositeIndexText, compositeSymbol, tradingSessionTexts } from './common-texts'
import { liquidations, tradeMark } from './futures-topics'
import type { House } from './house'
import type { IndexPrice } from './index-price'
import type { Listing } from './listing'
import {
  bookTickerText,
  indexPriceText,
  klineText,
  markPriceText,
  miniTickerText,
  priceKlineText,
  tickerText,
} from './texts'
import { bars, changedRows, each, intervalOf, type Topic } from './topic'

/** What wide streams are made from: since 2026 those of dollars and of coins carry the contracts of both. */
export interface Wide {
  readonly usdm: House
  readonly coinm: House
  /** Whose streams they are. */
  readonly own: House
}

const markArray = /^!markPrice@arr(@1s)?$/
const ofPair = /^(indexPrice|markPrice(?:@1s)?|indexPriceKline_(\w+))$/
const continuous = /^(.+)_(perpetual|current_quarter|next_quarter|tradifi_perpetual)@continuousKline_(\w+)$/

export function wideTopic(wide: Wide, stream: string): Topic | undefined {
  const { usdm, coinm, own } = wide
  const all = [...usdm.listings.values(), ...coinm.listings.values()]
  switch (stream) {
    case '!miniTicker@arr':
      return changedRows('market', own, 1_000, all, (one) => tradeMark(one)(), miniTickerText)
    case '!ticker@arr':
      return changedRows('market', own, 1_000, all, (one) => tradeMark(one)(), tickerText)
    case '!bookTicker':
      return own === usdm ? allBookTickers(own, all) : bookTickersAtOnce(own)
    case '!forceOrder@arr':
      return liquidations(own, all)
    case '!contractInfo':
      // It speaks when something is announced.
      return { route: 'market', house: own }
  }
  const marks = markArray.exec(stream)
  if (marks !== null) return allMarks(own, all, marks[1] === undefined ? 3_000 : 1_000)
  return (own === usdm ? ofUsdm(usdm, stream) : undefined) ?? ofPairs(wide, stream)
}

/** One frame a contract that changed. */
function allBookTickers(own: House, all: readonly Listing[]): Topic {
  const shown = new Map<Listing, number>()
  return {
    route: 'public',
    house: own,
    everyMs: 5_000,
    beat: (at) => {
      const changed = all.filter((one) => shown.get(one) !== one.instrument.book.updateId)
      for (const one of changed) shown.set(one, one.instrument.book.updateId)
      return changed.map((one) => bookTickerText(one, at))
    },
  }
}

function bookTickersAtOnce(own: House): Topic {
  return {
    route: 'public',
    house: own,
    hear: (told) =>
      told.kind === 'market' && told.event.kind === 'top' ? bookTickerText(told.listing, told.event.at) : undefined,
  }
}

/** Contracts on stocks and goods come in a frame of their own. */
function allMarks(own: House, all: readonly Listing[], everyMs: number): Topic {
  const isTradFi = (one: Listing) => one.contract.type === 'TRADIFI_PERPETUAL'
  const groups = [all.filter((one) => !isTradFi(one)), all.filter(isTradFi)]
  return {
    route: 'market',
    house: own,
    everyMs,
    beat: (at) =>
      groups
        .filter((group) => group.length > 0)
        .map((group) => `[${group.map((one) => markPriceText(one, at)).join(',')}]`),
  }
}

function ofUsdm(house: House, stream: string): Topic | undefined {
  const { indices } = house
  if (stream === 'tradingSession') return { route: 'market', house, everyMs: 1_000, beat: tradingSessionTexts }
  if (stream === `${compositeSymbol.toLowerCase()}@compositeIndex`) {
    return each('market', house, 1_000, (at) => compositeIndexText(indices, at))
  }
  const rows = [...assets].map(([asset, index]) => ({ asset, index: indices.get(index)! }))
  const text = ({ asset, index }: { asset: string; index: IndexPrice }, at: number) => assetIndexText(asset, index, at)
  if (stream === '!assetIndex@arr') {
    return each('market', house, 1_000, (at) => `[${rows.map((row) => text(row, at)).join(',')}]`)
  }
  const row = rows.find(({ asset }) => stream === `${asset.toLowerCase()}@assetIndex`)
  return row && each('market', house, 1_000, (at) => text(row, at))
}

function ofPairs({ usdm, coinm }: Wide, stream: string): Topic | undefined {
  const found = continuous.exec(stream)
  if (found !== null) {
    const [, pair = '', type = '', text] = found
    const house = [usdm, coinm].find((one) => listingOf(one, pair, type) !== undefined)
    const listing = house && listingOf(house, pair, type)
    return listing && continuousKline(house, listing, text)
  }
  const at = stream.indexOf('@')
  const pair = stream.slice(0, at)
  const channel = ofPair.exec(stream.slice(at + 1))
  const listings = [...coinm.listings.values()].filter(({ contract }) => contract.pair.toLowerCase() === pair)
  const first = listings[0]
  if (channel === null || first === undefined) return undefined
  const { index, contract } = first
  const interval = intervalOf(channel[2])
  if (channel[1] === 'indexPrice') return each('market', coinm, 1_000, (at) => indexPriceText(contract.pair, index, at))
  if (channel[2] === undefined) {
    const everyMs = channel[1] === 'markPrice' ? 3_000 : 1_000
    return each('market', coinm, everyMs, (at) => `[${listings.map((one) => markPriceText(one, at)).join(',')}]`)
  }
  if (interval === undefined) return undefined
  return bars(
    coinm,
    250,
    () => index.candles,
    interval,
    (bar, isClosed, at) => priceKlineText('indexPrice_kline', contract.pair, '0', interval, bar, isClosed, at),
  )
}

function listingOf(house: House, pair: string, type: string): Listing | undefined {
  return [...house.listings.values()].find(
    ({ contract }) => contract.pair.toLowerCase() === pair && contract.type === type.toUpperCase(),
  )
}

/** Its ids are those of the book. */
function continuousKline(house: House, listing: Listing, text: string | undefined): Topic | undefined {
  const interval = intervalOf(text)
  if (interval === undefined) return undefined
  const { pair, type } = listing.contract
  let opened = { start: -1, id: 0 }
  return bars(
    house,
    250,
    () => listing.instrument.candles,
    interval,
    (bar, isClosed, at) => {
      const { updateId } = listing.instrument.book
      if (opened.start !== bar.start) opened = { start: bar.start, id: updateId - bar.trades }
      const head = {
        event: 'continuous_kline',
        keys: `"ps":"${pair}","ct":"${type}",`,
        ids: [opened.id, updateId] as const,
      }
      return klineText(listing, head, interval, bar, isClosed, at)
    },
  )
}
