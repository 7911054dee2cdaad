/** How a channel of all markets is made: its frames are lists, checked row by row, so that a bad row loses no other. */
import type { Channel, MarketEvent, Report, Suspicion, Validation } from '../../core/channel'
import type { FeedError } from '../../core/errors'
import { breach, byEventTime, type Facts, flawIn, invalid, type Kind, unreadable } from './channel'
import type { Wire } from './wire'

/** What each row has. */
export interface TickerRow extends MarketEvent {
  readonly eventTime: number
}

/** The markets that changed since the frame before: changes of a table, not the whole of it. */
export interface Tickers<Type extends string, Row extends TickerRow> extends MarketEvent {
  readonly type: Type
  /** The newest `eventTime` of the rows, Unix ms. */
  readonly eventTime: number
  /** One row a market, in no promised order of markets or times. */
  readonly tickers: readonly Row[]
  /** Rows that broke a rule, by place in the frame and key on the wire, as `[17].c`; they are left out of `tickers`. */
  readonly refused: readonly Suspicion[]
}

type RowKind<S extends Wire<unknown>, Row extends TickerRow, Known extends Facts> = Required<
  Pick<Kind<S, Row, Known>, 'schema' | 'rules' | 'event' | 'suspect'>
>

/**
 * The maker of channels whose frames are lists of rows of one kind.
 * @__NO_SIDE_EFFECTS__
 */
export function defineAll<
  Type extends string,
  S extends Wire<unknown>,
  Row extends TickerRow,
  Known extends Facts = Facts,
>(
  type: Type,
  { schema, rules, event, suspect }: RowKind<S, Row, Known>,
): (facts: Known) => Channel<Tickers<Type, Row>> {
  return (facts) => {
    const { stream } = facts
    return {
      ...facts,
      type,
      family: 'spot',
      decode(payload: string, receiveTime: number, validation: Validation, report?: Report): Tickers<Type, Row> {
        const tickers: Row[] = []
        const refused: Suspicion[] = []
        let eventTime = 0
        let first: FeedError | undefined
        let rows: unknown
        try {
          rows = JSON.parse(payload)
          for (let i = 0; Array.isArray(rows) && i < rows.length; i += 1) {
            const wire = rows[i]
            const flaw =
              validation === 'always'
                ? (flawIn(schema, wire, '$', payload, report) ?? breach(rules, wire, facts))
                : undefined
            if (flaw) {
              const error = invalid(stream, { ...flaw, path: `[${i}].${flaw.path}`.replace('.$', '') })
              const { path, reason } = error.context as unknown as Suspicion
              first ??= error
              refused.push({ path, reason })
            } else {
              const row = event(wire, receiveTime, facts)
              eventTime = Math.max(eventTime, row.eventTime)
              tickers.push(row)
            }
          }
        } catch (cause) {
          throw unreadable(stream, cause)
        }
        if (tickers.length === 0) throw first ?? invalid(stream, { path: '$', must: 'a list of tickers', value: rows })
        return { type, eventTime, tickers, refused, receiveTime }
      },
      // A refused row first, then an odd one; each is told by its place.
      suspect({ tickers, refused: [first] }) {
        if (first) return { ...first, reason: `${first.reason}; only the other rows are delivered` }
        for (let i = 0; i < tickers.length; i += 1) {
          const odd = suspect(tickers[i]!, facts)
          if (odd) return { ...odd, path: `tickers[${i}].${odd.path}` }
        }
        return undefined
      },
      sequence: byEventTime,
    }
  }
}
