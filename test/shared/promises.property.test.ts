/** What the exchange told, each tab was given once and in order, or told that it is missing; whatever became of the others. */
import { expect, test } from 'vitest'
import { trades } from '../../src/binance'
import { seeded } from '../../src/testing/exchange/random'
import { tradeFrame } from '../support/far-end'
import { sharedWorld, type Tab } from '../support/shared-world'

interface Watched {
  readonly tab: Tab
  /** First and last id of each event and each hole. */
  readonly items: (readonly [from: number, to: number])[]
  isAway: boolean
  isOver: boolean
}

const kinds = ['shared', 'elected'] as const

/** One life of a market and its tabs, decided by a seed. */
async function life(kind: (typeof kinds)[number], seed: number): Promise<string[]> {
  const random = seeded(seed)
  const draw = (most: number) => Math.floor(random() * most)
  const world = sharedWorld({ sharesWorkers: kind === 'shared', retry: { baseMs: 20, capMs: 50, maxAttempts: 1_000 } })
  const tabs: Watched[] = []
  const wrong: string[] = []
  let id = 0

  async function trade(): Promise<void> {
    id += 1
    for (const socket of world.transport.sockets)
      if (socket.isOpen && world.far.carried(socket).includes('btcusdt@trade')) socket.say(tradeFrame('BTCUSDT', id))
    await world.run(draw(4))
  }

  function open(): void {
    const tab = world.tab({ retry: { baseMs: 20, capMs: 50, maxAttempts: 1_000 } })
    const items: Watched['items'] = []
    tab.feed.subscribe(trades('BTCUSDT')).on((item) => {
      if (item.type === 'gap') items.push([item.from as number, item.to as number])
      else items.push([item.tradeId, item.tradeId])
    })
    tabs.push({ tab, items, isAway: false, isOver: false })
  }

  const acts: readonly ((each: Watched) => void)[] = [
    (each) => {
      each.isOver = true
      each.tab.kill()
    },
    (each) => {
      each.isOver = true
      void each.tab.feed.close()
    },
    (each) => {
      each.isAway = !each.isAway
      each.tab.host.live(each.isAway ? 'away' : 'back')
    },
    () =>
      world.transport.sockets
        .filter(({ over }) => !over)
        .at(-1)
        ?.end(),
    () =>
      world.workers
        .filter(({ isDead }) => !isDead)
        .at(-1)
        ?.die(),
    (each) => void each.tab.feed.rotate(),
    (each) => void each.tab.feed.reconnect().catch(() => {}),
  ]

  for (let step = 0; step < 120; step += 1) {
    const living = tabs.filter(({ isOver }) => !isOver)
    if (living.length < 2 || (living.length < 5 && draw(10) === 0)) open()
    else if (draw(5) === 0) acts[draw(acts.length)]!(living[draw(living.length)]!)
    await trade()
    if (draw(10) === 0) await world.run(draw(3_000))
  }
  for (const each of tabs) if (each.isAway && !each.isOver) each.tab.host.live('back')
  await world.run(30_000)
  const living = tabs.filter(({ isOver }) => !isOver)
  for (let i = 0; i < 3; i += 1) await trade()
  await world.run(1_000)

  if (world.open !== 1) wrong.push(`${world.open} sockets are open`)
  for (const [number, { items, isOver }] of tabs.entries()) {
    for (const [i, [from]] of items.entries())
      if (i > 0 && from !== items[i - 1]![1] + 1) wrong.push(`tab ${number}: ${from} after ${items[i - 1]![1]}`)
    if (!isOver && items.at(-1)?.[1] !== id) wrong.push(`tab ${number}: ends at ${items.at(-1)?.[1]}, not ${id}`)
  }
  for (const { tab } of living) await Promise.all([tab.feed.close(), world.run(4_000)])
  await world.run(10_000)
  if (world.open !== 0) wrong.push(`${world.open} sockets are left`)
  const locks = world.origin.locks.filter((name) => !name.startsWith('tickwire feed'))
  if (locks.length > 0) wrong.push(`locks are left: ${locks.join()}`)
  return wrong
}

test.each(kinds)('%s: forty lives, each decided by a seed', async (kind) => {
  const wrong: string[] = []
  for (let seed = 1; seed <= 40; seed += 1)
    for (const each of await life(kind, seed)) wrong.push(`seed ${seed}: ${each}`)
  expect(wrong).toEqual([])
})
