/** Frames that are huge, deep or almost right: read or refused, counted and told in short, and never past the border. */
import { expect, test } from 'vitest'
import { futuresUserData, optionsUserData, raw, trades, userData } from '../../src/binance'
import type { Channel } from '../../src/core/channel'
import { compareDecimals, isDecimal } from '../../src/core/decimal'
import { isFeedError } from '../../src/core/errors'
import type { FeedEvents } from '../../src/core/events'
import { parseExactly } from '../../src/core/parser'
import { readKeyed, readSession } from '../../src/venues/binance/account/read'
import { read } from '../../src/venues/binance/read'
import { examples } from '../support/examples'
import { world } from '../support/world'
import { channels } from './channels'

const many = '9'.repeat(100_000)

function lists(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth)
}

function objects(depth: number): string {
  return `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
}

/** Values that a number, a stack or a pattern may stumble over, as JSON writes them. */
const values: Readonly<Record<string, string>> = {
  'an integer of 100,000 digits': many,
  'a negative one': `-${many}`,
  'a fraction of 100,000 digits': `0.${many}`,
  'an exponent beyond all numbers': '1e999999999',
  'an exponent below all numbers': '1e-999999999',
  'minus zero': '-0',
  '2^53 - 1': '9007199254740991',
  '2^53': '9007199254740992',
  '2^53 + 1': '9007199254740993',
  'a decimal of 100,000 digits': `"${many}"`,
  'a decimal of 100,000 places': `"0.${many}"`,
  'a decimal with an exponent': '"1e5"',
  'a decimal with two points, far apart': `"${many}.${many}.1"`,
  'lists, 5,000 deep': lists(5_000),
  'objects, 5,000 deep': objects(5_000),
  'lists that do not end': '['.repeat(100_000),
  'a text of 100,000 escapes': `"${'\\n'.repeat(100_000)}"`,
  'a text that does not end': `"${'\\"'.repeat(100_000)}`,
}

/** What comes out of a decoder but for events and refusals; a refusal is short. */
function escaping(channel: Channel, payload: string): unknown {
  for (const validation of ['always', 'never'] as const) {
    try {
      channel.decode(payload, 7, validation, { foreign() {}, slow() {} })
    } catch (error) {
      if (!isFeedError(error, 'INVALID_MESSAGE')) return error
      if (error.message.length > 400) return error.message.length
    }
  }
  return undefined
}

const accounts = [userData(), futuresUserData(), optionsUserData()] as readonly Channel[]

