/** The kline intervals of Binance spot and where their bars begin, in UTC. */

export const intervals = [
  '1s',
  '1m',
  '3m',
  '5m',
  '15m',
  '30m',
  '1h',
  '2h',
  '4h',
  '6h',
  '8h',
  '12h',
  '1d',
  '3d',
  '1w',
  '1M',
] as const

export type Interval = (typeof intervals)[number]

export const secondMs = 1_000
export const minuteMs = 60_000
export const dayMs = 86_400_000

const units: Readonly<Record<string, number>> = { s: secondMs, m: minuteMs, h: 3_600_000, d: dayMs, w: 7 * dayMs }

// 1970-01-01 was a Thursday; weekly bars open on Mondays.
const firstMonday = 4 * dayMs

export function isInterval(text: string): text is Interval {
  return (intervals as readonly string[]).includes(text)
}

/** Where the bar that contains `time` begins. */
export function barStart(interval: Interval, time: number): number {
  if (interval === '1M') {
    const date = new Date(time)
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth())
  }
  const offset = interval === '1w' ? firstMonday : 0
  return Math.floor((time - offset) / width(interval)) * width(interval) + offset
}

/** Where the bar after the one beginning at `start` begins. */
export function nextBar(interval: Interval, start: number): number {
  if (interval !== '1M') return start + width(interval)
  const date = new Date(start)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1)
}

function width(interval: Exclude<Interval, '1M'>): number {
  return Number(interval.slice(0, -1)) * units[interval.slice(-1)]!
}
