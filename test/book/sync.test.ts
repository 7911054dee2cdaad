import { describe, expect, test } from 'vitest'
import { topOf } from '../../src/book/ladder'
import { capacity, createSync, patience, type Sync } from '../../src/book/sync'
import type { BookRule } from '../../src/core/book-source'
import { futuresRule, spotRule } from '../../src/venues/binance/book-rules'
import type { Depth } from '../../src/venues/binance/depth'
import { diff, shot } from './scripted-feed'

type Followed = Depth & { readonly before: number }

const from = (before: number, event: Depth): Followed => ({ ...event, before })
const sequence = { number: (event: Followed) => event.finalUpdateId, follows: (event: Followed) => event.before }

function syncOf(rule: BookRule = spotRule, depth = 1_000): Sync<Followed> {
  return createSync<Followed>({ sequence, rule, depth })
}

/** A spot event that sets one bid to its own number. */
const spot = (first: number, final: number) => from(first - 1, diff(first, final, [['99', `${final}`]]))
/** A futures event, which names the one before it. */
const futures = (previous: number, final: number) => from(previous, diff(previous + 3, final, [['99', `${final}`]]))

const bid = (sync: Sync<Followed>) => topOf(sync.ladders.bids).pop()?.quantity

describe('spot', () => {
  test('changes wait for a snapshot; what it holds is dropped, the rest is applied', () => {
    const sync = syncOf()
    expect([spot(5, 8), spot(9, 10), spot(11, 14), spot(15, 15)].map(sync.take)).toEqual(Array(4).fill('kept'))
    expect(sync.settle(shot(12))).toBe('synced')
    expect([sync.lastUpdateId, sync.applied, sync.old, sync.waiting, bid(sync)]).toEqual([15, 2, 2, 0, '15'])
    expect(sync.take(spot(16, 20))).toBe('applied')
  })

  test('an event that begins right after the snapshot joins it', () => {
    const sync = syncOf()
    sync.take(spot(5, 8))
    sync.take(spot(9, 10))
    expect(sync.settle(shot(8))).toBe('synced')
    expect([sync.lastUpdateId, bid(sync)]).toEqual([10, '10'])
  })

  test('a snapshot older than what waits is of no use, and what waits is kept', () => {
    const sync = syncOf()
    sync.take(spot(5, 8))
    expect(sync.settle(shot(3))).toBe('older')
    expect([sync.isFollowing, sync.waiting, sync.lastUpdateId]).toEqual([false, 1, undefined])
    expect(sync.settle(shot(4))).toBe('synced')
  })

  test('a snapshot newer than all that came stands alone until an event reaches beyond it', () => {
    const sync = syncOf()
    sync.take(spot(5, 8))
    expect(sync.settle(shot(20))).toBe('synced')
    expect([sync.lastUpdateId, sync.old]).toEqual([20, 1])
    expect([spot(9, 15), spot(16, 20)].map(sync.take)).toEqual(['old', 'old'])
    expect(bid(sync)).toBe('1')
    expect(sync.take(spot(21, 22))).toBe('applied')
  })

  test('nothing came before the snapshot: an update lost in between shows in the first event', () => {
    const sync = syncOf()
    expect(sync.settle(shot(8))).toBe('synced')
    expect(sync.take(spot(10, 11))).toBe('sequence')
    expect(bid(sync)).toBe('1')
  })

  test('a missing event is found at the next one, which is not applied and is the first that waits', () => {
    const sync = syncOf()
    sync.settle(shot(8))
    sync.take(spot(9, 9))
    expect(sync.take(spot(11, 11))).toBe('sequence')
    expect([sync.isFollowing, bid(sync), sync.lastUpdateId, sync.waiting]).toEqual([false, '9', 9, 1])
    sync.take(spot(12, 12))
    expect(sync.settle(shot(9))).toBe('older')
    expect(sync.settle(shot(10))).toBe('synced')
    expect([bid(sync), sync.lastUpdateId]).toEqual(['12', 12])
  })

  test('numbers that began again: a node that still counts as before has no snapshot for them', () => {
    const sync = syncOf()
    sync.settle(shot(1_000))
    sync.restart(true)
    sync.take(spot(200, 201))
    expect(sync.settle(shot(990))).toBe('older')
    expect(sync.settle(shot(199))).toBe('synced')
    expect(sync.lastUpdateId).toBe(201)
  })

  test('a hole among those that wait: only what came after it is kept', () => {
    const sync = syncOf()
    ;[spot(5, 8), spot(9, 9), spot(11, 11), spot(11, 11)].map(sync.take)
    expect(sync.waiting).toBe(1)
    expect(sync.settle(shot(9))).toBe('older')
    expect(sync.settle(shot(10))).toBe('synced')
  })

  test('what was had already changes nothing', () => {
    const sync = syncOf()
    sync.settle(shot(8))
    expect([spot(9, 12), spot(9, 12), spot(7, 8), spot(12, 13)].map(sync.take)).toEqual([
      ...['applied', 'old', 'old', 'applied'],
    ])
    expect(bid(sync)).toBe('13')
  })
})

