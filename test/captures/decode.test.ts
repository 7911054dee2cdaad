/** Recorded sessions of spot, frame by frame: each is read and decoded to one event, and no decimal changes on the way. */
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'

import {
  allMiniTickers,
  avgPrice,
  type BinanceEvent,
  binance,
  bookTicker,
  depth,
  partialDepth,
  stream,
  windowTicker,
} from '../../src/binance'
import type { Channel } from '../../src/core/channel'
import { decimals, folder, framesOf, present, titled } from '../support/recordings'

const title = titled('recorded frames decode')

/** The payload without `k.B`, which the exchange says to ignore. */
function shown(payload: string): unknown {
  return JSON.parse(payload, (key, value: unknown) => (key === 'B' && value === '0' ? undefined : value))
}

/** The channel a frame without the name of its stream is of, where there is one. */
function fitting(frame: string): Channel<BinanceEvent> | undefined {
  const payload = JSON.parse(frame) as { e?: string; s?: string; lastUpdateId?: number; u?: number }
  if (Array.isArray(payload)) return allMiniTickers()
  if (payload.e === '1hTicker') return windowTicker(payload.s as string, '1h')
  if (payload.e === 'avgPrice') return avgPrice(payload.s as string)
  if (payload.e === 'depthUpdate') return depth(payload.s as string)
  if (payload.lastUpdateId !== undefined) return partialDepth('BTCUSDT', { levels: 5 })
  if (payload.e === undefined && payload.u !== undefined) return bookTicker(payload.s as string)
  return undefined
}

test.skipIf(!present)(title, () => {
  const { read } = binance()
  const files = readdirSync(folder).filter((file) => /^binance(us)?-spot-.*\.ndjson$/.test(file))
  const channels = new Map<string, Channel<BinanceEvent>>()
  const counts: Record<string, number> = {}
  const uncovered: string[] = []
  const suspected: string[] = []
  const changed: string[] = []
  const unknown: string[] = []

  const decode = (channel: Channel<BinanceEvent>, payload: string) => {
    const event = channel.decode(payload, 1, 'always', {
      foreign: (path) => unknown.push(`${channel.stream} ${path}`),
      slow() {},
    })
    counts[event.type] = (counts[event.type] ?? 0) + 1
    const suspicion = channel.suspect?.(event)
    if (suspicion !== undefined) suspected.push(`${channel.stream} ${suspicion.path} ${suspicion.reason}`)
    if (decimals(event).join() !== decimals(shown(payload)).join()) changed.push(payload)
  }

  for (const frame of files.flatMap(framesOf)) {
    const reading = read(frame)
    if (reading.kind === 'event') {
      const channel = channels.get(reading.stream) ?? stream(reading.stream)
      channels.set(reading.stream, channel)
      decode(channel, frame.slice(reading.start, reading.end))
      continue
    }
    const channel = fitting(frame)
    if (channel !== undefined) decode(channel, frame)
    else uncovered.push(frame.slice(0, 22))
  }

  expect({ counts, uncovered, suspected, changed, unknown }).toEqual({
    counts: {
      ...{ bookTicker: 9_039, trade: 2_330, depth: 1_612, aggTrade: 15, kline: 8 },
      ...{ avgPrice: 2, ticker: 2, miniTicker: 1, partialDepth: 1, miniTickers: 1, windowTicker: 1 },
    },
    uncovered: [],
    suspected: [],
    changed: [],
    unknown: [],
  })
})
