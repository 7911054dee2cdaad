import { expect, test } from 'vitest'
import { Agenda } from '../../../src/testing/exchange/agenda'
import { seeded } from '../../../src/testing/exchange/random'

test('whoever is due first comes first, however they are put off', () => {
  const random = seeded(5)
  const items = Array.from({ length: 200 }, () => ({ due: random() * 100 }))
  const agenda = new Agenda(items, (item) => item.due)
  let odd = 0
  for (let turn = 0; turn < 5_000; turn++) {
    const next = agenda.next!
    if (items.some((item) => item.due < next.due)) odd++
    next.due = random() < 0.01 ? Number.POSITIVE_INFINITY : next.due + random() * 100
    agenda.moved()
  }
  expect(odd).toBe(0)
})

test('nobody is due on an empty agenda', () => {
  const agenda = new Agenda<number>([], (due) => due)
  agenda.moved()
  expect(agenda.next).toBeUndefined()
})
