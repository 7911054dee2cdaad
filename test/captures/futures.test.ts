/** Recorded sessions and samples of futures, frame by frame: each is read and decoded to one event, and no decimal changes on the way. */
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'

import {
  allFuturesMiniTickers,
  allFuturesTickers,
  allLiquidations,
  allMarkPrices,
  binance,
  type FuturesEvent,
  futuresDepth,
  futuresStream,
} from '../../src/binance'
import type { Channel } from '../../src/core/channel'
import { decimals, folder, framesOf, present, titled } from '../support/recordings'

const title = titled('recorded futures frames decode')

/** The payload without what nobody reads: `k.B`, and of candles without trades the zeros that stand for volumes and for a symbol. */
function shown(payload: string): unknown {
  const data = JSON.parse(payload) as { e?: string; k?: Record<string, unknown> }
  const { B: _, ...bar } = data.k ?? {}
  if (!data.k) return data
  if (data.e === 'kline' || data.e === 'continuous_kline') return { ...data, k: bar }
  const { v, q, V, Q, s: _name, ...prices } = bar
  expect([v, q, V, Q]).toEqual(['0', '0', '0', '0'])
  return { ...data, k: prices }
}

/** The channel of a stream's name; the recorder asked for a pace that is not documented. */
function channelOf(name: string): Channel<FuturesEvent> {
  const [symbol, pace] = name.split('@depth@0ms') as [string, string?]
  return pace === '' ? { ...futuresDepth(symbol), stream: name } : futuresStream(name)
}

/** The channel a sample without the name of its stream is of, where there is one. */
function fitting(frame: string): Channel<FuturesEvent> | undefined {
  const payload = JSON.parse(frame) as { e?: string; s?: string } | { e?: string; s?: string }[]
  if (!Array.isArray(payload)) {
    if (payload.e === 'forceOrder') return allLiquidations()
    return payload.e === 'bookTicker' ? futuresStream(`${payload.s}@bookTicker`) : undefined
  }
  switch (payload[0]?.e) {
    case '24hrMiniTicker':
      return allFuturesMiniTickers()
    case '24hrTicker':
      return allFuturesTickers()
    case 'markPriceUpdate':
      return allMarkPrices()
  }
  return undefined
}

test.skipIf(!present)(title, () => {
  const { read } = binance({ market: 'usdm' })
  const files = readdirSync(folder).filter((file) => /^binance-(usdm|coinm)-.*\.ndjson$/.test(file))
  expect(files).toHaveLength(6)
  const channels = new Map<string, Channel<FuturesEvent>>()
  const counts: Record<string, number> = {}
  const uncovered: string[] = []
  const suspected: string[] = []
  const changed: string[] = []
  const unknown: string[] = []
  let rows = 0

  const decode = (channel: Channel<FuturesEvent>, payload: string) => {
    const event = channel.decode(payload, 1, 'always', {
      foreign: (path) => unknown.push(`${channel.stream} ${path}`),
      slow() {},
    })
    counts[event.type] = (counts[event.type] ?? 0) + 1
    const suspicion = channel.suspect?.(event)
    if (suspicion !== undefined) suspected.push(`${channel.stream} ${suspicion.path} ${suspicion.reason}`)
    if (decimals(event).join() !== decimals(shown(payload)).join()) changed.push(payload)
    expect(channel.decode(payload, 1, 'never')).toEqual(event)
    if ('rows' in event) rows += event.rows.length
  }

  for (const frame of files.flatMap(framesOf)) {
    const reading = read(frame)
    if (reading.kind === 'event') {
      const channel = channels.get(reading.stream) ?? channelOf(reading.stream)
      channels.set(reading.stream, channel)
      decode(channel, frame.slice(reading.start, reading.end))
      continue
    }
    const channel = fitting(frame)
    if (channel !== undefined) decode(channel, frame)
    else uncovered.push(frame.slice(0, 24))
  }

  expect({ counts, rows, uncovered, suspected, changed, unknown }).toEqual({
    counts: {
      ...{ bookTicker: 12_100, depth: 10_103, trade: 2_388, aggTrade: 146, markPrice: 113, kline: 105 },
      ...{ liquidation: 6, partialDepth: 3, continuousKline: 2, ticker: 2, miniTicker: 2 },
      ...{ indexPrice: 1, indexPriceKline: 1, markPriceKline: 1, compositeIndex: 1 },
      ...{ tickers: 2, miniTickers: 2, markPrices: 2 },
    },
    rows: 413,
    // All indices at once, which the exchange does not document: futuresRaw() delivers it.
    uncovered: ['[{"e":"indexPriceUpdate"'],
    suspected: [],
    changed: [],
    unknown: [],
  })
})
