import { expect, test } from 'vitest'
import type { OptionDepth } from '../../../../src/binance'
import { orderBook } from '../../../../src/book'
import { optionBook, optionSnapshot } from '../../../../src/venues/binance/options/book'
import { scriptedFeed } from '../../../book/scripted-feed'
import { thrown } from '../payloads'
import { symbol, wire } from './payloads'

test.each([
  [10, 1],
  [20, 1],
  [50, 1],
  [100, 5],
  [500, 10],
  [1_000, 20],
])('a snapshot of %i levels costs %i', (limit, weight) => {
  expect(optionSnapshot(symbol, limit)).toMatchObject({ path: 'depth', weight, params: { symbol, limit } })
})

test('by default: a thousand levels, ten times a second', () => {
  const { symbol: name, channel, depth, snapshot } = optionBook(symbol.toLowerCase())
  expect([name, channel.stream, channel.route, depth, snapshot.weight]).toEqual([
    ...[symbol, 'btc-261225-100000-c@depth@100ms', undefined, 1_000, 20],
  ])
  expect(optionBook(symbol, { speed: 500 }).channel.stream).toBe('btc-261225-100000-c@depth@500ms')
})

test.each([
  [{ depth: 5 }, 'depth must be one of 10, 20, 50, 100, 500, 1000 on options; received 5.'],
  [{ depth: 5_000 }, 'depth must be one of 10, 20, 50, 100, 500, 1000 on options; received 5000.'],
  [{ speed: 250 as never }, 'speed must be 100 or 500 on options; received 250.'],
])('%o is refused', (options, message) => {
  expect(thrown(() => optionBook(symbol, options))).toMatchObject({ code: 'INVALID_OPTION', message })
})

const answer = { T: 1795305599990, u: 121508740, bids: [['1440.000', '2.10']], asks: [['1455.000', '0.90']] }

test('a snapshot has its number under another name, and is checked', () => {
  const { read } = optionSnapshot(symbol, 10)
  expect(read(answer, 7)).toEqual({ lastUpdateId: 121508740, bids: answer.bids, asks: answer.asks })
  const refused: readonly (readonly [unknown, string])[] = [
    [{ ...answer, u: undefined, lastUpdateId: 5 }, 'u must be present'],
    [{ ...answer, u: '5' }, 'u must be a safe integer ≥ 0'],
    [{ ...answer, asks: undefined }, 'asks must be present'],
    [{ ...answer, bids: [...answer.bids, ...answer.bids] }, 'bids must be ordered from high to low'],
    [null, '$ must be an object'],
    [[], 'u must be present'],
  ]
  for (const [each, words] of refused) {
    expect(thrown(() => read(each, 7))).toMatchObject({
      ...{ code: 'INVALID_ANSWER', message: expect.stringContaining(`The snapshot of ${symbol}: ${words}`) },
    })
  }
})

test('a book of a feed of options is joined by the number before, and begun again when one is missing', async () => {
  const { feed, asked, log, say } = scriptedFeed()
  const book = orderBook({ ...feed, venue: { name: 'binance', market: 'options' } as never }, symbol, { depth: 500 })
  const { channel } = optionBook(symbol)
  const change = (changes: Partial<Record<'U' | 'u' | 'pu', number>>, b: readonly (readonly string[])[]) =>
    say(channel.decode(JSON.stringify({ ...wire.depth, ...changes, b, a: [] }), 7, 'always') as never)
  const { u } = wire.depth
  expect(log).toEqual(['subscribe btc-261225-100000-c@depth@100ms'])
  change({}, [['1441.000', '1.00']])
  expect(asked[0]!.query).toMatchObject({ path: 'depth', params: { symbol, limit: 500 }, weight: 10 })
  await asked[0]!.answer(answer)
  expect([book.state.kind, book.lastUpdateId]).toEqual(['live', u])
  expect(book.best()).toMatchObject({ bid: { price: '1441.000' }, ask: { price: '1455.000' } })
  // The numbers have holes; each event names the one before it.
  change({ pu: u, U: u + 50, u: u + 60 }, [['1442.000', '3.00']])
  expect(book.best().bid).toMatchObject({ price: '1442.000', quantity: '3.00' })
  change({ pu: u + 70, U: u + 90, u: u + 110 }, [['1443.000', '1.00']])
  expect(book.state).toMatchObject({ kind: 'stale', reason: 'sequence' })
  await asked[1]!.answer({ ...answer, u: u + 100 })
  expect([book.state.kind, book.lastUpdateId, book.best().bid?.price]).toEqual(['live', u + 110, '1443.000'])
  book.close()
})

test('its channel is that of the feed', () => {
  const channel = optionBook(symbol).channel
  const event = channel.decode(JSON.stringify(wire.depth), 7, 'always') satisfies OptionDepth
  expect([channel.family, event.previousUpdateId]).toEqual(['options', 121508733])
})
