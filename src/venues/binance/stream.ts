/** The channel for a stream's name, as somebody types it. */
import type { Channel } from '../../core/channel'
import { aggTrades } from './aggregate-trade'
import { avgPrice } from './average-price'
import { bookTicker } from './book-ticker'
import { depth } from './depth'
import type { BinanceEvent } from './events'
import { type Interval, intervals, klines } from './kline'
import { miniTicker } from './mini-ticker'
import { type LevelCount, partialDepth } from './partial-depth'
import { refuse } from './symbol'
import { ticker } from './ticker'
import { trades } from './trade'

const makers: Readonly<Record<string, (symbol: string) => Channel<BinanceEvent>>> = {
  trade: trades,
  aggTrade: aggTrades,
  ticker,
  miniTicker,
  bookTicker,
  avgPrice,
}

/** Worked out when asked for: at the top of a module it would keep every channel in every bundle. */
function forms(): string {
  const plain = Object.keys(makers).map((name) => `<symbol>@${name}`)
  return [...plain, '<symbol>@kline_<interval>', '<symbol>@depth[@100ms]', '<symbol>@depth<5|10|20>[@100ms]'].join(', ')
}

/**
 * The channel of a stream.
 * @param name as the exchange writes it, the symbol in either case: `btcusdt@trade`, `ethusdt@kline_1m`
 * @throws FeedError INVALID_CHANNEL
 */
export function stream(name: string): Channel<BinanceEvent> {
  const [, symbol = '', kind = '', option = ''] =
    (typeof name === 'string' && /^([^@]+)@([^@]+)(@100ms)?$/.exec(name)) || []
  if (!option && Object.hasOwn(makers, kind)) return makers[kind]!(symbol)
  if (!option && kind.startsWith('kline_') && intervals.includes(kind.slice(6) as Interval)) {
    return klines(symbol, kind.slice(6) as Interval)
  }
  const speed = option ? 100 : 1_000
  const [book, levels] = /^depth(5|10|20)?$/.exec(kind) ?? []
  if (book)
    return levels ? partialDepth(symbol, { levels: Number(levels) as LevelCount, speed }) : depth(symbol, { speed })
  throw refuse('stream name', `one of ${forms()} (interval: ${intervals.join(' ')})`, name)
}
