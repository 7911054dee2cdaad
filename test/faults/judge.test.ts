/** The judge of the fault bench: what counts as lost, told, repeated and false. */
import { expect, test } from 'vitest'
import { judge } from '../../bench/faults/judge.mjs'

const sent = new Map([['BTCUSDT', new Map([1, 2, 3, 4, 5, 6].map((id) => [id, '10.00']))]])
const last = new Map([['BTCUSDT', 6]])
const trade = (id: unknown, price = '10.00') => ['trade', 'BTCUSDT', id, price]
const trades = (...ids: number[]) => ids.map((id) => trade(id))
const clean = { lost: 0, lostExact: 0, lostBreak: 0, lostSilent: 0, repeated: 0, invented: 0 }

test.each([
  ['all of it', trades(1, 2, 3, 4, 5, 6), { delivered: 6 }],
  ['from the middle on', trades(4, 5, 6), { delivered: 3 }],
  ['a hole', trades(1, 2, 5, 6), { delivered: 4, lost: 2, lostSilent: 2 }],
  ['the end missing', trades(1, 2), { delivered: 2, lost: 4, lostSilent: 4 }],
  [
    'a hole, named',
    [...trades(1, 2), ['gap', 'BTCUSDT', 3, 4], ...trades(5, 6)],
    { delivered: 4, lost: 2, lostExact: 2 },
  ],
  [
    'a hole, half of it named',
    [...trades(1, 2), ['gap', 'BTCUSDT', 3, 3], ...trades(5, 6)],
    { delivered: 4, lost: 2, lostExact: 1, lostSilent: 1 },
  ],
  [
    'a hole told without numbers',
    [trade(1), ['gap', 'BTCUSDT', undefined, undefined], ...trades(3, 4, 5, 6)],
    { delivered: 5, lost: 1, lostBreak: 1 },
  ],
  [
    "another symbol's hole",
    [trade(1), ['gap', 'ETHUSDT', 2, 2], ...trades(3, 4, 5, 6)],
    { delivered: 5, lost: 1, lostSilent: 1 },
  ],
  [
    'a word before the fault is none',
    [['told', 'open'], trade(1), ['fault'], ...trades(3, 4, 5, 6)],
    { delivered: 5, lost: 1, lostSilent: 1 },
  ],
  [
    'a word after it covers what comes',
    [trade(1), ['fault'], ['told', 'close'], trade(2), ...trades(4, 6)],
    { delivered: 4, lost: 2, lostBreak: 2 },
  ],
  ['twice', trades(1, 2, 2, 3, 4, 5, 6), { delivered: 6, repeated: 1 }],
  ['out of order', trades(1, 3, 2, 4, 5, 6), { delivered: 6, lost: 1, lostSilent: 1, repeated: 1 }],
  [
    'never sent',
    [...trades(1, 2, 3, 4, 5, 6), trade(7), trade(null), trade(6, '11.00')],
    { delivered: 6, invented: 3 },
  ],
  ['numbers as texts, prices as numbers', [['trade', 'BTCUSDT', '6', 10]], { delivered: 1 }],
])('%s', (_, log, expected) => {
  expect(judge(log, sent, last)).toEqual({ ...clean, ...expected })
})
