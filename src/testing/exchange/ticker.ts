/** The rolling 24 hours and the average price, folded from the bars and so from the trades. */

import { addBar, type Bar, emptyBar, type OpenBar } from './bar'
import type { Candles } from './candles'
import { dayMs, minuteMs } from './intervals'

export interface DayWindow {
  /** All trades of the window as one bar; its start is the window's. */
  readonly bar: Bar
  /** Last price before the window. */
  readonly previousClose: number
}

/** Keeps the closed part of the window, which changes only once a minute. */
export class Ticker {
  private folded: OpenBar | undefined
  private previousClose = 0
  private minute = -1

  constructor(private readonly candles: Candles) {}

  /**
   * The trades of the last 24 hours, begun at a full minute: up to 59,999 ms more than a day, like Binance's windowed
   * tickers.
   */
  day(now: number): DayWindow {
    const running = this.candles.current('1m')
    if (this.folded === undefined || running.start !== this.minute) this.fold(now, running)
    const bar: OpenBar = { ...this.folded! }
    addBar(bar, running)
    return { bar, previousClose: this.previousClose }
  }

  /** Trades of the last five minutes as one bar, to the second; without trades it stands at the last price. */
  fiveMinutes(): Bar {
    const seconds = this.candles.closed('1s')
    const first = seconds[Math.max(0, seconds.length - 300)]
    const running = this.candles.current('1s')
    const bar = emptyBar(first?.start ?? running.start, running.close)
    for (let i = Math.max(0, seconds.length - 300); i < seconds.length; i++) addBar(bar, seconds[i]!)
    return bar
  }

  private fold(now: number, running: Bar): void {
    const from = Math.floor((now - dayMs) / minuteMs) * minuteMs
    const minutes = this.candles.closed('1m')
    let at = minutes.length
    while (at > 0 && minutes[at - 1]!.start >= from) at--
    const first = minutes[at] ?? running
    this.previousClose = at > 0 ? minutes[at - 1]!.close : first.open
    this.folded = emptyBar(first.start, this.previousClose)
    for (let i = at; i < minutes.length; i++) addBar(this.folded, minutes[i]!)
    this.minute = running.start
  }
}
