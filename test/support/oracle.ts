/** What a feed delivered, held against what the exchange produced. */
import { expect } from 'vitest'
import type { BinanceEvent } from '../../src/binance'
import type { Feed } from '../../src/client/feed'
import type { Channel } from '../../src/core/channel'
import type { Gap } from '../../src/core/events'
import type { LocalExchange } from '../../src/testing/exchange/server'

/** What one stream delivered, in order: the place of each event in its stream, and the holes as they were told. */
export type Delivered = readonly (Place | Gap)[]

/** What tells an event from the others of its stream. */
export interface Place {
  readonly type: 'event'
  readonly key: string
  /** First and last number it covers; undefined where the numbers of its stream leave holes. */
  readonly from: number | undefined
  readonly to: number | undefined
  readonly receiveTime: number
  /** How many connections had opened when it came. */
  readonly epoch: number
}

export interface Collection {
  /** By stream. */
  readonly delivered: ReadonlyMap<string, Delivered>
  /** Events delivered so far, of all streams. */
  readonly events: number
  /** How many connections have opened. */
  readonly epoch: number
  /** Resolves when each of these streams has delivered so many events more. */
  more(count: number, streams?: readonly string[]): Promise<void>
}

/** Subscribes these channels, one by one, and keeps what each delivers. */
export function collect(feed: Feed<BinanceEvent>, channels: readonly Channel<BinanceEvent>[]): Collection {
  const delivered = new Map<string, (Place | Gap)[]>()
  const counts = new Map<string, number>()
  const waiting = new Set<() => void>()
  let events = 0
  let epoch = 0
  feed.on('connected', () => {
    epoch += 1
  })
  for (const channel of channels) {
    const items: (Place | Gap)[] = []
    delivered.set(channel.stream, items)
    feed.subscribe(channel).on((item) => {
      if (item.type === 'gap') return void items.push(item)
      items.push(placeOf(item, epoch))
      counts.set(channel.stream, (counts.get(channel.stream) ?? 0) + 1)
      events += 1
      for (const look of waiting) look()
    })
  }
  return {
    delivered,
    get events() {
      return events
    },
    get epoch() {
      return epoch
    },
    more(count, streams = [...delivered.keys()]) {
      const goals = new Map(streams.map((stream) => [stream, (counts.get(stream) ?? 0) + count]))
      return new Promise((resolve) => {
        const look = () => {
          for (const [stream, goal] of goals) {
            if ((counts.get(stream) ?? 0) < goal) return
            goals.delete(stream)
          }
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      })
    },
  }
}

function placeOf(event: BinanceEvent, epoch: number): Place {
  const place = (key: number | string, from?: number, to = from): Place => ({
    type: 'event',
    key: String(key),
    from,
    to,
    receiveTime: event.receiveTime,
    epoch,
  })
  switch (event.type) {
    case 'trade':
      return place(event.tradeId, event.tradeId)
    case 'aggTrade':
      return place(event.aggTradeId, event.aggTradeId)
    case 'depth':
      return place(event.finalUpdateId, event.firstUpdateId, event.finalUpdateId)
    case 'bookTicker':
      return place(event.updateId)
    case 'partialDepth':
      return place(event.lastUpdateId)
    case 'kline':
      return place(`${event.eventTime} ${event.isClosed}`)
    case 'referencePrice':
      return place(event.priceTime)
    case 'raw':
      return place(JSON.stringify(event.data))
    default:
      return place(event.eventTime)
  }
}

/** The same key, read from a payload as the exchange sent it. */
function keyOf(payload: string): string {
  const parsed = JSON.parse(payload)
  if (Array.isArray(parsed)) return String(Math.max(...parsed.map((row: { E: number }) => row.E)))
  const { e, t, a, u, lastUpdateId, E, k } = parsed
  if (e === 'trade' || e === 'referencePrice') return String(t)
  if (e === 'aggTrade') return String(a)
  if (e === 'kline') return `${E} ${k.x}`
  return String(u ?? lastUpdateId ?? E)
}

/** What is wrong with a stream: nothing, as it should be. */
export interface Flaws {
  /** Produced between the first and the last delivered event, neither delivered nor told to be missing. */
  readonly lost: readonly string[]
  /** Delivered, but before its turn, or once more. */
  readonly repeated: readonly string[]
  /** Delivered, but never produced. */
  readonly unknown: readonly string[]
  /** Told to be missing. */
  readonly gaps: readonly Gap[]
}

/** Holds a stream without any hole against the payloads that the exchange produced for it. */
export function flawsOf(delivered: Delivered, payloads: readonly string[]): Flaws {
  const keys = payloads.map(keyOf)
  const places = new Map(keys.map((key, at) => [key, at]))
  const lost: string[] = []
  const repeated: string[] = []
  const unknown: string[] = []
  const gaps: Gap[] = []
  let next: number | undefined
  for (const item of delivered) {
    if (item.type === 'gap') {
      gaps.push(item)
      continue
    }
    const at = places.get(item.key)
    if (at === undefined) unknown.push(item.key)
    else if (next !== undefined && at < next) repeated.push(item.key)
    else {
      if (next !== undefined) lost.push(...keys.slice(next, at))
      next = at + 1
    }
  }
  return { lost, repeated, unknown, gaps }
}

/** Of a list that may be long: its length and how it begins. */
const short = (all: readonly unknown[]) => ({ count: all.length, first: all.slice(0, 3) })

/** Nothing was lost, nothing came twice and no hole was told, on any stream. */
export function expectWhole({ delivered }: Collection, { record }: LocalExchange): void {
  const flawed = [...delivered].flatMap(([stream, items]) => {
    const flaws = Object.entries(flawsOf(items, record.sent(stream))).filter(([, all]) => all.length > 0)
    return flaws.length > 0 ? [{ stream, ...Object.fromEntries(flaws.map(([name, all]) => [name, short(all)])) }] : []
  })
  expect({ flawed: flawed.length, first: flawed.slice(0, 3) }).toEqual({ flawed: 0, first: [] })
}

/**
 * Holds a stream whose numbers leave no hole against itself: each number from the first to the last is either delivered or
 * told to be missing, once, at its place. Returns what is wrong, as sentences.
 */
export function seamsOf(delivered: Delivered): readonly string[] {
  const wrong: string[] = []
  let last: Place | undefined
  let gap: Gap | undefined
  for (const item of delivered) {
    if (item.type === 'gap') {
      if (gap) wrong.push(`two holes without an event between them, from ${gap.from} and from ${item.from}`)
      gap = item
      continue
    }
    if (last) {
      const { from = Number.NaN } = item
      const next = (last.to as number) + 1
      if (from < next) wrong.push(`${from} after ${next - 1}`)
      else if (from > next && !gap) wrong.push(`${next}-${from - 1} are missing, untold`)
      else if (from === next && gap) wrong.push(`a hole is told between ${next - 1} and ${from}`)
      else if (gap) wrong.push(...edges(gap, last, item, next))
    } else if (gap) wrong.push('a hole before the first event')
    last = item
    gap = undefined
  }
  if (gap) wrong.push('a hole after the last event')
  return wrong
}

function edges(gap: Gap, before: Place, after: Place, next: number): readonly string[] {
  const wrong: string[] = []
  if (gap.from !== next || gap.to !== (after.from as number) - 1)
    wrong.push(`${gap.from}-${gap.to} told, ${next}-${(after.from as number) - 1} missing`)
  if (gap.fromTime !== before.receiveTime || gap.toTime !== after.receiveTime)
    wrong.push(`the times of the hole at ${next} are not those of the events around it`)
  return wrong
}

/** Holds a stream without counted numbers against its connections: a hole stands wherever the connection changed, only there. */
export function changesOf(delivered: Delivered): readonly string[] {
  const wrong: string[] = []
  let last: Place | undefined
  let gaps = 0
  for (const item of delivered) {
    if (item.type === 'gap') {
      gaps += 1
      if (item.from !== undefined || item.to !== undefined) wrong.push(`a range, ${item.from}-${item.to}`)
      continue
    }
    const expected = last && last.epoch !== item.epoch ? 1 : 0
    if (gaps !== expected) wrong.push(`${gaps} holes before ${item.key} of connection ${item.epoch}, not ${expected}`)
    last = item
    gaps = 0
  }
  return wrong
}
