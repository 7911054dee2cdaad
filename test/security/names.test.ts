/** Names that objects have a meaning for are names like any other, as streams, keys, events and symbols. */
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { exchangeInfoQuery, futuresUserData, optionsUserData, raw, stream, trades, userData } from '../../src/binance'
import type { Channel } from '../../src/core/channel'
import { isFeedError } from '../../src/core/errors'
import { members, parseExactly } from '../../src/core/parser'
import { readKeyed, readSession } from '../../src/venues/binance/account/read'
import { read } from '../../src/venues/binance/read'
import { requestsAt } from '../../src/venues/binance/requests'
import { examples } from '../support/examples'
import { world } from '../support/world'
import { channels } from './channels'

const names = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__']

const untouched = [Object, Array, Function, String, Map].map((type) => {
  const { prototype } = type as { readonly prototype: object }
  return [prototype, JSON.stringify(Reflect.ownKeys(prototype).map(String))] as const
})

afterEach(() => {
  for (const [prototype, keys] of untouched) expect(JSON.stringify(Reflect.ownKeys(prototype).map(String))).toBe(keys)
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})

/** JSON that means harm: `JSON.stringify` leaves `__proto__` out. */
const poison =
  '{"polluted":1,"prototype":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"__proto__":{"polluted":1}}'

/** The events of an account, and one more. */
const accounts = [
  ...['executionReport', 'outboundAccountPosition', 'balanceUpdate', 'listStatus', 'ORDER_TRADE_UPDATE'],
  ...['ACCOUNT_UPDATE', 'MARGIN_CALL', 'BALANCE_POSITION_UPDATE', ...names],
]

/** Nothing but an event or a FeedError comes out of a decoder. */
function escapes(channel: Channel, payload: string): unknown {
  for (const validation of ['always', 'never'] as const) {
    try {
      const event = channel.decode(payload, 7, validation, { foreign() {}, slow() {} })
      if (Object.getPrototypeOf(event) !== Object.prototype) return event
    } catch (error) {
      if (!isFeedError(error, 'INVALID_MESSAGE')) return error
    }
  }
  return undefined
}

test.each(names)('a stream called %s is one among others', async (name) => {
  const { feed, clock, transport, far } = world()
  const seen: unknown[] = []
  feed.subscribe(raw(name)).on((item) => seen.push(item))
  feed.subscribe(trades('BTCUSDT')).on((item) => seen.push(item))
  await Promise.all([feed.connect(), clock.run(10)])
  const socket = transport.sockets.at(-1)!
  expect(far.carried(socket)).toContain(name)
  const others = names.filter((each) => each !== name)
  for (const each of others) socket.say(`{"stream":"${each}","data":${poison}}`)
  expect(seen).toEqual([])
  expect(feed.stats().invalid).toBe(others.length)
  socket.say(`{"stream":"${name}","data":${poison}}`)
  socket.say(`{"stream":"btcusdt@trade","data":${examples.trades![0]}}`)
  expect(seen).toMatchObject([{ type: 'raw', stream: name }, { type: 'trade' }])
  const { streams } = feed.stats()
  expect(Object.keys(streams)).toEqual([name, 'btcusdt@trade'])
  expect(Object.entries(streams).map(([, { events }]) => events)).toEqual([1, 1])
  expect(Object.entries(feed.ledger()).map(([key, { delivered }]) => [key, delivered])).toEqual([
    [name, 1],
    ['btcusdt@trade', 1],
  ])
  expect([Object.getPrototypeOf(streams), Object.getPrototypeOf(feed.ledger())]).toEqual([
    Object.prototype,
    Object.prototype,
  ])
  await Promise.all([feed.close(), clock.run(10_000)])
})

test('no name of that kind is a stream, or a symbol without a market', () => {
  const made = names
    .flatMap((name) => [name, `btcusdt@${name}`, `!${name}`, `!${name}@arr`])
    .filter((name) => {
      try {
        return stream(name)
      } catch (error) {
        return !isFeedError(error, 'INVALID_CHANNEL')
      }
    })
  expect(made).toEqual([])
})

test('account events of such names, with such keys, are events or refused', () => {
  const odd: unknown[] = []
  for (const e of accounts) {
    const payloads = [
      `{"e":"${e}",${poison.slice(1)}`,
      `{"e":"${e}","E":1,"a":${poison},"o":${poison},"B":[${poison}],"p":[${poison}]}`,
      `{"__proto__":{"e":"${e}","E":1}}`,
    ]
    for (const payload of payloads)
      for (const channel of [userData(), futuresUserData(), optionsUserData()]) {
        const found = escapes(channel as Channel, payload)
        if (found !== undefined) odd.push([e, payload, found])
      }
  }
  expect(odd).toEqual([])
})

test('such keys anywhere in anything that is read', () => {
  const key = fc.constantFrom(...names)
  const at = fc.double({ min: 0, max: 1, noNaN: true })
  const texts = Object.entries(examples).map(([, [payload]]) => payload)
  fc.assert(
    fc.property(fc.constantFrom(...texts), key, at, fc.boolean(), (text, name, part, inKey) => {
      // In place of a key or a text of the payload.
      const words = [...text.matchAll(/"[^"]*"/g)]
      const { 0: word, index } = words[Math.floor(part * (words.length - 1))]!
      const put = inKey ? `"${name}":${poison},${word}` : `"${name}"`
      const payload = text.slice(0, index) + put + text.slice(index + word.length)
      for (const [maker, [usual]] of Object.entries(examples)) {
        if (usual !== text) continue
        const found = escapes(channels.get(maker)!, payload)
        if (found !== undefined) throw new Error(`${maker} ${payload}: ${String(found)}`)
      }
      for (const frame of [payload, `{"stream":"a","data":${payload}}`, `{"${name}":${payload}}`]) {
        read(frame)
        readSession(frame)
        readKeyed(frame)
        members(frame)
      }
    }),
    { numRuns: 2_000 },
  )
})

test('answers with such keys are answers or refused', () => {
  const { readFrame, readHttp } = requestsAt({ rest: 'https://a', api: 'wss://a' })
  for (const text of [
    poison,
    `[${poison}]`,
    `{"id":1,"status":200,"result":${poison}}`,
    `{"__proto__":{"status":200}}`,
  ]) {
    for (const status of [200, 400, 418, 429, 500]) readHttp(status, text, () => '__proto__', 1)
    readFrame(text)
    expect(() => exchangeInfoQuery().read(JSON.parse(text), 1)).toThrowError(
      expect.objectContaining({ code: 'INVALID_ANSWER' }),
    )
  }
  expect(readFrame('{"__proto__":{"id":1,"status":200,"result":[]}}').outcome.kind).not.toBe('ok')
  expect(Object.hasOwn(parseExactly('{"__proto__":9007199254740993}') as object, '__proto__')).toBe(true)
})
