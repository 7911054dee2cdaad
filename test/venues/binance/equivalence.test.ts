/**
 * Two ways to one event: what is read to the letter and what is parsed must be the same, whatever comes.
 * `TICKWIRE_MUTATIONS=10000000 npx vitest run test/venues/binance/equivalence.test.ts` looks longer, `TICKWIRE_SEED` elsewhere.
 */
import { readdirSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'

import { makers } from '../../../scripts/channels.mjs'
import * as door from '../../../src/binance'
import type { Channel, MarketEvent } from '../../../src/core/channel'
import { seeded } from '../../../src/testing/exchange/random'
import { examples } from '../../support/examples'
import { mutated } from '../../support/mutations'
import { folder, framesOf, present, titled } from '../../support/recordings'

const exported = door as unknown as Readonly<Record<string, (...args: readonly unknown[]) => Channel<MarketEvent>>>

/** A channel with a payload of its own. */
interface Sample {
  readonly channel: Channel<MarketEvent>
  readonly payload: string
}

type Outcome = { readonly event: MarketEvent } | { readonly path: unknown; readonly reason: unknown }

let slow = 0
const report = {
  foreign() {},
  slow() {
    slow += 1
  },
}

function outcome({ decode }: Channel<MarketEvent>, payload: string): Outcome {
  try {
    return { event: decode(payload, 7, 'always', report) }
  } catch (error) {
    const { path, reason } = (error as { context: Readonly<Record<string, unknown>> }).context
    return { path, reason }
  }
}

/** White space after a payload changes nothing but its looks. */
const parsed = (channel: Channel<MarketEvent>, payload: string) => outcome(channel, `${payload} `)

const samples: readonly (Sample & { readonly maker: string })[] = makers
  .filter(({ maker }) => !maker.endsWith('aw'))
  .map(({ maker, args }) => ({ maker, channel: exported[maker]!(...args), payload: examples[maker]![0] }))

/** Kinds that are always parsed: lists of many markets, whose rows alone are read to the letter. */
const isList = (payload: string) => payload.startsWith('[')

/** Makers whose examples are what the exchange sends; other examples are composed, some in an order of their own. */
const busiest = ['trades', 'aggTrades', 'klines', 'depth', 'partialDepth', 'bookTicker', 'ticker', 'miniTicker']

test('what is read to the letter is as it would be parsed, and the busiest streams are read so', () => {
  const usual = new Set<string>()
  for (const { maker, channel, payload } of samples) {
    slow = 0
    const read = outcome(channel, payload)
    if (slow === 0) usual.add(maker)
    expect(read).toHaveProperty('event')
    expect(parsed(channel, payload)).toEqual(read)
  }
  expect(busiest.filter((maker) => !usual.has(maker))).toEqual([])
})

test('what was read stays as it was when the next is read', () => {
  for (const { channel, payload } of samples) {
    const read = outcome(channel, payload)
    const before = structuredClone(read)
    outcome(channel, payload.replace(/\d(?=\d*")/g, '9'))
    expect(read).toEqual(before)
  }
})

/** Looks at so many changed payloads; returns how many of them were read to the letter, and the first that differs. */
function differences(all: readonly Sample[], seed: number, count: number) {
  const random = seeded(seed)
  let read = 0
  for (let i = 0; i < count; i += 1) {
    const { channel, payload } = all[Math.floor(random() * all.length)]!
    const text = mutated(payload, random)
    slow = 0
    const one = outcome(channel, text)
    if (slow > 0 || isList(payload)) continue
    read += 1
    const other = parsed(channel, text)
    if (!isDeepStrictEqual(one, other)) return { read, stream: channel.stream, text, one, other }
  }
  return { read }
}

const count = Number(process.env.TICKWIRE_MUTATIONS ?? 300_000)
const seed = Number(process.env.TICKWIRE_SEED ?? 1)

test('changed payloads are one event or one refusal, whichever way they are taken', { timeout: 3_600_000 }, () => {
  const found = differences(samples, seed, count)
  expect(found).toEqual({ read: found.read })
  // Else nothing was compared.
  expect(found.read).toBeGreaterThan(count / 100)
})

test.skipIf(!present)(
  titled('changed payloads of recordings are one event or one refusal'),
  { timeout: 3_600_000 },
  () => {
    const recorded: Sample[] = []
    const unusual = new Set<string>()
    for (const file of readdirSync(folder).filter((name) => /^binance(us)?-(spot|usdm|coinm)-.*\.ndjson$/.test(name))) {
      const channelOf = /-spot-/.test(file) ? door.stream : door.futuresStream
      for (const frame of framesOf(file)) {
        const reading = door.binance().read(frame)
        if (reading.kind !== 'event' || reading.stream.endsWith('@0ms') || !/^[!a-z\d_]+@/.test(reading.stream))
          continue
        const payload = frame.slice(reading.start, reading.end)
        let channel: Channel<MarketEvent>
        try {
          channel = channelOf(reading.stream) as Channel<MarketEvent>
        } catch {
          continue
        }
        slow = 0
        const one = outcome(channel, payload)
        if (slow > 0 && !file.includes('samples')) unusual.add(`${file.slice(0, 14)} ${channel.type}`)
        const other = parsed(channel, payload)
        if (!isDeepStrictEqual(one, other)) expect([payload, one]).toEqual([payload, other])
        if (recorded.length < 20_000) recorded.push({ channel, payload })
      }
    }
    // COIN-M puts the number of the update first.
    expect([...unusual]).toEqual(['binance-coinm- bookTicker'])
    expect(recorded.length).toBeGreaterThan(10_000)
    const found = differences(recorded, seed, count / 3)
    expect(found).toEqual({ read: found.read })
  },
)
