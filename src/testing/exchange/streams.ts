/** From a stream name to what the market emits: only streams somebody wants are rendered. */

import type { Instrument } from './instrument'
import { barStart, type Interval, isInterval, type Zone } from './intervals'
import type { Market, MarketEvent } from './market'
import {
  aggTradeText,
  avgPriceText,
  blockTradeText,
  bookTickerText,
  depthText,
  depthUpdateText,
  klineText,
  miniTickerText,
  referencePriceText,
  type TickerWindow,
  tickerText,
  tradeText,
  windowMs,
  windowTickerText,
} from './payloads'

/** A stream that exists. Real-time ones are named after the event that makes them. */
export type Topic =
  | { readonly kind: 'realtime'; readonly instrument: Instrument }
  | { readonly kind: 'kline'; readonly instrument: Instrument; readonly interval: Interval; readonly zone: Zone }
  | { readonly kind: 'partial'; readonly instrument: Instrument; readonly count: number; readonly everyMs: number }
  | { readonly kind: 'second'; readonly instrument: Instrument; readonly text: Text }
  | { readonly kind: 'all'; readonly text: Text }

/** The payload about one symbol at a time. */
type Text = (instrument: Instrument, at: number) => string

export interface Streams {
  /** Begins to render a stream; returns false for a name that does not exist, which stays silent. */
  want(stream: string): boolean
  /** Stops rendering it. */
  drop(stream: string): void
  /** Stops listening to the market. */
  stop(): void
}

const realtime = new Set(['trade', 'aggTrade', 'blockTrade', 'bookTicker', 'depth', 'depth@100ms'])

const windows = Object.keys(windowMs) as TickerWindow[]
const windowTexts = windows.map(
  (window) => [`ticker_${window}`, (instrument, at) => windowTickerText(instrument, window, at)] as [string, Text],
)

/** What comes each second of one symbol. */
const each = new Map<string, Text>([
  ...windowTexts,
  ['ticker', tickerText],
  ['miniTicker', miniTickerText],
  ['avgPrice', avgPriceText],
  ['referencePrice', referencePriceText],
])

/** What comes each second of all symbols that changed. */
const ofAll = new Map<string, Text>(
  [['miniTicker', miniTickerText] as const, ...windowTexts].map(([name, text]) => [`!${name}@arr`, text]),
)

const kline = /^kline_(\w+?)(?:@(\+08:00))?$/
const partial = /^depth(5|10|20)(@100ms)?$/

/** `publish` gets bare payloads, without the combined wrapper. */
export function createStreams(market: Market, publish: (stream: string, payload: string) => void): Streams {
  const bySymbol = new Map([...market.instruments.values()].map((instrument) => [instrument.lower, instrument]))
  const wanted = new Map<string, Topic>()
  /** Update ids that partial-depth streams showed last, and trade ids of the ticker array: what did not change is not sent. */
  const shown = new Map<string, number>()

  const send = (stream: string, text: () => string) => {
    if (wanted.has(stream)) publish(stream, text())
  }

  const beat = (stream: string, topic: Topic, at: number) => {
    switch (topic.kind) {
      case 'kline':
        return bars(stream, topic, at)
      case 'partial': {
        const id = topic.instrument.book.updateId
        if (at % topic.everyMs !== 0 || shown.get(stream) === id) return
        shown.set(stream, id)
        return publish(stream, depthText(topic.instrument, topic.instrument.view(undefined, at), topic.count))
      }
      case 'second':
        return at % 1_000 === 0 ? publish(stream, topic.text(topic.instrument, at)) : undefined
      case 'all':
        return at % 1_000 === 0 ? changed(stream, topic.text, at) : undefined
    }
  }

  // Binance spot, kline streams: 1000 ms for 1s, 2000 ms for all others; bars end on full beats of both. A second is shown
  // in its middle as well: at that pace alone it would never be seen while it runs.
  const bars = (stream: string, { instrument, interval, zone }: Topic & { readonly kind: 'kline' }, at: number) => {
    if (at % (interval === '1s' ? 500 : 2_000) !== 0) return
    const { candles } = instrument
    const closed = barStart(interval, at, zone) === at ? candles.closed(interval, zone).at(-1) : undefined
    const bar = closed ?? candles.current(interval, zone)
    publish(stream, klineText(instrument, interval, bar, closed !== undefined, at, zone))
  }

  // The array holds only the symbols that traded since the last one.
  const changed = (stream: string, text: Text, at: number) => {
    const texts: string[] = []
    for (const instrument of bySymbol.values()) {
      const id = instrument.trades.last?.id ?? 0
      if (shown.get(`${stream} ${instrument.symbol}`) === id) continue
      shown.set(`${stream} ${instrument.symbol}`, id)
      texts.push(text(instrument, at))
    }
    if (texts.length > 0) publish(stream, `[${texts.join(',')}]`)
  }

  const stop = market.listen((event: MarketEvent) => {
    if (event.kind === 'beat') {
      for (const [stream, topic] of wanted) if (topic.kind !== 'realtime') beat(stream, topic, event.at)
      return
    }
    const { instrument, at } = event
    switch (event.kind) {
      case 'trade':
        return send(`${instrument.lower}@trade`, () => tradeText(instrument, event.trade, at))
      case 'aggTrade':
        return send(`${instrument.lower}@aggTrade`, () => aggTradeText(instrument, event.trade, at))
      case 'blockTrade':
        return send(`${instrument.lower}@blockTrade`, () => blockTradeText(instrument, event.trade, at))
      case 'top':
        return send(`${instrument.lower}@bookTicker`, () => bookTickerText(instrument))
      case 'depth': {
        const suffix = event.speedMs === 100 ? 'depth@100ms' : 'depth'
        return send(`${instrument.lower}@${suffix}`, () => depthUpdateText(instrument, event.diff, at))
      }
    }
  })

  return {
    want(stream) {
      const topic = topicOf(stream, bySymbol)
      if (topic === undefined) return false
      if (!wanted.has(stream)) wanted.set(stream, topic)
      return true
    },
    drop(stream) {
      wanted.delete(stream)
      for (const key of shown.keys()) if (key === stream || key.startsWith(`${stream} `)) shown.delete(key)
    },
    stop,
  }
}

/** Names are case-sensitive: a lower-case symbol, then camelCase. */
function topicOf(stream: string, bySymbol: ReadonlyMap<string, Instrument>): Topic | undefined {
  const all = ofAll.get(stream)
  if (all !== undefined) return { kind: 'all', text: all }
  const at = stream.indexOf('@')
  const instrument = bySymbol.get(stream.slice(0, at))
  if (at < 0 || instrument === undefined) return undefined
  const channel = stream.slice(at + 1)
  if (realtime.has(channel)) return { kind: 'realtime', instrument }
  const text = each.get(channel)
  if (text !== undefined) return { kind: 'second', instrument, text }
  const [, interval, zone = ''] = kline.exec(channel) ?? []
  if (interval !== undefined) {
    return isInterval(interval) ? { kind: 'kline', instrument, interval, zone: zone as Zone } : undefined
  }
  const found = partial.exec(channel)
  if (found === null) return undefined
  return { kind: 'partial', instrument, count: Number(found[1]), everyMs: found[2] === undefined ? 1_000 : 100 }
}
