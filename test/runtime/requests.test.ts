import { afterEach, expect, test, vi } from 'vitest'
import { type BinanceOptions, binance } from '../../src/binance'
import type { Fetch, Host } from '../../src/core/clock'
import { isFeedError } from '../../src/core/errors'
import type { Query } from '../../src/core/query'
import { host as realHost } from '../../src/runtime/host'
import { type AskOptions, createRequests, type Requests } from '../../src/runtime/requests'
import { FakeTransport } from '../../src/testing/fake-transport'
import { ManualClock, manualHost } from '../../src/testing/manual-clock'

interface Call {
  readonly at: number
  readonly url: string
  readonly signal: AbortSignal
  answer(status: number, body?: unknown, headers?: Record<string, string>): void
  fail(error?: Error): void
}

/** Requests in virtual time, with HTTP and sockets played by the test. */
const of = (options: BinanceOptions = {}) => binance(options).requests!()
const live = await of()

function world(clock = new ManualClock(), spoken = live, hasFetch = true) {
  const transport = new FakeTransport()
  const calls: Call[] = []
  const fetch: Fetch = (url, options) =>
    new Promise((resolve, reject) => {
      const signal = options.signal as AbortSignal
      signal.addEventListener('abort', () => reject(signal.reason))
      calls.push({
        at: clock.now(),
        url,
        signal,
        answer: (status, body = {}, headers = {}) =>
          resolve({
            status,
            headers: { get: (name) => headers[name] ?? null },
            text: async () => (typeof body === 'string' ? body : JSON.stringify(body)),
          }),
        fail: (error = new TypeError('Failed to fetch')) => reject(error),
      })
    })
  const host: Host = { ...manualHost(clock, () => 0.5), ...(hasFetch && { fetch }) }
  const requests = createRequests(spoken, transport, host)
  return { clock, transport, calls, requests, host }
}

const query = (weight = 4, name = 'q'): Query<string> => ({
  path: 'aggTrades',
  method: 'trades.aggregate',
  params: { symbol: 'BTCUSDT', name },
  weight,
  read: (answer) => `read ${JSON.stringify(answer)}`,
})

/** How an asked question stands. */
function asked(requests: Requests, ask: Query = query(), options?: AskOptions) {
  const state: { value?: unknown; error?: unknown } = {}
  requests.ask(ask, options).then(
    (value) => {
      state.value = value
    },
    (error) => {
      state.error = error
    },
  )
  return state
}

const sent = (transport: FakeTransport, socket = transport.sockets.length - 1) =>
  transport.sockets[socket]!.sent.map((text) => JSON.parse(text) as { id: number; method: string; params: object })

afterEach(() => vi.unstubAllGlobals())

test('a question goes by HTTP, and its answer is read with the time it came', async () => {
  const { clock, calls, requests } = world()
  const read = vi.fn(() => 'read')
  const state = asked(requests, { ...query(), params: { symbol: '币USDT', limit: 5 }, read })
  expect(calls.map(({ url }) => url)).toEqual(['https://api.binance.com/api/v3/aggTrades?symbol=%E5%B8%81USDT&limit=5'])
  await clock.run(30)
  calls[0]!.answer(200, [1])
  await clock.run(0)
  expect(state).toEqual({ value: 'read' })
  expect(read).toHaveBeenCalledWith([1], clock.startTime + 30)
  expect(clock.pending).toBe(0)
  expect(requests.stats).toEqual({ asked: 1, failed: 0, weight: 4, blockedUntil: 0 })
})

test('four in flight, in order of arrival; a delayed one holds up nobody', async () => {
  const { clock, calls, requests } = world()
  asked(requests, query(4, 'late'), { afterMs: 500 })
  for (let i = 0; i < 6; i += 1) asked(requests, query(4, `${i}`))
  const names = () => calls.map(({ url }) => new URL(url).searchParams.get('name'))
  expect(names()).toEqual(['0', '1', '2', '3'])
  await clock.run(100)
  calls[2]!.answer(200)
  await clock.run(0)
  expect(names()).toEqual(['0', '1', '2', '3', '4'])
  await clock.run(500)
  calls[0]!.answer(200)
  calls[1]!.answer(200)
  await clock.run(0)
  // Once due, the delayed one has its old place.
  expect(names()).toEqual(['0', '1', '2', '3', '4', 'late', '5'])
})

