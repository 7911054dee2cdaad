import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Session, type SessionOptions } from '../../../src/testing/exchange/session'

/** A session whose wire writes down what it was told. */
function open(options: Partial<SessionOptions> = {}) {
  const log: string[] = []
  const session = new Session(
    { combined: true, streams: [], openedAt: 0, ...options },
    {
      data: (text) => log.push(`data ${text}`),
      reply: (text) => log.push(text),
      ping: (payload) => log.push(`ping ${payload}`),
      pong: (payload) => log.push(`pong ${payload}`),
      close: (code, reason) => log.push(`close ${code} ${reason}`),
      cut: () => log.push('cut'),
      joined: (stream) => log.push(`+${stream}`),
      left: (stream) => log.push(`-${stream}`),
    },
  )
  session.start()
  return { session, log, ask: (message: unknown, now = 0) => session.text(JSON.stringify(message), now) }
}

test.each([
  [
    'SUBSCRIBE',
    '{"method":"SUBSCRIBE","params":["btcusdt@trade","NOPE"],"id":7}',
    ['{"result":null,"id":7}', '+btcusdt@trade', '+NOPE'],
  ],
  ['SUBSCRIBE to what is there', '{"method":"SUBSCRIBE","params":["a@trade"],"id":1}', ['{"result":null,"id":1}']],
  ['UNSUBSCRIBE', '{"method":"UNSUBSCRIBE","params":["a@trade"],"id":8}', ['-a@trade', '{"result":null,"id":8}']],
  ['UNSUBSCRIBE of an unknown name', '{"method":"UNSUBSCRIBE","params":["x"],"id":8}', ['{"result":null,"id":8}']],
  ['LIST_SUBSCRIPTIONS', '{"method":"LIST_SUBSCRIPTIONS","id":9}', ['{"result":["a@trade"],"id":9}']],
  ['SET_PROPERTY', '{"method":"SET_PROPERTY","params":["combined",false],"id":10}', ['{"result":null,"id":10}']],
  ['GET_PROPERTY', '{"method":"GET_PROPERTY","params":["combined"],"id":11}', ['{"result":true,"id":11}']],
  [
    'an id above 2^53',
    '{"method":"LIST_SUBSCRIPTIONS","id":9223372036854775807}',
    ['{"result":["a@trade"],"id":9223372036854775807}'],
  ],
  ['a text as id', '{"method":"LIST_SUBSCRIPTIONS","id":"abc-1"}', ['{"result":["a@trade"],"id":"abc-1"}']],
  ['null as id', '{"id":null,"method":"LIST_SUBSCRIPTIONS"}', ['{"result":["a@trade"],"id":null}']],
])('%s', (_, text, expected) => {
  const { session, log } = open({ streams: ['a@trade'] })
  log.length = 0
  session.text(text, 0)
  expect(log).toEqual(expected)
})

test.each([
  ['not JSON', 'hello', 3, 'Invalid JSON', undefined],
  ['not an object', '[1]', 2, 'expected an object', undefined],
  ['no method', '{"id":1}', 2, 'missing field `method`', 1],
  ['an unknown method', '{"method":"JUMP","id":1}', 2, 'unknown variant `JUMP`, expected one of `SUBSCRIBE`', 1],
  ['no id', '{"method":"LIST_SUBSCRIPTIONS"}', 2, 'missing field `id`', undefined],
  ['a broken id', '{"method":"LIST_SUBSCRIPTIONS","id":1.5}', 2, 'request ID must be', undefined],
  [
    'an id above 64 bits',
    '{"method":"LIST_SUBSCRIPTIONS","id":9223372036854775808}',
    2,
    'request ID must be',
    undefined,
  ],
  ['an object as id', '{"method":"LIST_SUBSCRIPTIONS","id":{}}', 2, 'request ID must be', undefined],
  ['no params', '{"method":"SUBSCRIBE","id":1}', 2, 'missing field `params`', 1],
  ['params of a wrong type', '{"method":"SUBSCRIBE","params":"a","id":1}', 2, 'params must be an array', 1],
  ['a name that is no text', '{"method":"SUBSCRIBE","params":[1],"id":1}', 2, 'stream name must be a string', 1],
  ['needless parameters', '{"method":"LIST_SUBSCRIPTIONS","params":["a"],"id":1}', 2, 'too many parameters', 1],
  ['an unknown property', '{"method":"GET_PROPERTY","params":["colour"],"id":1}', 0, 'Unknown property', 1],
  [
    'a property name that is no text',
    '{"method":"GET_PROPERTY","params":[1],"id":1}',
    2,
    'property name must be a string',
    1,
  ],
  [
    'a value that is no boolean',
    '{"method":"SET_PROPERTY","params":["combined","yes"],"id":1}',
    1,
    'expected Boolean',
    1,
  ],
])('%s is answered by an error', (_, text, code, msg, id) => {
  const { session, log } = open()
  session.text(text, 0)
  expect(log).toHaveLength(1)
  const reply = JSON.parse(log[0]!)
  expect(reply).toMatchObject({ code })
  expect(reply.msg).toContain(msg)
  expect(reply.id).toBe(id)
})

test('replies are never wrapped; notices are, until combined is switched off', () => {
  const { session, log, ask } = open({ combined: true })
  session.shutdown(5.5)
  ask({ method: 'SET_PROPERTY', params: ['combined', false], id: 1 })
  expect(session.combined).toBe(false)
  session.shutdown(6)
  expect(log).toEqual([
    'data {"stream":"!serverShutdown","data":{"e":"serverShutdown","E":5}}',
    '{"result":null,"id":1}',
    'data {"e":"serverShutdown","E":6}',
  ])
})

