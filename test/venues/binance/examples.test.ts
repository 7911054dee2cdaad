/** Each channel by its example: read, decoded to its documented meaning, named, routed. */
import { expect, test } from 'vitest'

import { makers, others } from '../../../scripts/channels.mjs'
import { documents } from '../../../scripts/streams.mjs'
import * as binance from '../../../src/binance'
import type { Channel, MarketEvent } from '../../../src/core/channel'
import { examples } from '../../support/examples'

const streamOf = {
  ...{ spot: binance.stream, usdm: binance.futuresStream, coinm: binance.futuresStream },
  options: binance.optionsStream,
} as const

const exported = binance as unknown as Readonly<Record<string, (...args: readonly unknown[]) => Channel<MarketEvent>>>
const sampleOf = ({ maker, args }: (typeof makers)[number]) => exported[maker]!(...args)

test('the list of makers is that of the door, and each has an example', () => {
  const functions = Object.keys(binance).filter(
    (name) => typeof exported[name] === 'function' && !others.includes(name) && !name.endsWith('Query'),
  )
  const names = makers.map(({ maker }) => maker)
  expect([...names].sort()).toEqual([...functions].sort())
  expect(Object.keys(examples).sort()).toEqual([...functions].sort())
  expect(others.filter((name) => typeof exported[name] !== 'function')).toEqual([])
})

test.each(makers.map((each) => [each.maker, each] as const))('%s', (maker, each) => {
  const [payload, event] = examples[maker] ?? ['', {}]
  const sample = sampleOf(each)
  const { stream, type, route, family } = sample
  const reading = binance.binance().read(`{"stream":"${stream}","data":${payload}}`)
  expect(reading).toMatchObject({ kind: 'event', stream })
  const decoded = sample.decode(payload, 7, 'always')
  expect(decoded).toEqual(event)
  expect(sample.decode(payload, 7, 'never')).toEqual(event)
  expect(sample.suspect?.(decoded)).toBeUndefined()
  for (const market of each.markets) {
    expect(binance.binance({ market }).family).toBe(family)
    const named = streamOf[market](stream)
    expect([named.stream, named.type, named.route]).toEqual([stream, type, route])
    expect(named.decode(payload, 7, 'always')).toEqual(event)
  }
})

test('a candle by another clock is the same on the wire', () => {
  const [payload, event] = examples.klines!
  const channel = binance.stream('btcusdt@kline_1m@+08:00')
  expect(channel.decode(payload, 7, 'always')).toEqual({ ...event, timezone: '+08:00' })
})

test('the tables of the documentation are those of the channels', () => {
  const untrue = [...documents(binance)].filter(([, { is, should }]) => is !== should).map(([file]) => file)
  expect(untrue, 'npm run docs:streams writes them').toEqual([])
})

test('in an address the plus of a clock is escaped, the rest stays readable', () => {
  const channels = [
    binance.klines('BTCUSDT', '1m', { timezone: '+08:00' }),
    binance.allMiniTickers(),
    binance.allWindowTickers('1d'),
  ]
  expect(binance.binance().address(channels.map((channel) => channel.stream)).url).toMatch(
    /\?streams=btcusdt@kline_1m@%2B08:00\/!miniTicker@arr\/!ticker_1d@arr$/,
  )
})
