import { expect, test } from 'vitest'
import { SlowRoad } from '../../../src/testing/exchange/lag'

/** A road and a clock moved by hand. */
function open() {
  let now = 0
  let timers: { at: number; act: () => void }[] = []
  const arrived: string[] = []
  const road = new SlowRoad({ now: () => now, later: (ms, act) => timers.push({ at: now + ms, act }) })
  return {
    road,
    arrived,
    send: (name: string) => road.send(10, () => arrived.push(`${name} ${now}`)),
    advance(to: number) {
      for (;;) {
        const next = timers.filter((timer) => timer.at <= to).sort((a, b) => a.at - b.at)[0]
        if (next === undefined) break
        timers = timers.filter((timer) => timer !== next)
        now = Math.max(now, next.at)
        next.act()
      }
      now = to
    },
  }
}

test('no delay: at once', () => {
  const { send, arrived } = open()
  send('a')
  expect(arrived).toEqual(['a 0'])
})

test('each thing comes so many ms later', () => {
  const { road, send, arrived, advance } = open()
  road.delay(100)
  send('a')
  advance(30)
  send('b')
  expect(road.held).toBe(20)
  advance(129)
  expect(arrived).toEqual(['a 100'])
  advance(300)
  expect(arrived).toEqual(['a 100', 'b 130'])
  expect(road.held).toBe(0)
})

test('a shorter delay does not overtake', () => {
  const { road, send, arrived, advance } = open()
  road.delay(100)
  send('a')
  road.delay(10)
  send('b')
  advance(50)
  expect(arrived).toEqual([])
  advance(100)
  expect(arrived).toEqual(['a 100', 'b 100'])
})

test('switched off, everything arrives; switched on again, it waits anew', () => {
  const { road, send, arrived, advance } = open()
  road.delay(100)
  send('a')
  road.delay(0)
  send('b')
  expect(arrived).toEqual(['a 0', 'b 0'])
  road.delay(50)
  send('c')
  advance(49)
  advance(200)
  expect(arrived).toEqual(['a 0', 'b 0', 'c 50'])
})
