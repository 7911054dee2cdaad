/** The streams of options: of one, of all on an underlying, and of the indices beneath. */

import { bookTicker, depthTopic, tradeMark } from './futures-topics'
import type { House } from './house'
import type { Listing } from './listing'
import {
  indexRowText,
  openInterestText,
  optionBookTickerText,
  optionKlineText,
  optionMarkText,
  optionTickerText,
  optionTradeText,
} from './option-texts'
import { bars, changedRows, each, ifChanged, intervalOf, type Topic } from './topic'

// A speed must be named.
const depth = /^depth(5|10|20)?@(100|500)ms$/
const ofUnderlying = /^(optionTrade|optionMarkPrice|optionTicker@(\d{6})|openInterest@(\d{6}))$/

export function optionTopic(house: House, stream: string): Topic | undefined {
  if (stream === '!index@arr') {
    return each('market', house, 1_000, (at) => {
      const rows = [...house.indices.values()].map((index) => indexRowText(index, at))
      return `[${rows.join(',')}]`
    })
  }
  if (stream === '!optionSymbol') return { route: 'market', house }
  const at = stream.indexOf('@')
  const [head, channel] = [stream.slice(0, at), stream.slice(at + 1)]
  const listing = house.listings.get(head)
  if (listing !== undefined) return ofOne(house, listing, channel)
  const on = [...house.listings.values()].filter(({ contract }) => contract.pair.toLowerCase() === head)
  const found = ofUnderlying.exec(channel)
  return on.length === 0 || found === null ? undefined : ofMany(house, on, found)
}

function ofOne(house: House, listing: Listing, channel: string): Topic | undefined {
  switch (channel) {
    case 'bookTicker':
      return bookTicker(house, listing, optionBookTickerText)
    case 'optionTrade':
      return optionTrades(house, new Set([listing]))
    case 'optionTicker':
      return ifChanged('public', house, 1_000, tradeMark(listing), (at) => optionTickerText(listing, at))
  }
  const [, levels, speed] = depth.exec(channel) ?? []
  if (speed !== undefined) return depthTopic(house, listing, Number(speed), levels)
  const interval = intervalOf(/^kline_(\w+)$/.exec(channel)?.[1])
  if (interval === undefined || interval === '8h' || interval === '1M') return undefined
  return bars(
    house,
    1_000,
    () => listing.instrument.candles,
    interval,
    (bar, isClosed, at) => optionKlineText(listing, interval, bar, isClosed, at),
  )
}

function ofMany(house: House, on: readonly Listing[], found: RegExpExecArray): Topic {
  const [, channel, tickerDay, interestDay] = found
  const ending = (day: string | undefined) => on.filter(({ contract }) => contract.option?.expiry === day)
  if (channel === 'optionTrade') return optionTrades(house, new Set(on))
  if (channel === 'optionMarkPrice') {
    return each('market', house, 1_000, (at) => `[${on.map((one) => optionMarkText(one, at)).join(',')}]`)
  }
  if (tickerDay !== undefined) {
    return changedRows('public', house, 1_000, ending(tickerDay), (one) => tradeMark(one)(), optionTickerText)
  }
  return each('market', house, 60_000, (at) => {
    return `[${ending(interestDay)
      .map((one) => openInterestText(one, at))
      .join(',')}]`
  })
}

/** Trades of 50 ms come together. */
function optionTrades(house: House, listings: ReadonlySet<Listing>): Topic {
  let held: ((at: number) => string)[] = []
  return {
    route: 'public',
    house,
    everyMs: 50,
    hear: (told) => {
      if (told.kind !== 'market' || !listings.has(told.listing) || told.event.kind !== 'trade') return undefined
      const { listing, event } = told
      held.push((at) => optionTradeText(listing, event.trade, at))
      return undefined
    },
    beat: (at) => {
      const texts = held.map((text) => text(at))
      held = []
      return texts
    },
  }
}
