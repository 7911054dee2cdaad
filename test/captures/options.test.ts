/** Samples of options as they were recorded: those of today's names decode, and no decimal changes but where there is no quote. */
import { expect, test } from 'vitest'
import { binance, optionsStream } from '../../src/binance'
import { decimals, framesOf, present, titled } from '../support/recordings'

test.skipIf(!present)(titled('recorded options frames decode'), () => {
  const { read } = binance({ market: 'options' })
  const counts: Record<string, number> = {}
  const retired: string[] = []
  for (const frame of framesOf('binance-options-samples.ndjson')) {
    const reading = read(frame)
    if (reading.kind !== 'event') throw new Error(`read as ${reading.kind}`)
    const { stream } = reading
    // The names of the host that was retired are upper-case.
    if (stream !== stream.toLowerCase().replace('trade', 'Trade').replace('mark', 'Mark').replace('price', 'Price')) {
      retired.push(stream)
      continue
    }
    const channel = optionsStream(stream)
    const payload = frame.slice(reading.start, reading.end)
    const event = channel.decode(payload, 1, 'always')
    counts[event.type] = (counts[event.type] ?? 0) + 1
    expect(channel.suspect?.(event)).toBeUndefined()
    expect(decimals(event)).toEqual(decimals(JSON.parse(payload)).filter((each) => each !== '-1.0'))
    expect(channel.decode(payload, 1, 'never')).toEqual(event)
  }
  expect([counts, retired.length]).toEqual([{ trade: 1, partialDepth: 1, markPrices: 1 }, 5])
})
