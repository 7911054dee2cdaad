/** A recorded session of a real exchange, through a real socket, into a real browser. */
import { existsSync, readFileSync } from 'node:fs'

import { createTape, type TapeLine } from '../src/testing/exchange/tape'
import { expect, openConnections, test } from './fixtures'

const name = 'binance-spot-btcusdt-depth-trade-bookticker.ndjson'
const file = new URL(`../../shared/captures/${name}`, import.meta.url)
const present = existsSync(file)

/** Frames that are played. */
const length = 3_000

const lines = present
  ? readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as TapeLine)
      .filter(({ dir, rest }) => dir === 'in' && rest === undefined)
      .slice(0, length)
  : []
const tape = createTape(lines, { speed: 'max', begin: 'started' })

interface Frame {
  readonly stream: string
  readonly data: Readonly<Record<string, unknown>>
}

const types: Readonly<Record<string, string>> = {
  'btcusdt@trade': 'trade',
  'btcusdt@bookTicker': 'bookTicker',
  'btcusdt@depth@100ms': 'depth',
}

/** Every text of a value that is a decimal, sorted. */
function decimals(value: unknown): string[] {
  if (typeof value === 'string') return /^\d+\.\d+$/.test(value) ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(decimals).sort()
}

/** Sequence numbers that one event brings, by the names of wire and event. */
function numbers({ data }: Frame): readonly unknown[] {
  if (data.e === 'trade') return [data.t, data.E, data.T, data.m]
  return data.e === 'depthUpdate' ? [data.U, data.u, data.E] : [data.u]
}

function numbersOf(event: Readonly<Record<string, unknown>>): readonly unknown[] {
  if (event.type === 'trade') return [event.tradeId, event.eventTime, event.tradeTime, event.isBuyerMaker]
  return event.type === 'depth' ? [event.firstUpdateId, event.finalUpdateId, event.eventTime] : [event.updateId]
}

test.use({ exchangeOptions: { tape } })

const title = 'each frame becomes one event, in order, unchanged'

test(present ? title : `${title} (left out: the recording ${name} is not here)`, async ({ page, site, exchange }) => {
  test.skip(!present)
  await page.goto(`${site}bare`)
  await page.evaluate(async (url) => {
    const { binance, bookTicker, createFeed, depth, trades } = tickwire
    const feed = createFeed({ venue: binance({ url }) })
    const events: unknown[] = []
    const news: string[] = []
    feed.on('invalid', ({ stream, path, reason }) => void news.push(`invalid ${stream} ${path} ${reason}`))
    feed.on('error', ({ message }) => void news.push(message))
    feed
      .subscribe([trades('BTCUSDT'), bookTicker('BTCUSDT'), depth('BTCUSDT', { speed: 100 })])
      .on((event) => void events.push(event))
    await feed.connect()
    Object.assign(globalThis, { played: { feed, events, news } })
  }, exchange.url)

  tape.start()
  const count = () => page.evaluate(() => (globalThis as unknown as Played).played.events.length)
  await expect.poll(count).toBe(length)
  const { events, news, stats } = await page.evaluate(async () => {
    const { feed, events, news } = (globalThis as unknown as Played).played
    const { streams: _, controlFrames: __, ...stats } = feed.stats()
    await feed.close()
    return { events, news, stats }
  })

  const differences: unknown[] = []
  lines.forEach(({ frame }, index) => {
    const sent = JSON.parse(frame) as Frame
    const event = events[index] as Readonly<Record<string, unknown>>
    const same =
      event.type === types[sent.stream] &&
      String(numbersOf(event)) === String(numbers(sent)) &&
      String(decimals(event)) === String(decimals(sent.data))
    if (!same) differences.push({ index, sent, event })
  })
  expect(differences).toEqual([])
  expect(news).toEqual([])
  expect(stats).toMatchObject({ events: length, invalid: 0, dropped: 0, gaps: 0, connections: 1 })
  await expect.poll(() => openConnections(exchange)).toBe(0)
})

interface Played {
  readonly played: {
    readonly feed: ReturnType<typeof tickwire.createFeed>
    readonly events: readonly unknown[]
    readonly news: readonly string[]
  }
}