test('two feeds share the budget of an address; another address and another clock have their own', async () => {
  const one = world()
  const two = world(one.clock)
  for (let i = 0; i < 11; i += 1) {
    asked(one.requests, query(250))
    one.calls.at(-1)!.answer(200)
    await one.clock.run(1)
  }
  asked(two.requests, query(250))
  asked(two.requests, query(250))
  asked(two.requests, query(1, 'behind'))
  expect(two.calls).toHaveLength(1)
  expect(two.requests.stats.weight).toBe(3_000)
  const test = world(one.clock, await of({ testnet: true }))
  asked(test.requests, query(250))
  const elsewhere = world()
  asked(elsewhere.requests, query(250))
  expect([test.calls.length, elsewhere.calls.length]).toEqual([1, 1])
  two.calls[0]!.answer(200)
  await one.clock.run(59_000)
  // A light question does not overtake a heavy one.
  expect(two.calls).toHaveLength(1)
  await one.clock.run(1_000)
  expect(two.calls.map(({ at }) => at)).toEqual([11, 60_000, 60_000])
})

test('the count of the exchange is believed', async () => {
  const { clock, calls, requests } = world()
  asked(requests)
  calls[0]!.answer(200, {}, { 'x-mbx-used-weight-1m': '2998' })
  await clock.run(1)
  asked(requests)
  expect([calls.length, requests.stats.weight]).toEqual([1, 2_998])
  await clock.run(60_000)
  expect(calls[1]!.at).toBe(60_000)
})

test.each([
  ['429 with Retry-After', 429, { 'retry-after': '7' }, {}, 8_000],
  ['429 without', 429, {}, {}, 60_000],
  ['418 of a minute', 418, { 'retry-after': '59' }, {}, 60_000],
  ['a ban told in words', 418, {}, { code: -1003, msg: 'Banned until 1795305613000.' }, 13_000],
])('%s: nothing leaves until then, and then the question goes again', async (_, status, headers, body, at) => {
  const { clock, calls, requests } = world()
  const state = asked(requests)
  await clock.run(1_000)
  calls[0]!.answer(status, body, headers as Record<string, string>)
  await clock.run(1)
  asked(requests, query(4, 'other'))
  expect(requests.stats.blockedUntil).toBe(clock.startTime + at)
  await clock.run(at - 1_001 - 1)
  expect(calls).toHaveLength(1)
  await clock.run(1)
  expect(calls).toHaveLength(3)
  calls[1]!.answer(200, 1)
  await clock.run(0)
  expect(state.value).toBe('read 1')
})

test('a block longer than a minute rejects what is asked, at once', async () => {
  const { clock, calls, requests } = world()
  const first = asked(requests)
  const delayed = asked(requests, query(), { afterMs: 2_000 })
  calls[0]!.answer(418)
  await clock.run(0)
  const error = {
    code: 'REQUEST_FAILED',
    retryable: true,
    context: { status: 418, retryAt: clock.startTime + 120_000 },
  }
  expect(first.error).toMatchObject(error)
  const second = asked(requests)
  await clock.run(0)
  expect(second.error).toMatchObject(error)
  await clock.run(2_000)
  expect(delayed.error).toMatchObject(error)
  await clock.run(60_000)
  const third = asked(requests)
  await clock.run(60_000)
  calls[1]!.answer(200, 1)
  await clock.run(0)
  expect(third.value).toBe('read 1')
})

test('an exchange at fault is asked three times', async () => {
  const { clock, calls, requests } = world()
  const state = asked(requests)
  for (let i = 0; i < 3; i += 1) {
    calls[i]!.answer(503, '<html>')
    await clock.run(2_500)
  }
  expect(calls.map(({ at }) => at)).toEqual([0, 1_500, 5_000])
  expect(state.error).toMatchObject({
    code: 'REQUEST_FAILED',
    message: 'aggTrades failed: status 503.',
    retryable: true,
    context: { status: 503 },
  })
  expect([clock.pending, requests.stats.failed]).toEqual([0, 1])
})

