/** What happens to the host: put away and brought back, frozen, asleep. In virtual time. */
import { expect, test } from 'vitest'
import { trades } from '../../src/binance'
import { tradeFrame } from '../support/far-end'
import { world } from '../support/world'

test('a page that is put away holds no socket; when it comes back it connects, and the hole is told', async () => {
  const { clock, transport, host, feed, log } = world()
  const items: string[] = []
  feed.subscribe(trades('BTCUSDT')).on((item) => items.push(item.type === 'gap' ? `${item.from}-${item.to}` : 'trade'))
  await clock.run(10)
  const first = transport.last
  first.say(tradeFrame('BTCUSDT', 7))
  host.live('away')
  expect(first.over).toBe(true)
  expect(feed.state).toMatchObject({ kind: 'waiting', error: { code: 'CONNECTION_LOST' } })
  await clock.run(3_600_000)
  expect(transport.sockets).toHaveLength(1)
  log.length = 0
  host.live('back')
  await clock.run(10)
  expect(transport.sockets).toHaveLength(2)
  transport.last.say(tradeFrame('BTCUSDT', 10))
  expect(items).toEqual(['trade', '8-9', 'trade'])
  expect(log).toEqual([
    'state connecting',
    'connected',
    'subscribed btcusdt@trade',
    'state open',
    'gap btcusdt@trade reconnect 8-9',
  ])
  await feed.close()
  expect(clock.pending).toBe(0)
})

test('an attempt under way is let go, and a wait ends with the return', async () => {
  const { clock, transport, host, feed } = world({ far: { meet: 'hang' } })
  feed.subscribe(trades('BTCUSDT'))
  await clock.run(0)
  const attempts = transport.sockets.length
  host.live('away')
  await clock.run(600_000)
  expect(transport.sockets).toHaveLength(attempts)
  host.live('back')
  await clock.run(0)
  expect(transport.sockets).toHaveLength(attempts + 1)
  await feed.close()
})

test('close() wins: what was closed while away stays closed', async () => {
  const { clock, transport, host, feed } = world()
  feed.subscribe(trades('BTCUSDT'))
  await clock.run(10)
  host.live('away')
  await feed.close()
  host.live('back')
  await clock.run(600_000)
  expect(transport.sockets).toHaveLength(1)
  expect(feed.state.kind).toBe('closed')
  expect(clock.pending).toBe(0)
})

test('a host that may have been frozen asks at once, and replaces a dead line ten seconds later', async () => {
  const { clock, transport, host, feed, log } = world()
  feed.subscribe(trades('BTCUSDT'))
  await clock.run(5_000)
  const first = transport.last
  transport.onFrame = () => {}
  host.live('awake')
  await clock.run(0)
  expect(first.pings).toBe(1)
  await clock.run(9_000)
  expect(first.over).toBe(false)
  await clock.run(3_000)
  expect(first.over).toBe(true)
  expect(log).toContain('disconnected CONNECTION_STALE')
  await feed.close()
})

test('a line that has just spoken is not asked', async () => {
  const { clock, transport, host, feed } = world()
  feed.subscribe(trades('BTCUSDT'))
  await clock.run(5_000)
  transport.last.say(tradeFrame('BTCUSDT', 7))
  for (let i = 0; i < 20; i += 1) host.live('awake')
  await clock.run(0)
  expect(transport.last.pings).toBe(0)
  await feed.close()
})

test('sleep is noticed by the wall clock, where nobody tells of it', async () => {
  const { clock, transport, feed } = world()
  feed.subscribe(trades('BTCUSDT'))
  await clock.run(20_000)
  clock.sleep(3_600_000)
  const pings = () => transport.last.pings
  expect(pings()).toBe(0)
  transport.last.say(tradeFrame('BTCUSDT', 7))
  await clock.run(12_000)
  expect(pings()).toBe(1)
  await feed.close()
})
