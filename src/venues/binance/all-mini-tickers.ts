/** All mini tickers: the last 24 hours of every market that changed, in one event. */
import type { Channel } from '../../core/channel'
import { defineAll, type Tickers } from './all-tickers'
import { type MiniTicker, miniTickerSchema, outOfRange, toMiniTicker } from './mini-ticker'

/** The mini tickers of the markets that changed, a {@link MiniTicker} each. */
export type MiniTickers = Tickers<'miniTickers', MiniTicker>

const kind = /* @__PURE__ */ defineAll('miniTickers', {
  schema: miniTickerSchema,
  rules: [],
  event: toMiniTicker,
  suspect: outOfRange,
})

/**
 * Mini tickers of all markets, each second those that changed. A row that breaks a rule is left out of `tickers`, stands in
 * `refused` and is told as `invalid`; the others are delivered. A frame without one good row is refused as a whole.
 */
export function allMiniTickers(): Channel<MiniTickers> {
  return kind({ stream: '!miniTicker@arr', symbol: '', silenceMs: 30_000 })
}