test.each([
  [400, { code: -1121, msg: 'Invalid symbol.' }, 'aggTrades was refused: Invalid symbol. (code -1121).', -1121],
  [403, '<html>', 'aggTrades was refused: status 403 (code 403).', undefined],
])('a refusal of %i is final', async (status, body, message, code) => {
  const { clock, calls, requests } = world()
  const state = asked(requests)
  calls[0]!.answer(status, body)
  await clock.run(30_000)
  expect(calls).toHaveLength(1)
  expect(state.error).toMatchObject({ code: 'REQUEST_REFUSED', message, retryable: false, context: { status, code } })
})

test('an answer that is no JSON, or that cannot be read, is invalid', async () => {
  const { clock, calls, requests } = world()
  const text = asked(requests)
  const thrown = asked(requests, {
    ...query(),
    read() {
      throw new RangeError('no')
    },
  })
  calls[0]!.answer(200, '<html>')
  calls[1]!.answer(200)
  await clock.run(0)
  expect(text.error).toMatchObject({ code: 'INVALID_ANSWER', message: 'aggTrades: $ must be JSON.' })
  expect(thrown.error).toMatchObject({ code: 'INVALID_ANSWER', cause: expect.any(RangeError) })
  expect(requests.stats.failed).toBe(2)
})

test('an answer that does not come is waited for ten seconds, three times; late ones are ignored', async () => {
  const { clock, calls, requests } = world(undefined, await of({ url: 'wss://a', restUrl: 'https://a' }))
  const state = asked(requests)
  await clock.run(10_000)
  expect(calls[0]!.signal.aborted).toBe(true)
  calls[0]!.answer(200, 'late')
  await clock.run(40_000)
  expect(calls.map(({ at }) => at)).toEqual([0, 11_500, 24_000])
  expect(state.error).toMatchObject({ message: 'aggTrades failed: no answer within 10000 ms.', retryable: true })
  expect(clock.pending).toBe(0)
})

test('without a socket a network failure is tried again', async () => {
  const { clock, calls, requests } = world(undefined, await of({ url: 'wss://a', restUrl: 'https://a' }))
  const state = asked(requests)
  calls[0]!.fail()
  await clock.run(1_500)
  calls[1]!.answer(200, 1)
  await clock.run(0)
  expect(state.value).toBe('read 1')
})

test('where a page may not read answers, the same questions go over the request socket, and all later ones', async () => {
  const { clock, transport, calls, requests } = world()
  const states = [asked(requests), asked(requests, query(4, 'second'))]
  calls[0]!.fail()
  calls[1]!.fail()
  await clock.run(5)
  expect(transport.sockets.map(({ url }) => url)).toEqual(['wss://ws-api.binance.com:443/ws-api/v3'])
  transport.last.open()
  expect(sent(transport)).toEqual([
    { id: 1, method: 'trades.aggregate', params: { symbol: 'BTCUSDT', name: 'q' } },
    { id: 2, method: 'trades.aggregate', params: { symbol: 'BTCUSDT', name: 'second' } },
  ])
  const rateLimits = [{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000, count: 70 }]
  transport.last.say(JSON.stringify({ id: 2, status: 200, result: ['b'], rateLimits }))
  transport.last.say(JSON.stringify({ id: 1, status: 200, result: ['a'] }))
  transport.last.say('{"id":1,"status":200,"result":[]}')
  transport.last.say('{"id":null,"status":400}')
  transport.last.say('nonsense')
  await clock.run(0)
  expect(states).toEqual([{ value: 'read ["a"]' }, { value: 'read ["b"]' }])
  expect(requests.stats.weight).toBe(70)
  transport.last.pinged(new Uint8Array([1]))
  expect(transport.last.pongs).toEqual([new Uint8Array([1])])
  await clock.run(20_000)
  const third = asked(requests)
  expect(calls).toHaveLength(2)
  await clock.run(20_000 - 11_000)
  transport.last.say('{"id":3,"status":200,"result":3}')
  await clock.run(29_999)
  expect([third.value, transport.last.over, clock.pending]).toEqual(['read 3', false, 1])
  await clock.run(1)
  expect([transport.last.over, clock.pending]).toEqual([true, 0])
  asked(requests)
  expect([transport.sockets.length, calls.length]).toEqual([2, 2])
  requests.close()
  expect([transport.last.over, clock.pending]).toEqual([true, 0])
})

