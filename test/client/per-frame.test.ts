/** Drawing at the pace of the screen. In virtual time. */
import { expect, test } from 'vitest'
import { trades } from '../../src/binance'
import { perFrame } from '../../src/client/per-frame'
import { tradeFrame } from '../support/far-end'
import { world } from '../support/world'

async function open(capacity?: number) {
  const made = world()
  const frames: string[] = []
  const sub = made.feed.subscribe(trades('BTCUSDT'), { gaps: false })
  const stop = perFrame(
    sub,
    (items, dropped) => frames.push(`${items.map(({ tradeId }) => tradeId).join(' ')}${dropped ? ` -${dropped}` : ''}`),
    { host: made.host, ...(capacity && { capacity }) },
  )
  await made.clock.run(10)
  const say = (from: number, to = from) => {
    for (let id = from; id <= to; id += 1) made.transport.last.say(tradeFrame('BTCUSDT', id))
  }
  return { ...made, frames, stop, say }
}

test('once per frame, everything since the last, in order; nothing where nothing came', async () => {
  const { host, feed, frames, say } = await open()
  say(1, 3)
  expect(frames).toEqual([])
  host.draw()
  host.draw()
  say(4)
  host.draw()
  expect(frames).toEqual(['1 2 3', '4'])
  await feed.close()
})

test('while no frame is drawn the newest wait, and what that drops is counted', async () => {
  const { host, feed, frames, say } = await open(3)
  say(1, 5)
  host.draw()
  say(6, 20)
  host.draw()
  say(21)
  host.draw()
  expect(frames).toEqual(['3 4 5 -2', '18 19 20 -12', '21'])
  await feed.close()
})

test('stopped, it draws no more, and the subscription goes on', async () => {
  const { host, feed, frames, stop, say } = await open()
  say(1)
  stop()
  say(2)
  host.draw()
  expect(frames).toEqual([])
  expect(feed.stats().events).toBe(2)
  await feed.close()
})

test('without animation frames it draws 16 ms after the first item', async () => {
  const { clock, feed, transport } = world()
  const at: number[] = []
  const { onFrame: _, ...host } = world().host
  const sub = feed.subscribe(trades('BTCUSDT'), { gaps: false })
  perFrame(sub, (items) => at.push(clock.now(), items.length), { host: { ...host, clock } })
  await clock.run(10)
  transport.last.say(tradeFrame('BTCUSDT', 1))
  await clock.run(10)
  transport.last.say(tradeFrame('BTCUSDT', 2))
  await clock.run(100)
  expect(at).toEqual([26, 2])
  await feed.close()
  expect(clock.pending).toBe(0)
})

test('what cannot be is refused', async () => {
  const { feed } = world()
  const sub = feed.subscribe(trades('BTCUSDT'))
  const code = (act: () => unknown) => {
    try {
      act()
      return undefined
    } catch (error) {
      return (error as { code: string }).code
    }
  }
  expect(code(() => perFrame(sub, 7 as never))).toBe('INVALID_OPTION')
  expect(code(() => perFrame(sub, () => {}, { capacity: 0 }))).toBe('INVALID_OPTION')
  expect(code(() => perFrame(trades('BTCUSDT') as never, () => {}))).toBe('INVALID_OPTION')
  await feed.close()
})
