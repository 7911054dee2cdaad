/** All window tickers: the last hour, four hours or day of every market that changed, in one event. */
import type { Channel } from '../../core/channel'
import { defineAll, type Tickers } from './all-tickers'
import { outOfRange } from './mini-ticker'
import {
  checked,
  sameWindow,
  type TickerWindow,
  toWindowTicker,
  type WindowTicker,
  windowTickerSchema,
} from './window-ticker'

/** The window tickers of the markets that changed, a {@link WindowTicker} each. */
export type WindowTickers = Tickers<'windowTickers', WindowTicker>

const kind = /* @__PURE__ */ defineAll('windowTickers', {
  schema: windowTickerSchema,
  rules: [sameWindow],
  event: toWindowTicker,
  suspect: outOfRange,
})

/**
 * Window tickers of all markets, each second those that changed. A row that breaks a rule is left out of `tickers`, stands
 * in `refused` and is told as `invalid`; the others are delivered. A frame without one good row is refused as a whole.
 * @param window `1h`, `4h` or `1d`
 * @throws FeedError INVALID_CHANNEL
 */
export function allWindowTickers(window: TickerWindow): Channel<WindowTickers> {
  return kind({ stream: `!ticker_${checked(window)}@arr`, symbol: '', silenceMs: 30_000, window })
}
