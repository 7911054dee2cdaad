/** Real recorded sessions through a real socket into the client: each frame becomes exactly one event. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type BinanceEvent, binance, stream } from '../../src/binance'
import { createFeed } from '../../src/node'
import { createLocalExchange } from '../../src/testing/exchange/server'
import { createTape } from '../../src/testing/exchange/tape'

interface Line {
  readonly t: number | null
  readonly dir: 'in' | 'out'
  readonly frame: string
  readonly rest?: string
}

const folder = new URL('../../../shared/captures/', import.meta.url)
const isPresent = existsSync(folder)
const files = isPresent
  ? readdirSync(folder).filter((name) => /^binance(us)?-spot-.*symbols?-|^binance-spot-btcusdt/.test(name))
  : []

test.skipIf(!isPresent)('the captures are there', () => {
  expect(files.length).toBeGreaterThanOrEqual(3)
})

test.each(files)(
  '%s: every frame one event, none invalid, every decimal as recorded',
  { timeout: 60_000 },
  async (name) => {
    const lines = readFileSync(new URL(name, folder), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line)
    const frames = lines
      .filter((line) => line.dir === 'in' && line.rest === undefined)
      .map((line) => JSON.parse(line.frame) as { stream: string; data: unknown })
    const tape = createTape(lines, { speed: 'max', begin: 'started' })
    const exchange = await createLocalExchange({ tape })
    const feed = createFeed<BinanceEvent>({
      venue: binance({ url: exchange.url }),
      buffer: { capacity: frames.length, overflow: 'fail' },
    })
    const reader = feed[Symbol.asyncIterator]()
    feed.subscribe([...new Set(frames.map((frame) => frame.stream))].map((each) => stream(each)))
    await feed.connect()
    tape.start()
    let differing = 0
    for (const frame of frames) {
      const { value } = await reader.next()
      if (decimals(value).join() !== decimals(frame.data).join()) differing += 1
    }
    expect(differing).toBe(0)
    expect(feed.stats()).toMatchObject({ events: frames.length, invalid: 0, dropped: 0, gaps: 0, connections: 1 })
    await feed.close()
    await exchange.close()
  },
)

/** Every decimal string inside a value, sorted: the event has other keys than the wire, but the same texts. */
function decimals(value: unknown): string[] {
  const found: string[] = []
  const walk = (each: unknown) => {
    if (typeof each === 'string' && /^-?\d+\.\d+$/.test(each)) found.push(each)
    else if (typeof each === 'object' && each !== null) Object.values(each).forEach(walk)
  }
  walk(value)
  return found.sort()
}
