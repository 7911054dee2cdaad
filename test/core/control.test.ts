import { expect, test } from 'vitest'
import { binance } from '../../src/binance'
import { createControl } from '../../src/core/control'
import { createLimiter } from '../../src/core/limiter'
import { utf8Length } from '../../src/core/topics'

/** What is wanted; equal names are one revision. */
const wants = (names: readonly string[] = []) => ({ names: new Set(names), revision: names.length })

function desk(canPing = true, carried: string[] = []) {
  const sent: string[] = []
  const news: string[] = []
  const limiter = createLimiter(5, 1_000)
  const outlet = {
    send: (frame: string) => void sent.push(frame),
    pong: (payload: Uint8Array) => void sent.push(`pong ${payload.join()}`),
    ...(canPing && { ping: () => void sent.push('ping') }),
  }
  const control = createControl(
    binance(),
    limiter,
    5_000,
    outlet,
    (what, streams) => void news.push(`${what} ${streams.join(' ')}`),
    carried,
  )
  return { control, sent, news }
}

test('what the address carries is not asked for again', () => {
  const { control, sent, news } = desk(true, ['a', 'b'])
  control.pump(wants(['a', 'b', 'c']), 0)
  expect(news).toEqual(['subscribed a b'])
  expect(sent).toEqual(['{"method":"SUBSCRIBE","params":["c"],"id":1}'])
})

test('leaving comes before joining, each once, whatever was wanted in between', () => {
  const { control, sent, news } = desk(true, ['a'])
  control.pump(wants(['b']), 0)
  control.pump(wants(['b']), 1)
  expect(sent.map((frame) => JSON.parse(frame).method)).toEqual(['UNSUBSCRIBE', 'SUBSCRIBE'])
  control.replied(1, undefined)
  control.replied(2, undefined)
  control.replied(2, undefined)
  expect(news).toEqual(['subscribed a', 'leaving a', 'unsubscribed a', 'subscribed b'])
})

test('frames hold at most 200 names and 4,000 bytes, and four leave in a second', () => {
  const { control, sent } = desk()
  const names = Array.from({ length: 1_000 }, (_, i) => `这是测试币${i}@trade`)
  const wanted = wants(names)
  for (let now = 0; now < 20_000; now += 100) control.pump(wanted, now)
  const frames = sent.map((frame) => JSON.parse(frame) as { params: string[] })
  expect(frames.flatMap((frame) => frame.params)).toEqual(names)
  expect(Math.max(...frames.map((frame) => frame.params.length))).toBeLessThanOrEqual(200)
  expect(Math.max(...sent.map(utf8Length))).toBeLessThanOrEqual(4_000)
})

test('a pong has a place even when control frames have used theirs', () => {
  const { control, sent } = desk()
  for (let i = 0; i < 6; i += 1) {
    control.pump({ names: new Set([`s${i}`]), revision: i + 1 }, 0)
  }
  const before = sent.length
  expect(before).toBe(4)
  control.pinged(new Uint8Array([1]))
  control.pump(wants(), 0)
  expect(sent.slice(before)).toEqual(['pong 1'])
  control.pinged(new Uint8Array([2]))
  control.pinged(new Uint8Array([3]))
  expect(control.pump(wants(), 10)).toBe(1_000)
  control.pump(wants(), 1_000)
  expect(sent).toContain('pong 3')
  expect(sent).not.toContain('pong 2')
})

test('a probe is a ping where there is one, else a question that is always answered', () => {
  const node = desk()
  node.control.probe()
  node.control.pump(wants(), 0)
  expect(node.sent).toEqual(['ping'])
  const browser = desk(false)
  browser.control.probe()
  browser.control.pump(wants(), 0)
  expect(browser.sent).toEqual(['{"method":"LIST_SUBSCRIPTIONS","id":1}'])
})

test('two unanswered frames in a row make it deaf; an answer makes it hear again', () => {
  const { control, sent, news } = desk()
  control.pump(wants(['a']), 0)
  control.expire(5_000, () => false)
  control.pump(wants(['a']), 5_000)
  expect(news).toEqual(['unanswered a'])
  expect(control.isDeaf).toBe(false)
  control.replied(2, undefined)
  control.pump(wants(['a', 'b']), 6_000)
  control.expire(11_000, () => false)
  control.pump(wants(['a', 'b']), 11_000)
  control.expire(16_000, () => false)
  expect(control.isDeaf).toBe(true)
  expect(sent).toHaveLength(4)
})

test('a stream that is already alive needs no acknowledgement', () => {
  const { control, news } = desk()
  control.pump(wants(['a']), 0)
  control.expire(5_000, () => true)
  expect(news).toEqual([])
  expect(control.carried).toEqual(new Set(['a']))
})

test('a stream that was asked to leave and got no answer is asked once more; two such in a row are deafness', () => {
  const { control, sent } = desk(true, ['a', 'b'])
  control.pump(wants(['b']), 0)
  control.expire(5_000, () => true)
  expect(control.isDeaf).toBe(false)
  control.pump(wants(['b']), 5_000)
  expect(sent.map((frame) => JSON.parse(frame))).toEqual([
    { method: 'UNSUBSCRIBE', params: ['a'], id: 1 },
    { method: 'UNSUBSCRIBE', params: ['a'], id: 2 },
  ])
  control.expire(10_000, () => true)
  expect(control.isDeaf).toBe(true)
})

test('a stream that was to be left and joined again, and nobody knows whether it was left, is left again', () => {
  const { control, sent } = desk(true, ['a', 'b'])
  const wanted = wants(['a', 'b'])
  // There is room for one frame more.
  for (let probes = 0; probes < 3; probes += 1) {
    control.probe()
    control.pump(wanted, 0)
  }
  control.renew(['a'])
  control.pump(wanted, 0)
  expect(sent.splice(0)).toEqual(['ping', 'ping', 'ping', '{"method":"UNSUBSCRIBE","params":["a"],"id":1}'])
  control.expire(5_000, () => true)
  control.pump(wanted, 5_000)
  expect(sent).toEqual([
    '{"method":"UNSUBSCRIBE","params":["a"],"id":2}',
    '{"method":"SUBSCRIBE","params":["a"],"id":3}',
  ])
})
