/** Without SharedWorker: one tab's worker serves all, and when that tab is gone another's does. In virtual time. */
import { expect, test } from 'vitest'
import { trades } from '../../src/binance'
import { tradeFrame } from '../support/far-end'
import { type SharedWorld, sharedWorld, type Tab } from '../support/shared-world'

function watch({ feed }: Tab, symbol = 'BTCUSDT'): (number | string)[] {
  const seen: (number | string)[] = []
  feed.subscribe(trades(symbol)).on((item) => seen.push(item.type === 'gap' ? `${item.from}-${item.to}` : item.tradeId))
  return seen
}

/** The exchange tells trades, on every socket that is open. */
async function say({ transport, run }: SharedWorld, from: number, to = from): Promise<void> {
  for (let id = from; id <= to; id += 1)
    for (const socket of transport.sockets) if (socket.isOpen && !socket.over) socket.say(tradeFrame('BTCUSDT', id))
  await run(1)
}

/** A world of three tabs of which the first leads. */
async function three() {
  const world = sharedWorld({ sharesWorkers: false })
  const tabs = [world.tab()]
  const seen = [watch(tabs[0]!)]
  await world.run(100)
  for (const tab of [world.tab(), world.tab()]) {
    tabs.push(tab)
    seen.push(watch(tab))
  }
  await world.run(100)
  await say(world, 1, 3)
  return { world, tabs, seen }
}

test('one tab is elected: one worker, one socket, each tab complete', async () => {
  const { world, seen } = await three()
  expect([world.workers.length, world.transport.sockets.length, world.open]).toEqual([1, 1, 1])
  expect(seen).toEqual([1, 2, 3].map(() => [1, 2, 3]))
})

test('tabs that begin at the same moment elect one', async () => {
  const world = sharedWorld({ sharesWorkers: false })
  const seen = [world.tab(), world.tab(), world.tab()].map((tab) => watch(tab))
  await world.run(100)
  await say(world, 1, 2)
  expect([world.workers.length, world.open]).toEqual([1, 1])
  expect(seen).toEqual([1, 2, 3].map(() => [1, 2]))
})

test('the leader is killed: another leads, and what was missed is told in each tab, exactly', async () => {
  const { world, tabs, seen } = await three()
  tabs[0]!.kill()
  await world.run(100)
  expect([world.workers.length, world.open]).toEqual([2, 1])
  await say(world, 6, 7)
  for (const each of seen.slice(1)) expect(each).toEqual([1, 2, 3, '4-5', 6, 7])
  tabs[1]!.kill()
  await world.run(100)
  await say(world, 8, 9)
  expect(seen[2]).toEqual([1, 2, 3, '4-5', 6, 7, 8, 9])
})

test('the leader closes: the next one carries the streams before it lets go, and nobody misses anything', async () => {
  const { world, tabs, seen } = await three()
  const closing = tabs[0]!.feed.close()
  await world.run(0)
  expect(world.transport.sockets.map(({ over }) => over)).toEqual([false, false])
  for (let id = 4; id < 30; id += 1) {
    await say(world, id)
    await world.run(7)
  }
  await closing
  await world.run(5_000)
  expect([world.workers.length, world.transport.sockets.length, world.open]).toEqual([2, 2, 1])
  await say(world, 30)
  const all = Array.from({ length: 30 }, (_, i) => i + 1)
  for (const each of seen.slice(1)) expect(each).toEqual(all)
  expect(seen[0]).toEqual([1, 2, 3])
})

test('the leader leaves streams that say nothing: after its time is up they go on with the next one', async () => {
  const { world, tabs, seen } = await three()
  const closing = tabs[0]!.feed.close()
  await Promise.all([closing, world.run(5_000)])
  expect([world.workers.length, world.open]).toEqual([2, 1])
  await say(world, 4, 5)
  for (const each of seen.slice(1)) expect(each).toEqual([1, 2, 3, 4, 5])
})

test('the leader is put away: its worker ends at once, another leads, and the leader comes back as one of many', async () => {
  const { world, tabs, seen } = await three()
  tabs[0]!.host.live('away')
  await world.run(100)
  expect([world.workers.map(({ isDead }) => isDead), world.open]).toEqual([[true, false], 1])
  await say(world, 4, 5)
  tabs[0]!.host.live('back')
  await world.run(100)
  await say(world, 6)
  expect(seen).toEqual([
    [1, 2, 3, '4-5', 6],
    [1, 2, 3, 4, 5, 6],
    [1, 2, 3, 4, 5, 6],
  ])
  expect([world.workers.length, world.open]).toEqual([2, 1])
})

test('a lone leader closes at once, and leaves nothing', async () => {
  const world = sharedWorld({ sharesWorkers: false })
  const tab = world.tab()
  watch(tab)
  await world.run(100)
  await Promise.all([tab.feed.close(), world.run(50)])
  expect([world.open, world.origin.locks]).toEqual([0, []])
})
