/** The kline intervals of Binance spot and where their bars begin, in UTC or by another clock. */

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

/** The clocks bars are cut by: UTC, and the one other that streams have. */
export type Zone = '' | '+08:00'

export const secondMs = 1_000
export const minuteMs = 60_000
export const dayMs = 86_400_000

const units: Readonly<Record<string, number>> = { s: secondMs, m: minuteMs, h: 3_600_000, d: dayMs, w: 7 * dayMs }

// 1970-01-01 was a Thursday; weekly bars open on Mondays.
const firstMonday = 4 * dayMs

export function isInterval(text: string): text is Interval {
  return (intervals as readonly string[]).includes(text)
}

/** What a clock is ahead of UTC, in ms. */
const ahead: Readonly<Record<Zone, number>> = { '': 0, '+08:00': 8 * 3_600_000 }

/** Where the bar that contains `time` begins. */
export function barStart(interval: Interval, time: number, zone: Zone = ''): number {
  if (interval === '1M') return monthStart(time, zone, 0)
  const offset = (interval === '1w' ? firstMonday : 0) - ahead[zone]
  return Math.floor((time - offset) / width(interval)) * width(interval) + offset
}

/** Where the bar after the one beginning at `start` begins. */
export function nextBar(interval: Interval, start: number, zone: Zone = ''): number {
  return interval === '1M' ? monthStart(start, zone, 1) : start + width(interval)
}

/** Where the month of `time` begins, or one so many months later. */
function monthStart(time: number, zone: Zone, later: number): number {
  const date = new Date(time + ahead[zone])
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later) - ahead[zone]
}

function width(interval: Exclude<Interval, '1M'>): number {
  return Number(interval.slice(0, -1)) * units[interval.slice(-1)]!
}
