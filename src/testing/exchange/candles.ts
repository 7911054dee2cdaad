/** Bars of every interval, all from the same trades: trades make seconds and minutes, shorter bars make longer ones. */

import { addBar, addTrade, type Bar, emptyBar, type OpenBar } from './bar'
import { barStart, dayMs, type Interval, intervals, minuteMs, nextBar, secondMs, type Zone } from './intervals'
import type { Trade } from './trade'

interface Series {
  readonly interval: Interval
  readonly zone: Zone
  readonly keep: number
  readonly closed: Bar[]
  /** Series whose bars are made of this one's. */
  readonly longer: Series[]
  /** Above a minute: without the running bar of the series it is made of. */
  running: OpenBar
  end: number
}

/** What the bars of an interval are made of: a shorter interval whose bars fit into them without rest. */
const sources: Readonly<Partial<Record<Interval, Interval>>> = {
  '3m': '1m',
  '5m': '1m',
  '15m': '5m',
  '30m': '15m',
  '1h': '30m',
  '2h': '1h',
  '4h': '2h',
  '6h': '2h',
  '8h': '4h',
  '12h': '4h',
  '1d': '12h',
  '3d': '1d',
  '1w': '1d',
  '1M': '1d',
}

/** Those whose bars begin at other moments eight hours ahead of UTC, and what they are made of there. */
const shiftedSources: Readonly<Partial<Record<Interval, Interval>>> = {
  '6h': '2h',
  '12h': '4h',
  '1d': '12h',
  '3d': '1d',
  '1w': '1d',
  '1M': '1d',
}

/** Bars remembered per interval; minutes cover the 24 hours of the ticker as well. */
const keptBars = 1_000
const keptMinutes = dayMs / minuteMs + 60

export class Candles {
  private readonly seconds: Series
  private readonly minutes: Series
  private readonly series = new Map<Interval, Series>()
  private readonly shifted = new Map<Interval, Series>()

  /** Seconds begin at `secondsFrom`: a day of them would cost the start-up more than everything else. */
  constructor(
    start: number,
    price: number,
    secondsFrom: number,
    private readonly worth: (trade: Trade) => bigint = valueInQuote,
  ) {
    this.seconds = open('1s', secondsFrom, price, keptBars)
    this.minutes = open('1m', start, price, keptMinutes)
    for (const interval of intervals) this.series.set(interval, open(interval, start, price, keptBars))
    this.series.set('1s', this.seconds).set('1m', this.minutes)
    for (const [interval, source] of Object.entries(sources)) {
      this.series.get(source)!.longer.push(this.series.get(interval as Interval)!)
    }
    for (const [interval, source] of Object.entries(shiftedSources)) {
      const series = open(interval as Interval, start, price, keptBars, '+08:00')
      this.shifted.set(interval as Interval, series)
      this.find(source, '+08:00').longer.push(series)
    }
  }

  add(trade: Trade): void {
    this.roll(trade.time)
    const value = this.worth(trade)
    if (trade.time >= this.seconds.running.start) addTrade(this.seconds.running, trade, value)
    else this.seconds.running = emptyBar(this.seconds.running.start, trade.price)
    addTrade(this.minutes.running, trade, value)
  }

  /** Closes every bar that ended at or before `now`. */
  roll(now: number): void {
    while (this.seconds.end <= now) close(this.seconds)
    while (this.minutes.end <= now) close(this.minutes)
  }

  /** The bar that is still open. */
  current(interval: Interval, zone: Zone = ''): Bar {
    const { running, zone: own } = this.find(interval, zone)
    const source = (own === '' ? sources : shiftedSources)[interval]
    if (source === undefined) return running
    const bar = { ...running }
    addBar(bar, this.current(source, own))
    return bar
  }

  /** Closed bars, oldest first. */
  closed(interval: Interval, zone: Zone = ''): readonly Bar[] {
    return this.find(interval, zone).closed
  }

  /** The bars of a clock; most are those of UTC. */
  private find(interval: Interval, zone: Zone): Series {
    return (zone === '' ? undefined : this.shifted.get(interval)) ?? this.series.get(interval)!
  }
}

function valueInQuote({ price, quantity }: Trade): bigint {
  return BigInt(price) * BigInt(quantity)
}

/** Last instant of a bar, as Binance writes it: one millisecond before the next. */
export function closeTime(interval: Interval, bar: Bar, zone: Zone = ''): number {
  return nextBar(interval, bar.start, zone) - 1
}

function open(interval: Interval, time: number, price: number, keep: number, zone: Zone = ''): Series {
  const start = interval === '1s' ? Math.ceil(time / secondMs) * secondMs : barStart(interval, time, zone)
  const end = nextBar(interval, start, zone)
  return { interval, zone, keep, closed: [], longer: [], running: emptyBar(start, price), end }
}

function close(series: Series): void {
  const { running, end } = series
  series.closed.push(running)
  if (series.closed.length >= series.keep * 1.25) series.closed.splice(0, series.closed.length - series.keep)
  series.running = emptyBar(end, running.close)
  series.end = nextBar(series.interval, end, series.zone)
  for (const longer of series.longer) {
    addBar(longer.running, running)
    if (longer.end === end) close(longer)
  }
}
