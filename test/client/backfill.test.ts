/** What was missed is fetched, through the whole client in virtual time. */
import { expect, test } from 'vitest'
import { avgPrice, binance, bookTicker, trades } from '../../src/binance'
import { openFeed } from '../../src/client/open'
import type { Fetch } from '../../src/core/clock'
import { FakeTransport } from '../../src/testing/fake-transport'
import { ManualClock, manualHost } from '../../src/testing/manual-clock'
import { FarEnd, tradeFrame } from '../support/far-end'
import { world } from '../support/world'

const row = (id: number) => ({
  id,
  price: '91234.50000000',
  qty: '0.00500000',
  quoteQty: '456.17',
  time: 1_795_305_600_121,
  isBuyerMaker: true,
  isBestMatch: true,
})

/** @param answers what REST says to a question */
function archive(answers: (params: URLSearchParams) => { status: number; body: unknown }) {
  const clock = new ManualClock()
  const asked: string[] = []
  const fetch: Fetch = async (url) => {
    asked.push(url)
    const { status, body } = answers(new URL(url).searchParams)
    return { status, headers: { get: () => null }, text: async () => JSON.stringify(body) }
  }
  const transport = new FakeTransport()
  new FarEnd(transport, clock)
  const host = { ...manualHost(clock), fetch }
  const feed = openFeed({ venue: binance(), transport, host }, transport)
  const seen: string[] = []
  const errors: string[] = []
  feed.on('error', ({ code }) => errors.push(code))
  feed.subscribe(trades('BTCUSDT'), { backfill: true }).on((item) => {
    seen.push(
      item.type === 'gap' ? `${item.reason} ${item.from}-${item.to}` : `${item.tradeId}${item.backfilled ? '+' : ''}`,
    )
  })
  /** A cut, then these; ends when the last of them is delivered. */
  const cut = async (ids: number[]) => {
    transport.last.end()
    await clock.run(2_000)
    for (const id of ids) transport.last.say(tradeFrame('BTCUSDT', id))
    // What fetches is loaded in the host's time, not in the clock's.
    while (seen.at(-1) !== String(ids.at(-1))) {
      await new Promise((resolve) => setImmediate(resolve))
      await clock.run(1)
    }
  }
  return { clock, transport, feed, seen, errors, asked, cut }
}

test('what a cut lost is fetched, each event once and in order, and the ledger says so', async () => {
  const { clock, transport, feed, seen, asked, cut } = archive((params) => {
    const from = Number(params.get('fromId'))
    const count = Number(params.get('limit'))
    return { status: 200, body: Array.from({ length: Math.min(count, 3) }, (_, i) => row(from + i)) }
  })
  await clock.run(10)
  transport.last.say(tradeFrame('BTCUSDT', 1))
  await cut([9, 10])
  expect(seen).toEqual(['1', '2+', '3+', '4+', '5+', '6+', '7+', '8+', '9', '10'])
  expect(asked.map((url) => new URL(url).searchParams.get('fromId'))).toEqual(['2', '5', '8'])
  const ledger = feed.ledger()['btcusdt@trade']!
  expect(ledger).toMatchObject({ delivered: 10, backfilled: 7, gapCount: 1 })
  expect(ledger.gaps).toMatchObject([{ from: 2, to: 8, filled: true }])
  expect(feed.stats()).toMatchObject({ gaps: 0, requests: { asked: 3, failed: 0, weight: 75 } })
  await feed.close()
  expect(feed.ledger()['btcusdt@trade']).toEqual(ledger)
  expect(clock.pending).toBe(0)
})

test('what cannot be had is told at its place', async () => {
  const { clock, transport, feed, seen, cut } = archive(() => ({ status: 200, body: [row(5), row(6)] }))
  await clock.run(10)
  transport.last.say(tradeFrame('BTCUSDT', 1))
  await cut([8])
  expect(seen).toEqual(['1', 'reconnect 2-4', '5+', '6+', 'reconnect 7-7', '8'])
  expect(feed.ledger()['btcusdt@trade']!.gaps.map(({ filled }) => filled)).toEqual([false, false])
  await feed.close()
})

test('a refusal is told once with its code, and the gap as it is', async () => {
  const { clock, transport, feed, seen, errors, cut } = archive(() => ({
    status: 400,
    body: { code: -2014, msg: 'API-key format invalid.' },
  }))
  await clock.run(10)
  transport.last.say(tradeFrame('BTCUSDT', 1))
  await cut([8])
  expect(seen).toEqual(['1', 'reconnect 2-7', '8'])
  expect(errors).toContain('REQUEST_REFUSED')
  await feed.close()
})

test.each([
  ['a channel without a past', binance(), bookTicker('BTCUSDT')],
  ['any of several without one', binance(), [trades('BTCUSDT'), avgPrice('BTCUSDT')]],
  ['an address that answers no questions', binance({ url: 'wss://a' }), trades('BTCUSDT')],
])('backfill is refused for %s before anything is sent', (_, venue, channels) => {
  const { feed, transport } = world({ venue })
  const ask = () => feed.subscribe(channels as never, { backfill: true })
  expect(ask).toThrowError(expect.objectContaining({ code: 'INVALID_OPTION' }))
  expect([transport.sockets.length, feed.stats().streams]).toEqual([0, {}])
})

test('what the exchange keeps in another unit than the streams is not fetched', async () => {
  const { feed } = world({ venue: binance({ timeUnit: 'microsecond' }) })
  expect(() => feed.subscribe(trades('BTCUSDT'), { backfill: true })).toThrow(
    /backfill must be left out, .*microsecond/,
  )
  await feed.close()
})
