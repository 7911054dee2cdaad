/** Recorded events of accounts, and answers to control frames: each is what it was known to be, and no decimal changes. */
import { expect, test } from 'vitest'

import { binance, binanceAccount, futuresUserData, userData } from '../../src/binance'
import type { Channel, MarketEvent } from '../../src/core/channel'
import { decimals, framesOf, present, titled } from '../support/recordings'

const types = /^(listStatus|balanceUpdate|executionReport|outboundAccountPosition)$/

test.skipIf(!present)(titled('recorded events of accounts decode'), () => {
  const unknown: string[] = []
  const found = framesOf('binance-userdata-samples.ndjson').map((frame) => {
    const { e } = JSON.parse(frame) as { e: string }
    const isSpot = types.test(e)
    const channel: Channel<MarketEvent> = isSpot ? userData() : futuresUserData()
    const venue = isSpot
      ? binanceAccount({ apiKey: 'key', sign: () => '' })
      : binanceAccount({ market: 'usdm', apiKey: 'key' })
    const wrapped = isSpot ? `{"subscriptionId":0,"event":${frame}}` : frame
    const reading = venue.read(wrapped)
    if (reading.kind !== 'event') return `not an event: ${frame}`
    const payload = wrapped.slice(reading.start, reading.end)
    const event = channel.decode(payload, 1, 'always', { foreign: (path) => unknown.push(`${e} ${path}`), slow() {} })
    // Numbers of orders become texts.
    const amounts = decimals(event).filter((text) => payload.includes(`"${text}"`))
    expect(amounts.join()).toBe(decimals(JSON.parse(payload)).join())
    return event.type
  })
  expect(found).toEqual([
    ...['listStatus', 'balanceUpdate', 'accountUpdate', 'orderTradeUpdate'],
    ...['accountConfigUpdate', 'accountConfigUpdate'],
  ])
  expect(unknown).toEqual([])
})

test.skipIf(!present)(titled('recorded answers to control frames are known'), () => {
  const { read } = binance()
  expect(framesOf('binance-control-samples.ndjson').map((frame) => read(frame))).toEqual([
    { kind: 'reply', id: 2, error: undefined },
    { kind: 'reply', id: 1_000, error: undefined },
    { kind: 'reply', id: 2, error: undefined },
    {
      kind: 'reply',
      id: undefined,
      error: { code: 2, message: 'Invalid request: request ID must be an unsigned integer' },
    },
  ])
})
