/** Examples that the exchange published of streams nobody has recorded: each decodes, and no decimal changes. */
import { expect, test } from 'vitest'
import { binance, futuresStream } from '../../src/binance'
import { decimals, framesOf, present, titled } from '../support/recordings'

test.skipIf(!present)(titled('published examples of futures decode'), () => {
  const { read } = binance({ market: 'usdm' })
  const decoded = framesOf('binance-published-examples.ndjson').flatMap((frame) => {
    const reading = read(frame)
    if (reading.kind !== 'event' || !/^!(?:contractInfo|assetIndex@arr)$/.test(reading.stream)) return []
    const payload = frame.slice(reading.start, reading.end)
    const event = futuresStream(reading.stream).decode(payload, 1, 'always')
    expect(decimals(event)).toEqual(decimals(JSON.parse(payload)))
    return [event]
  })
  expect(decoded).toMatchObject([
    {
      ...{ type: 'contractInfo', symbol: 'IOTAUSDT', pair: 'IOTAUSDT', contractType: 'PERPETUAL', status: 'TRADING' },
      brackets: [
        { bracket: 1, maxLeverage: 50 },
        { bracket: 2, maintenanceAmount: 75, notionalCap: 25_000 },
      ],
    },
    { type: 'assetIndexes', rows: [{ symbol: 'ADAUSD', indexPrice: '0.27462452' }, { symbol: 'USDTUSD' }] },
  ])
})
