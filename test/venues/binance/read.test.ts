import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

import { binance } from '../../../src/binance'

const { read } = binance()

/** What was read, with the payload in place of its extent. */
function reading(frame: string) {
  const found = read(frame)
  return found.kind === 'event'
    ? { kind: 'event', stream: found.stream, payload: frame.slice(found.start, found.end) }
    : found
}

const event = (stream: string, payload: string) => ({ kind: 'event', stream, payload })

test.each([
  ['a flat payload', '{"stream":"btcusdt@trade","data":{"e":"trade"}}', 'btcusdt@trade', '{"e":"trade"}'],
  ['a nested one', '{"stream":"a@kline_1m","data":{"k":{"i":"1m"}}}', 'a@kline_1m', '{"k":{"i":"1m"}}'],
  ['nested and more', '{"stream":"a","data":{"k":{},"n":1}}', 'a', '{"k":{},"n":1}'],
  ['an empty one', '{"stream":"a","data":{}}', 'a', '{}'],
  ['a list', '{"stream":"!miniTicker@arr","data":[{"s":"A"},{"s":"B"}]}', '!miniTicker@arr', '[{"s":"A"},{"s":"B"}]'],
  ['an empty list', '{"stream":"a","data":[]}', 'a', '[]'],
  ['a list of lists', '{"stream":"a","data":[[1],[2]]}', 'a', '[[1],[2]]'],
  ['a list and more', '{"stream":"a","data":[1],"x":2}', 'a', '[1]'],
  ['a list and another', '{"stream":"a","data":[1],"x":[2]}', 'a', '[1]'],
  ['a list with white space', '{"stream":"a","data":[ 1 ] }', 'a', '[ 1 ] '],
  ['a bracket in a text', '{"stream":"a","data":[{"s":"]"}]}', 'a', '[{"s":"]"}]'],
  ['a text that looks like the end of a list', '{"stream":"a","data":{"s":"]}"}}', 'a', '{"s":"]}"}'],
  ['a name in another script', '{"stream":"币@trade","data":{"s":"币"}}', '币@trade', '{"s":"币"}'],
  ['a name with escapes', '{"stream":"\\u5e01@trade","data":{"s":1}}', '币@trade', '{"s":1}'],
  ['a name with a quote', '{"stream":"a\\"b","data":{}}', 'a"b', '{}'],
  ['white space', ' {\n"stream" : "a@trade" ,\t"data" : { "e" : 1 } }\r\n', 'a@trade', ' { "e" : 1 } '],
  ['another order', '{"data":{"e":"trade"},"stream":"a@trade"}', 'a@trade', '{"e":"trade"}'],
  ['a new member after', '{"stream":"a","data":{"e":1},"seq":{"n":1}}', 'a', '{"e":1}'],
  ['a new member before', '{"v":2,"stream":"a","data":{"e":1}}', 'a', '{"e":1}'],
  ['braces in a text', '{"stream":"a","data":{"s":"}}"}}', 'a', '{"s":"}}"}'],
  ['a text that looks like the end', '{"stream":"a","data":{"s":"\\"}}"},"x":1}', 'a', '{"s":"\\"}}"}'],
  ['no object for payload', '{"stream":"a","data":null}', 'a', 'null'],
])('an event: %s', (_, frame, stream, payload) => {
  expect(reading(frame)).toEqual(event(stream, payload))
})

const reply = (id: number | undefined, error?: object) => ({ kind: 'reply', id, error })

test.each([
  ['{"result":null,"id":7}', reply(7)],
  ['{"id":1000,"result":null}', reply(1000)],
  ['{"result":["ethusdt@depth@100ms"],"id":9}', reply(9)],
  ['{"result":true,"id":11}', reply(11)],
  ['{ "result" : null , "id" : 7 }', reply(7)],
  ['{"result":null}', reply(undefined)],
  ['{"result":null,"id":null}', reply(undefined)],
  ['{"result":null,"id":"seven"}', reply(undefined)],
  ['{"result":null,"error":null,"id":3}', reply(3)],
  ['{"code":2,"msg":"missing field `method`","id":12}', reply(12, { code: 2, message: 'missing field `method`' })],
  ['{"code":3,"msg":"Invalid JSON"}', reply(undefined, { code: 3, message: 'Invalid JSON' })],
  [
    '{"error":{"code":4,"msg":"Too many subscriptions"},"id":13}',
    reply(13, { code: 4, message: 'Too many subscriptions' }),
  ],
  ['{"error":{"code":2,"msg":"no id"}}', reply(undefined, { code: 2, message: 'no id' })],
  ['{"error":"odd","id":1}', reply(1, { code: -1, message: '"odd"' })],
  ['{"error":{"code":{"valueOf":1},"msg":{"toString":1}},"id":1}', reply(1, { code: -1, message: expect.any(String) })],
])('a reply: %s', (frame, expected) => {
  expect(reading(frame)).toEqual(expected)
})

test.each([
  '{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1795305600123}}',
  '{ "data" : {"e":"serverShutdown"}, "stream" : "!serverShutdown" }',
  '{"e":"serverShutdown","E":1770123456789}',
  '{ "E": 1770123456789, "e": "serverShutdown" }',
])('a notice: %s', (frame) => {
  expect(read(frame)).toEqual({ kind: 'notice', name: 'serverShutdown' })
})

test.each([
  ...['{"lastUpdateId":1,"bids":[],"asks":[]}', '{"u":1,"s":"BTCUSDT"}'],
  ...['{"stream":"a"}', '{"stream":5,"data":{}}', '{"data":{}}', '{}', '{"id":1}', '{"code":1}', '{"msg":"x"}'],
])('an object that is none of these: %s', (frame) => {
  expect(read(frame)).toEqual({
    kind: 'unknown',
    reason: 'an object of no known shape',
  })
})

test('an event that is not wrapped is told apart, for it means a wrong path', () => {
  expect(read('{"e":"trade","E":1,"s":"BTCUSDT"}')).toEqual({
    kind: 'unknown',
    reason: 'an event without a stream name',
  })
})

test('a brace too many is left to the decoder', () => {
  expect(reading('{"stream":"a","data":{}}}')).toEqual(event('a', '{}}'))
})

test.each([
  ...['', ' ', '[]', '[{"e":"24hrMiniTicker"}]', 'null', '5', '"text"', 'pong', '{', '{"stream":"a","data":{"e":1}'],
  ...[
    '{"stream":"',
    '{"stream":"a',
    '{"stream":bad,"data":{}}',
    '{"stream":"a","data":}',
    '{"stream":"a","data":{}} x',
    '{"stream":"a","data":[{}]',
    '{"stream":"a","data":[{}}',
    '{"stream":"a","data":[{}]} ]}',
    '\u0000',
  ],
])('no object: %j', (frame) => {
  expect(read(frame)).toEqual({ kind: 'unknown', reason: 'not a JSON object' })
})

const samples = new URL('../../../../shared/captures/binance-control-samples.ndjson', import.meta.url)

test.skipIf(!existsSync(samples))('recorded answers are read', () => {
  const frames = readFileSync(samples, 'utf8').trim().split('\n')
  const readings = frames.map((line) => reading((JSON.parse(line) as { frame: string }).frame))
  expect(readings).toEqual([
    reply(2),
    reply(1000),
    reply(2),
    reply(undefined, { code: 2, message: 'Invalid request: request ID must be an unsigned integer' }),
  ])
})
