/** What a subscription does while its page is hidden: keep, conflate, pause. In virtual time. */
import { expect, test, vi } from 'vitest'
import { type BinanceEvent, bookTicker, trades } from '../../src/binance'
import type { Gap } from '../../src/core/events'
import { bookTickerFrame, tradeFrame } from '../support/far-end'
import { world } from '../support/world'

const shown = (item: BinanceEvent | Gap): string => {
  if (item.type === 'gap') return `${item.reason} ${item.from}-${item.to}`
  if (item.type === 'trade') return `trade ${item.tradeId}`
  return item.type === 'bookTicker' && 'updateId' in item ? `book ${item.updateId}` : item.type
}

async function open(hidden: 'keep' | 'conflate' | 'pause', gaps = true) {
  const made = world()
  const items: string[] = []
  const channels = [trades('BTCUSDT'), bookTicker('BTCUSDT')]
  const sub = made.feed.subscribe(channels, { hidden, gaps })
  sub.on((item) => items.push(shown(item)))
  // The veil is loaded by the first who asks for it.
  await vi.dynamicImportSettled()
  await made.clock.run(10)
  const say = (...ids: number[]) => {
    for (const id of ids) made.transport.last.say(tradeFrame('BTCUSDT', id))
  }
  const quote = (...ids: number[]) => {
    for (const id of ids) made.transport.last.say(bookTickerFrame('BTCUSDT', id))
  }
  const seen = () => items.splice(0)
  return { ...made, sub, say, quote, seen }
}

test('keep: a hidden page is given everything', async () => {
  const { host, feed, say, seen } = await open('keep')
  say(1)
  host.hide(true)
  say(2, 3)
  expect(seen()).toEqual(['trade 1', 'trade 2', 'trade 3'])
  await feed.close()
})

test('conflate: the newest of each stream when the page is seen again, and what was left out before it', async () => {
  const { host, feed, say, quote, seen } = await open('conflate')
  say(1)
  quote(100)
  seen()
  host.hide(true)
  say(2, 3, 4)
  quote(105, 109)
  expect(seen()).toEqual([])
  host.hide(false)
  expect(seen()).toEqual(['hidden 2-3', 'trade 4', 'hidden undefined-undefined', 'book 109'])
  say(5)
  quote(110)
  expect(seen()).toEqual(['trade 5', 'book 110'])
  await feed.close()
})

test('conflate: where one event came, nothing was left out and no gap is told', async () => {
  const { host, feed, say, quote, seen } = await open('conflate')
  say(1)
  quote(100)
  host.hide(true)
  say(2)
  quote(103)
  seen()
  host.hide(false)
  expect(seen()).toEqual(['trade 2', 'book 103'])
  host.hide(true)
  host.hide(false)
  say(3)
  expect(seen()).toEqual(['trade 3'])
  await feed.close()
})

test('a line that is lost behind the veil is told with the rest, also of streams without numbers', async () => {
  const { clock, host, transport, feed, say, quote, seen } = await open('conflate')
  say(1)
  quote(100)
  host.hide(true)
  transport.last.end()
  await clock.run(5_000)
  say(6)
  quote(200)
  seen()
  host.hide(false)
  expect(seen()).toEqual(['hidden 2-5', 'trade 6', 'hidden undefined-undefined', 'book 200'])
  await feed.close()
})

test('pause: the streams are left after five seconds, taken on again when the page is seen, and the hole is told', async () => {
  const { clock, host, far, transport, feed, say, quote, seen } = await open('pause')
  say(1)
  quote(100)
  host.hide(true)
  await clock.run(4_900)
  expect(far.carried(transport.last)).toHaveLength(2)
  say(2)
  seen()
  await clock.run(2_000)
  expect(far.carried(transport.last)).toEqual([])
  await clock.run(600_000)
  host.hide(false)
  await clock.run(2_000)
  expect(far.carried(transport.last)).toEqual(['btcusdt@trade', 'btcusdt@bookTicker'])
  say(50)
  quote(300)
  const items = seen()
  expect(items).toEqual(['reconnect 3-49', 'trade 50', 'reconnect undefined-undefined', 'book 300'])
  say(51)
  expect(seen()).toEqual(['trade 51'])
  await feed.close()
  expect(clock.pending).toBe(0)
})

test('pause: a glance elsewhere leaves nothing', async () => {
  const { clock, host, far, transport, feed, say, seen } = await open('pause')
  say(1)
  host.hide(true)
  await clock.run(3_000)
  host.hide(false)
  await clock.run(10_000)
  say(2)
  expect(seen()).toEqual(['trade 1', 'trade 2'])
  expect(far.carried(transport.last)).toHaveLength(2)
  await feed.close()
})

test('pause: a stream that somebody else reads goes on for him, and the hole is the paused one’s own', async () => {
  const { clock, host, far, transport, feed, say, seen } = await open('pause')
  const others: string[] = []
  feed.subscribe(trades('BTCUSDT')).on((item) => others.push(shown(item)))
  await clock.run(1_500)
  say(1)
  host.hide(true)
  await clock.run(10_000)
  expect(far.carried(transport.last)).toEqual(['btcusdt@trade'])
  say(2, 3)
  seen()
  host.hide(false)
  await clock.run(2_000)
  say(4)
  expect(seen()).toEqual(['hidden 2-3', 'trade 4'])
  expect(others).toEqual(['trade 1', 'trade 2', 'trade 3', 'trade 4'])
  await feed.close()
})

test('pause: what is subscribed in a hidden page begins when it is seen; a paused stream is not taken for a silent one', async () => {
  const { clock, host, far, transport, feed, log } = await open('pause')
  host.hide(true)
  feed.subscribe(trades('ETHUSDT'), { hidden: 'pause' })
  await vi.dynamicImportSettled()
  await clock.run(3_600_000)
  expect(far.carried(transport.last)).toEqual([])
  const silent = log.filter((line) => line.includes('STREAM_SILENT'))
  expect(silent).toEqual([])
  host.hide(false)
  await clock.run(2_000)
  expect(far.carried(transport.last)).toHaveLength(3)
  await feed.close()
  expect(clock.pending).toBe(0)
})

test('a paused subscription that is let go leaves no stream and no timer behind', async () => {
  const { clock, host, far, transport, feed, sub } = await open('pause')
  host.hide(true)
  await clock.run(10_000)
  sub.unsubscribe()
  host.hide(false)
  await clock.run(10_000)
  expect(far.carried(transport.last)).toEqual([])
  expect(feed.stats().streams).toEqual({})
  await feed.close()
  expect(clock.pending).toBe(0)
})

test('without gaps nothing of it is told; another word is refused', async () => {
  const { host, feed, say, seen } = await open('conflate', false)
  say(1)
  host.hide(true)
  say(2, 3)
  host.hide(false)
  expect(seen()).toEqual(['trade 1', 'trade 3'])
  expect(() => feed.subscribe(trades('BTCUSDT'), { hidden: 'off' as never })).toThrow(
    'hidden must be one of keep, conflate, pause; received "off".',
  )
  await feed.close()
})
