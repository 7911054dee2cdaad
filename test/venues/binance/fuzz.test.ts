/**
 * Broken frames, whole, from the border to the event: nothing but a refusal or an event comes out, and no event that a plain
 * reading of the same text would not give. `npm run fuzz -- --frames 10000000 --seed 7` looks longer and elsewhere.
 */
import { readdirSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'

import { makers } from '../../../scripts/channels.mjs'
import * as door from '../../../src/binance'
import type { Channel, MarketEvent } from '../../../src/core/channel'
import { isFeedError } from '../../../src/core/errors'
import type { Reading, Venue } from '../../../src/core/venue'
import { seeded } from '../../../src/testing/exchange/random'
import { examples } from '../../support/examples'
import { mutated, mutatedBytes } from '../../support/mutations'
import { folder, framesOf, present, titled } from '../../support/recordings'
import { bestFrame, bookFrame, tradesFrame } from './sbe/encoder'

const count = Number(process.env.TICKWIRE_MUTATIONS ?? 100_000)
const seed = Number(process.env.TICKWIRE_SEED ?? 1)
const timeout = 7_200_000

type Any = Channel<MarketEvent>
type Reader = Pick<Venue, 'read' | 'readBinary'>

/** A frame that is right, who reads it, and the channels it may be of. */
interface Sample {
  readonly frame: string
  readonly venue: Reader
  channelOf(stream: string): Any | undefined
}

const exported = door as unknown as Readonly<Record<string, (...args: readonly unknown[]) => Any>>

const venues = {
  spot: door.binance(),
  usdm: door.binance({ market: 'usdm' }),
  coinm: door.binance({ market: 'coinm' }),
  options: door.binance({ market: 'options' }),
}

const made: Sample[] = makers
  .filter(({ maker }) => !maker.endsWith('aw'))
  .map(({ maker, args, markets }) => {
    const channel = exported[maker]!(...args)
    return {
      frame: `{"stream":${JSON.stringify(channel.stream)},"data":${examples[maker]![0]}}`,
      venue: venues[markets[0] as keyof typeof venues],
      channelOf: (stream) => (stream === channel.stream ? channel : undefined),
    }
  })

const words: Sample[] = [
  '{"result":null,"id":3}',
  '{"error":{"code":2,"msg":"Invalid request"},"id":4}',
  '{"code":-1121,"msg":"Invalid symbol.","id":5}',
  '{"e":"serverShutdown","E":1795305600123}',
  '{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1795305600123}}',
].map((frame) => ({ frame, venue: venues.spot, channelOf: () => undefined }))

/** What became of the frames that were looked at. */
interface Tally {
  events: number
  refused: number
  other: number
}

function isKnown(reading: Reading): boolean {
  if (reading.kind === 'event')
    return typeof reading.stream === 'string' && reading.start >= 0 && reading.start <= reading.end
  if (reading.kind === 'unknown') return typeof reading.reason === 'string'
  return reading.kind === 'reply' || reading.kind === 'notice'
}

/** What is wrong with what comes of a frame; undefined where nothing is. */
function fault({ venue, channelOf }: Sample, frame: string, tally: Tally, isWrapped = true): unknown {
  let reading: Reading
  try {
    reading = venue.read(frame)
  } catch (error) {
    return ['reading throws', String(error)]
  }
  if (!isKnown(reading)) return ['no reading', reading]
  const channel = reading.kind === 'event' ? channelOf(reading.stream) : undefined
  if (reading.kind !== 'event' || !channel) {
    tally.other += 1
    return undefined
  }
  const payload = frame.slice(reading.start, reading.end)
  let event: MarketEvent
  try {
    event = channel.decode(payload, 7, 'always', { foreign() {}, slow() {} })
    channel.suspect?.(event)
  } catch (error) {
    tally.refused += 1
    const { path, reason } = isFeedError(error, 'INVALID_MESSAGE') ? error.context : {}
    return typeof path === 'string' && typeof reason === 'string' ? undefined : ['decoding throws', String(error)]
  }
  tally.events += 1
  if (event.type !== channel.type && channel.type !== 'userData') return ['another event', event]
  try {
    // An event only of what is JSON, of the stream and the payload that a parser finds there.
    const whole = JSON.parse(frame) as { readonly stream?: unknown; readonly data?: unknown }
    if (isWrapped && whole.stream !== reading.stream) return ['another stream', whole.stream]
    if (isWrapped && !isDeepStrictEqual(whole.data, JSON.parse(payload))) return ['another payload', payload]
    // White space after it has the payload parsed and each value looked at.
    const parsed = channel.decode(`${payload} `, 7, 'always')
    return isDeepStrictEqual(parsed, event) ? undefined : ['another event when parsed', event, parsed]
  } catch (error) {
    return ['an event of what cannot be parsed', event, String(error)]
  }
}

function search(samples: readonly Sample[], frames: number, isWrapped = true): Tally {
  const random = seeded(seed)
  const tally: Tally = { events: 0, refused: 0, other: 0 }
  for (let i = 0; i < frames; i += 1) {
    const sample = samples[Math.floor(random() * samples.length)]!
    const frame = mutated(sample.frame, random)
    const found = fault(sample, frame, tally, isWrapped)
    if (found !== undefined) expect([frame, found]).toEqual([frame, undefined])
  }
  return tally
}

test('broken frames of every stream: an event as it would be parsed, or a refusal with path and reason', {
  timeout,
}, () => {
  const intact: Tally = { events: 0, refused: 0, other: 0 }
  for (const sample of made)
    expect([sample.frame, fault(sample, sample.frame, intact)]).toEqual([sample.frame, undefined])
  expect(intact).toEqual({ events: made.length, refused: 0, other: 0 })
  const tally = search([...made, ...words], count)
  expect(Math.min(tally.events, tally.refused, tally.other)).toBeGreaterThan(count / 50)
})

test.skipIf(!present)(titled('broken frames of recordings'), { timeout }, () => {
  const recorded: Sample[] = []
  for (const file of readdirSync(folder).filter((name) =>
    /^binance(us)?-(spot|usdm|coinm|options)-.*\.ndjson$/.test(name),
  )) {
    const market = /-(spot|usdm|coinm|options)-/.exec(file)![1] as keyof typeof venues
    const named = {
      spot: door.stream,
      usdm: door.futuresStream,
      coinm: door.futuresStream,
      options: door.optionsStream,
    }
    const channels = new Map<string, Any | undefined>()
    const channelOf = (stream: string) => {
      if (!channels.has(stream)) {
        try {
          channels.set(stream, named[market](stream) as Any)
        } catch {
          channels.set(stream, undefined)
        }
      }
      return channels.get(stream)
    }
    const frames = framesOf(file)
    const every = Math.ceil(frames.length / 400)
    for (let i = 0; i < frames.length; i += every)
      recorded.push({ frame: frames[i]!, venue: venues[market], channelOf })
  }
  expect(recorded.length).toBeGreaterThan(1_000)
  const tally = search(recorded, count)
  expect(Math.min(tally.events, tally.refused)).toBeGreaterThan(count / 100)
})

test('broken frames of accounts', { timeout }, () => {
  const spot = door.binanceAccount({ apiKey: 'key', sign: () => '' })
  const usdm = door.binanceAccount({ market: 'usdm', apiKey: 'key' })
  const sample = (frame: string, venue: Reader, channel: Any): Sample => ({ frame, venue, channelOf: () => channel })
  const report = `{"e":"executionReport","E":1499405658658,"s":"ETHBTC","c":"mUvoqJxFIILMdfAW5iGSOW","S":"BUY","o":"LIMIT","f":"GTC","q":"1.00000000","p":"0.10264410","P":"0.00000000","F":"0.00000000","g":-1,"C":"","x":"NEW","X":"NEW","r":"NONE","i":4293153,"l":"0.00000000","z":"0.00000000","L":"0.00000000","n":"0","N":null,"T":1499405658657,"t":-1,"v":3,"I":8641984,"w":true,"m":false,"M":false,"O":1499405658657,"Z":"0.00000000","Y":"0.00000000","Q":"0.00000000","W":1499405658657,"V":"NONE"}`
  const samples = [
    sample(`{"subscriptionId":0,"event":${report}}`, spot, door.userData() as Any),
    sample(
      '{"subscriptionId":0,"event":{"e":"balanceUpdate","E":1573200697110,"a":"BTC","d":"-100.00000000","T":1573200697068}}',
      spot,
      door.userData() as Any,
    ),
    sample(
      '{"e":"ACCOUNT_CONFIG_UPDATE","E":1611646737479,"T":1611646737476,"ac":{"s":"BTCUSDT","l":25}}',
      usdm,
      door.futuresUserData() as Any,
    ),
  ]
  const tally = search(samples, count / 10, false)
  expect(Math.min(tally.events, tally.refused)).toBeGreaterThan(count / 1_000)
})

test('broken binary frames: events, or a refusal', { timeout }, () => {
  const venue = door.binanceSbe({ apiKey: 'none' })
  const channels: readonly Any[] = [
    door.sbeTrades('BTCUSDT'),
    door.sbeBookTicker('BTCUSDT'),
    door.sbeDepth('BTCUSDT'),
    door.sbePartialDepth('BTCUSDT'),
  ]
  const of = { eventTime: 1_795_305_600_123_456n, symbol: 'BTCUSDT', priceExponent: -2, qtyExponent: -5 }
  const levels = [
    [9_123_450n, 120_000n],
    [9_123_440n, 1n],
  ] as const
  const trade = { id: 5_501n, price: 9_123_450n, qty: 1_500n, isBuyerMaker: 1 }
  const frames: readonly Uint8Array[] = [
    tradesFrame({ ...of, transactTime: 1_795_305_600_122_900n, trades: [trade, { ...trade, id: 5_502n }] }),
    bestFrame({ ...of, bookUpdateId: 88_000_123n, bid: levels[0], ask: [9_123_460n, 4_000n] }),
    bookFrame({ ...of, ids: [88_000_120n, 88_000_123n], bids: levels, asks: [] }),
    bookFrame({ ...of, ids: [88_000_123n], bids: levels, asks: [] }),
  ]
  const random = seeded(seed)
  const tally: Tally = { events: 0, refused: 0, other: 0 }
  const fails = (frame: Uint8Array): unknown => {
    let reading: Reading
    try {
      reading = venue.readBinary!(frame)
    } catch (error) {
      return ['reading throws', String(error)]
    }
    if (!isKnown(reading)) return ['no reading', reading]
    const channel = reading.kind === 'event' ? channels.find(({ stream }) => stream === reading.stream) : undefined
    if (!channel) {
      tally.other += 1
      return undefined
    }
    try {
      const events = channel.decodeBinary!(frame, 7, 'always')
      tally.events += 1
      return events.every(({ type }) => type === channel.type) ? undefined : ['another event', events]
    } catch (error) {
      tally.refused += 1
      return isFeedError(error, 'INVALID_MESSAGE') ? undefined : ['decoding throws', String(error)]
    }
  }
  for (const frame of frames) expect([frame, fails(frame)]).toEqual([frame, undefined])
  expect(tally).toEqual({ events: frames.length, refused: 0, other: 0 })
  for (let i = 0; i < count / 3; i += 1) {
    const frame = mutatedBytes(frames[Math.floor(random() * frames.length)]!, random)
    const found = fails(frame)
    if (found !== undefined) expect([[...frame], found]).toEqual([[...frame], undefined])
  }
  expect(Math.min(tally.events, tally.refused, tally.other)).toBeGreaterThan(count / 300)
})