test('over the socket limits, refusals and faults mean the same', async () => {
  const { clock, transport, requests } = world(undefined, await of({ url: 'wss://a', apiUrl: 'wss://a/ws-api/v3' }))
  const [limited, refused, failed] = [asked(requests), asked(requests), asked(requests)]
  transport.last.open()
  const error = { code: -1003, msg: 'Too much.', data: { retryAfter: clock.startTime + 5_000 } }
  transport.last.say(JSON.stringify({ id: 1, status: 429, error }))
  transport.last.say(JSON.stringify({ id: 2, status: 400, error: { code: -1121, msg: 'Invalid symbol.' } }))
  transport.last.say(JSON.stringify({ id: 3, status: 500, error: { code: -1000, msg: 'Oh.' } }))
  await clock.run(4_999)
  expect(refused.error).toMatchObject({ code: 'REQUEST_REFUSED', context: { status: 400, code: -1121 } })
  expect(sent(transport)).toHaveLength(3)
  await clock.run(1)
  expect(sent(transport).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5])
  transport.last.say('{"id":4,"status":200,"result":1}')
  transport.last.say('{"id":5,"status":200,"result":2}')
  await clock.run(0)
  expect([limited.value, failed.value]).toEqual(['read 1', 'read 2'])
})

test('a socket that is lost fails what it owes, which is asked again over a new one', async () => {
  const { clock, transport, requests } = world(undefined, live, false)
  const state = asked(requests)
  transport.last.open()
  transport.last.end({ code: 1001, reason: 'away' })
  await clock.run(1_500)
  expect(transport.sockets).toHaveLength(2)
  transport.last.open()
  transport.last.end()
  await clock.run(2_500)
  transport.last.open()
  transport.last.end({ code: 1008, reason: 'enough' })
  await clock.run(0)
  expect(state.error).toMatchObject({
    code: 'REQUEST_FAILED',
    retryable: true,
    message: expect.stringContaining('was closed (1008 enough)'),
    cause: { code: 'CONNECTION_LOST' },
  })
  expect(clock.pending).toBe(0)
})

test('an answer the socket owes for ten seconds costs the socket', async () => {
  const { clock, transport, requests } = world(undefined, live, false)
  const state = asked(requests)
  transport.last.open()
  await clock.run(10_000)
  expect(transport.last.over).toBe(true)
  await clock.run(1_500)
  transport.last.open()
  transport.last.say('{"id":2,"status":200,"result":2}')
  await clock.run(0)
  expect(state.value).toBe('read 2')
})

test('with no network at all both ways are tried, and HTTP first when it is back', async () => {
  const { clock, transport, calls, requests } = world()
  const state = asked(requests)
  calls[0]!.fail()
  await clock.run(0)
  transport.last.end()
  await clock.run(1_500)
  expect(calls).toHaveLength(2)
  calls[1]!.fail()
  await clock.run(10_000)
  expect([transport.sockets.length, transport.last.over]).toEqual([2, true])
  await clock.run(2_500)
  calls[2]!.answer(200, 1)
  await clock.run(0)
  expect(state.value).toBe('read 1')
  expect(clock.pending).toBe(0)
})

test('a socket that the host refuses is a failure like any other', async () => {
  const { clock, transport, requests } = world(undefined, live, false)
  transport.open = () => {
    throw new Error('no sockets')
  }
  const state = asked(requests)
  await clock.run(10_000)
  expect(state.error).toMatchObject({ code: 'REQUEST_FAILED', message: 'aggTrades failed: no sockets.' })
  expect(clock.pending).toBe(0)
})

