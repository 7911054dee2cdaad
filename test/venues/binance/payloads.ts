/** One payload of each kind, composed by hand, and what it decodes to at receive time 7. */
import type { Channel, MarketEvent } from '../../../src/core/channel'
import { isFeedError } from '../../../src/core/errors'

export const wire = {
  trade: {
    ...{ e: 'trade', E: 1795305600123, s: 'BTCUSDT', t: 5502345672, p: '91234.50000000', q: '0.00500000' },
    ...{ T: 1795305600121, m: true, M: true },
  },
  aggTrade: {
    ...{ e: 'aggTrade', E: 1795305600123, s: 'BTCUSDT', a: 4012345678, p: '91234.50000000', q: '0.01520000' },
    ...{ f: 5502345670, l: 5502345672, T: 1795305600121, m: true, M: true },
  },
  kline: {
    ...{ e: 'kline', E: 1795305602011, s: 'BTCUSDT' },
    k: {
      ...{ t: 1795305600000, T: 1795305659999, s: 'BTCUSDT', i: '1m', f: 5502345000, L: 5502345677 },
      ...{ o: '91230.00000000', c: '91234.50000000', h: '91240.10000000', l: '91225.00000000', v: '3.20000000' },
      ...{ n: 678, x: false, q: '291943.20000000', V: '1.70000000', Q: '155096.60000000', B: '0' },
    },
  },
  depth: {
    ...{ e: 'depthUpdate', E: 1795305600123, s: 'BTCUSDT', U: 88000123450, u: 88000123456 },
    b: [
      ['91234.49000000', '1.20000000'],
      ['91200.00000000', '0.00000000'],
    ],
    a: [] as string[][],
  },
  partialDepth: {
    lastUpdateId: 88000123456,
    bids: [
      ['91234.49000000', '1.20000000'],
      ['91234.40000000', '0.30000000'],
    ],
    asks: [
      ['91234.50000000', '0.04000000'],
      ['91234.60000000', '2.00000000'],
    ],
  },
  ticker: {
    ...{ e: '24hrTicker', E: 1795305600123, s: 'BTCUSDT', p: '-1234.50000000', P: '-1.372', w: '90710.00000000' },
    ...{ x: '89999.99000000', c: '91234.50000000', Q: '0.00500000', b: '91234.49000000', B: '1.20000000' },
    ...{ a: '91234.50000000', A: '0.04000000', o: '92469.00000000', h: '92800.00000000', l: '89650.10000000' },
    ...{ v: '21450.12345000', q: '1945740698.14950000', O: 1795219200123, C: 1795305600123 },
    ...{ F: 5500000000, L: 5502345677, n: 2345678 },
  },
  miniTicker: {
    ...{ e: '24hrMiniTicker', E: 1795305600123, s: 'BTCUSDT', c: '91234.50000000', o: '90000.00000000' },
    ...{ h: '91800.00000000', l: '89650.10000000', v: '21450.12345000', q: '1945740698.14950000' },
  },
  blockTrade: {
    ...{ e: 'blockTrade', E: 1795305600700, s: 'BTCUSDT', t: 611, p: '91200.00', q: '42' },
    ...{ T: 1795305600433, m: false },
  },
  windowTicker: {
    ...{ e: '1hTicker', E: 1795305600123, s: 'BTCUSDT', p: '-34.50000000', P: '-0.038', w: '91210.00000000' },
    ...{ o: '91269.00000000', h: '91290.00000000', l: '91150.00000000', c: '91234.50000000', v: '310.00000000' },
    ...{ q: '28275100.00000000', O: 1795301940000, C: 1795305600123, F: 5502290000, L: 5502345677, n: 55678 },
  },
  referencePrice: { e: 'referencePrice', s: 'BTCUSDT', r: '91231.00' as string | null, t: 1795305600004 },
  bookTicker: {
    ...{ u: 88000123456, s: 'BTCUSDT', b: '91234.49000000', B: '1.20000000', a: '91234.50000000', A: '0.04000000' },
  },
  avgPrice: { e: 'avgPrice', E: 1795305600000, s: 'BTCUSDT', i: '5m', w: '91220.11000000', T: 1795305599873 },
}

/** How a payload fared: the event, or where and why it was refused. */
export type Outcome<E> = { readonly event: E } | { readonly path: unknown; readonly reason: unknown }

export function fate<E extends MarketEvent>(channel: Channel<E>, payload: unknown, validation?: 'never'): Outcome<E> {
  try {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
    return { event: channel.decode(text, 7, validation ?? 'always') }
  } catch (error) {
    if (!isFeedError(error, 'INVALID_MESSAGE')) throw error
    return { path: error.context.path, reason: error.context.reason }
  }
}

/** The path a payload is refused for, or undefined where it is not. */
export function refusedFor<E extends MarketEvent>(channel: Channel<E>, payload: unknown): unknown {
  const outcome = fate(channel, payload)
  return 'event' in outcome ? undefined : outcome.path
}

/** The field a payload's event is suspected for, or undefined. Throws where the payload is refused. */
export function suspectedFor<E extends MarketEvent>(channel: Channel<E>, payload: unknown): string | undefined {
  return channel.suspect?.(channel.decode(JSON.stringify(payload), 7, 'always'))?.path
}

/** The error a call throws. */
export function thrown(call: () => unknown): {
  readonly code: string
  readonly message: string
  readonly context: object
} {
  try {
    call()
  } catch (error) {
    if (isFeedError(error)) return { code: error.code, message: error.message, context: error.context }
    throw error
  }
  throw new Error('nothing was thrown')
}