const list = '{"method":"LIST_SUBSCRIPTIONS","id":1}'

test('five frames in a second pass, the sixth closes; texts, pings and pongs count alike', () => {
  const { session, log } = open()
  session.text(list, 0)
  session.ping('a', 200)
  session.pong('b', 400)
  session.text('garbage', 600)
  session.ping('c', 999)
  expect(log.filter((line) => line.startsWith('close'))).toEqual([])
  session.ping('d', 999.9)
  expect(log.at(-1)).toBe('close 1008 Too many requests')
  session.text(list, 5_000)
  expect(log.at(-1)).toBe('close 1008 Too many requests')
})

test('a frame leaves the window exactly a second later', () => {
  const { session, log } = open()
  for (const at of [0, 1, 2, 3, 4, 1_000, 1_001]) session.ping('', at)
  expect(log.filter((line) => line.startsWith('close'))).toEqual([])
  for (const at of [1_001.5]) session.ping('', at)
  expect(log.at(-1)).toBe('close 1008 Too many requests')
})

test('it closes exactly when some rolling second holds more frames than the limit', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 40 }),
      fc.integer({ min: 1, max: 8 }),
      (gaps, frameLimit) => {
        const { session, log } = open({ frameLimit, maxAgeMs: Number.POSITIVE_INFINITY })
        let now = 0
        const times = gaps.map((gap) => (now += gap))
        for (const time of times) session.ping('', time)
        const crowded = times.some(
          (time) => times.filter((other) => other > time - 1_000 && other <= time).length > frameLimit,
        )
        // Frames at one moment are one after another: the count at the last of them decides.
        return log.includes('close 1008 Too many requests') === crowded
      },
    ),
  )
})

test('the 1025th stream is refused with code 4 and ends the connection', () => {
  const { session, log, ask } = open({ frameBytes: 1_000_000 })
  ask({ method: 'SUBSCRIBE', params: Array.from({ length: 1_024 }, (_, i) => `s${i}@trade`), id: 1 })
  ask({ method: 'SUBSCRIBE', params: ['s5@trade'], id: 2 })
  expect(log.at(-1)).toBe('{"result":null,"id":2}')
  log.length = 0
  ask({ method: 'SUBSCRIBE', params: ['one@more'], id: 3 })
  expect(log[0]).toBe('{"code":4,"msg":"Too many subscriptions","id":3}')
  expect(log.at(-1)).toBe('close 1008 Invalid request')
  expect(log.filter((line) => line.startsWith('-'))).toHaveLength(1_024)
  expect(session.streams.size).toBe(0)
})

test('too many streams in the URL end it as well', () => {
  expect(open({ streams: ['a', 'b', 'c'], streamLimit: 2 }).log).toEqual([
    '{"code":4,"msg":"Too many subscriptions"}',
    'close 1008 Invalid request',
  ])
})

test('a frame of 4,096 bytes is answered, one byte more is not; bytes are UTF-8', () => {
  const { session, log } = open()
  const padded = (bytes: number) => list.padEnd(bytes, ' ')
  session.text(padded(4_096), 0)
  expect(log).toHaveLength(1)
  session.text(padded(4_097), 1)
  session.text(JSON.stringify({ method: 'SUBSCRIBE', params: ['币'.repeat(1_400)], id: 1 }), 2)
  expect(log).toHaveLength(1)
  session.text(list, 3)
  expect(log).toHaveLength(2)
})

test('pings every 20 s; a pong must copy the payload within 60 s', () => {
  const { session, log } = open({ openedAt: 1_000 })
  const pings = () => log.filter((line) => line.startsWith('ping')).map((line) => line.slice(5))
  expect(session.deadline()).toBe(21_000)
  session.tick(20_999)
  expect(pings()).toEqual([])
  session.tick(21_000)
  expect(pings()).toEqual(['21000'])
  session.pong('21000', 22_000)
  session.tick(41_000)
  session.tick(61_000)
  session.tick(81_000)
  session.pong('', 90_000)
  session.pong('undefined', 91_500)
  session.tick(100_999)
  expect(log.at(-1)).toBe('ping 81000')
  expect(session.deadline()).toBe(101_000)
  session.tick(101_000)
  expect(log.at(-1)).toBe('close 1008 Pong timeout')
  expect(session.deadline()).toBe(Number.POSITIVE_INFINITY)
})

test('a pong answers the pings before it', () => {
  const { session, log } = open()
  session.sendPing(10)
  session.sendPing(10)
  expect(log).toEqual(['ping 10', 'ping 11'])
  session.pong('11', 12)
  session.tick(60_010)
  expect(log.at(-1)).toBe('ping 60010')
})

test('it is cut at 24 h without a close frame', () => {
  const { session, log } = open({ streams: ['a@trade'], pingEveryMs: 1e12 })
  session.tick(86_399_999)
  expect(log).toEqual(['+a@trade'])
  session.tick(86_400_000)
  expect(log).toEqual(['+a@trade', '-a@trade', 'cut'])
})

test('a SUBSCRIBE can be rejected', () => {
  const { log, ask } = open({ rejects: (names) => (names.includes('bad') ? { code: 2, msg: 'no' } : undefined) })
  ask({ method: 'SUBSCRIBE', params: ['good', 'bad'], id: 1 })
  expect(log).toEqual(['{"code":2,"msg":"no","id":1}'])
})