test.each(Object.entries(values))('%s, in place of each value of each payload', (_, value) => {
  const found: unknown[] = []
  for (const [maker, [payload]] of Object.entries(examples)) {
    const places = [...payload.matchAll(/(?<=:)(?:"[^"]*"|-?[\d.]+|true|false|null)/g)]
    // The first of each kind: a text, an integer, a decimal, a flag.
    const kinds = new Map(places.map((place) => [place[0].replace(/\d+/g, '9').slice(0, 2), place] as const))
    for (const { 0: token, index } of kinds.values()) {
      const text = payload.slice(0, index) + value + payload.slice(index + token.length)
      const escaped = escaping(channels.get(maker)!, text)
      if (escaped !== undefined) found.push([maker, token, escaped])
    }
  }
  for (const payload of [value, `{"e":${value}}`, `{"e":"executionReport","E":${value},"i":${value}}`])
    for (const channel of [...accounts, raw('a')] as readonly Channel[]) {
      const escaped = escaping(channel, payload)
      if (escaped !== undefined) found.push([channel.stream, escaped])
    }
  expect(found).toEqual([])
})

test.each([
  ['lists', lists(100_000)],
  ['objects', objects(100_000)],
])('%s, 100,000 deep', (_, value) => {
  const kinds = [...accounts, raw('a'), ...['trades', 'depth', 'allMiniTickers'].map((maker) => channels.get(maker)!)]
  const payloads = [value, `[${value}]`, `{"e":${value}}`, `{"e":"executionReport","E":1,"s":${value}}`]
  const found = kinds.flatMap((channel) => payloads.map((payload) => escaping(channel as Channel, payload)))
  expect(found.filter((each) => each !== undefined)).toEqual([])
})

test('what a number cannot hold stays exact, and what is exact stays ordered', () => {
  expect(parseExactly(`[${many},-0,9007199254740993,1e5]`)).toEqual([many, -0, '9007199254740993', 1e5])
  expect(isDecimal(many)).toBe(true)
  expect([compareDecimals(many, `${many}.1`), compareDecimals(`-${many}`, many), compareDecimals(many, many)]).toEqual([
    ...[-1, -1, 0],
  ])
})

/** A megabyte of what a pattern likes best, broken off or spoilt at its end. */
const size = 1_000_000
const fill = (piece: string) => piece.repeat(Math.ceil(size / piece.length))

function nearMatches(payload: string): readonly string[] {
  const spoilt = payload.slice(0, -1)
  const rows = /\[(\["[^\]]*"\])/.exec(payload)?.[1]
  const first = /"(\d+\.\d+)"/.exec(payload)
  return [
    fill(`${payload},`),
    `[${fill(`${payload},`)}`,
    `[${fill(`${spoilt},`)}]`,
    `${spoilt}${fill(',"M":true')}`,
    `${spoilt}${fill(',"a":1,"b":2')}!`,
    `${spoilt}${fill(' ')}`,
    ...(first ? [payload.replace(first[1]!, fill('1')), payload.replace(first[1]!, `${fill('1')}.${fill('1')}x`)] : []),
    ...(rows ? [payload.replace(rows, fill(`${rows},`)), payload.replace(rows, `${fill(`${rows},`)}["1","1"`)] : []),
  ]
}

// Time by length squared would be hours.
test.each([...channels])('%s: a megabyte of what is almost right', (maker, channel) => {
  for (const payload of nearMatches(examples[maker]![0])) expect(escaping(channel, payload)).toBeUndefined()
})

test('frames of a megabyte that are almost of a known shape are read or unknown', () => {
  const heads = ['{"stream":"', '{"stream":"a","data":', '{"subscriptionId":', '{"subscriptionId":1,"event":', '{"e":"']
  const bodies = ['{', '}', '"', '\\', '\\"', '1', ' ', '{"a":', '[', ']', '},', '"a":1,']
  for (const head of heads)
    for (const body of bodies) {
      const frame = head + fill(body)
      for (const reading of [read(frame), readSession(frame), readKeyed(frame)])
        if (reading.kind === 'reply' || reading.kind === 'notice') throw new Error(`${head}${body}: ${reading.kind}`)
    }
})

test('each hostile frame is counted and told in short, and the stream goes on', async () => {
  const { feed, clock, transport } = world({ limits: { messageLength: 2_000_000 } })
  const told: FeedEvents['invalid'][] = []
  const seen: string[] = []
  feed.on('invalid', (news) => told.push(news))
  feed.subscribe(trades('BTCUSDT')).on(({ type }) => seen.push(type))
  await Promise.all([feed.connect(), clock.run(10)])
  const socket = transport.sockets.at(-1)!
  const usual = `{"stream":"btcusdt@trade","data":${examples.trades![0]}}`
  const frames = [
    ...[...Object.values(values), lists(100_000), objects(100_000)].map(
      (value) => `{"stream":"btcusdt@trade","data":${value}}`,
    ),
    ...Object.values(values).map((value) => `{"stream":"btcusdt@trade","data":{"e":${value}}}`),
    `{"stream":"${fill('a')}","data":{}}`,
    `{"error":{"code":1,"msg":"${fill('a')}"},"id":null}`,
    usual + ' '.repeat(2_000_001 - usual.length),
  ]
  for (const frame of frames) socket.say(frame)
  expect(seen).toEqual([])
  socket.say(usual + ' '.repeat(2_000_000 - usual.length))
  expect(seen).toEqual(['trade'])
  expect([told.length, feed.stats().invalid]).toEqual([frames.length, frames.length])
  expect(told.at(-1)?.reason).toBe('a frame of length 2000001')
  const longest = Math.max(
    ...told.map(({ sample, reason, stream = '' }) => Math.max(sample.length, reason.length, stream.length)),
  )
  expect(longest).toBeLessThanOrEqual(400)
  expect(Math.max(...told.map(({ sample }) => sample.length))).toBe(200)
  await Promise.all([feed.close(), clock.run(10_000)])
})