test('where nobody can be asked, that is said with the options that would help', async () => {
  const fetchless = world(undefined, await of({ url: 'wss://a', restUrl: 'https://a' }), false)
  const state = asked(fetchless.requests)
  await fetchless.clock.run(0)
  expect(state.error).toMatchObject({
    code: 'REQUEST_REFUSED',
    message: 'There is nowhere to ask for aggTrades: give the venue restUrl or apiUrl.',
  })
  expect(fetchless.requests.stats).toEqual({ asked: 1, failed: 1, weight: 0, blockedUntil: 0 })
})

test('close rejects what waits, what flies, what is delayed and what is asked later, and leaves nothing', async () => {
  for (const hasFetch of [true, false]) {
    const { clock, transport, calls, requests } = world(undefined, live, hasFetch)
    const states = Array.from({ length: 6 }, () => asked(requests))
    states.push(asked(requests, query(), { afterMs: 5_000 }))
    if (!hasFetch) transport.last.open()
    requests.close()
    expect(clock.pending).toBe(0)
    states.push(asked(requests))
    calls[0]?.answer(200)
    await clock.run(60_000)
    for (const { error } of states) expect(error).toMatchObject({ code: 'FEED_CLOSED' })
    expect(calls.every(({ signal }) => signal.aborted)).toBe(true)
    expect(transport.sockets.every(({ over }) => over)).toBe(true)
    expect([clock.pending, requests.stats.failed]).toEqual([0, 8])
    requests.close()
  }
})

test('close while a socket opens, and while a block lasts', async () => {
  const opening = world(undefined, live, false)
  const one = asked(opening.requests)
  opening.requests.close()
  expect([opening.transport.last.over, opening.clock.pending]).toEqual([true, 0])
  const blocked = world()
  const two = asked(blocked.requests)
  blocked.calls[0]!.answer(429)
  await blocked.clock.run(10)
  blocked.requests.close()
  await blocked.clock.run(60_000)
  expect([one.error, two.error]).toMatchObject([{ code: 'FEED_CLOSED' }, { code: 'FEED_CLOSED' }])
  expect([blocked.calls.length, blocked.clock.pending]).toEqual([1, 0])
})

test('an aborted question is rejected wherever it is, and makes room', async () => {
  const { clock, calls, requests } = world()
  const controllers = Array.from({ length: 6 }, () => new AbortController())
  const states = controllers.map(({ signal }) => asked(requests, query(), { signal }))
  const before = asked(requests, query(), { signal: AbortSignal.abort('early') })
  controllers[5]!.abort('queued')
  controllers[0]!.abort('flying')
  await clock.run(0)
  expect([before.error, states[5]!.error, states[0]!.error]).toMatchObject([
    { code: 'ABORTED', cause: 'early' },
    { code: 'ABORTED', cause: 'queued' },
    { code: 'ABORTED', cause: 'flying' },
  ])
  expect([calls.length, calls[0]!.signal.aborted]).toEqual([5, true])
  calls[4]!.answer(200, 4)
  await clock.run(0)
  controllers[4]!.abort()
  expect(states[4]!.value).toBe('read 4')
  requests.close()
})

test('an answer over the socket to an aborted question is dropped', async () => {
  const { clock, transport, requests } = world(undefined, live, false)
  const controller = new AbortController()
  const state = asked(requests, query(), { signal: controller.signal })
  transport.last.open()
  controller.abort()
  transport.last.say('{"id":1,"status":200,"result":1}')
  await clock.run(30_000)
  expect(isFeedError(state.error, 'ABORTED')).toBe(true)
  expect([transport.last.over, clock.pending]).toEqual([true, 0])
})

test('fetch is looked up when it is used, and sends no headers', async () => {
  expect(realHost.fetch).toBeDefined()
  const fetch = vi.fn(async () => new Response('{}'))
  vi.stubGlobal('fetch', fetch)
  const { signal } = new AbortController()
  await realHost.fetch?.('http://a', { signal })
  expect(fetch).toHaveBeenCalledWith('http://a', { signal, cache: 'no-store' })
  vi.stubGlobal('fetch', undefined)
  expect(realHost.fetch).toBeUndefined()
})
