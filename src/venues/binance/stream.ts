/** The channel for a stream's name, as somebody types it. */
import type { Channel } from '../../core/channel'
import { aggTrades } from './aggregate-trade'
import { allMiniTickers } from './all-mini-tickers'
import { allWindowTickers } from './all-window-tickers'
import { avgPrice } from './average-price'
import { blockTrades } from './block-trade'
import { bookTicker } from './book-ticker'
import { depth } from './depth'
import type { BinanceEvent } from './events'
import { type Interval, intervals, klines } from './kline'
import { miniTicker } from './mini-ticker'
import { type LevelCount, partialDepth } from './partial-depth'
import { referencePrice } from './reference-price'
import { refuse } from './symbol'
import { ticker } from './ticker'
import { trades } from './trade'
import { type TickerWindow, windowTicker } from './window-ticker'

const makers: Readonly<Record<string, (symbol: string) => Channel<BinanceEvent>>> = {
  trade: trades,
  aggTrade: aggTrades,
  blockTrade: blockTrades,
  ticker,
  miniTicker,
  bookTicker,
  avgPrice,
  referencePrice,
}

/** Worked out when asked for: at the top of a module it would keep every channel in every bundle. */
function forms(): string {
  const plain = Object.keys(makers).map((name) => `<symbol>@${name}`)
  const tickers = ['<symbol>@ticker_<1h|4h|1d>', '!miniTicker@arr', '!ticker_<1h|4h|1d>@arr']
  const books = ['<symbol>@depth[@100ms]', '<symbol>@depth<5|10|20>[@100ms]']
  return [...plain, ...tickers, '<symbol>@kline_<interval>[@+08:00]', ...books].join(', ')
}

/**
 * The channel of a stream.
 * @param name as the exchange writes it, the symbol in either case: `btcusdt@trade`, `ethusdt@kline_1m`, `!miniTicker@arr`
 * @throws FeedError INVALID_CHANNEL
 */
export function stream(name: string): Channel<BinanceEvent> {
  const text = typeof name === 'string' ? name : ''
  const [, symbol = '', kind = '', option = ''] = /^([^@]+)@([^@]+)(@100ms|@\+08:00)?$/.exec(text) ?? []
  if (text === '!miniTicker@arr') return allMiniTickers()
  const [, ofAll] = /^!ticker_(1h|4h|1d)@arr$/.exec(text) ?? []
  if (ofAll) return allWindowTickers(ofAll as TickerWindow)
  if (!option) {
    if (Object.hasOwn(makers, kind)) return makers[kind]!(symbol)
    const [, window] = /^ticker_(1h|4h|1d)$/.exec(kind) ?? []
    if (window) return windowTicker(symbol, window as TickerWindow)
  }
  const interval = kind.slice(6) as Interval
  if (option !== '@100ms' && kind.startsWith('kline_') && intervals.includes(interval)) {
    return klines(symbol, interval, option ? { timezone: '+08:00' } : {})
  }
  const [book, levels] = /^depth(5|10|20)?$/.exec(kind) ?? []
  if (book && option !== '@+08:00') {
    const speed = option ? 100 : 1_000
    return levels ? partialDepth(symbol, { levels: Number(levels) as LevelCount, speed }) : depth(symbol, { speed })
  }
  throw refuse('stream name', `one of ${forms()} (interval: ${intervals.join(' ')})`, name)
}
