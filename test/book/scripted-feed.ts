/** A feed whose stream, answers and news are said by the test. */
import type { BookFeed, BookSignal } from '../../src/book/book'
import type { BookSnapshot, PriceLevel } from '../../src/core/book-source'
import type { FeedErrorCode } from '../../src/core/errors'
import { FeedError } from '../../src/core/errors'
import type { Gap, StreamStatus } from '../../src/core/events'
import type { Query } from '../../src/core/query'
import type { Depth } from '../../src/venues/binance/depth'

export interface Asked {
  readonly query: Query<BookSnapshot>
  readonly afterMs: number
  readonly signal: BookSignal
  /**
   * @param body as the exchange would send it
   * @param time when it comes; by default as late as a change of its number
   */
  answer(body: object, time?: number): Promise<void>
  refuse(code: FeedErrorCode, retryable?: boolean): Promise<void>
}

export const stream = 'btcusdt@depth@100ms'

/** A change over the updates `first` to `final`. */
export function diff(
  first: number,
  final: number,
  bids: readonly PriceLevel[] = [],
  asks: readonly PriceLevel[] = [],
): Depth {
  return {
    type: 'depth',
    eventTime: 1_000,
    symbol: 'BTCUSDT',
    firstUpdateId: first,
    finalUpdateId: final,
    bids,
    asks,
    receiveTime: 1_000 + final,
  }
}

export function gap(reason: Gap['reason'] = 'reconnect'): Gap {
  return { type: 'gap', stream, reason, from: undefined, to: undefined, fromTime: 1, toTime: 2 }
}

export function shot(
  lastUpdateId: number,
  bids: readonly PriceLevel[] = [['99', '1']],
  asks: readonly PriceLevel[] = [['101', '1']],
) {
  return { lastUpdateId, bids, asks }
}

/** Lets every promise that is due run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await undefined
}

export function scriptedFeed(begin: StreamStatus = 'wanted') {
  const asked: Asked[] = []
  const heard = new Set<(item: never) => void>()
  const named: Record<string, Set<(value: never) => void>> = {}
  const log: string[] = []
  const now: { status: StreamStatus } = { status: begin }
  return {
    now,
    asked,
    log,
    /** The newest request. */
    get last() {
      return asked[asked.length - 1] as Asked
    },
    get listeners() {
      return heard.size + Object.values(named).reduce((sum, each) => sum + each.size, 0)
    },
    say(...items: (Depth | Gap)[]) {
      for (const item of items) for (const listener of [...heard]) listener(item as never)
    },
    tell(event: string, value?: unknown) {
      for (const listener of [...(named[event] ?? [])]) listener(value as never)
    },
    feed: {
      venue: { name: 'binance' },
      state: { kind: 'open' },
      subscribe(channel) {
        log.push(`subscribe ${channel.stream}`)
        return {
          on(listener) {
            heard.add(listener as never)
            return () => heard.delete(listener as never)
          },
          unsubscribe: () => log.push('unsubscribe'),
        }
      },
      request(query, { afterMs, signal }) {
        log.push(`ask ${afterMs}`)
        return new Promise((resolve, reject) => {
          const aborted = () => {
            log.push('abort')
            reject(new FeedError('ABORTED', 'aborted'))
          }
          signal.addEventListener('abort', aborted)
          asked.push({
            query: query as never,
            afterMs,
            signal,
            answer(body, time = 1_000 + ((body as Partial<BookSnapshot>).lastUpdateId ?? 0)) {
              resolve(query.read(body, time))
              return settled()
            },
            refuse(code, retryable = false) {
              reject(new FeedError(code, `said ${code}`, { retryable, context: { code: -1121 } }))
              return settled()
            },
          })
        })
      },
      on(event: string, listener: (value: never) => void) {
        const listeners = (named[event] ??= new Set())
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      stats: () => ({ streams: { [stream]: { status: now.status } } }),
    } satisfies BookFeed as BookFeed,
  }
}
