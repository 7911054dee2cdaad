/** The rolling windows and the average price, folded from the bars and so from the trades. */

import { addBar, type Bar, emptyBar, type OpenBar } from './bar'
import type { Candles } from './candles'
import { dayMs, minuteMs } from './intervals'

export interface Window {
  /** All trades of the window as one bar; its start is the window's. */
  readonly bar: Bar
  /** Last price before the window. */
  readonly previousClose: number
}

/** The closed part of a window, which changes only once a minute. */
interface Folded {
  readonly bar: Bar
  readonly previousClose: number
  /** Start of the minute that ran when it was folded. */
  readonly minute: number
}

export class Ticker {
  private readonly folded = new Map<number, Folded>()

  constructor(private readonly candles: Candles) {}

  /** The trades of the last 24 hours. */
  day(now: number): Window {
    return this.window(now, dayMs)
  }

  /**
   * The trades of the last so many ms, at most a day, begun at a full minute: up to 59,999 ms more than it is called, like
   * Binance's windowed tickers.
   */
  window(now: number, lengthMs: number): Window {
    const running = this.candles.current('1m')
    let folded = this.folded.get(lengthMs)
    if (folded === undefined || running.start !== folded.minute) {
      folded = this.fold(now - lengthMs, running)
      this.folded.set(lengthMs, folded)
    }
    const bar: OpenBar = { ...folded.bar }
    addBar(bar, running)
    return { bar, previousClose: folded.previousClose }
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

  private fold(since: number, running: Bar): Folded {
    const from = Math.floor(since / minuteMs) * minuteMs
    const minutes = this.candles.closed('1m')
    let at = minutes.length
    while (at > 0 && minutes[at - 1]!.start >= from) at--
    const first = minutes[at] ?? running
    const previousClose = at > 0 ? minutes[at - 1]!.close : first.open
    const bar = emptyBar(first.start, previousClose)
    for (let i = at; i < minutes.length; i++) addBar(bar, minutes[i]!)
    return { bar, previousClose, minute: running.start }
  }
}
