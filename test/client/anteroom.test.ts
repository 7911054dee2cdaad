import { expect, test } from 'vitest'
import { createAnteroom } from '../../src/client/anteroom'
import type { MarketEvent } from '../../src/core/channel'
import type { Gap, Item } from '../../src/core/events'
import type { Filler } from '../../src/runtime/filler'
import { settled } from '../../src/testing/manual-clock'

const event = (id: number) => ({ type: 'event', id, receiveTime: id }) as MarketEvent
const gap: Gap = { type: 'gap', stream: 's', reason: 'reconnect', from: 2, to: 3, fromTime: 1, toTime: 4 }
const name = (item: Item) => (item.type === 'gap' ? 'gap' : `${(item as MarketEvent & { id: number }).id}`)

function room() {
  const log: string[] = []
  let make!: (made: (last: MarketEvent | undefined) => Filler) => void
  let fail!: (cause: unknown) => void
  const made = new Promise<(last: MarketEvent | undefined) => Filler>((resolve, reject) => {
    make = resolve
    fail = reject
  })
  const deliver = (item: Item) => void log.push(name(item))
  const anteroom = createAnteroom(made, deliver, (cause) => log.push(`failed ${cause}`))
  const filler = (last: MarketEvent | undefined): Filler => {
    log.push(`filler after ${last ? name(last) : 'nothing'}`)
    return { take: (item) => log.push(`filled ${name(item)}`), stop: () => log.push('stopped') }
  }
  return { log, anteroom, make: () => make(filler), fail }
}

test('events pass, what comes after a gap waits, and the filler is given all of it', async () => {
  const { log, anteroom, make } = room()
  for (const item of [event(1), gap, event(4)]) anteroom.take(item)
  expect(log).toEqual(['1'])
  make()
  await settled()
  anteroom.take(event(5))
  anteroom.stop()
  expect(log).toEqual(['1', 'filler after 1', 'filled gap', 'filled 4', 'filled 5', 'stopped'])
})

test('where there will be no filler, everything goes on as it came, and that is told', async () => {
  const { log, anteroom, fail } = room()
  for (const item of [gap, event(4)]) anteroom.take(item)
  fail('offline')
  await settled()
  anteroom.take(event(5))
  expect(log).toEqual(['failed offline', 'gap', '4', '5'])
})

test('too much to hold is let go; what was stopped says nothing', async () => {
  const full = room()
  full.anteroom.take(gap)
  for (let id = 0; id < 10_000; id += 1) full.anteroom.take(event(id))
  expect(full.log).toHaveLength(10_001)
  full.make()
  await settled()
  expect(full.log).toHaveLength(10_001)
  const over = room()
  over.anteroom.take(gap)
  over.anteroom.stop()
  over.make()
  await settled()
  expect(over.log).toEqual([])
})
