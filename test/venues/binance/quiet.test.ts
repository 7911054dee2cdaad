/** A quiet connection of each market, in virtual time: the exchange pings seldom, so it is asked, and is not taken for dead. */
import { expect, test } from 'vitest'

import { type BinanceMarket, type BinanceOptions, binance, raw } from '../../../src/binance'
import { openFeed } from '../../../src/client/open'
import type { Venue } from '../../../src/core/venue'
import { FakeTransport } from '../../../src/testing/fake-transport'
import { ManualClock, manualHost } from '../../../src/testing/manual-clock'

/** The pace of the exchange's pings, in ms; that of Binance.US is the one spot had before 2025. */
const paces: readonly (readonly [BinanceOptions<BinanceMarket>, pingMs: number])[] = [
  [{}, 20_000],
  [{ environment: 'us' }, 180_000],
  [{ market: 'usdm' }, 180_000],
  [{ market: 'coinm' }, 180_000],
  [{ market: 'options' }, 300_000],
]

const rows = paces.flatMap(([options, pingMs]) => [true, false].map((canPing) => [options, canPing, pingMs] as const))

/** A feed of one stream, whose far end says nothing by itself but pings. */
function quiet(options: BinanceOptions<BinanceMarket>, canPing: boolean, pingMs: number, answers: boolean) {
  const clock = new ManualClock()
  const transport = new FakeTransport(canPing)
  transport.onSocket = (socket) => {
    clock.timer(() => socket.open(), 50)
    const ping = () => {
      // A page cannot see pings: the browser answers them.
      if (canPing) socket.pinged(new Uint8Array([1]))
      clock.timer(ping, pingMs)
    }
    clock.timer(ping, pingMs)
  }
  transport.onFrame = (kind, socket, text = '') => {
    if (!answers) return
    if (kind === 'ping') clock.timer(() => socket.heard(), 300)
    if (kind === 'text') {
      const { id } = JSON.parse(text) as { id: number }
      clock.timer(() => socket.say(JSON.stringify({ result: ['x@y'], id })), 300)
    }
  }
  const venue = binance(options) as unknown as Venue<never>
  const feed = openFeed<never>({ venue, transport, host: manualHost(clock, () => 0.5) }, transport)
  const lost: string[] = []
  feed.on('disconnected', ({ error }) => lost.push(error.code))
  feed.subscribe(raw('x@y') as never)
  return { clock, transport, feed, lost }
}

test.each(rows)('%j, seen pings %s, one each %i ms: an hour of silence is borne', async (options, canPing, pingMs) => {
  const { clock, transport, feed, lost } = quiet(options, canPing, pingMs, true)
  await clock.run(3_600_000)
  expect([transport.sockets.length, lost, feed.state.kind]).toEqual([1, [], 'open'])
  const { pings, sent, pongs } = transport.last
  const asked = canPing ? pings : sent.length
  // Where the exchange pings more often than it would be asked, it is not asked.
  if (canPing && pingMs < 30_000) expect(asked).toBe(0)
  else expect(asked).toBeGreaterThan(90)
  expect(pongs).toHaveLength(canPing ? Math.floor(3_600_000 / pingMs) : 0)
  await feed.close()
})

test.each(rows.filter(([, , pingMs]) => pingMs > 40_000))(
  '%j, seen pings %s: a line that does not answer is replaced long before its next ping',
  async (options, canPing) => {
    const { clock, transport, feed, lost } = quiet(options, canPing, 86_400_000, false)
    await clock.run(50 + 39_000)
    expect(lost).toEqual([])
    await clock.run(5_000)
    expect(lost).toEqual(['CONNECTION_STALE'])
    expect(transport.sockets.length).toBeGreaterThan(1)
    await feed.close()
  },
)