describe('futures', () => {
  test('the chain is by name, whatever the numbers', () => {
    const sync = syncOf(futuresRule)
    ;[futures(10, 20), futures(20, 35), futures(35, 50)].map(sync.take)
    expect(sync.settle(shot(35))).toBe('synced')
    expect([sync.lastUpdateId, sync.old, bid(sync)]).toEqual([50, 1, '50'])
    expect(sync.take(futures(50, 70))).toBe('applied')
    expect(sync.take(futures(71, 90))).toBe('sequence')
    expect(bid(sync)).toBe('70')
  })

  test('a quiet symbol: the event that ended at the snapshot came before the subscription', () => {
    const sync = syncOf(futuresRule)
    expect(sync.settle(shot(35))).toBe('synced')
    expect(sync.take(futures(35, 80))).toBe('applied')
  })

  test('the snapshot falls within the first event', () => {
    const sync = syncOf(futuresRule)
    sync.take(futures(10, 20))
    expect(sync.settle(shot(15))).toBe('synced')
    expect(bid(sync)).toBe('20')
  })

  test('a snapshot older than the first event', () => {
    const sync = syncOf(futuresRule)
    sync.take(futures(10, 20))
    expect(sync.settle(shot(9))).toBe('older')
  })

  test('an event that names another before it is a gap even where the numbers overlap', () => {
    const sync = syncOf(futuresRule)
    sync.settle(shot(35))
    sync.take(futures(35, 80))
    expect(sync.take(futures(79, 90))).toBe('sequence')
  })
})

describe('what breaks in practice', () => {
  test('an empty side in an event, and removing what is unknown, are usual', () => {
    const sync = syncOf()
    sync.settle(shot(1))
    expect(sync.take(from(1, diff(2, 2, [], [['555', '0.000']])))).toBe('applied')
    expect(sync.take(from(2, diff(3, 3)))).toBe('applied')
    expect(sync.ladders.asks.runs.size).toBe(1)
  })

  test('crossed after the whole event: nothing is shown any more', () => {
    const sync = syncOf()
    sync.settle(shot(1))
    expect(sync.take(from(1, diff(2, 2, [['101', '1']])))).toBe('crossed')
    expect([sync.isFollowing, sync.ladders.bids.runs.size, sync.ladders.asks.runs.size]).toEqual([false, 0, 0])
  })

  test('crossed only in the middle of an event is not crossed', () => {
    const sync = syncOf()
    sync.settle(shot(1))
    expect(
      sync.take(
        from(
          1,
          diff(
            2,
            2,
            [['101', '1']],
            [
              ['101', '0'],
              ['102', '1'],
            ],
          ),
        ),
      ),
    ).toBe('applied')
  })

  test('a snapshot that is crossed, by itself or after what waited', () => {
    const sync = syncOf()
    expect(sync.settle(shot(1, [['9', '1']], [['9', '1']]))).toBe('crossed')
    sync.take(from(1, diff(2, 2, [['101', '1']])))
    expect(sync.settle(shot(1))).toBe('crossed')
    expect([sync.isFollowing, sync.ladders.bids.runs.size]).toEqual([false, 0])
  })

  test('the market leaves what the snapshot held: its best is no longer certain', () => {
    const sync = syncOf(spotRule, 2)
    sync.settle(
      shot(
        1,
        [
          ['99', '1'],
          ['98', '1'],
        ],
        [['101', '1']],
      ),
    )
    expect(
      sync.take(
        from(
          1,
          diff(2, 2, [
            ['99', '0'],
            ['97', '5'],
          ]),
        ),
      ),
    ).toBe('applied')
    expect(sync.take(from(2, diff(3, 3, [['98', '0']])))).toBe('exhausted')
    expect(sync.isFollowing).toBe(false)
    expect(
      sync.settle(
        shot(
          3,
          [
            ['97', '5'],
            ['96', '1'],
          ],
          [['101', '1']],
        ),
      ),
    ).toBe('synced')
  })

  test('a side that the snapshot held whole may become empty', () => {
    const sync = syncOf()
    sync.settle(shot(1))
    expect(sync.take(from(1, diff(2, 2, [['99', '0']])))).toBe('applied')
  })

  test('a lagging snapshot never puts the book back, unless its numbers began anew', () => {
    const sync = syncOf()
    sync.settle(shot(20))
    sync.restart()
    expect(sync.settle(shot(19))).toBe('older')
    expect(sync.settle(shot(20))).toBe('synced')
    sync.restart(true)
    expect(sync.settle(shot(3))).toBe('synced')
  })

  test('what waits has a bound; beyond it, it begins anew', () => {
    const sync = syncOf()
    for (let id = 1; id <= capacity; id += 1) sync.take(spot(id, id))
    expect(sync.take(spot(capacity + 1, capacity + 1))).toBe('overflow')
    expect(sync.waiting).toBe(1)
    expect(sync.settle(shot(5))).toBe('older')
    expect(sync.settle(shot(capacity))).toBe('synced')
  })

  test('thousands that wait and are all in the snapshot are no breach', () => {
    const sync = syncOf()
    for (let id = 1; id <= 3 * patience; id += 1) sync.take(spot(id, id))
    expect(sync.settle(shot(9_999))).toBe('synced')
  })

  test('numbers that began again from below do not freeze the book', () => {
    const sync = syncOf()
    sync.settle(shot(1_000_000))
    const taken = Array.from({ length: patience + 1 }, (_, i) => sync.take(spot(500_001 + i, 500_001 + i)))
    expect(taken.slice(0, -1).every((each) => each === 'old')).toBe(true)
    expect(taken.at(-1)).toBe('sequence')
    expect(sync.settle(shot(500_001 + patience))).toBe('synced')
  })

  test('less than half of the number the book stands at is another count, at once', () => {
    const sync = syncOf()
    sync.settle(shot(1_000_000))
    expect(sync.take(spot(250_001, 250_001))).toBe('sequence')
    expect(sync.settle(shot(999_999))).toBe('older')
    expect(sync.settle(shot(250_000))).toBe('synced')
  })
})
